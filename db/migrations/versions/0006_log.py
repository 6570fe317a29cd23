"""The log: what binds each answer to it, its tree, and its signed heads.

Answers stored before are bound by `db.migrate` in the same transaction: see `db.commands.bind`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_log_node")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_head",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_head")),
    )
    op.add_column("comment", sa.Column("salt", sa.LargeBinary(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("comment", "salt")
    op.drop_table("log_head")
    op.drop_table("log_node")
    op.drop_table("log_entry")
