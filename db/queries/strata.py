"""Released answers by field and channel beside the dossiers of the same months: who answered of whom."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Dossiers, ReleasedStratum
from db.packing import Counts, unpack_sums
from db.queries.figures import within
from survey import Period, Tallies, TallyLayout

_Stratum: TypeAlias = tuple[int, int, str]


@dataclass(frozen=True, slots=True, eq=False)
class StrataCounts:
    """Each unit's fields and channels with an answer or a dossier: arrays by row, ordered by unit, field, channel.

    Only months for which the unit's dossiers were imported are in it. `field_ids` is 0 for answers from counters
    that handle several fields: no dossiers stand beside them.

    unit_ids, field_ids, channels (R,)
    tallies   R rows: the answers
    dossiers  (R,): handled
    months    by unit, the months with dossiers
    """

    unit_ids: Counts
    field_ids: Counts
    channels: tuple[str, ...]
    tallies: Tallies
    dossiers: Counts
    months: dict[int, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.unit_ids)


def strata_counts(session: Session, unit_ids: Collection[int], period: Period, version: str) -> StrataCounts:
    """Answers and dossiers of these units by field and channel, in the months that have dossiers."""
    publications = published(session)
    instrument = publications.named(version)
    handled, months = _dossiers(session, unit_ids, period)
    rows = session.execute(
        select(
            ReleasedStratum.unit_id,
            ReleasedStratum.month,
            ReleasedStratum.field_id,
            ReleasedStratum.channel,
            ReleasedStratum.counts,
        )
        .where(*within(ReleasedStratum, unit_ids, period))
        .where(ReleasedStratum.instrument_id == publications.ids[version])
    ).all()
    known = {(unit_id, month) for unit_id, names in months.items() for month in names}
    kept = [
        ((unit_id, field_id, channel), packed)
        for unit_id, month, field_id, channel, packed in rows
        if (unit_id, month) in known
    ]
    strata = sorted(handled.keys() | {stratum for stratum, _ in kept})
    number = {stratum: place for place, stratum in enumerate(strata)}
    return StrataCounts(
        unit_ids=np.array([stratum[0] for stratum in strata], dtype=np.int64),
        field_ids=np.array([stratum[1] for stratum in strata], dtype=np.int64),
        channels=tuple(stratum[2] for stratum in strata),
        tallies=Tallies(
            instrument,
            unpack_sums(
                [packed for _, packed in kept],
                [number[stratum] for stratum, _ in kept],
                len(strata),
                TallyLayout.of(instrument).width,
            ),
        ),
        dossiers=np.array([handled.get(stratum, 0) for stratum in strata], dtype=np.int64),
        months={unit_id: tuple(sorted(names)) for unit_id, names in sorted(months.items())},
    )


def _dossiers(
    session: Session, unit_ids: Collection[int], period: Period
) -> tuple[dict[_Stratum, int], dict[int, set[str]]]:
    """Dossiers handled by unit, field and channel, and the months of each unit that have any."""
    here = within(Dossiers, unit_ids, period)
    key = (Dossiers.unit_id, Dossiers.field_id, Dossiers.channel)
    sums = session.execute(select(*key, func.sum(Dossiers.handled)).where(*here).group_by(*key))
    handled = {(unit_id, field_id, channel): int(count) for unit_id, field_id, channel, count in sums}
    months: dict[int, set[str]] = {}
    for unit_id, month in session.execute(select(Dossiers.unit_id, Dossiers.month).where(*here).distinct()):
        months.setdefault(unit_id, set()).add(month)
    return handled, months
