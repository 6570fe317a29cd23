"""Released counter K2c: how officers' conduct was rated, form by form in sum."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Officer, ReleasedConduct
from db.packing import Counts
from db.queries.figures import within
from scoring.groups.conduct_counts import ConductCounts
from survey import Period


@dataclass(frozen=True, slots=True, eq=False)
class OfficersConduct:
    """What was rated of officers: a row for each officer in each unit, by unit and officer.

    officer_ids, unit_ids (O,): an officer who worked in two units has two rows
    strata    the pairs of field and channel that occur, in order; field 0 where a counter handles several fields
    counts    (O, strata), over forms with a conduct criterion answered
    """

    officer_ids: Counts
    unit_ids: Counts
    strata: tuple[tuple[int, str], ...]
    counts: ConductCounts

    def __len__(self) -> int:
        return len(self.officer_ids)


_SUMS = ("forms", "k", "s", "ss", "sk", "kk")
_KEY = (
    ReleasedConduct.unit_id,
    ReleasedConduct.officer_id,
    ReleasedConduct.field_id,
    ReleasedConduct.channel,
)


def conduct_counts(
    session: Session, unit_ids: Collection[int], period: Period, version: str
) -> OfficersConduct:
    """What was rated of the officers of these units. Forms without a known officer are nobody's."""
    publications = published(session)
    publications.named(version)
    rows = session.execute(
        select(*_KEY, *(func.sum(getattr(ReleasedConduct, name)) for name in _SUMS))
        .where(*within(ReleasedConduct, unit_ids, period))
        .where(ReleasedConduct.instrument_id == publications.ids[version])
        .group_by(*_KEY)
        .order_by(*_KEY)
    ).all()
    officers = {key: place for place, key in enumerate(dict.fromkeys((row[0], row[1]) for row in rows))}
    strata = {key: place for place, key in enumerate(sorted({(row[2], row[3]) for row in rows}))}
    sums = np.zeros((len(_SUMS), len(officers), len(strata)), dtype=np.int64)
    for unit_id, officer_id, field_id, channel, *values in rows:
        sums[:, officers[unit_id, officer_id], strata[field_id, channel]] = [int(value) for value in values]
    return OfficersConduct(
        officer_ids=np.array([officer for _, officer in officers], dtype=np.int64),
        unit_ids=np.array([unit for unit, _ in officers], dtype=np.int64),
        strata=tuple(strata),
        counts=ConductCounts(*sums),
    )


@dataclass(frozen=True, slots=True)
class OfficerNamed:
    """By what people at the unit know an officer."""

    officer_id: int
    badge: str
    name: str


def officers_named(session: Session, officer_ids: Collection[int]) -> list[OfficerNamed]:
    """The badges and names of these officers, by badge."""
    rows = session.execute(
        select(Officer.id, Officer.badge, Officer.name)
        .where(Officer.id.in_(sorted(officer_ids)))
        .order_by(Officer.badge, Officer.id)
    )
    return [OfficerNamed(*row) for row in rows]
