"""What binds an answer to the log stands with the answer; its place has a row of its own once it is sealed.

A place, and an answer that waits for one, stay where the row of the answer was removed by somebody.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOVED: Final = {
    "salt": "salt",
    "commitment": "answer",
    "commented": "commented",
    "comment_commitment": "comment",
    "withdrawal_secret": "withdrawal_secret",
}
"""Columns of answers, and what they were of entries."""

_ENTRY: Final = sa.table(
    "log_entry", sa.column("response_id"), sa.column("position"), *map(sa.column, _MOVED.values())
)
_ANSWER: Final = sa.table("response", sa.column("id"), *map(sa.column, _MOVED))
_PLACE: Final = sa.table("log_place", sa.column("position"), sa.column("response_id"))
_UNSEALED: Final = sa.table("unsealed", sa.column("response_id"))


def upgrade() -> None:
    for column in _bound():
        op.add_column("response", column)
    op.create_index(
        op.f("ix_response_withdrawal"),
        "response",
        ["withdrawal_secret"],
        sqlite_where=sa.text("withdrawal_secret IS NOT NULL"),
        postgresql_where=sa.text("withdrawal_secret IS NOT NULL"),
    )
    op.create_table(
        "unsealed",
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_unsealed")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_place",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log_place")),
        sa.UniqueConstraint("response_id", name=op.f("uq_log_place_response_id")),
        sqlite_with_rowid=False,
    )
    of_it = _ENTRY.c.response_id == _ANSWER.c.id
    values = {
        name: sa.select(_ENTRY.c[before]).where(of_it).scalar_subquery() for name, before in _MOVED.items()
    }
    op.execute(_ANSWER.update().where(sa.exists().where(of_it)).values(values))
    sealed = sa.select(_ENTRY.c.position, _ENTRY.c.response_id).where(_ENTRY.c.position.is_not(None))
    waiting = sa.select(_ENTRY.c.response_id).where(_ENTRY.c.position.is_(None))
    op.execute(_PLACE.insert().from_select(["position", "response_id"], sealed.order_by(_ENTRY.c.position)))
    op.execute(_UNSEALED.insert().from_select(["response_id"], waiting.order_by(_ENTRY.c.response_id)))
    op.drop_table("log_entry")


def downgrade() -> None:
    """Where the row of an answer was removed, its place stays empty; that it waited for one is forgotten."""
    op.create_table(
        "log_entry",
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("answer", sa.LargeBinary(length=32), nullable=False),
        sa.Column("comment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("commented", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("withdrawal_secret", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("position", name=op.f("uq_log_entry_position")),
        sqlite_with_rowid=False,
    )
    found = (
        sa.select(_ANSWER.c.id, _PLACE.c.position, *(_ANSWER.c[name] for name in _MOVED))
        .select_from(_ANSWER.outerjoin(_PLACE, _PLACE.c.response_id == _ANSWER.c.id))
        .where(_ANSWER.c.commitment.is_not(None))
    )
    op.execute(_ENTRY.insert().from_select(["response_id", "position", *_MOVED.values()], found))
    op.drop_table("log_place")
    op.drop_table("unsealed")
    op.drop_index(op.f("ix_response_withdrawal"), "response")
    for column in _bound():
        op.drop_column("response", column.name)


def _bound() -> list[sa.Column[object]]:
    return [
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=True),
        sa.Column("commented", sa.Boolean(), nullable=True),
        sa.Column("comment_commitment", sa.LargeBinary(length=32), nullable=True),
        sa.Column("withdrawal_secret", sa.String(length=64), nullable=True),
    ]
