"""What releases told of flagged answers, and what holds since: how far it may be told says `db.released_parts`.

Answers that all releases told alike, as flagged in these and not in those, form a batch. Whoever keeps every release
can tell batches from each other and nothing finer: so each is of ten forms and more, and stays so where it is split.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.cells import CellKey
from db.commands.record import cell_of_response
from db.models import Flag, Response
from db.packing import Counts
from db.portions import portions
from scoring.gates import MIN_SHOWN
from survey import Answers, TallyLayout

Cells: TypeAlias = Mapping[CellKey, Counts]


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers that all releases told alike. Number 0: those that carry a flag and were never told as flagged.

    told     as flagged, by the last release
    right    the sum of those of which that holds, by cell
    wrong    of the others: flags that came since, or were cleared; `ids` are theirs
    absent   the ids of those that are in no count: withdrawn, or left out and perhaps to come back
    """

    number: int
    told: bool
    right: Cells = field(default_factory=dict)
    wrong: Cells = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def may_be_put_right(self) -> bool:
        """Whether the others may be told as they are, apart from the rest of their batch.

        Those never told as flagged are told from no answer without a flag, however few.
        """
        absent = 0 if self.told else len(self.absent)  # what was told as flagged goes by itself: see `whole`
        rest = () if self.number == 0 else (forms_of(self.right) + absent,)
        return bool(self.wrong) and enough(forms_of(self.wrong), *rest)

    @property
    def whole(self) -> bool:
        """Whether it is large enough still, and so is what was withdrawn or left out of it since."""
        return not self.told or enough(forms_of(plus(self.right, self.wrong)), np.array([len(self.absent)]))


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
    absent = {row.id for row, _ in answers if row.withdrawn or row.excluded}
    there = [(row, right) for row, right in answers if row.id not in absent]
    for row, right in there:
        key, counts = cell_of_response(row), layout.contribution(Answers.from_json(row.answers))
        sums[right][key] = sums[right].get(key, 0) + counts
    wrong = tuple(row.id for row, right in there if not right)
    return Batch(number, told, sums[True], sums[False], wrong, tuple(sorted(absent)))


def note_told(session: Session, batches: Sequence[Batch], put_right: Collection[Batch]) -> None:
    """What is told from here on of the answers of a month and questionnaire.

    What was wrong of a batch that is put right is a batch of its own, with what is absent of it, if it was told as
    flagged: that is told so no more, and may come back.
    """
    number = max((batch.number for batch in batches), default=0)
    for batch in batches:
        ids = batch.ids if any(batch is each for each in put_right) else ()
        ids += batch.absent if batch.told else ()
        number += bool(ids)
        for some in portions(ids):
            session.execute(
                update(Flag).where(Flag.response_id.in_(some)).values(told=not batch.told, batch=number),
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
