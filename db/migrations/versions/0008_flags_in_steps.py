"""How many forms of a released month carry a flag, and which flags are told already.

Of what was released before the flags that exist are counted, so that the gate judges it at once; which of the forms
they are is told by the next release, for which months with flags wait.
"""

from collections import Counter
from typing import Any

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ENTRY = np.dtype([("place", "<u2"), ("count", "<i4")])
_RESPONDENTS = 1
"""The place of forms with a valid answer to an asked criterion: what a released month counts as its forms."""

_KINDS: dict[str, sa.types.TypeEngine[Any]] = {
    "day": sa.Date(),
    "through": sa.Date(),
    "counts": sa.LargeBinary(),
}


def upgrade() -> None:
    op.add_column("flag", sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("released_month", sa.Column("flagged", sa.Integer(), nullable=False, server_default="0"))
    _count_flagged()
    flagged, pending = _table("flagged_cell", "unit_id", "day"), _table("pending_day", "unit_id", "day")
    waiting = sa.select(pending.c.day).where(
        pending.c.unit_id == flagged.c.unit_id, pending.c.day == flagged.c.day
    )
    days = sa.select(*flagged.c, sa.literal(0), sa.literal(0)).where(~waiting.exists()).distinct()
    names = ["unit_id", "day", "added", "removed"]
    op.execute(_table("pending_day", *names).insert().from_select(names, days))


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, _KINDS.get(column)) for column in columns))


def _count_flagged() -> None:
    """From the counts of forms that carry a flag and are neither withdrawn nor left out, of the days released."""
    month = _table("released_month", "unit_id", "month", "instrument_id", "release_id", "flagged")
    release = _table("release", "id", "through")
    cell = _table("flagged_cell", "unit_id", "day", "instrument_id", "counts")
    connection = op.get_bind()
    released = connection.execute(
        sa.select(month.c.unit_id, month.c.month, month.c.instrument_id, release.c.through).join_from(
            month, release, release.c.id == month.c.release_id
        )
    )
    through = {(row.unit_id, row.month, row.instrument_id): row.through for row in released}
    flagged: Counter[tuple[int, str, int]] = Counter()
    for row in connection.execute(sa.select(cell)):
        key = (row.unit_id, f"{row.day:%Y-%m}", row.instrument_id)
        if key in through and row.day <= through[key]:
            flagged[key] += _respondents(row.counts)
    for key, forms in flagged.items():
        here = zip((month.c.unit_id, month.c.month, month.c.instrument_id), key, strict=True)
        connection.execute(
            month.update().where(*(column == value for column, value in here)).values(flagged=forms)
        )


def _respondents(packed: bytes) -> int:
    entries = np.frombuffer(packed, dtype=_ENTRY)
    return int(entries["count"][entries["place"] == _RESPONDENTS].sum())


def downgrade() -> None:
    op.drop_column("released_month", "flagged")
    op.drop_column("flag", "told")
