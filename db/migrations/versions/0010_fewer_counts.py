"""No sums of minutes and of the time to answer any more; ratings are counted when their day is judged.

The ratings of the forms that are there stand in the counts already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "response_timing", sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.drop_table("minute_count")
    op.drop_table("pace_count")
    purged = sa.table("purged", sa.column("kind"))
    op.execute(purged.delete().where(purged.c.kind == "timings"))


def downgrade() -> None:
    """The tables stand again, empty; a recount that repairs fills them, and counts the ratings that wait."""
    op.drop_column("response_timing", "counted")
    _create(
        "pace_count", "forms >= 0", sa.Column("pace", sa.String(length=24), nullable=False), _count("forms")
    )
    _create(
        "minute_count",
        "forms >= 0 AND answered >= 0 AND satisfied >= 0",
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        *(_count(name) for name in ("forms", "answered", "satisfied")),
    )


def _create(table: str, rule: str, last: sa.Column[object], *counts: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("counter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        last,
        *counts,
        sa.CheckConstraint(rule, name=op.f(f"ck_{table}_counts")),
        sa.PrimaryKeyConstraint("counter_id", "day", last.name, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _count(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)
