"""Everything that is printed of criteria, read as a stranger reads it: cell by cell, from the files and the pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, TypeAlias

import openpyxl
from sqlalchemy.orm import Session

from db.queries.figures import versions_in
from db.queries.units import UnitInfo, subtree, unit
from jobs.exports import periods_of, receiving_units
from jobs.standing import units_beside
from jobs.weighted import with_weighted_index
from pages.shared.results.choice import Choice
from pages.shared.results.found import Found, find
from reports import Asked, NamedPeriod, UnitsReport, workbook
from scoring import Index, NotEstimable

Row: TypeAlias = dict[str, Any]
Shares: TypeAlias = dict[int, tuple[int, int]]
"""By the number of a criterion: satisfied answers, valid answers."""

HALF_OF_THE_LAST_DIGIT = 0.5e-4 + 1e-9


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures: which units together, over which period, by which questionnaire."""

    unit_ids: tuple[int, ...]
    named: NamedPeriod
    version: str


@dataclass(slots=True)
class Printed:
    """The counts of criteria that are printed, and every mean that is more than a sum of these.

    counts  of each place, as the sheet of criteria or the page has them
    more    figures that do not follow from the counts: of these an attacker learns something new
    """

    counts: dict[Place, Shares] = field(default_factory=dict)
    more: list[tuple[Any, ...]] = field(default_factory=list)

    def mean(self, where: Any, value: float | None, of: Shares, used: int | None = None) -> None:
        """A mean that says that it is one over so many criteria: those that are printed, no more and no less."""
        told = mean(of)
        if value is None and told is None:
            return
        if value is None or told is None or used not in {None, len(of)} or not near(value, told):
            self.more.append((where, value, told, used, len(of)))

    def same(self, where: Any, one: object, other: object) -> None:
        if one != other:
            self.more.append((where, one, other))

    def rounded(self, where: Any, rows: Sequence[Row]) -> None:
        """No cell has more digits than a share has that is printed."""
        for row in rows:
            for name, cell in row.items():
                if isinstance(cell, float) and round(cell, 4) != cell:
                    self.more.append((where, name, cell))


def mean(of: Shares) -> float | None:
    return sum(s / n for s, n in of.values()) / len(of) if of else None


def near(value: float, other: float, times: float = 1) -> bool:
    return abs(value - other) <= HALF_OF_THE_LAST_DIGIT * times


def read_everything(session: Session, province: int) -> Printed:
    """As the reform team of the province and the head of every unit, every period that is offered to each."""
    printed = Printed()
    below = subtree(session, unit(session, province).path)
    for info in {tuple(each.id for each in receiving_units(session, i.path)): i for i in below}.values():
        _read(printed, session, info)
    return printed


def read_as_reform_team(session: Session, province: int) -> Printed:
    """The files of all units, the page that compares them, and the province's own."""
    printed = Printed()
    _read(printed, session, unit(session, province))
    return printed


def _read(printed: Printed, session: Session, info: UnitInfo) -> None:
    """What its head reads of a unit and those below it."""
    for place in _offered(session, info):
        asked = Asked(info.path, place.named, place.version)
        report = units_beside(session, asked, by_criterion=True)
        _read_file(printed, with_weighted_index(session, asked, report))
        _read_page(printed, session, Choice(info, place.unit_ids, place.named, place.version, info.path))
        _read_together(printed, report)


def _offered(session: Session, info: UnitInfo) -> Iterator[Place]:
    unit_ids = tuple(each.id for each in receiving_units(session, info.path))
    for named in periods_of(session, unit_ids):
        for version in versions_in(session, unit_ids, named.period):
            yield Place(unit_ids, named, version)


def _read_file(printed: Printed, report: UnitsReport) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(report, "en")))
    sheets = {name: list(_rows(book[name])) for name in ("Index", "Criteria", "Levels", "Other indices")}
    for name, rows in sheets.items():
        printed.rounded(name, rows)
    for line in report.lines:
        own = {name: [row for row in rows if row["Unit code"] == line.code] for name, rows in sheets.items()}
        shares = {
            row["Criterion number"]: (row["Satisfied answers"], row["Valid answers"])
            for row in own["Criteria"]
            if row["Valid answers"] is not None
        }
        place = Place((line.unit_id,), report.named, report.instrument.name)
        if shares:
            printed.same(place, printed.counts.setdefault(place, shares), shares)
        [index] = own["Index"]
        printed.mean((place, "index"), index["Index"], shares, index["Criteria used"])
        _read_compared(printed, report, place, index, shares)
        levels = {row["Criterion number"]: row["Valid answers"] for row in own["Levels"]}
        printed.same((place, "levels"), levels, {c: n for c, (_, n) in shares.items() if n >= 30})
        _read_others(printed, place, own["Other indices"], shares, sum(levels.values()))


def _rows(sheet: Any) -> Iterator[Row]:
    _, _, heading, *rest = sheet.iter_rows(values_only=True)
    for row in rest:
        yield dict(zip(heading, row, strict=True))


def _read_compared(printed: Printed, report: UnitsReport, place: Place, index: Row, shares: Shares) -> None:
    """The share that the funnel has: over the criteria that all units of the kind are compared on."""
    value = index.get("Share on the criteria compared")
    if value is not None:
        [kind] = [each for each in report.kinds.values() if place.unit_ids[0] in each.by_unit]
        numbers = [report.instrument.numbers[position] for position in kind.criteria]
        wanted = {number: shares[number] for number in numbers if number in shares}
        printed.mean((place, "compared"), value, wanted, len(numbers))


def _read_others(printed: Printed, place: Place, rows: Sequence[Row], shares: Shares, of_levels: int) -> None:
    satisfied, answers = (sum(each[part] for each in shares.values()) for part in (0, 1))
    for row in rows:
        if row["What it is out of"] == "valid answers to criteria shown":
            printed.same((place, row["Index"]), row["Out of"], answers)
            printed.same(
                (place, row["Index"], "value"), near(row["Value"], 100 * satisfied / answers, 100), True
            )
        elif row["What it is out of"] == "valid answers to criteria shown with at least 30":
            printed.same((place, row["Index"]), row["Out of"], of_levels)


def _read_page(printed: Printed, session: Session, choice: Choice) -> None:
    """The page of a unit, or of several as one: index, elements, conduct, criteria, months."""
    found = find(session, choice)
    if found.hidden is not None:
        return
    place = Place(choice.unit_ids, choice.named, choice.version)
    shares = _shares(found)
    if shares or place in printed.counts:
        printed.same(place, printed.counts.setdefault(place, shares), shares)
    form = found.instrument
    groups: list[tuple[Index, Sequence[int]]] = [(found.shown.index(), form.numbers)]
    groups += [(found.element(each.id), form.element_numbers(each.id)) for each in form.elements]
    groups.append((found.conduct(), form.conduct))
    for index, numbers in groups:
        _read_index(printed, place, index, {c: each for c, each in shares.items() if c in numbers})
    for month, figures in found.months.items():
        if figures is not None:
            [offered] = [each for each in found.offered if each.key == f"month:{month}:{month}"]
            alone = Place(choice.unit_ids, offered, choice.version)
            if alone not in printed.counts:
                printed.counts[alone] = _shares(find(session, replace(choice, named=offered)))
            _read_index(printed, (place, month), figures.index(), printed.counts[alone])


def _read_index(printed: Printed, where: Any, index: Index, of: Shares) -> None:
    printed.mean(where, None if isinstance(index.value, NotEstimable) else index.value, of, len(index.used))


def _shares(found: Found) -> Shares:
    indices = {number: found.criterion(number) for number in found.instrument.numbers}
    return {
        number: (index.criteria[0].satisfied, index.criteria[0].answers)
        for number, index in indices.items()
        if not isinstance(index.value, NotEstimable)
    }


def _read_together(printed: Printed, report: UnitsReport) -> None:
    """The units as one group, all of them or of one kind, as the page that compares them has it."""
    named, version = report.named, report.instrument.name
    for kind in (None, *report.kinds):
        lines = [line.unit_id for line in report.of_kind(kind)]
        each = [printed.counts.get(Place((unit_id,), named, version), {}) for unit_id in lines]
        whole = report.together(kind)
        if whole is not None:
            _read_index(printed, (named, kind, "together"), whole.index(), _added(each))


def _added(parts: Sequence[Mapping[int, tuple[int, int]]]) -> Shares:
    found: Shares = {}
    for part in parts:
        for number, (satisfied, answers) in part.items():
            before = found.get(number, (0, 0))
            found[number] = (before[0] + satisfied, before[1] + answers)
    return found
