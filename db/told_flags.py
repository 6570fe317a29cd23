"""What releases told of flagged answers, and what holds since: how far it may be told says `db.released_parts`.

Answers that all releases told alike, as flagged in these and not in those, form a batch. Whoever keeps every release
can tell batches from each other and nothing finer: so each is of ten forms and more, and stays so where it is split.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.cells import CellKey
from db.commands.record import cell_of_response
from db.models import Flag, Response
from db.packing import Counts
from scoring.gates import MIN_SHOWN
from survey import Answers, TallyLayout

Cells: TypeAlias = Mapping[CellKey, Counts]

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Counted answers that all releases told alike. Number 0: those that carry a flag and were never told as flagged.

    told     as flagged, by the last release
    right    the sum of those of which that holds, by cell
    wrong    of the others: flags that came since, or were cleared; `ids` are theirs
    """

    number: int
    told: bool
    right: Cells = field(default_factory=dict)
    wrong: Cells = field(default_factory=dict)
    ids: tuple[str, ...] = ()

    @property
    def may_be_put_right(self) -> bool:
        """Whether the others may be told as they are, apart from the rest of their batch.

        Those never told as flagged are told from no answer without a flag, however few.
        """
        rest = () if self.number == 0 else (forms_of(self.right),)
        return bool(self.wrong) and enough(forms_of(self.wrong), *rest)

    @property
    def whole(self) -> bool:
        """Whether it is large enough still: answers may have been withdrawn, or left out."""
        return self.number == 0 or enough(forms_of(plus(self.right, self.wrong)))


def batches_of(
    session: Session, unit_id: int, first: date, last: date, layouts: Mapping[int, TallyLayout]
) -> dict[int, list[Batch]]:
    """By questionnaire, the batches of a unit's days, both ends included."""
    rows = session.execute(
        select(Response, Flag.told, Flag.batch, Flag.cleared)
        .join(Flag, Flag.response_id == Response.id)
        .where(
            Response.unit_id == unit_id,
            Response.day.between(first, last),
            Response.withdrawn.is_(False),
            Response.excluded.is_(False),
        )
    )
    flags: dict[Response, list[tuple[bool, int, bool]]] = defaultdict(list)
    for row, was_told, batch, cleared in rows:
        flags[row].append((was_told, batch, cleared))
    found: dict[int, dict[tuple[int, bool], list[tuple[Response, bool]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row, each in flags.items():
        told, number = any(flag[0] for flag in each), max(flag[1] for flag in each)
        flagged = not all(flag[2] for flag in each)
        found[row.instrument_id][number, told].append((row, flagged is told))
    return {
        instrument_id: [
            _batch(number, told, answers, layouts[instrument_id])
            for (number, told), answers in sorted(groups.items(), key=lambda item: item[0])
        ]
        for instrument_id, groups in found.items()
    }


def _batch(number: int, told: bool, answers: Sequence[tuple[Response, bool]], layout: TallyLayout) -> Batch:
    sums: dict[bool, dict[CellKey, Counts]] = {True: {}, False: {}}
    for row, right in answers:
        key, counts = cell_of_response(row), layout.contribution(Answers.from_json(row.answers))
        sums[right][key] = sums[right].get(key, 0) + counts
    return Batch(number, told, sums[True], sums[False], tuple(row.id for row, right in answers if not right))


def note_put_right(session: Session, batches: Iterable[Batch], taken: int) -> None:
    """These batches are told as they are from here on: what was not is a batch of its own.

    `taken`: the highest number of a batch of the month.
    """
    for number, batch in enumerate(batches, start=taken + 1):
        for start in range(0, len(batch.ids), _AT_ONCE):
            some = Flag.response_id.in_(batch.ids[start : start + _AT_ONCE])
            session.execute(
                update(Flag).where(some).values(told=not batch.told, batch=number),
                execution_options={"synchronize_session": False},
            )


def plus(cells: Cells, some: Cells) -> dict[CellKey, Counts]:
    """Both added up."""
    total = dict(cells)
    for key, counts in some.items():
        total[key] = total[key] + counts if key in total else counts
    return total


def sum_of(cells: Cells, width: int) -> Counts:
    """(width,): all cells added up."""
    total: Counts = np.sum([*cells.values(), np.zeros(width, dtype=np.int64)], axis=0)
    return total


def forms_of(cells: Cells) -> Counts:
    """(2,): forms of some cells, and those of them with a valid criterion."""
    return sum_of({key: counts[:2] for key, counts in cells.items()}, 2)


def enough(*groups: Counts) -> bool:
    """Whether each group, counted either way, is of nobody or of at least ten."""
    return all(((group == 0) | (group >= MIN_SHOWN)).all() for group in groups)
