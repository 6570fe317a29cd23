"""Opening hours in the tree of units: given, inherited, taken back, handed on; and what they do to flags."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import Store
from db.commands.opening_hours import import_opening_hours
from db.commands.release import Policy
from db.commands.succession import PartOfUnit, merge_units, rename_unit, split_unit
from db.commands.units import import_units
from db.models import Dossiers, Field, Flag, Unit
from db.queries.judging import CounterDay, usual_of
from db.queries.opening_hours import hours_of
from db.queries.units import by_code
from jobs.signals import flag_due
from survey.hours import USUAL_WEEK, Hours, Weekday, read_hours, written
from survey.registers import EntriesRefused, HoursEntry, Imported
from tests.db.office import DAY, Office, open_office
from tests.db.test_signals import store_all, timed

PLACE, OTHER = "05443-TT", "05455-TT"
HOLIDAY, NEXT_HOLIDAY = date(2026, 4, 30), date(2026, 5, 1)
MORNING = read_hours("8:00-11:30")


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.write() as opened:
        import_units(opened, "19")
        yield opened


def given(session: Session, unit: str, day: Weekday | date, hours: str | None) -> Imported:
    spans = None if hours is None else read_hours(hours) if hours else ()
    return import_opening_hours(session, [HoursEntry(unit, day, spans)])


def held(session: Session, unit: str) -> Hours:
    return hours_of(session, by_code(session, unit).id)


def test_hours_of_the_province_hold_for_all_and_those_of_a_unit_come_before_them(session: Session) -> None:
    assert held(session, PLACE) == Hours(USUAL_WEEK, {})
    given(session, "19", HOLIDAY, "")
    given(session, "19", Weekday.SATURDAY, "")
    given(session, PLACE, Weekday.SATURDAY, "8:00-11:30")
    assert held(session, OTHER) == Hours((*USUAL_WEEK[:5], (), ()), {HOLIDAY: ()})
    assert held(session, PLACE) == Hours((*USUAL_WEEK[:5], MORNING, ()), {HOLIDAY: ()})
    given(session, PLACE, HOLIDAY, "8:00-11:30")
    assert held(session, PLACE).on(HOLIDAY) == MORNING


def test_what_was_given_is_changed_left_as_it_is_and_taken_back(session: Session) -> None:
    assert given(session, PLACE, Weekday.SUNDAY, "8:00-11:30") == Imported(1, 0, 0)
    assert given(session, PLACE, Weekday.SUNDAY, "08h00-11h30") == Imported(0, 0, 1)
    assert given(session, PLACE, Weekday.SUNDAY, "8:00-12:00") == Imported(0, 1, 0)
    assert written(held(session, PLACE).week[6]) == "08:00-12:00"
    assert given(session, PLACE, Weekday.SUNDAY, None) == Imported(0, 1, 0)
    assert given(session, PLACE, Weekday.SUNDAY, None) == Imported(0, 0, 1)
    assert held(session, PLACE).week == USUAL_WEEK
    with pytest.raises(EntriesRefused):
        given(session, "nowhere", HOLIDAY, "")


def test_a_unit_that_is_renamed_or_split_keeps_its_hours(session: Session) -> None:
    given(session, PLACE, Weekday.SUNDAY, "8:00-11:30")
    given(session, PLACE, HOLIDAY, "")
    new = rename_unit(session, by_code(session, PLACE).id, "Trung tâm mới", date(2026, 7, 1))
    parts = [PartOfUnit("A-TT", "Trung tâm A"), PartOfUnit("B-TT", "Trung tâm B")]
    split = split_unit(session, new.id, parts, date(2026, 8, 1))
    for info in (new, *split):
        assert hours_of(session, info.id) == Hours((*USUAL_WEEK[:6], MORNING), {HOLIDAY: ()})


def test_a_unit_that_comes_from_a_merger_is_open_whenever_one_of_the_old_ones_was(session: Session) -> None:
    one, other = "05443", "05455"
    given(session, "19", Weekday.SUNDAY, "8:00-11:30")
    given(session, one, Weekday.MONDAY, "7:00-11:00")
    given(session, other, Weekday.MONDAY, "8:00-12:00 13:00-16:00")
    given(session, one, Weekday.SATURDAY, "")
    given(session, other, Weekday.SATURDAY, "8:00-11:30")
    given(session, one, Weekday.WEDNESDAY, "8:00-11:30")
    given(session, one, Weekday.SUNDAY, "")
    given(session, other, Weekday.SUNDAY, "")
    given(session, one, HOLIDAY, "")
    given(session, other, HOLIDAY, "8:00-11:30")
    given(session, other, NEXT_HOLIDAY, "")
    ids = [by_code(session, code).id for code in (one, other)]
    hours = hours_of(session, merge_units(session, ids, "A", "Phường A", date(2026, 4, 1)).id)
    usual = written(USUAL_WEEK[0])
    assert [written(day) for day in hours.week] == [
        "07:00-12:00 13:00-16:00",
        usual,
        usual,  # one had said less, the other nothing
        usual,
        usual,
        "08:00-11:30",
        "",
    ]
    assert hours.days == {HOLIDAY: MORNING, NEXT_HOLIDAY: USUAL_WEEK[4]}


def _hours(store: Store, office: Office, day: Weekday | date, hours: str) -> None:
    with store.write() as session:
        code = session.scalars(select(Unit.code).where(Unit.id == office.unit_id)).one()
        given(session, code, day, hours)


def test_a_form_sent_on_a_day_off_or_after_the_units_own_hours_carries_a_flag(store: Store) -> None:
    closed, early, usual = (open_office(store) for _ in range(3))
    _hours(store, closed, DAY, "")
    _hours(store, early, Weekday.WEDNESDAY, "7:30-11:30")
    for office in (closed, early, usual):
        store_all(store, timed(office, 10 * 60), timed(office, 16 * 60))
    assert flag_due(store, Policy.DAILY, datetime(2026, 3, 5, 1, tzinfo=UTC)) == 3
    with store.read() as session:
        found = session.execute(select(Flag.reason, func.count()).group_by(Flag.reason)).all()
    assert found == [("out_of_hours", 3)]


def test_a_unit_that_is_seldom_open_handles_its_dossiers_in_fewer_half_days_also_by_a_new_name(
    store: Store,
) -> None:
    office = open_office(store)
    with store.write() as session:
        field_id = session.scalars(select(Field.id)).first()
        row = {"unit_id": office.unit_id, "field_id": field_id, "channel": "counter", "month": "2026-03"}
        session.add(Dossiers(**row, handled=880, late=0))
    asked = CounterDay(office.counter_id, DAY)
    with store.read() as session:
        assert usual_of(session, asked, ()).dossiers == 880 // 44
    for day in (each for each in Weekday if each is not Weekday.WEDNESDAY):
        _hours(store, office, day, "")
    with store.read() as session:
        assert usual_of(session, asked, ()).dossiers == 880 // 8
    with store.write() as session:
        rename_unit(session, office.unit_id, "Trung tâm mới", DAY)
    with store.read() as session:
        assert usual_of(session, asked, ()).dossiers == 880 // 8
