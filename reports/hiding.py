"""What may be shown of everything that is released: worked out once, before anybody asks (quantity 18).

A sum is the forms of one area (some units together) over one period by one questionnaire. Every page and file shows
such sums, or what follows from several of them. They are judged all at once, for whoever reads them all: so two
readers who put their pages together learn no more than the widest reader may.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from reports.hidden_criteria import (
    Area,
    Cell,
    Sum,
    cells_of,
    criteria_shown,
)
from reports.periods import NamedPeriod, closed_list
from scoring.safeguards.suppression import Published, suppress_table
from survey import Month, Period, ToldApart


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What is released, as numbers of forms.

    respondents  forms of each cell that has any
    answered     forms with a valid answer to each criterion, in the order of the questionnaire, of the same cells;
                 then the forms behind each figure that is counted apart, as `survey.ToldApart` reads them
    criteria     how many criteria each version has; where it is not said, nothing is counted apart
    """

    respondents: Mapping[Cell, int]
    answered: Mapping[Cell, tuple[int, ...]]
    criteria: Mapping[str, int] = field(default_factory=dict)

    @property
    def unit_ids(self) -> frozenset[int]:
        """The units with forms."""
        return frozenset(unit_id for unit_id, _, _ in self.respondents)

    @property
    def versions(self) -> tuple[str, ...]:
        return tuple(sorted({version for _, _, version in self.respondents}))

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(sorted({month for _, month, _ in self.respondents}))


@dataclass(frozen=True, slots=True, eq=False)
class Hiding:
    """Which sums are shown, and of which criteria.

    counted   as it was when this was worked out
    shown     the sums of areas and the closed list of periods that may be shown beside each other, and of each
              the criteria and figures apart that may, as bits by their position in `Counted.answered`
    before    the same of sums shown by this release or an earlier one, also of periods that have left the list
    periods   the closed list
    areas     the areas that were judged
    held      what was shown and is left out until it is worked out anew
    """

    counted: Counted
    shown: Mapping[Sum, int]
    before: Mapping[Sum, int]
    periods: tuple[NamedPeriod, ...]
    areas: frozenset[Area]
    held: frozenset[Sum] = frozenset()

    def may_show(self, unit_ids: Iterable[int], period: Period, version: str) -> bool:
        """Whether the forms of these units together may be shown; never where they are no area of the list."""
        return (Area(unit_ids), period, version) in self.shown

    def offered(self, unit_ids: Iterable[int], version: str | None = None) -> tuple[NamedPeriod, ...]:
        """The periods of the closed list with something to show of these units, of one questionnaire or of any."""
        return self._listed(self.shown, unit_ids, version)

    def had(self, unit_ids: Iterable[int], version: str | None = None) -> tuple[NamedPeriod, ...]:
        """Those offered, and those that were until something of them moved that is not worked out yet."""
        return self._listed(self.shown.keys() | self.held if self.held else self.shown, unit_ids, version)

    def _listed(
        self, sums: Collection[Sum], unit_ids: Iterable[int], version: str | None
    ) -> tuple[NamedPeriod, ...]:
        area = Area(unit_ids)
        versions = self.counted.versions if version is None else (version,)
        return tuple(
            named for named in self.periods if any((area, named.period, each) in sums for each in versions)
        )

    def criteria(self, unit_ids: Iterable[int], period: Period, version: str) -> frozenset[int]:
        """The positions of the criteria that may be shown of these units together; none where nothing is."""
        bits = self.shown.get((Area(unit_ids), period, version), 0)
        count = self.counted.criteria.get(version, bits.bit_length())
        return frozenset(position for position in range(count) if bits >> position & 1)

    def apart(self, unit_ids: Iterable[int], period: Period, version: str) -> ToldApart:
        """What is counted apart from the index and may be shown of these units together.

        Everything that rests on voluntary answers, the overall question or whole forms asks here.
        """
        count = self.counted.criteria.get(version)
        if count is None:
            return ToldApart()
        return ToldApart.of_bits(self.shown.get((Area(unit_ids), period, version), 0) >> count)

    def may_count(
        self, unit_ids: Collection[int], period: Period, known: Mapping[int, Collection[str]]
    ) -> bool:
        """Whether the number of forms by all questionnaires may be told, of the months `known` by unit.

        It may where it follows from what is shown: the whole period by each questionnaire, less each month of a
        unit that is left out.
        """
        area = Area(unit_ids)
        within = [
            cell
            for cell in self.counted.respondents
            if cell[0] in area and period.first <= cell[1] <= period.last
        ]
        left_out = [cell for cell in within if str(cell[1]) not in known.get(cell[0], ())]
        return all((area, period, version) in self.shown for version in {cell[2] for cell in within}) and all(
            (Area({unit_id}), Period(month, month), version) in self.shown
            for unit_id, month, version in left_out
        )

    def as_things_are(self, now: Counted) -> "Hiding":
        """What of this is safe while the counts have moved on and nothing new is worked out yet.

        A cell that only grew leaves every difference as large as it was, or larger. One that was empty, or has
        become smaller, might be told by what was safe before: whatever contains such a cell is left out. Where
        that holds for a single criterion, or a figure apart from the index, it goes alone.
        """
        whole = _moved(self.counted.respondents, now.respondents)
        within = _bits_by_cell(_moved(_by_position(self.counted.answered), _by_position(now.answered)))
        shown: dict[Sum, int] = {}
        for each, bits in self.shown.items():
            if not _holds(each, whole):
                moved = [within[cell] for cell in cells_of(each, within) if cell[2] == each[2]]
                shown[each] = bits & ~reduce(or_, moved, 0)
        return replace(self, shown=shown, held=frozenset(self.shown.keys() - shown.keys()))


_Key = TypeVar("_Key")


def _moved(before: Mapping[_Key, int], now: Mapping[_Key, int]) -> set[_Key]:
    """What was empty and is not, and what has become smaller."""
    return {key for key in before.keys() - now.keys() if before[key]} | {
        key for key, forms in now.items() if forms < before.get(key, 0) or (forms and not before.get(key, 0))
    }


def _by_position(answered: Mapping[Cell, tuple[int, ...]]) -> dict[tuple[Cell, int], int]:
    return {(cell, place): n for cell, counts in answered.items() for place, n in enumerate(counts) if n}


def _bits_by_cell(places: Iterable[tuple[Cell, int]]) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for cell, place in places:
        found[cell] = found.get(cell, 0) | 1 << place
    return found


def _holds(shown: Sum, cells: Collection[Cell]) -> bool:
    """Whether the sum contains one of the cells."""
    area, period, version = shown
    return any(
        version == of_version and unit_id in area and period.first <= month <= period.last
        for unit_id, month, of_version in cells
    )


NOTHING = Hiding(Counted({}, {}), {}, {}, (), frozenset())
"""Before the first release."""


def work_out(
    counted: Counted,
    areas: Iterable[Area],
    before: Mapping[Sum, int] = MappingProxyType({}),
) -> Hiding:
    """Which sums of these areas may be shown, given those that an earlier release showed.

    What was shown stays shown while it tells of nobody; else the larger sum comes first.

    >>> march, april = Month(2026, 3), Month(2026, 4)
    >>> forms = {(1, march, "a/1"): 30, (1, april, "a/1"): 20, (2, march, "a/1"): 4, (2, april, "a/1"): 15}
    >>> found = work_out(Counted(forms, {}), [frozenset({1}), frozenset({2}), frozenset({1, 2})])
    >>> [found.may_show([unit], Period(march, march), "a/1") for unit in (1, 2)]
    [False, False]
    >>> found.may_show([1, 2], Period(march, march), "a/1")
    True
    """
    units, months, versions = sorted(counted.unit_ids), list(counted.months), list(counted.versions)
    listed = closed_list(months)
    sides = _Sides(units, months, versions)
    areas_listed = sorted((area for area in set(areas) if not area.isdisjoint(units)), key=sorted)
    found: Published[tuple[Any, ...]] = suppress_table(
        sides.table(counted.respondents),
        {area: sides.units(area) for area in areas_listed},
        {named.period: sides.months(named.period) for named in listed},
        {version: [place] for place, version in enumerate(versions)},
        shown_before=[sides.positions(each) for each in sorted(before, key=_in_order)],
    )
    names = sorted(((area, period, version) for area, period, version in found.shown), key=_in_order)
    shown = criteria_shown(counted.answered, names, before)
    told = {each: shown.get(each, 0) | before.get(each, 0) for each in shown.keys() | before.keys()}
    return Hiding(counted, shown, told, listed, frozenset(areas_listed))


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
    respondents, answered = hiding.counted.respondents, hiding.counted.answered
    written = {
        "forms": [[*cell, forms, answered.get(cell, ())] for cell, forms in sorted(respondents.items())],
        "areas": [sorted(area) for area in areas],
        "judged": len(hiding.areas),
        "criteria": dict(sorted(hiding.counted.criteria.items())),
        "sums": [
            [
                *(numbers[each[0]], str(each[1].first), str(each[1].last), each[2]),
                *(hiding.before[each], hiding.shown.get(each, -1)),
            ]
            for each in sorted(hiding.before, key=_in_order)
        ],
    }
    return zlib.compress(json.dumps(written, separators=(",", ":"), default=str).encode())


def unpack(contents: bytes) -> Hiding:
    """What `pack` wrote, also before anything was counted apart."""
    written = json.loads(zlib.decompress(contents))
    months = _Months()
    areas = [Area(area) for area in written["areas"]]
    respondents: dict[Cell, int] = {}
    answered: dict[Cell, tuple[int, ...]] = {}
    for unit_id, month, version, forms, of_criteria in written["forms"]:
        respondents[unit_id, months[month], version] = forms
        answered[unit_id, months[month], version] = tuple(of_criteria)
    shown: dict[Sum, int] = {}
    before: dict[Sum, int] = {}
    for area, first, last, version, bits, now in written["sums"]:
        each = (areas[area], Period(months[first], months[last]), version)
        before[each] = bits
        if now >= 0:
            shown[each] = now
    counted = Counted(respondents, answered, written.get("criteria", {}))
    judged = frozenset(areas[: written["judged"]])
    return Hiding(counted, shown, before, closed_list(counted.months), judged)


class _Months(dict[str, Month]):
    def __missing__(self, text: str) -> Month:
        self[text] = Month.parse(text)
        return self[text]
