"""Opening hours of units, and days that differ; until somebody gives them, the usual ones hold, as before."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, day in (
        ("opening_hours", sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False)),
        ("special_day", sa.Column("day", sa.Date(), nullable=False)),
    ):
        op.create_table(
            table,
            sa.Column("unit_id", sa.Integer(), nullable=False),
            day,
            sa.Column("hours", sa.Text(), nullable=False),
            sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{table}_unit_id_unit")),
            sa.PrimaryKeyConstraint("unit_id", day.name, name=op.f(f"pk_{table}")),
        )


def downgrade() -> None:
    for table in ("special_day", "opening_hours"):
        op.drop_table(table)
