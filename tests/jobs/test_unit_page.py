"""From the database to what lies behind a unit's page, on both databases: what is compared, and what never is."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Store
from db.models import CounterField, Dossiers
from db.queries.units import unit
from jobs.exports import neighbours, periods_of
from jobs.unit_page import UnitPage, shown_in_province, unit_page
from pages.shared.results.choice import Choice
from pages.shared.results.found import find
from reports import Asked, NamedPeriod, Span
from reports.who_answered import Unweighted
from scoring import NotEstimable, Reason
from scoring.weighting.post_stratified import PostStratified
from survey import Month, Period
from tests.db.office import NAME, Office, open_office
from tests.pages.province import answer, import_dossiers, open_offices, province_of, release

JANUARY, FEBRUARY, MARCH = date(2026, 1, 7), date(2026, 2, 4), date(2026, 3, 4)


def month(number: int) -> NamedPeriod:
    return NamedPeriod(Span.MONTH, Period(Month(2026, number), Month(2026, number)))


def page_of(
    session: Session, offices: Sequence[Office], named: NamedPeriod, reader: int | None = None
) -> UnitPage:
    """What a reader of `reader`, by default of the first office, has behind the page of these offices."""
    ids = tuple(office.unit_id for office in offices)
    choice = Choice(unit(session, ids[0]), ids, named, NAME, unit(session, reader or ids[0]).path)
    return unit_page(session, find(session, choice).seen(choice))


def answer_mixed(store: Store, office: Office, satisfied: int, others: int, day: date) -> None:
    answer(store, office, satisfied, level=5, day=day)
    answer(store, office, others, level=2, day=day)


def test_a_month_is_compared_with_the_month_before(store: Store):
    """30 of 40 in March, 20 of 40 in February, every criterion alike."""
    office = open_office(store)
    answer_mixed(store, office, 20, 20, FEBRUARY)
    answer_mixed(store, office, 30, 10, MARCH)
    release(store)
    with store.read() as session:
        change = page_of(session, [office], month(3)).change
    assert change.before == month(2)
    assert change.difference is not None
    assert change.difference.value == pytest.approx(0.25)
    assert (change.difference.after.respondents, change.difference.before.respondents) == (40, 40)


def test_a_period_that_is_not_offered_is_not_compared_with(store: Store):
    """February has 4 forms, so neither it nor January is offered; the difference would tell it."""
    office = open_office(store)
    for forms, day in ((12, JANUARY), (4, FEBRUARY), (40, MARCH)):
        answer(store, office, forms, day=day)
    release(store)
    with store.read() as session:
        assert month(2) not in periods_of(session, [office.unit_id])
        change = page_of(session, [office], month(3)).change
    assert (change.before, change.difference) == (month(2), None)


def test_the_period_before_is_not_compared_where_it_would_tell_a_neighbour_of_the_reader(store: Store):
    """In February 9 forms next door: who reads both and their total must not read the 40 alone.

    Nor may who reads this unit only, and may ask somebody who reads both.
    """
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    first, second = offices.values()
    for day in (FEBRUARY, MARCH):
        answer(store, first, 40, day=day)
    answer(store, second, 9, day=FEBRUARY)
    answer(store, second, 40, day=MARCH)
    release(store)
    with store.read() as session:
        of_province = page_of(session, [first], month(3), province).change
        of_unit = page_of(session, [first], month(3)).change
    assert of_province.difference is None
    assert of_unit.difference is None


def test_others_of_the_kind_are_those_that_the_comparison_shows(store: Store):
    """Of four neighbours one has 9 forms, and one must stay hidden beside it: two are left, 120 forms."""
    offices = open_offices(store, ["Xã Một", "Xã Hai", "Xã Ba", "Xã Bốn", "Xã Năm"])
    province = province_of(store, offices)
    own, low, high, middle, small = offices.values()
    for day in range(2, 14):
        when = date(2026, 2, day)
        answer_mixed(store, own, 5, 0, when)
        answer_mixed(store, low, 2, 3, when)
        answer_mixed(store, high, 4, 1, when)
    answer(store, middle, 12, day=FEBRUARY)
    answer(store, small, 9, day=FEBRUARY)
    release(store)
    with store.read() as session:
        asked = Asked(unit(session, own.unit_id).path, month(2), NAME)
        shown = shown_in_province(session, neighbours(session, asked), asked)
        kind = page_of(session, [own], month(2)).kind
        together = page_of(session, list(offices.values()), month(2), province).kind
    assert shown == {own.unit_id, low.unit_id, high.unit_id}
    assert together is None
    assert kind is not None
    assert kind.others == 2
    assert not isinstance(kind.difference, NotEstimable)
    assert kind.difference.value == pytest.approx(1.0 - 72 / 120)
    assert kind.difference.before.respondents == 120


def test_the_others_are_the_same_whoever_reads(store: Store):
    offices = open_offices(store, ["Xã Một", "Xã Hai", "Xã Ba"])
    province = province_of(store, offices)
    for place, office in enumerate(offices.values()):
        for day in range(2, 14):
            answer_mixed(store, office, 5 - place, place, date(2026, 2, day))
    release(store)
    first = next(iter(offices.values()))
    with store.read() as session:
        by_unit = page_of(session, [first], month(2)).kind
        by_province = page_of(session, [first], month(2), province).kind
    assert by_unit is not None
    assert by_province is not None
    assert (by_unit.others, by_unit.reliability) == (by_province.others, by_province.reliability)


def _dossiers_of_its_field(store: Store, office: Office, handled: int) -> None:
    with store.write() as session:
        field = session.scalars(
            select(CounterField.field_id).where(CounterField.counter_id == office.counter_id)
        ).one()
        session.add(
            Dossiers(
                unit_id=office.unit_id,
                field_id=field,
                channel="counter",
                month="2026-03",
                handled=handled,
                late=0,
            )
        )


def test_forms_are_weighted_to_the_dossiers_of_their_fields(store: Store):
    """30 of 30 of one field, 10 of 20 of another, 100 and 300 dossiers: (100 · 1 + 300 · ½) / 400."""
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    first, second = offices.values()
    answer(store, first, 30)
    answer_mixed(store, second, 10, 10, MARCH)
    for office, handled in ((first, 100), (second, 300)):
        _dossiers_of_its_field(store, office, handled)
    release(store)
    with store.read() as session:
        who = page_of(session, [first, second], month(3), province).who
    assert who.answered is not None
    assert (who.answered.forms, who.answered.dossiers) == (50, 400)
    assert isinstance(who.weighted, PostStratified)
    assert who.weighted.value == pytest.approx(250 / 400)
    assert who.raw.value == pytest.approx(40 / 50)


def test_only_the_months_with_dossiers_are_weighed_where_the_others_are_shown(store: Store):
    """February has no dossiers and 40 forms of its own in the chart; the figures are those of March."""
    office = open_office(store)
    answer_mixed(store, office, 20, 20, FEBRUARY)
    answer(store, office, 40, day=MARCH)
    _dossiers_of_its_field(store, office, 200)
    release(store)
    with store.read() as session:
        named = periods_of(session, [office.unit_id])[0]
        who = page_of(session, [office], named).who
    assert (who.raw.value, who.raw.respondents) == (1.0, 40)
    assert who.weighted is Unweighted.ONE_GROUP  # one field
    assert who.answered is not None
    assert who.answered.share == 0.2


def test_a_month_without_dossiers_that_is_hidden_is_not_told_by_who_answered(store: Store):
    """44 forms in the year, 40 of them in the month with dossiers: the other 4 would be known."""
    office = open_office(store)
    answer(store, office, 4, level=2, day=FEBRUARY)
    answer(store, office, 40, day=MARCH)
    import_dossiers(store, office, 200)
    release(store)
    with store.read() as session:
        named = periods_of(session, [office.unit_id])[0]
        who = page_of(session, [office], named).who
    assert named.span is Span.LAST_YEAR
    assert (who.weighted, who.answered, who.silence) == (Unweighted.MONTHS_MISSING, None, None)


def _nine_months(store: Store, fifth: tuple[int, int]) -> Office:
    """One more of 30 forms satisfied each month from July 2025, but in the fifth."""
    office = open_office(store)
    for place, month in enumerate(Period(Month(2025, 7), Month(2026, 3)).months()):
        satisfied, others = fifth if place == 4 else (10 + place, 20 - place)
        answer_mixed(store, office, satisfied, others, date(month.year, month.month, 3))
    release(store)
    return office


def test_the_trend_is_of_the_months_in_the_chart(store: Store):
    office = _nine_months(store, (14, 16))
    with store.read() as session:
        course = page_of(session, [office], periods_of(session, [office.unit_id])[0]).course
    assert course.months == 9
    assert not isinstance(course.trend, NotEstimable)
    assert (course.trend.respondents, course.trend.slope) == (9 * 30, pytest.approx(1 / 30))


def test_months_that_are_hidden_are_missing_for_a_trend(store: Store):
    """With 8 forms the fifth month is hidden, and at least a second with it: seven or fewer are left."""
    office = _nine_months(store, (4, 4))
    with store.read() as session:
        course = page_of(session, [office], periods_of(session, [office.unit_id])[0]).course
    assert course.months <= 7
    assert course.trend == NotEstimable(Reason.TOO_FEW_PERIODS)
