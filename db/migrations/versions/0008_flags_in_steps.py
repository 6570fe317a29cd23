"""How many forms of a released month carry a flag, and which flags are told already.

What was released before is told as of no flag until the next release; months with flags wait for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("flag", sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("released_month", sa.Column("flagged", sa.Integer(), nullable=False, server_default="0"))
    flagged, pending = _table("flagged_cell", "unit_id", "day"), _table("pending_day", "unit_id", "day")
    waiting = sa.select(pending.c.day).where(
        pending.c.unit_id == flagged.c.unit_id, pending.c.day == flagged.c.day
    )
    days = sa.select(*flagged.c, sa.literal(0), sa.literal(0)).where(~waiting.exists()).distinct()
    names = ["unit_id", "day", "added", "removed"]
    op.execute(_table("pending_day", *names).insert().from_select(names, days))


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


def downgrade() -> None:
    op.drop_column("released_month", "flagged")
    op.drop_column("flag", "told")
