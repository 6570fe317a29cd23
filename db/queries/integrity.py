"""Counter K4 by counter and day, for the check for false answers alone; no page shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import TallyCell
from db.packing import unpack
from survey import NO_FORMS, FormCounts, Tally, TallyLayout


@dataclass(frozen=True, slots=True)
class CounterDay:
    """One counter's day: its forms, and those of them with one level throughout."""

    counter_id: int
    day: date
    forms: int
    straight_lined: FormCounts


def counter_days(session: Session, unit_ids: Collection[int], first: date, last: date) -> list[CounterDay]:
    """Each day of each counter of these units that has a form, from `first` to `last`, by counter and day."""
    publications = published(session)
    rows = session.execute(
        select(TallyCell.counter_id, TallyCell.day, TallyCell.instrument_id, TallyCell.counts).where(
            TallyCell.unit_id.in_(sorted(unit_ids)), TallyCell.day.between(first, last)
        )
    )
    sums: dict[tuple[int, date], tuple[int, FormCounts]] = {}
    for counter_id, day, instrument_id, packed in rows:
        instrument = publications.by_id[instrument_id]
        tally = Tally(instrument, unpack(packed, TallyLayout.of(instrument).width))
        if tally.forms:
            forms, straight = sums.get((counter_id, day), (0, NO_FORMS))
            sums[counter_id, day] = (forms + tally.forms, straight.plus(tally.straight_lined))
    return [CounterDay(*key, *counted) for key, counted in sorted(sums.items())]
