"""Released figures of the forms without a flag and of verified visits, beside those of all forms."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import ReleasedMonth, ReleasedPart
from db.packing import unpack
from db.queries.figures import Figures, within
from db.released_parts import Subset
from scoring import ClusterMoments
from survey import Instrument, Period, Tally, TallyLayout

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Parts:
    """Of the forms of some units and a period; None where in one of the months it may not be told.

    Then the forms that are flagged, or those with or without a ticket, are fewer than ten somewhere. Their forms may
    be told, and indices over all criteria that are shown. `flagged`: respondents, those that were told.
    """

    unflagged: Figures | None
    flagged: int | None
    verified: Figures | None


def parts_of(session: Session, unit_ids: Collection[int], period: Period, version: str) -> Parts:
    """What may be told of the two parts, of all these units together."""
    instrument = published(session).named(version)
    together = _parts(session, unit_ids, period, version, lambda row: None)
    return together.get(None) or _parts_of_months(instrument, [])


def parts_by_unit(
    session: Session, unit_ids: Collection[int], period: Period, version: str
) -> dict[int, Parts]:
    """The same of each unit that has forms."""
    return _parts(session, unit_ids, period, version, lambda row: row.unit_id)


def _parts(
    session: Session,
    unit_ids: Collection[int],
    period: Period,
    version: str,
    group_of: Callable[[Any], Group],
) -> dict[Group, Parts]:
    publications = published(session)
    instrument, number = publications.named(version), publications.ids[version]
    counted = ("unit_id", "month", "counts", "moments")
    months, rows = (
        session.execute(
            select(*(getattr(table, name) for name in (*counted, *more)))
            .where(*within(table, unit_ids, period))
            .where(table.instrument_id == number)
        ).all()
        for table, more in ((ReleasedMonth, ()), (ReleasedPart, ("part",)))
    )
    told: dict[tuple[int, str], dict[Subset, Any]] = {}
    for row in rows:
        told.setdefault((row.unit_id, row.month), {})[Subset(row.part)] = row
    groups: dict[Group, list[tuple[Any, dict[Subset, Any]]]] = {}
    for month in months:
        groups.setdefault(group_of(month), []).append((month, told.get((month.unit_id, month.month), {})))
    return {group: _parts_of_months(instrument, found) for group, found in groups.items()}


def _parts_of_months(instrument: Instrument, months: list[tuple[Any, dict[Subset, Any]]]) -> Parts:
    unflagged: list[Any] = []
    flagged: list[Any] = []
    verified: list[Any] = []
    for month, told in months:
        plain = told.get(Subset.ALL_UNFLAGGED)
        unflagged.append(told.get(Subset.UNFLAGGED) if plain is None else month)
        flagged.append(told.get(Subset.FLAGGED, plain))
        verified.append(told.get(Subset.VERIFIED, told.get(Subset.NONE_VERIFIED)))
    if None in flagged:
        return Parts(None, None, _summed(instrument, verified))
    marked = sum(Tally(instrument, counts).respondents for counts in _counts(instrument, flagged))
    return Parts(_summed(instrument, unflagged), marked, _summed(instrument, verified))


def _counts(instrument: Instrument, rows: Iterable[Any]) -> list[Any]:
    width = TallyLayout.of(instrument).width
    return [unpack(row.counts, width) for row in rows]


def _summed(instrument: Instrument, rows: list[Any]) -> Figures | None:
    """All rows added up; None where one of them is missing."""
    if None in rows:
        return None
    tally, moments = Tally.empty(instrument), ClusterMoments.zero(len(instrument.criteria))
    held = [row for row in rows if row.moments]
    for row, counts in zip(held, _counts(instrument, held), strict=True):
        tally += Tally(instrument, counts)
        vector = np.frombuffer(row.moments, dtype="<i8")
        moments += ClusterMoments.from_vector(vector, len(instrument.criteria))
    return Figures(tally, moments)
