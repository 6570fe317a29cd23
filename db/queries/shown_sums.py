"""What the suppression of a release is worked out from, and the stored result of the last one."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import Release, ReleasedMonth, ShownSums, Unit
from db.packing import unpack_rows
from survey import Tallies, TallyLayout, respondents_apart
from survey.offices import UnitKind

_ONLY_ROW = 1


@dataclass(frozen=True, slots=True)
class ReleaseStamp:
    """Which releases there are: how many, and the last. A number may be given before an earlier one is there."""

    releases: int
    last_release_id: int


@dataclass(frozen=True, slots=True)
class StoredSums:
    """What was worked out last, and for which releases."""

    stamp: ReleaseStamp
    digest: bytes


def release_stamp(session: Session) -> ReleaseStamp:
    """The releases at this moment."""
    releases, last = session.execute(select(func.count(), func.max(Release.id)).select_from(Release)).one()
    return ReleaseStamp(releases, last or 0)


def stored_sums(session: Session) -> StoredSums | None:
    """What is stored, without its contents; None before the first time."""
    row = session.execute(
        select(ShownSums.releases, ShownSums.last_release_id, ShownSums.digest).where(
            ShownSums.id == _ONLY_ROW
        )
    ).one_or_none()
    return None if row is None else StoredSums(ReleaseStamp(row[0], row[1]), row[2])


def stored_contents(session: Session) -> bytes | None:
    """What was stored by `store_sums`."""
    return session.scalar(select(ShownSums.contents).where(ShownSums.id == _ONLY_ROW))


def store_sums(session: Session, before: StoredSums | None, stamp: ReleaseStamp, contents: bytes) -> bool:
    """Put contents in the place of what was there `before`; whether they are: not where it changed meanwhile."""
    row = session.get(ShownSums, _ONLY_ROW, with_for_update=True)
    if (None if row is None else row.digest) != (None if before is None else before.digest):
        return False
    if row is None:
        row = ShownSums(id=_ONLY_ROW)
        session.add(row)
    row.releases, row.last_release_id = stamp.releases, stamp.last_release_id
    row.digest, row.contents = sha256(contents).digest(), contents
    session.flush()
    return True


@dataclass(frozen=True, slots=True)
class ReleasedCounts:
    """Everything that is released, as counts of respondents.

    respondents  by unit, month and questionnaire version: forms with a valid criterion
    answered     by the same: forms with a valid answer to each criterion, in the order of the questionnaire, then
                 those behind each figure that is counted apart (see `survey.respondents_apart`)
    criteria     how many criteria each version has
    """

    respondents: Mapping[tuple[int, str, str], int]
    answered: Mapping[tuple[int, str, str], tuple[int, ...]]
    criteria: Mapping[str, int]


def released_counts(session: Session) -> ReleasedCounts:
    """The respondents of every unit's month that has any, by questionnaire version."""
    publications = published(session)
    criteria: dict[str, int] = {}
    respondents: dict[tuple[int, str, str], int] = {}
    answered: dict[tuple[int, str, str], tuple[int, ...]] = {}
    for number, instrument in sorted(publications.by_id.items()):
        rows = session.execute(
            select(ReleasedMonth.unit_id, ReleasedMonth.month, ReleasedMonth.counts)
            .where(ReleasedMonth.instrument_id == number)
            .order_by(ReleasedMonth.unit_id, ReleasedMonth.month)
        ).all()
        if not rows:
            continue
        criteria[instrument.name] = len(instrument.criteria)
        width = TallyLayout.of(instrument).width
        tallies = Tallies(instrument, unpack_rows([row.counts for row in rows], width))
        counted = np.hstack([tallies.answered, respondents_apart(tallies)])
        for row, forms, of_criteria in zip(rows, tallies.respondents.tolist(), counted.tolist(), strict=True):
            if forms:
                respondents[row.unit_id, row.month, instrument.name] = forms
                answered[row.unit_id, row.month, instrument.name] = tuple(of_criteria)
    return ReleasedCounts(respondents, answered, criteria)


def receiving_areas(session: Session) -> frozenset[frozenset[int]]:
    """The receiving units at or below each unit of the tree, as sets; each set once."""
    below: dict[int, set[int]] = {}
    for unit_id, kind, path in session.execute(select(Unit.id, Unit.kind, Unit.path)):
        if UnitKind(kind).has_counters:
            for step in path.strip("/").split("/"):
                below.setdefault(int(step), set()).add(unit_id)
    return frozenset(map(frozenset, below.values()))
