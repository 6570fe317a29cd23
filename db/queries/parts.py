"""Released figures of the forms without a flag and of verified visits, beside those of all forms."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import ReleasedMonth, ReleasedPart
from db.packing import unpack
from db.queries.figures import Figures, within
from db.released import Subset
from scoring import ClusterMoments
from survey import Instrument, Period, Tally, TallyLayout


@dataclass(frozen=True, slots=True)
class Parts:
    """Of the forms of some units and a period; None where in one of the months it may not be told.

    Then the forms that are flagged, or those with or without a ticket, are fewer than ten somewhere. Their forms may
    be told, and indices over all criteria that are shown.
    """

    unflagged: Figures | None
    verified: Figures | None


def parts_of(session: Session, unit_ids: Collection[int], period: Period, version: str) -> Parts:
    """What may be told of the two parts, of all these units together."""
    publications = published(session)
    instrument, number = publications.named(version), publications.ids[version]
    months = session.execute(
        select(ReleasedMonth.unit_id, ReleasedMonth.month, ReleasedMonth.counts, ReleasedMonth.moments)
        .where(*within(ReleasedMonth, unit_ids, period))
        .where(ReleasedMonth.instrument_id == number)
    ).all()
    rows = session.execute(
        select(
            ReleasedPart.unit_id,
            ReleasedPart.month,
            ReleasedPart.part,
            ReleasedPart.counts,
            ReleasedPart.moments,
        )
        .where(*within(ReleasedPart, unit_ids, period))
        .where(ReleasedPart.instrument_id == number)
    )
    told = {(row.unit_id, row.month, row.part): row for row in rows}
    unflagged: list[Any] = []
    verified: list[Any] = []
    for month in months:
        here = (month.unit_id, month.month)
        whole = month if (*here, Subset.ALL_UNFLAGGED) in told else None
        unflagged.append(told.get((*here, Subset.UNFLAGGED), whole))
        verified.append(told.get((*here, Subset.VERIFIED), told.get((*here, Subset.NONE_VERIFIED))))
    return Parts(_summed(instrument, unflagged), _summed(instrument, verified))


def _summed(instrument: Instrument, rows: list[Any]) -> Figures | None:
    """All rows added up; None where one of them is missing."""
    tally, moments = Tally.empty(instrument), ClusterMoments.zero(len(instrument.criteria))
    for row in rows:
        if row is None:
            return None
        if row.moments:
            counts = unpack(row.counts, TallyLayout.of(instrument).width)
            vector = np.frombuffer(row.moments, dtype="<i8")
            tally += Tally(instrument, counts)
            moments += ClusterMoments.from_vector(vector, len(instrument.criteria))
    return Figures(tally, moments)
