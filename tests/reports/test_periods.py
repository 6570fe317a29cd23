"""The closed list of periods: nothing that is left out can be worked out from what is offered."""

from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from reports import Span, closed_list, offered_periods
from reports.periods import total
from survey import Month

MONTHS = [Month(2025, 11).shift(place) for place in range(8)]
COUNTS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 200)), min_size=1, max_size=8).map(
    lambda counts: dict(zip(MONTHS, counts, strict=False))
)


def keys(counts: dict[Month, int]) -> list[str]:
    return [named.key for named in offered_periods(counts)]


def test_the_list_holds_the_last_year_then_years_quarters_and_months_newest_first():
    spans = [named.span for named in closed_list(MONTHS)]
    assert spans == [Span.LAST_YEAR] + [Span.YEAR] * 2 + [Span.QUARTER] * 3 + [Span.MONTH] * 8
    assert closed_list([]) == ()


def test_a_small_month_takes_the_month_with_it_that_would_give_it_away():
    """January 20, February 4, March 30: the quarter less January and March would be February."""
    counts = {Month(2026, 1): 20, Month(2026, 2): 4, Month(2026, 3): 30}
    offered = keys(counts)
    assert "quarter:2026-01:2026-03" in offered
    assert [key for key in offered if key.startswith("month")] == ["month:2026-03:2026-03"]


@given(COUNTS)
def test_what_is_offered_has_ten_respondents(counts):
    assert all(total(counts, named.period) >= 10 for named in offered_periods(counts))


@given(COUNTS)
def test_two_offered_periods_never_differ_by_one_to_nine_respondents_where_one_holds_the_other(counts):
    for one, other in combinations(offered_periods(counts), 2):
        months = [set(named.period.months()) for named in (one, other)]
        if months[0] <= months[1] or months[1] <= months[0]:
            assert not 0 < abs(total(counts, one.period) - total(counts, other.period)) < 10


@given(COUNTS)
@example(dict(zip(MONTHS, [0, 1, 10, 0, 10, 0], strict=False)))
def test_months_taken_from_the_quarter_that_holds_them_never_leave_one_to_nine(counts):
    offered = offered_periods(counts)
    months = [named.period for named in offered if named.span is Span.MONTH]
    for quarter in (named.period for named in offered if named.span is not Span.MONTH):
        inside = [total(counts, p) for p in months if quarter.first <= p.first <= quarter.last]
        assert not 0 < total(counts, quarter) - sum(inside) < 10


@given(COUNTS)
def test_no_disjoint_periods_taken_from_another_leave_one_to_nine(counts):
    """Tried in full: every family of up to three offered periods inside another that do not overlap."""
    offered = [(set(named.period.months()), total(counts, named.period)) for named in offered_periods(counts)]
    for whole, size in offered:
        inside = [(months, count) for months, count in offered if months < whole]
        for number in (1, 2, 3):
            for family in combinations(inside, number):
                if sum(len(months) for months, _ in family) == len(
                    set().union(*(months for months, _ in family))
                ):
                    assert not 0 < size - sum(count for _, count in family) < 10


@given(st.lists(st.integers(10, 500), min_size=1, max_size=8))
def test_where_every_month_is_large_enough_everything_is_offered(counts):
    months = dict(zip(MONTHS, counts, strict=False))
    assert offered_periods(months) == closed_list(months)
