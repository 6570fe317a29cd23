"""Flags on answers and their counts, answers left out by two people, codes revoked for abuse, late forms.

The minute of a form that came late is empty from here on; answers stored before carry no flag.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CELL = (
    ("unit_id", sa.Integer()),
    ("day", sa.Date()),
    ("counter_id", sa.Integer()),
    ("officer_id", sa.Integer()),
    ("deciding_unit_id", sa.Integer()),
    ("instrument_id", sa.Integer()),
    ("field_id", sa.Integer()),
    ("channel", sa.String(length=24)),
    ("purpose", sa.String(length=24)),
    ("verified", sa.Boolean()),
)
_NO_ROW_ORDER = {"sqlite_with_rowid": False}


def upgrade() -> None:
    for table, column in (("counter_code", "abused"), ("response", "excluded")):
        op.add_column(table, sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("response_timing", table_kwargs=_NO_ROW_ORDER) as timing:
        timing.alter_column("minute", existing_type=sa.Integer(), nullable=True)
        timing.add_column(sa.Column("judged", sa.Boolean(), nullable=False, server_default=sa.false()))
    _create_flags()
    _create_exclusions()
    op.create_table(
        "released_part",
        *_keys(("unit_id", "month", "instrument_id", "part")),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.Column("moments", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "month", "instrument_id", "part", name=op.f("pk_released_part")),
    )
    _note_released()


def _note_released() -> None:
    """Of what was released before no form carries a flag, and none came with a ticket."""
    released = sa.table(
        "released_month", *(sa.column(name) for name in ("unit_id", "month", "instrument_id"))
    )
    empty = sa.literal(b"", sa.LargeBinary())
    for part in ("all_unflagged", "none_verified"):
        rows = sa.select(*released.c, sa.literal(part), empty, empty)
        names = [*(column.name for column in released.c), "part", "counts", "moments"]
        columns = sa.table("released_part", *(sa.column(name) for name in names))
        op.execute(columns.insert().from_select(names, rows))


def _keys(names: tuple[str, ...]) -> list[sa.Column[object]]:
    kinds = {"month": sa.String(length=7), "part": sa.String(length=24)}
    return [
        sa.Column(name, kinds.get(name, sa.Integer()), nullable=False)
        if name in kinds
        else sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)
        for name in names
    ]


def _create_flags() -> None:
    op.create_table(
        "flag",
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_flag_response_id_response"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", "reason", name=op.f("pk_flag")),
        sqlite_with_rowid=False,
    )
    names = [name for name, _ in _CELL]
    op.create_table(
        "flagged_cell",
        *(sa.Column(name, kind, autoincrement=False, nullable=False) for name, kind in _CELL),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(*names, name=op.f("pk_flagged_cell")),
    )


def _create_exclusions() -> None:
    people = ("proposed_by", "confirmed_by", "undone_by", "reinstated_by")
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=name != "proposed_by") for name in people),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_exclusion_unit_id_unit")),
        *(
            sa.ForeignKeyConstraint([name], ["account.id"], name=op.f(f"fk_exclusion_{name}_account"))
            for name in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
    )
    op.create_table(
        "excluded_response",
        sa.Column("exclusion_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["exclusion_id"], ["exclusion.id"], name=op.f("fk_excluded_response_exclusion_id_exclusion")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_excluded_response_response_id_response")
        ),
        sa.PrimaryKeyConstraint("exclusion_id", "response_id", name=op.f("pk_excluded_response")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_excluded_response_response_id"), "excluded_response", ["response_id"])


def downgrade() -> None:
    for table in ("released_part", "excluded_response", "exclusion", "flagged_cell", "flag"):
        op.drop_table(table)
    op.execute("DELETE FROM response_timing WHERE minute IS NULL")
    with op.batch_alter_table("response_timing", table_kwargs=_NO_ROW_ORDER) as timing:
        timing.drop_column("judged")
        timing.alter_column("minute", existing_type=sa.Integer(), nullable=False)
    op.drop_column("response", "excluded")
    op.drop_column("counter_code", "abused")
