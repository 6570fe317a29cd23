"""Which sums of released figures may be shown, worked out once for each release.

It is filled by the server's first round, or by the next release; until then nothing is shown.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shown_sums",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("releases", sa.Integer(), nullable=False),
        sa.Column("last_release_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("contents", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_sums")),
    )


def downgrade() -> None:
    op.drop_table("shown_sums")
