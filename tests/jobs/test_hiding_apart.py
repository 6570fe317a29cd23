"""From forms to every page and file, on both databases: nobody works out few answers to what is counted apart.

The overall question, whole forms and voluntary answers each have respondents of their own; whoever reads all
periods of all units and subtracts is in here.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from db import Store
from db.commands.record import Receipt, record_responses
from db.commands.release import Policy
from db.queries.figures import figures_by_unit_month
from db.queries.shown_sums import store_sums, stored_sums
from db.queries.units import subtree, unit
from jobs.exports import compare_units, periods_of, receiving_units
from jobs.hiding import hiding, renew
from jobs.release import move_figures
from pages.shared.results.choice import Choice
from pages.shared.results.found import find
from reports import Asked
from reports.hiding import Counted, pack
from reports.other_indices import Feed, other_indices
from survey import NOTHING_APART, Apart, Month, Part, Period, Submission, Visit, read_sheet, respondents_apart
from tests.db.office import NAME, Office, instrument
from tests.pages.province import open_offices, province_of, release
from tests.scoring.safeguards.attacker import told_of_few

JANUARY, FEBRUARY, MARCH = (date(2026, month, 3) for month in (1, 2, 3))
LATER = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
EVER = Period(Month(2025, 7), Month(2026, 12))


def send(
    store: Store, office: Office, forms: int, day: date, *, voluntary: int = 0, overall: int | None = None
) -> None:
    """So many forms with the same questions; the first ones answer one more, or the overall question at all."""
    form = instrument()
    order = form.draw(Random(1))
    visit = Visit("ask")
    more = form.rest(visit, order)[0]
    sheets = []
    for place in range(forms):
        ratings = {str(number): "5" for number in form.asked(visit, order)}
        ratings |= {str(more): "4"} if place < voluntary else {}
        ratings |= {"overall": "5"} if overall is None or place < overall else {}
        sheets.append(
            read_sheet(
                form,
                Submission(
                    key=token_urlsafe(24),
                    code=office.code,
                    day=day,
                    part=Part.MORNING,
                    order=order,
                    purpose="ask",
                    ratings=ratings,
                ),
            )
        )
    with store.write() as session:
        assert all(isinstance(outcome, Receipt) for outcome in record_responses(session, sheets))


class Reader:
    """Reads every page and file and writes down which answers each number counts."""

    def __init__(self, session: Session, province: int) -> None:
        self.session, self.province = session, unit(session, province)
        ids = [info.id for info in receiving_units(session, self.province.path)]
        found = figures_by_unit_month(session, ids, EVER, NAME)
        self.cells = list(found)
        behind = respondents_apart(found.tallies).T.tolist()
        kinds: list[Hashable] = [*Apart, *range(len(behind) - len(Apart))]
        self.weights = dict(zip(kinds, behind, strict=True))
        self.known: dict[Hashable, list[set[int]]] = defaultdict(list)

    def reads(self, kind: Hashable, unit_ids: Iterable[int], period: Period, forms: int) -> None:
        if forms:
            places = [
                place
                for place, (unit_id, month) in enumerate(self.cells)
                if unit_id in set(unit_ids) and period.first <= month <= period.last
            ]
            assert sum(self.weights[kind][place] for place in places) == forms
            self.known[kind].append(set(places))

    def reads_everything(self) -> dict[Hashable, list[set[int]]]:
        for info in subtree(self.session, self.province.path):
            unit_ids = [each.id for each in receiving_units(self.session, info.path)]
            for named in periods_of(self.session, unit_ids, NAME):
                self._page(Choice(info, tuple(unit_ids), named, NAME, info.path))
                for line in compare_units(self.session, Asked(info.path, named, NAME)).shown:
                    assert line.figures is not None
                    self._tally(line.figures.tally, [line.unit_id], named.period)
                    for known, score in other_indices(line.figures, None):
                        kind = _OF_FEED.get(known.feed)
                        if kind is not None:
                            self.reads(kind, [line.unit_id], named.period, score.answers)
        return self.known

    def _page(self, choice: Choice) -> None:
        found = find(self.session, choice)
        for tally in (found.figures.tally, found.shown.tally):
            self._tally(tally, choice.unit_ids, choice.named.period)
        for month, figures in found.months.items():
            if figures is not None:
                self._tally(figures.tally, choice.unit_ids, Period(month, month))

    def _tally(self, tally, unit_ids, period) -> None:
        levels = len(tally.instrument.levels)
        self.reads(Apart.OVERALL, unit_ids, period, int(tally.overall[:levels].sum()))
        self.reads(Apart.OVERALL_OF_ALL, unit_ids, period, int(tally.overall[: levels + 1].sum()))
        self.reads(Apart.ALL_TOP, unit_ids, period, tally.all_top.out_of)
        self.reads(Apart.STRAIGHT_LINED, unit_ids, period, tally.straight_lined.out_of)
        self.reads(Apart.VOLUNTEERS, unit_ids, period, tally.volunteers)
        for place, counts in enumerate(tally.voluntary[:, :levels].sum(axis=1).tolist()):
            self.reads(place, unit_ids, period, counts)

    def told(self) -> dict[Hashable, set[int]]:
        """What was worked out of few, by what it is of."""
        found = {
            kind: told_of_few(self.weights[kind], sums) for kind, sums in self.reads_everything().items()
        }
        return {kind: cells for kind, cells in found.items() if cells}


_OF_FEED = {Feed.OVERALL: Apart.OVERALL, Feed.OVERALL_OF_ALL: Apart.OVERALL_OF_ALL, Feed.FORMS: Apart.ALL_TOP}


def test_whoever_subtracts_periods_and_units_learns_of_no_few_who_answered_more(store: Store) -> None:
    """Where 40 forms come a month, one voluntary answer in March is the quarter less January and February."""
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    first, second = offices.values()
    for day, voluntary, overall in ((JANUARY, 12, 20), (FEBRUARY, 11, 17), (MARCH, 1, 4)):
        send(store, first, 40, day, voluntary=voluntary, overall=overall)
        send(store, second, 35, day, voluntary=14, overall=35)
    release(store)
    with store.read() as session:
        reader = Reader(session, province)
        assert reader.told() == {}
        assert {Apart.OVERALL, Apart.ALL_TOP, Apart.STRAIGHT_LINED, Apart.VOLUNTEERS} <= reader.known.keys()
        assert any(
            isinstance(kind, int) for kind in reader.known
        )  # voluntary answers, where they tell of many


def test_nor_while_a_release_is_not_judged_yet(store: Store) -> None:
    offices = open_offices(store, ["Xã Một"])
    province = province_of(store, offices)
    [office] = offices.values()
    for day in (JANUARY, FEBRUARY):
        send(store, office, 40, day, voluntary=15)
    send(store, office, 40, MARCH)
    release(store)
    quarter = Period(Month(2026, 1), Month(2026, 3))
    with store.read() as session:
        assert Apart.VOLUNTEERS in hiding(session).apart([office.unit_id], quarter, NAME)
    send(store, office, 12, MARCH, voluntary=3)
    move_figures(store, Policy.LIVE, LATER)
    with store.read() as session:
        assert Reader(session, province).told() == {}
        meanwhile = hiding(session).apart([office.unit_id], quarter, NAME)
    assert Apart.VOLUNTEERS not in meanwhile
    assert Apart.OVERALL in meanwhile
    assert renew(store)
    with store.read() as session:
        assert Reader(session, province).told() == {}


def test_what_is_stored_without_anything_apart_is_worked_out_anew(store: Store) -> None:
    """As an earlier version stored it, for the same releases: the next round judges what that did not."""
    [office] = open_offices(store, ["Xã Một"]).values()
    send(store, office, 40, MARCH, voluntary=15)
    release(store)
    assert not renew(store)
    march = Period(Month(2026, 3), Month(2026, 3))
    with store.write() as session:
        last, before = hiding(session), stored_sums(session)
        assert before is not None
        old = replace(last, counted=Counted(last.counted.respondents, last.counted.answered))
        assert store_sums(session, before, before.stamp, pack(old))
    with store.read() as session:
        assert hiding(session).apart([office.unit_id], march, NAME) == NOTHING_APART
    assert renew(store)
    assert not renew(store)
    with store.read() as session:
        assert Apart.VOLUNTEERS in hiding(session).apart([office.unit_id], march, NAME)
