"""The closed list of periods for which anything is offered."""

from reports import Span, closed_list
from survey import Month

MONTHS = [Month(2025, 11).shift(place) for place in range(8)]


def test_the_list_holds_the_last_year_then_years_quarters_and_months_newest_first():
    spans = [named.span for named in closed_list(MONTHS)]
    assert spans == [Span.LAST_YEAR] + [Span.YEAR] + [Span.QUARTER] * 3 + [Span.MONTH] * 8
    assert closed_list([]) == ()


def test_a_year_is_offered_once_it_is_over():
    running, over = Month(2026, 11), Month(2026, 12)
    assert Span.YEAR not in {named.span for named in closed_list([running])}
    assert "year:2026-01:2026-12" in {named.key for named in closed_list([running, over])}


def test_a_month_named_twice_is_listed_once():
    assert closed_list([*MONTHS, *MONTHS]) == closed_list(MONTHS)
