"""Pairs of levels, counts of whole forms, and what tells of false answers.

Existing answers are counted anew by `db.migrate` in the same transaction: see `db.commands.complete`.
"""

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WIDTH_BEFORE = {"counter-2026/1": 269, "sipas-service-2026/1": 289}
"""Counts of each questionnaire that the version before this one knows."""

_ENTRY = np.dtype([("place", "<u2"), ("count", "<i4")])


def upgrade() -> None:
    _create_counts()
    _create_signals()
    _create_released()


def _create_counts() -> None:
    op.create_table(
        "pair_cell",
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "day", "instrument_id", name=op.f("pk_pair_cell")),
    )
    op.create_table(
        "purged",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_purged")),
    )


def _create_signals() -> None:
    op.create_table(
        "response_timing",
        sa.Column("response_id", sa.String(length=32), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("pace", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_response_timing_response_id_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response_timing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pattern_count",
        sa.Column("counter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pattern", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.CheckConstraint("forms >= 0", name=op.f("ck_pattern_count_counts")),
        sa.PrimaryKeyConstraint("counter_id", "day", "pattern", name=op.f("pk_pattern_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pace_count",
        sa.Column("counter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pace", sa.String(length=24), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.CheckConstraint("forms >= 0", name=op.f("ck_pace_count_counts")),
        sa.PrimaryKeyConstraint("counter_id", "day", "pace", name=op.f("pk_pace_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "minute_count",
        sa.Column("counter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "forms >= 0 AND answered >= 0 AND satisfied >= 0", name=op.f("ck_minute_count_counts")
        ),
        sa.PrimaryKeyConstraint("counter_id", "day", "minute", name=op.f("pk_minute_count")),
        sqlite_with_rowid=False,
    )


def _create_released() -> None:
    op.create_table(
        "released_pairs",
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("instrument_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "month", "instrument_id", name=op.f("pk_released_pairs")),
    )
    op.create_table(
        "released_stratum",
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("instrument_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "unit_id", "month", "instrument_id", "field_id", "channel", name=op.f("pk_released_stratum")
        ),
    )
    op.create_table(
        "released_conduct",
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("instrument_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("forms", "k", "s", "ss", "sk", "kk")),
        sa.PrimaryKeyConstraint(
            "unit_id",
            "month",
            "instrument_id",
            "officer_id",
            "field_id",
            "channel",
            name=op.f("pk_released_conduct"),
        ),
    )


def downgrade() -> None:
    for table in (
        "released_conduct",
        "released_stratum",
        "released_pairs",
        "minute_count",
        "pace_count",
        "pattern_count",
        "response_timing",
        "purged",
        "pair_cell",
    ):
        op.drop_table(table)
    for table in ("tally_cell", "released_cell", "released_month"):
        _shorten(table)


def _shorten(name: str) -> None:
    """Take away the counts that the version before does not know; it would call longer ones damaged."""
    connection = op.get_bind()
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    versions = sa.Table("instrument_version", sa.MetaData(), autoload_with=connection)
    for version in connection.execute(sa.select(versions.c.id, versions.c.name)).all():
        width = _WIDTH_BEFORE.get(version.name)
        if width is None:
            continue
        rows = connection.execute(sa.select(table).where(table.c.instrument_id == version.id)).all()
        for row in rows:
            entries = np.frombuffer(row.counts, dtype=_ENTRY)
            kept = entries[entries["place"] < width].tobytes()
            same = [column == getattr(row, column.name) for column in table.primary_key.columns]
            connection.execute(sa.update(table).where(*same).values(counts=kept))
