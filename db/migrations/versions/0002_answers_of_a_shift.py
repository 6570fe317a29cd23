"""Find the answers of a shift without reading all of them: a roster that comes later moves them."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_response_shift", "response", ["counter_id", "day", "part"])


def downgrade() -> None:
    op.drop_index("ix_response_shift", table_name="response")
