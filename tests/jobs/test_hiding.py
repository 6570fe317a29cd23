"""From releases to what may be shown, on both databases: one answer for every door, and a safe one meanwhile."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from db import Store
from db.commands.record import Receipt, record_responses
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.models import Unit
from db.queries.figures import versions_in
from db.queries.shown_sums import released_counts, stored_sums
from db.queries.units import subtree, unit
from jobs.exports import compare_units, periods_of, receiving_units
from jobs.hiding import hiding, renew, renewals, worked_out, worked_out_apart
from jobs.release import move_figures
from jobs.unit_page import unit_page
from pages.shared.results.choice import Choice
from pages.shared.results.found import find
from reports import Asked, NamedPeriod
from reports.change import parts_offered
from reports.hidden_criteria import Area
from reports.hiding import Counted, unpack
from scoring import NotEstimable
from survey import Month, Period
from tests.db.office import NAME, Office, instrument, open_office, sheet
from tests.pages.province import answer, answer_all, asked_with, open_offices, province_of, release
from tests.scoring.safeguards.attacker import told_of_few

JANUARY, FEBRUARY, MARCH = (date(2026, month, 3) for month in (1, 2, 3))
LATER = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)


def shown_of(store: Store, unit_ids: list[int]) -> list[str]:
    with store.read() as session:
        return [named.key for named in periods_of(session, unit_ids)]


def a_province(store: Store, forms: dict[str, tuple[int, int, int]]) -> tuple[int, list[Office]]:
    """Offices with so many forms in January, February and March, not released."""
    offices = open_offices(store, list(forms))
    province = province_of(store, offices)
    for name, counts in forms.items():
        for day, n in zip((JANUARY, FEBRUARY, MARCH), counts, strict=True):
            answer(store, offices[name], n, day=day)
    return province, list(offices.values())


class Attacker:
    """Reads every page and file of every reader, and writes down which forms each number is of."""

    def __init__(self, session: Session) -> None:
        self.session = session
        counts = released_counts(session).respondents
        self.cells = sorted(counts)
        self.weights = [counts[cell] for cell in self.cells]
        self.known: list[set[int]] = []

    def reads(self, unit_ids: list[int], period: Period, version: str, forms: int) -> None:
        found = {
            place
            for place, (unit_id, month, name) in enumerate(self.cells)
            if unit_id in unit_ids and str(period.first) <= month <= str(period.last) and name == version
        }
        assert sum(self.weights[place] for place in found) == forms
        self.known.append(found)

    def reads_everything(self, province: int) -> set[int] | None:
        for info in subtree(self.session, unit(self.session, province).path):
            unit_ids = [each.id for each in receiving_units(self.session, info.path)]
            for named in periods_of(self.session, unit_ids):
                for version in versions_in(self.session, unit_ids, named.period):
                    self._table(Asked(info.path, named, version))
                    self._page(Choice(info, tuple(unit_ids), named, version, info.path))
        return told_of_few(self.weights, self.known)

    def _table(self, asked: Asked) -> None:
        for line in compare_units(self.session, asked).shown:
            assert line.figures is not None
            self.reads([line.unit_id], asked.named.period, asked.version, line.figures.respondents)

    def _page(self, choice: Choice) -> None:
        found = find(self.session, choice)
        if found.hidden is not None:
            return
        unit_ids = list(choice.unit_ids)
        self.reads(unit_ids, choice.named.period, choice.version, found.shown.respondents)
        for month, figures in found.months.items():
            if figures is not None:
                self.reads(unit_ids, Period(month, month), choice.version, figures.tally.respondents)
        change = unit_page(self.session, found.seen(choice)).change
        if change.difference is not None:
            earlier: NamedPeriod = change.before
            assert parts_offered(earlier.period, found.offered)
            self.reads(unit_ids, earlier.period, choice.version, change.difference.before.respondents)


@pytest.mark.parametrize(
    "forms",
    [
        {"Xã Một": (30, 30, 30), "Xã Hai": (0, 5, 20), "Xã Ba": (12, 12, 12)},
        {"Xã Một": (4, 12, 50), "Xã Hai": (50, 12, 15), "Xã Ba": (40, 40, 14)},
        {"Xã Một": (3, 3, 3), "Xã Hai": (11, 4, 0), "Xã Ba": (10, 9, 30)},
    ],
)
def test_whoever_reads_every_page_of_every_reader_works_out_nothing_of_few(store: Store, forms):
    province, _ = a_province(store, forms)
    release(store)
    with store.read() as session:
        attacker = Attacker(session)
        assert attacker.reads_everything(province) is None
    assert attacker.known


def test_nor_where_two_questionnaires_are_used(store: Store):
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    first, second = offices.values()
    for office, counts in ((first, (25, 30)), (second, (30, 12))):
        for day, n in zip((FEBRUARY, MARCH), counts, strict=True):
            answer(store, office, n, day=day)
    answer_all(store, first, 5, day=FEBRUARY)
    answer_all(store, second, 14, day=MARCH)
    release(store)
    with store.read() as session:
        assert Attacker(session).reads_everything(province) is None


def test_a_month_that_had_nothing_is_told_by_nothing_that_was_judged_before(store: Store):
    """30 in February, then 4 in March: the year less February would be these 4."""
    province, offices = a_province(store, {"Xã Một": (0, 30, 0), "Xã Hai": (0, 30, 30)})
    first, second = offices
    both = [office.unit_id for office in offices]
    release(store)
    assert len(shown_of(store, [first.unit_id])) == 3  # twelve months, quarter, February
    answer(store, first, 4, day=MARCH)
    move_figures(store, Policy.LIVE, LATER)
    assert shown_of(store, [first.unit_id]) == shown_of(store, both) == ["month:2026-02:2026-02"]
    assert len(shown_of(store, [second.unit_id])) == 4
    with store.read() as session:
        assert Attacker(session).reads_everything(province) is None
    assert renew(store)
    assert "month:2026-02:2026-02" not in shown_of(store, [first.unit_id])
    assert "last_year:2025-04:2026-03" in shown_of(store, both)
    with store.read() as session:
        assert Attacker(session).reads_everything(province) is None


def test_figures_that_only_grow_are_read_at_once(store: Store):
    _, [office] = a_province(store, {"Xã Một": (20, 20, 20)})
    release(store)
    before = shown_of(store, [office.unit_id])
    answer(store, office, 3, day=MARCH)
    move_figures(store, Policy.LIVE, LATER)
    assert shown_of(store, [office.unit_id]) == before
    with store.read() as session:
        named = periods_of(session, [office.unit_id])[0]
        [line] = compare_units(session, Asked(unit(session, office.unit_id).path, named, NAME)).lines
    assert line.figures is not None
    assert line.figures.respondents == 63


def test_it_is_worked_out_once_and_again_when_figures_or_the_tree_move(store: Store):
    _, offices = a_province(store, {"Xã Một": (20, 20, 20), "Xã Hai": (20, 20, 20)})
    assert shown_of(store, [offices[0].unit_id]) == []
    move_figures(store, Policy.LIVE, LATER)
    assert shown_of(store, [offices[0].unit_id]) == []  # nothing before it was worked out
    assert renew(store)
    assert not renew(store)
    with store.read() as session:
        assert hiding(session) is hiding(session)
    both = [office.unit_id for office in offices]
    agency = open_offices(store, ["Xã Ba"])["Xã Ba"]
    with store.write() as session:
        moved = session.get_one(Unit, both[1])
        moved.parent_id, moved.path = agency.unit_id, f"/{agency.unit_id}/{moved.id}/"
    assert shown_of(store, [agency.unit_id, both[1]]) == []
    assert renew(store)
    assert not renew(store)
    assert shown_of(store, [agency.unit_id, both[1]]) == shown_of(store, [both[1]]) != []


def test_what_somebody_else_stored_meanwhile_stays(store: Store):
    _, [office] = a_province(store, {"Xã Một": (20, 20, 20)})
    release(store)
    answer(store, office, 20, day=MARCH)
    move_figures(store, Policy.LIVE, LATER)

    def slowly(*arguments):
        assert renew(store)
        return worked_out(*arguments)

    assert not renew(store, slowly)
    with store.read() as session:
        stored = stored_sums(session)
    assert stored is not None
    assert stored.stamp.releases == 2
    assert not renew(store)


def test_the_other_process_works_out_the_same():
    months = [Month(2025, 1).shift(place) for place in range(14)]
    counts = {(u, month, NAME): 7 + u * month.month % 30 for u in range(1, 13) for month in months}
    counted = Counted(counts, {cell: (forms, forms // 2) for cell, forms in counts.items()})
    areas = frozenset([*(Area({u}) for u in range(1, 13)), Area(range(1, 13))])
    before = unpack(worked_out(counted, areas, {})).shown
    assert worked_out_apart(counted, areas, before) == worked_out(counted, areas, before)


def test_a_criterion_that_would_tell_another_month_is_on_no_page_and_in_no_file(store: Store):
    """Of 30 forms a month 14, 12 and 4 have the draw that asks one criterion; the quarter tells of all three."""
    [office] = open_offices(store, ["Xã Một"]).values()
    first, other = (set(instrument().positions(asked_with(seed))) for seed in (0, 1))
    for day, drawn in ((JANUARY, 14), (FEBRUARY, 12), (MARCH, 4)):
        answer(store, office, drawn, day=day, seed=0)
        answer(store, office, 30 - drawn, day=day, seed=1)
    release(store)
    by_turns = first - other
    assert by_turns
    with store.read() as session:
        periods = {named.key: named for named in periods_of(session, [office.unit_id])}
        may = hiding(session)
        shown = {key: may.criteria([office.unit_id], each.period, NAME) for key, each in periods.items()}
        quarter, february = (periods[key] for key in ("quarter:2026-01:2026-03", "month:2026-02:2026-02"))
        assert by_turns <= shown[quarter.key]
        assert by_turns.isdisjoint(shown[february.key])
        info = unit(session, office.unit_id)
        found = find(session, Choice(info, (info.id,), february, NAME, info.path))
        [line] = compare_units(session, Asked(info.path, february, NAME), by_criterion=True).lines
    assert line.figures is not None
    numbers = [instrument().numbers[position] for position in by_turns]
    assert found.shown.hidden_criteria == line.figures.hidden_criteria >= set(numbers)
    for number in numbers:
        assert isinstance(found.criterion(number).value, NotEstimable)
        assert isinstance(line.figures.criterion(number).value, NotEstimable)
        assert isinstance(found.criterion(number).interval(0.95), NotEstimable)
    assert not isinstance(line.figures.index().value, NotEstimable)


def test_rounds_work_it_out_beside_the_server(store: Store):
    _, [office] = a_province(store, {"Xã Một": (20, 20, 20)})
    move_figures(store, Policy.LIVE, LATER)
    rounds = renewals(store, Policy.LIVE)
    rounds.start()
    rounds.stop()
    assert len(shown_of(store, [office.unit_id])) == 5


def test_an_answer_taken_back_hides_a_month_that_has_nine_left(store: Store):
    office = open_office(store)
    answer(store, office, 20, day=FEBRUARY)
    with store.write() as session:
        [*receipts] = record_responses(session, [sheet(office, day=MARCH) for _ in range(10)])
    release(store)
    assert len(shown_of(store, [office.unit_id])) == 4
    with store.write() as session:
        assert isinstance(receipts[0], Receipt)
        withdraw(session, receipts[0].code)
    move_figures(store, Policy.LIVE, LATER)
    assert shown_of(store, [office.unit_id]) == ["month:2026-02:2026-02"]
    renew(store)
    left = shown_of(store, [office.unit_id])
    assert "month:2026-03:2026-03" not in left
    assert "month:2026-02:2026-02" not in left
    assert len(left) == 2
