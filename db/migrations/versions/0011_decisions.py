"""Decisions about answers: to leave them out, as before, or to clear their flags. Tables and columns say so now.

Of a month, flags that are told of now are taken as told of together.

Constraints keep their names: SQLite cannot change them.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES: Final = {"exclusion": "decision", "excluded_response": "decided_response"}
_COLUMNS: Final = (
    ("decision", "reason", "cause"),
    ("decision", "state", "stage"),
    ("decision", "undone_by", "withdrawn_by"),
    ("decision", "reinstated_by", "undone_by"),
    ("decided_response", "exclusion_id", "decision_id"),
)
_STAGES: Final = {"reinstating": "undoing", "reinstated": "undone"}
_CLEARING: Final = ("wrong_hours", "more_served", "wrong_dossiers", "wrong_clock")

_FLAG: Final = sa.table("flag", sa.column("told", sa.Boolean()), sa.column("batch"))
_DECISION: Final = sa.table("decision", *(sa.column(name) for name in ("id", "cause", "stage")))
_ANSWER: Final = sa.table("decided_response", sa.column("decision_id"))


def upgrade() -> None:
    op.add_column("flag", sa.Column("cleared", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("flag", sa.Column("batch", sa.Integer(), nullable=False, server_default="0"))
    op.execute(_FLAG.update().where(_FLAG.c.told).values(batch=1))
    op.drop_index(op.f("ix_excluded_response_response_id"), "excluded_response")
    for before, after in _TABLES.items():
        op.rename_table(before, after)
    for table, before, after in _COLUMNS:
        _rename(table, before, after)
    for before, after in _STAGES.items():
        op.execute(_DECISION.update().where(_DECISION.c.stage == before).values(stage=after))
    op.create_index(op.f("ix_decided_response_response_id"), "decided_response", ["response_id"])


def downgrade() -> None:
    """Flags that were cleared stand again, and what decided so is forgotten; a recount tells of their counts."""
    clearing = _DECISION.c.cause.in_(_CLEARING)
    op.execute(_ANSWER.delete().where(_ANSWER.c.decision_id.in_(sa.select(_DECISION.c.id).where(clearing))))
    op.execute(_DECISION.delete().where(clearing))
    for before, after in _STAGES.items():
        op.execute(_DECISION.update().where(_DECISION.c.stage == after).values(stage=before))
    op.drop_index(op.f("ix_decided_response_response_id"), "decided_response")
    for table, before, after in reversed(_COLUMNS):
        _rename(table, after, before)
    for before, after in _TABLES.items():
        op.rename_table(after, before)
    op.create_index(op.f("ix_excluded_response_response_id"), "excluded_response", ["response_id"])
    op.drop_column("flag", "cleared")
    op.drop_column("flag", "batch")


def _rename(table: str, before: str, after: str) -> None:
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
