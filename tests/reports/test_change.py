"""What changed: the period before, others of the kind, the months; held against `scoring` and figures by hand."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from reports import NamedPeriod, Span, UnitFigures
from reports.change import among_kind, before, course, parts_offered, period_change
from scoring import ClusterMoments, NotEstimable, Reason, difference
from scoring.series.trend import Direction, Trend
from survey import Answers, Month, Period, Tally, TallyLayout, Visit
from tests.reports.made import asked, figures, instrument


def nothing_lent(positions: tuple[int, ...]) -> None:
    return None


def month(year: int, number: int) -> NamedPeriod:
    return NamedPeriod(Span.MONTH, Period(Month(year, number), Month(year, number)))


def quarter(year: int, number: int) -> NamedPeriod:
    return NamedPeriod(Span.QUARTER, Period.quarter(year, number))


def days(satisfied: list[int], forms: int = 6) -> UnitFigures:
    """A unit with so many forms on each day, so many of them satisfied throughout, the others not at all."""
    form = instrument()
    layout = TallyLayout.of(form)
    good, bad = (
        layout.contribution(Answers(Visit("ask"), level, dict.fromkeys(asked(), level))) for level in (5, 2)
    )
    tallies = [Tally(form, good * k + bad * (forms - k)) for k in satisfied]
    moments = ClusterMoments.of(
        np.array([tally.satisfied for tally in tallies]), np.array([tally.answered for tally in tallies])
    )
    return UnitFigures.of(sum(tallies[1:], tallies[0]), moments, range(moments.criteria))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (month(2026, 1), "month:2025-12:2025-12"),
        (quarter(2026, 3), "quarter:2026-04:2026-06"),
        (NamedPeriod(Span.YEAR, Period.of_year(2026)), "year:2025-01:2025-12"),
        (NamedPeriod(Span.LAST_YEAR, Period.ending(Month(2026, 3), 12)), "last_year:2024-04:2025-03"),
    ],
)
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(named, expected):
    assert before(named).key == expected


def test_twelve_months_may_be_made_of_shown_years_quarters_and_months():
    wanted = Period(Month(2024, 4), Month(2025, 3))
    offered = [quarter(2024, 2), quarter(2024, 3), quarter(2024, 4), *(month(2025, m) for m in (3, 2, 1))]
    parts = parts_offered(wanted, offered)
    assert [part.key[:13] for part in parts] == ["quarter:2024-"] * 3 + ["month:2025-01", "month:2025-02"] + [
        "month:2025-03"
    ]


def test_a_period_with_a_part_that_is_not_shown_is_not_made_of_the_others():
    wanted = Period(Month(2025, 1), Month(2025, 3))
    assert parts_offered(wanted, [month(2025, 1), month(2025, 3)]) == ()
    assert parts_offered(wanted, [month(2025, 3), month(2025, 1), month(2025, 2)]) != ()
    assert parts_offered(wanted, []) == ()


def test_a_change_is_the_difference_of_both_indices_over_the_same_criteria():
    now, earlier = days([5, 6, 5, 6, 5, 5] * 2), days([3, 4, 4, 3, 5, 4] * 2)
    found = period_change(now, earlier, quarter(2026, 1), nothing_lent)
    assert found.before == quarter(2025, 4)
    assert found.difference is not None
    expected = difference(after=now.moments, before=earlier.moments, respondents=(72, 72))
    assert found.difference.value == pytest.approx(64 / 72 - 46 / 72)
    assert found.difference.interval() == expected.interval()
    assert found.difference.exceeds_chance() is True
    assert len(found.difference.criteria) == len(asked())


def test_without_figures_of_the_period_before_there_is_no_change():
    now = days([5, 6] * 6)
    assert period_change(now, None, quarter(2026, 1), nothing_lent).difference is None
    empty = UnitFigures(Tally.empty(instrument()), ClusterMoments.zero(len(instrument().criteria)))
    assert period_change(now, empty, quarter(2026, 1), nothing_lent).difference is None


def test_a_period_of_29_forms_is_not_compared():
    found = period_change(days([5, 6] * 6), figures({5: 20, 2: 9}), quarter(2026, 1), nothing_lent)
    assert found.difference is not None
    assert found.difference.value == NotEstimable(Reason.TOO_FEW_TO_COMPARE)


def kind_of_units(seed: int = 1) -> list[UnitFigures]:
    rng = Random(seed)
    return [
        days([sum(rng.random() < share for _ in range(6)) for _ in range(14)])
        for share in (0.55, 0.65, 0.75, 0.85, 0.9, 0.95)
    ]


def test_a_unit_is_held_against_the_others_without_itself():
    unit, *others = kind_of_units()
    found = among_kind(unit, others, nothing_lent, None)
    assert found is not None
    assert not isinstance(found.difference, NotEstimable)
    rest = others[0].moments
    for other in others[1:]:
        rest = rest + other.moments
    expected = difference(after=unit.moments, before=rest, respondents=(84, 84 * 5))
    assert (found.others, found.difference.value) == (5, expected.value)
    assert found.difference.interval() == expected.interval()
    assert isinstance(found.reliability, float)
    assert found.reliability >= 0.7


def test_an_index_that_is_not_reliable_is_not_compared_but_told_how_many_forms_it_takes():
    others = kind_of_units()
    few = days([4, 5, 5, 6, 5])  # 30 forms
    found = among_kind(few, [*others[2:5], *kind_of_units(2)[2:5]], nothing_lent, None)
    assert found is not None
    assert found.difference == NotEstimable(Reason.TOO_UNRELIABLE)
    assert found.forms_needed is not None
    assert found.forms_needed > 30


def test_units_that_differ_no_more_than_chance_are_not_compared():
    alike = days([5, 4, 6, 5, 5, 4] * 2)
    found = among_kind(alike, [alike] * 4, nothing_lent, None)
    assert found is not None
    assert found.difference == NotEstimable(Reason.NO_SPREAD_BETWEEN_GROUPS)


def test_a_unit_without_others_of_its_kind_is_beside_nobody():
    assert among_kind(days([5, 6] * 6), [], nothing_lent, None) is None


def test_under_thirty_forms_nothing_is_said_of_others():
    others = kind_of_units()[1:]
    found = among_kind(days([5, 6, 5, 4]), others, nothing_lent, None)
    assert found is not None
    assert found.difference == NotEstimable(Reason.TOO_FEW_TO_COMPARE)


def flagged(unit: UnitFigures) -> UnitFigures:
    return replace(unit, too_many_flagged=True)


def test_where_more_than_a_tenth_is_flagged_a_period_is_not_compared():
    both = days([5, 6] * 6), days([5, 5] * 6)
    for now, earlier in ((flagged(both[0]), both[1]), (both[0], flagged(both[1]))):
        found = period_change(now, earlier, quarter(2026, 1), nothing_lent).difference
        assert found is not None
        assert found.value == found.interval() == NotEstimable(Reason.TOO_MANY_FLAGGED)


def test_a_unit_with_too_many_flags_is_beside_nobody_and_nobody_is_beside_it():
    unit, odd, *others = kind_of_units()
    assert among_kind(unit, [flagged(odd), *others], nothing_lent, None) == among_kind(
        unit, others, nothing_lent, None
    )
    assert among_kind(unit, [flagged(odd)], nothing_lent, None) is None
    own = among_kind(flagged(unit), others, nothing_lent, None)
    assert own is not None
    assert own.difference == own.reliability == NotEstimable(Reason.TOO_MANY_FLAGGED)


def test_with_too_many_flags_in_a_period_no_trend_is_told():
    months = {Month(2025, 1).shift(place): told(8 + place) for place in range(8)}
    assert isinstance(course(months).trend, Trend)
    assert course(months, too_many_flagged=True).trend == NotEstimable(Reason.TOO_MANY_FLAGGED)


def told(satisfied: int, forms: int = 20) -> tuple[ClusterMoments, int]:
    return days([satisfied], forms).moments, forms


def test_a_steady_rise_over_eight_months_is_told_with_its_slope():
    """One more of 20 forms each month: five points a month, whatever pair of months is taken."""
    months = {Month(2025, 1).shift(place): told(8 + place) for place in range(8)}
    found = course(months)
    assert (found.months, found.criteria) == (8, 7)
    assert not isinstance(found.trend, NotEstimable)
    assert found.trend.direction is Direction.RISING
    assert found.trend.slope == pytest.approx(0.05)


def test_a_hidden_month_is_a_gap_and_no_figure():
    months = {Month(2025, 1).shift(place): told(8 + place) for place in range(9)}
    months_with_gap = {**months, Month(2025, 4): None}
    found = course(months_with_gap)
    assert found.months == 8
    assert not isinstance(found.trend, NotEstimable)
    assert found.trend.slope == pytest.approx(0.05)


def test_seven_months_tell_no_trend():
    found = course({Month(2025, 1).shift(place): told(8 + place) for place in range(7)})
    assert found.trend == NotEstimable(Reason.TOO_FEW_PERIODS)


def test_months_without_a_common_criterion_tell_no_trend():
    """Each half answers other criteria: positions 0 to 3, then 4 to 7."""
    size = len(instrument().criteria)
    halves = []
    for first in (0, 4):
        x = np.zeros((1, size), dtype=np.int64)
        x[:, first : first + 4] = 12
        halves.append((ClusterMoments.of(x, x), 12))
    found = course({Month(2025, 1).shift(place): halves[place // 4] for place in range(8)})
    assert found.trend == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)


def test_no_month_at_all_tells_no_trend():
    assert isinstance(course({}).trend, NotEstimable)
    assert isinstance(course({Month(2025, 1): None}).trend, NotEstimable)
