"""What may be shown of everything that is released: worked out once, before anybody asks (quantity 18).

A sum is the forms of one area (some units together) over one period by one questionnaire. Every page and file shows
such sums, or what follows from several of them. They are judged all at once, for whoever reads them all: so two
readers who put their pages together learn no more than the widest reader may.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from reports.periods import NamedPeriod, closed_list
from scoring.safeguards.suppression import Published, suppress_table
from survey import Month, Period

Area: TypeAlias = frozenset[int]
"""Units taken together, by their ids: all that receive citizens at or below one unit of the tree."""

Cell: TypeAlias = tuple[int, Month, str]
"""One unit, one month, one questionnaire version."""

Sum: TypeAlias = tuple[Area, Period, str]
"""Of one area, over one period, by one questionnaire version."""


@dataclass(frozen=True, slots=True, eq=False)
class Hiding:
    """Which sums are shown.

    respondents  forms of each cell that has any, as they were when this was worked out
    shown        the sums of areas and the closed list of periods that may be shown beside each other
    before       sums shown by this release or an earlier one, also of periods that have left the list
    periods      the closed list
    areas        the areas that were judged
    """

    respondents: Mapping[Cell, int]
    shown: frozenset[Sum]
    before: frozenset[Sum]
    periods: tuple[NamedPeriod, ...]
    areas: frozenset[Area]

    def may_show(self, unit_ids: Iterable[int], period: Period, version: str) -> bool:
        """Whether the forms of these units together may be shown; never where they are no area of the list."""
        return (Area(unit_ids), period, version) in self.shown

    def offered(self, unit_ids: Iterable[int], version: str | None = None) -> tuple[NamedPeriod, ...]:
        """The periods of the closed list with something to show of these units, of one questionnaire or of any."""
        area = Area(unit_ids)
        versions = self.versions if version is None else (version,)
        return tuple(
            named
            for named in self.periods
            if any((area, named.period, each) in self.shown for each in versions)
        )

    @property
    def unit_ids(self) -> frozenset[int]:
        """The units with forms."""
        return frozenset(unit_id for unit_id, _, _ in self.respondents)

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(sorted({version for _, _, version in self.respondents}))

    def may_count(
        self, unit_ids: Collection[int], period: Period, known: Mapping[int, Collection[str]]
    ) -> bool:
        """Whether the number of forms by all questionnaires may be told, of the months `known` by unit.

        It may where it follows from what is shown: the whole period by each questionnaire, less each month of a
        unit that is left out.
        """
        area = Area(unit_ids)
        within = [
            cell for cell in self.respondents if cell[0] in area and period.first <= cell[1] <= period.last
        ]
        left_out = [cell for cell in within if str(cell[1]) not in known.get(cell[0], ())]
        return all((area, period, version) in self.shown for version in {cell[2] for cell in within}) and all(
            (Area({unit_id}), Period(month, month), version) in self.shown
            for unit_id, month, version in left_out
        )

    def as_things_are(self, respondents: Mapping[Cell, int]) -> "Hiding":
        """What of this is safe while the counts have moved on and nothing new is worked out yet.

        A cell that only grew leaves every difference as large as it was, or larger. One that was empty, or has
        become smaller, might be told by what was safe before: whatever contains such a cell is left out.
        """
        moved = [
            cell
            for cell in respondents.keys() | self.respondents.keys()
            if respondents.get(cell, 0) < self.respondents.get(cell, 0) or cell not in self.respondents
        ]
        shown = frozenset(each for each in self.shown if not any(_holds(each, cell) for cell in moved))
        return replace(self, shown=shown)


def _holds(shown: Sum, cell: Cell) -> bool:
    area, period, version = shown
    unit_id, month, of_version = cell
    return version == of_version and unit_id in area and period.first <= month <= period.last


NOTHING = Hiding({}, frozenset(), frozenset(), (), frozenset())
"""Before the first release."""


def work_out(respondents: Mapping[Cell, int], areas: Iterable[Area], before: Iterable[Sum] = ()) -> Hiding:
    """Which sums of these areas may be shown, given those that an earlier release showed.

    What was shown stays shown while it tells of nobody; else the larger sum comes first.

    >>> march, april = Month(2026, 3), Month(2026, 4)
    >>> forms = {(1, march, "a/1"): 30, (1, april, "a/1"): 20, (2, march, "a/1"): 4, (2, april, "a/1"): 15}
    >>> found = work_out(forms, [frozenset({1}), frozenset({2}), frozenset({1, 2})])
    >>> [found.may_show([unit], Period(march, march), "a/1") for unit in (1, 2)]
    [False, False]
    >>> found.may_show([1, 2], Period(march, march), "a/1")
    True
    """
    counts = {cell: forms for cell, forms in respondents.items() if forms}
    units = sorted({unit_id for unit_id, _, _ in counts})
    months = sorted({month for _, month, _ in counts})
    versions = sorted({version for _, _, version in counts})
    listed = closed_list(months)
    sides = _Sides(units, months, versions)
    told = frozenset(before)
    areas_listed = sorted((area for area in set(areas) if not area.isdisjoint(units)), key=sorted)
    found: Published[tuple[Any, ...]] = suppress_table(
        sides.table(counts),
        {area: sides.units(area) for area in areas_listed},
        {named.period: sides.months(named.period) for named in listed},
        {version: [place] for place, version in enumerate(versions)},
        shown_before=[sides.positions(each) for each in sorted(told, key=_in_order)],
    )
    shown = frozenset((area, period, version) for area, period, version in found.shown)
    return Hiding(counts, shown, told | shown, listed, frozenset(areas_listed))


def _in_order(shown: Sum) -> tuple[list[int], str, str, str]:
    area, period, version = shown
    return sorted(area), str(period.first), str(period.last), version


@dataclass(frozen=True, slots=True)
class _Sides:
    """The three sides of the table, and where each thing stands on them."""

    unit_ids: list[int]
    month_list: list[Month]
    versions: list[str]

    def table(self, counts: Mapping[Cell, int]) -> Any:
        places = [{each: place for place, each in enumerate(side)} for side in self._all()]
        table = np.zeros([len(side) for side in self._all()], dtype=np.int64)
        for cell, forms in counts.items():
            table[tuple(place[each] for place, each in zip(places, cell, strict=True))] = forms
        return table

    def _all(self) -> tuple[list[Any], ...]:
        return self.unit_ids, self.month_list, self.versions

    def units(self, area: Area) -> list[int]:
        return [place for place, unit_id in enumerate(self.unit_ids) if unit_id in area]

    def months(self, period: Period) -> list[int]:
        return [place for place, each in enumerate(self.month_list) if period.first <= each <= period.last]

    def positions(self, shown: Sum) -> tuple[list[int], list[int], list[int]]:
        area, period, version = shown
        of_version = [place for place, each in enumerate(self.versions) if each == version]
        return self.units(area), self.months(period), of_version


def pack(hiding: Hiding) -> bytes:
    """As it is stored; `unpack` undoes it."""
    areas = sorted(hiding.areas, key=sorted)
    areas += sorted({area for area, _, _ in hiding.before} - hiding.areas, key=sorted)
    numbers = {area: number for number, area in enumerate(areas)}
    written = {
        "forms": [
            [unit, str(month), version, n] for (unit, month, version), n in sorted(hiding.respondents.items())
        ],
        "areas": [sorted(area) for area in areas],
        "judged": len(hiding.areas),
        "sums": [
            [numbers[each[0]], str(each[1].first), str(each[1].last), each[2], int(each in hiding.shown)]
            for each in sorted(hiding.before, key=_in_order)
        ],
    }
    return zlib.compress(json.dumps(written, separators=(",", ":")).encode())


def unpack(contents: bytes) -> Hiding:
    """What `pack` wrote."""
    written = json.loads(zlib.decompress(contents))
    months = _Months()
    areas = [Area(area) for area in written["areas"]]
    respondents = {(unit, months[month], version): n for unit, month, version, n in written["forms"]}
    shown: set[Sum] = set()
    before: set[Sum] = set()
    for area, first, last, version, now in written["sums"]:
        each = (areas[area], Period(months[first], months[last]), version)
        before.add(each)
        if now:
            shown.add(each)
    return Hiding(
        respondents,
        frozenset(shown),
        frozenset(before),
        closed_list(month for _, month, _ in respondents),
        frozenset(areas[: written["judged"]]),
    )


class _Months(dict[str, Month]):
    def __missing__(self, text: str) -> Month:
        self[text] = Month.parse(text)
        return self[text]
