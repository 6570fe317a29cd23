"""From the database to a report, on both databases: what is hidden, whose dossiers, whose spread is lent."""

from datetime import date

import pytest

from db import Store
from db.queries.units import unit
from jobs.exports import compare_units, neighbours, periods_of
from reports import Asked, Hidden, Span
from scoring import Interval
from scoring.indices.effective import OWN_CLUSTERS, SIBLINGS
from tests.db.office import NAME
from tests.pages.province import answer, import_dossiers, open_offices, province_of, release


def path_of(store: Store, unit_id: int) -> str:
    with store.read() as session:
        return unit(session, unit_id).path


def test_a_report_holds_each_unit_once_and_no_number_of_a_hidden_one(store: Store):
    offices = open_offices(store, ["Xã Một", "Xã Hai", "Xã Ba"])
    province = province_of(store, offices)
    first, second, third = offices.values()
    answer(store, first, 30, level=4)
    answer(store, first, 10, level=3)
    answer(store, second, 9)
    answer(store, third, 3)
    import_dossiers(store, first, 400)
    release(store)
    path = path_of(store, province)
    with store.read() as session:
        (named, *_) = periods_of(session, [first.unit_id])
        report = compare_units(session, Asked(path, named, NAME))
        below = compare_units(session, Asked(path, named, NAME), below=path_of(store, first.unit_id))
    assert named.span is Span.LAST_YEAR
    assert [line.place for line in report.lines] == ["Xã Một", "Xã Hai", "Xã Ba"]
    one, two, three = (line.shown for line in report.lines)
    assert (two, three) == (Hidden.TOO_FEW, Hidden.TOO_FEW)
    assert not isinstance(one, Hidden)
    assert (one.index().value, one.respondents) == (0.75, 40)  # 30 of 40, each criterion
    assert one.answered is not None
    assert one.answered.share == 0.1  # 40 of 400
    assert report.through == date(2026, 3, 5)
    assert [line.unit_id for line in below.lines] == [first.unit_id]


def test_a_units_small_month_cannot_be_worked_out_from_its_year_and_its_other_months(store: Store):
    """25 forms in the year less 20 in March would be the 5 of February; the year is shown, so March is not.

    Nor is March of the other unit: less it, the province's March would be these 20.
    """
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    small, large = offices.values()
    answer(store, small, 5, day=date(2026, 2, 4))
    answer(store, small, 20)
    answer(store, large, 30, day=date(2026, 2, 4))
    answer(store, large, 30)
    release(store)
    path = path_of(store, province)
    with store.read() as session:
        offered = periods_of(session, [small.unit_id, large.unit_id])
        (year,) = (named for named in offered if named.span is Span.LAST_YEAR)
        (march,) = (named for named in offered if named.key == "month:2026-03:2026-03")
        in_year, in_march = (
            {line.unit_id: line for line in compare_units(session, Asked(path, named, NAME)).lines}
            for named in (year, march)
        )
    assert [in_year[office.unit_id].figures is not None for office in (small, large)] == [True, True]
    assert {line.shown for line in in_march.values()} == {Hidden.PROTECTS_ANOTHER}


def test_a_unit_with_few_days_borrows_the_spread_of_its_kind_whoever_asks(store: Store):
    """Twelve days at one commune, two at the other: its head and the province read the same interval."""
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    many, few = offices.values()
    for day in range(2, 14):
        answer(store, many, 5, level=5 if day % 3 else 2, day=date(2026, 2, day))
    for day, level in ((2, 5), (3, 2)):
        answer(store, few, 20, level=level, day=date(2026, 2, day))
    release(store)
    intervals = []
    for unit_id in (province, few.unit_id):
        path = path_of(store, unit_id)
        with store.read() as session:
            named = periods_of(session, [few.unit_id])[0]
            report = compare_units(session, Asked(path, named, NAME))
        shown = {line.unit_id: line.figures for line in report.lines}[few.unit_id]
        assert shown is not None
        intervals.append(shown.index().interval())
    assert intervals[0] == intervals[1]
    assert isinstance(intervals[0], Interval)
    assert intervals[0].method == SIBLINGS


def test_what_a_kind_lends_to_one_criterion_is_measured_on_that_criterion(store: Store):
    """Twelve days of five equal forms, four of them dissatisfied; seven criteria always answered alike.

    P = 2/3, N = 60, m = 12: v = 12/11 * (8 (5/3)^2 + 4 (10/3)^2) / (60 * 59), v0 = P (1 - P) / N for one
    criterion and a seventh of it for seven (quantity 3).
    """
    [office] = open_offices(store, ["Xã Một"]).values()
    for day in range(2, 14):
        answer(store, office, 5, level=5 if day % 3 else 2, day=date(2026, 2, day))
    release(store)
    path = path_of(store, office.unit_id)
    with store.read() as session:
        wanted = Asked(path, periods_of(session, [office.unit_id])[0], NAME)
        around = neighbours(session, wanted)
        [line] = compare_units(session, wanted, by_criterion=True).lines
    v = 12 / 11 * (8 * (5 / 3) ** 2 + 4 * (10 / 3) ** 2) / (60 * 59)
    v0 = (2 / 3) * (1 / 3) / 60
    for numbers, ratio in (((8,), v / v0), (None, 7 * v / v0)):
        effect = around.effect_for([office.unit_id], numbers)
        assert effect is not None
        assert effect.ratio == pytest.approx(ratio)
    assert line.figures is not None
    assert line.figures.siblings == around.effect_for([office.unit_id])
    assert line.figures.criteria_siblings[8] == around.effect_for([office.unit_id], (8,))


def test_shown_units_together_are_their_counts_added(store: Store):
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    for office, level in zip(offices.values(), (5, 1), strict=True):
        for day in range(2, 12):
            answer(store, office, 4, level=level, day=date(2026, 2, day))
    release(store)
    with store.read() as session:
        named = periods_of(session, [office.unit_id for office in offices.values()])[0]
        report = compare_units(session, Asked(f"/{province}/", named, NAME))
    whole = report.together()
    assert whole is not None
    index = whole.index()
    assert (index.value, index.respondents, index.clusters) == (0.5, 80, 20)
    interval = index.interval()
    assert isinstance(interval, Interval)
    assert interval.method == OWN_CLUSTERS
