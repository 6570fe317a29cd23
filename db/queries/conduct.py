"""Released counter K2c: how officers' conduct was rated, form by form in sum."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import ReleasedConduct
from db.packing import Counts
from db.queries.figures import within
from survey import Period


@dataclass(frozen=True, slots=True, eq=False)
class OfficerStrata:
    """What was rated of each officer in each field and channel: arrays (R,), by unit, officer, field, channel.

    Over forms with a conduct criterion answered: k is how many a form answers, s how many of these are satisfied.
    `field_ids` is 0 where a counter handles several fields. An officer who worked in two units stands in both.
    """

    officer_ids: Counts
    unit_ids: Counts
    field_ids: Counts
    channels: tuple[str, ...]
    forms: Counts
    k: Counts
    s: Counts
    ss: Counts
    sk: Counts
    kk: Counts

    def __len__(self) -> int:
        return len(self.officer_ids)

    @property
    def strata(self) -> Counts:
        """(R,): a number for each pair of field and channel, from 0 up in the order of the pairs."""
        pairs = list(zip(self.field_ids.tolist(), self.channels, strict=True))
        number = {pair: place for place, pair in enumerate(sorted(set(pairs)))}
        return np.array([number[pair] for pair in pairs], dtype=np.int64)


_SUMS = ("forms", "k", "s", "ss", "sk", "kk")
_KEY = (
    ReleasedConduct.unit_id,
    ReleasedConduct.officer_id,
    ReleasedConduct.field_id,
    ReleasedConduct.channel,
)


def conduct_counts(
    session: Session, unit_ids: Collection[int], period: Period, version: str
) -> OfficerStrata:
    """What was rated of the officers of these units. Forms without a known officer are nobody's."""
    publications = published(session)
    publications.named(version)
    rows = session.execute(
        select(*_KEY, *(func.sum(getattr(ReleasedConduct, name)).label(name) for name in _SUMS))
        .where(*within(ReleasedConduct, unit_ids, period))
        .where(ReleasedConduct.instrument_id == publications.ids[version])
        .group_by(*_KEY)
        .order_by(*_KEY)
    ).all()
    units, officers, fields, channels, *sums = zip(*rows, strict=True) if rows else ((),) * 10
    return OfficerStrata(
        officer_ids=np.array(officers, dtype=np.int64),
        unit_ids=np.array(units, dtype=np.int64),
        field_ids=np.array(fields, dtype=np.int64),
        channels=tuple(channels),
        **{
            name: np.array([int(value) for value in values], dtype=np.int64)
            for name, values in zip(_SUMS, sums, strict=True)
        },
    )
