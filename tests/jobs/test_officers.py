"""From releases to the ratings of officers, on both databases: whose answers take part in them."""

from datetime import date
from itertools import count

from sqlalchemy import event, select

from db import Store
from db.commands.flag import flag_answers
from db.models import Response, Roster
from db.queries.units import unit
from jobs.exports import neighbours, periods_of
from jobs.officers import officers_of
from reports import Asked, Span
from reports.officers import Beside, OfficerRatings
from scoring import NotEstimable
from survey.suspicion import Reason
from tests.db.office import DAY, NAME, Office, open_office, put_on_duty
from tests.pages.province import answer, open_offices, province_of, release

FEBRUARY = date(2026, 2, 4)
EARLIER = date(2026, 3, 3)


def ratings_at(store: Store, office: Office) -> OfficerRatings | NotEstimable:
    with store.read() as session:
        year = next(each for each in periods_of(session, [office.unit_id]) if each.span is Span.LAST_YEAR)
        asked = Asked(unit(session, office.unit_id).path, year, NAME)
        return officers_of(session, asked, office.unit_id, neighbours(session, asked))


def rated(store: Store, office: Office) -> OfficerRatings:
    ratings = ratings_at(store, office)
    assert not isinstance(ratings, NotEstimable)
    return ratings


def serve(store: Store, office: Office, day: date, satisfied: int, others: int) -> None:
    """A new officer on duty on this day, and the forms about this officer."""
    with store.write() as session:
        put_on_duty(session, office, day)
    answer(store, office, satisfied, day=day, level=5)
    answer(store, office, others, day=day, level=3)


def two_offices(store: Store) -> tuple[Office, Office]:
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province_of(store, offices)
    first, second = offices.values()
    return first, second


def test_officers_are_rated_with_those_of_other_units_of_the_kind(store: Store):
    first, second = two_offices(store)
    serve(store, first, DAY, 30, 10)
    serve(store, second, DAY, 38, 2)
    serve(store, second, EARLIER, 20, 20)
    release(store)
    ratings = rated(store, first)
    assert (ratings.officers, ratings.units, ratings.hidden) == (3, 2, 0)
    [one] = ratings.shown
    assert (one.satisfied, one.answers, one.conduct.respondents) == (90, 120, 40)
    assert one.badge.name == "Cán bộ tiếp nhận"
    whole = rated(store, second)
    assert [each.conduct.respondents for each in whole.shown] == [40, 40]
    assert whole.mean == ratings.mean


def test_a_unit_that_the_comparison_hides_takes_part_in_nobody_elses_rating(store: Store):
    """Nine forms of an officer at a unit of nine forms; then one more, and it is in."""
    offices = open_offices(store, ["Xã Một", "Xã Hai", "Xã Ba", "Xã Bốn"])
    province_of(store, offices)
    first, second, third, fourth = offices.values()
    for office in (first, second):
        serve(store, office, DAY, 30, 10)
    serve(store, third, DAY, 11, 0)
    serve(store, fourth, DAY, 0, 9)
    release(store)
    ratings = rated(store, first)
    assert (ratings.officers, ratings.units) == (2, 2)  # the 11 would tell the 9
    answer(store, fourth, 11, level=3)
    release(store)
    assert rated(store, first).units == 4
    assert rated(store, first).mean < ratings.mean


def test_a_unit_without_forms_in_the_newest_month_is_rated_with_the_others_all_the_same(store: Store):
    first, second = two_offices(store)
    serve(store, first, FEBRUARY, 30, 10)
    serve(store, second, FEBRUARY, 20, 20)
    serve(store, second, DAY, 38, 2)
    release(store)
    ratings = rated(store, first)
    assert (ratings.officers, ratings.units, len(ratings.shown)) == (3, 2, 1)


def test_an_officer_of_two_units_is_rated_at_each_by_the_forms_there(store: Store):
    first, second = two_offices(store)
    with store.write() as session:
        put_on_duty(session, first)
    serve(store, second, EARLIER, 20, 20)
    _also_at(store, second, like=first)
    answer(store, first, 40, level=5)
    answer(store, second, 25, level=3)
    release(store)
    [here] = rated(store, first).shown
    there = rated(store, second)
    assert (here.satisfied, here.conduct.respondents) == (120, 40)
    assert sorted((each.satisfied, each.conduct.respondents) for each in there.shown) == [(0, 25), (60, 40)]


def _also_at(store: Store, office: Office, like: Office) -> None:
    """Who is on duty at one office is also on the roster of another."""
    with store.write() as session:
        found = session.scalars(select(Roster).where(Roster.counter_id == like.counter_id)).one()
        session.add(
            Roster(counter_id=office.counter_id, day=DAY, part=found.part, officer_id=found.officer_id)
        )


def test_a_unit_alone_with_one_officer_has_nobody_to_rate_with(store: Store):
    office = open_office(store)
    serve(store, office, DAY, 40, 0)
    release(store)
    assert isinstance(ratings_at(store, office), NotEstimable)


def test_reading_asks_few_questions_however_many_officers_there_are(store: Store):
    first, second = two_offices(store)
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    numbers = []
    days = count(1)
    for _ in range(2):
        for office in (first, second):
            serve(store, office, date(2026, 2, next(days)), 12, 3)
        release(store)
        asked.clear()
        rated(store, first)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] < 30


def test_a_unit_with_too_many_flags_takes_part_in_nobody_elses_rating_and_its_officers_are_not_compared(
    store: Store,
):
    first, second = two_offices(store)
    serve(store, first, DAY, 30, 10)
    serve(store, first, EARLIER, 20, 20)
    serve(store, second, DAY, 38, 2)
    with store.write() as session:
        marked = session.scalars(select(Response.id).where(Response.unit_id == second.unit_id).limit(5)).all()
        flag_answers(session, {each: {Reason.BURST} for each in marked})
    release(store)
    assert (rated(store, first).officers, rated(store, first).units) == (2, 1)
    assert {each.beside for each in rated(store, second).shown} == {Beside.MARKED}
