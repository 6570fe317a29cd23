"""Flags: set in the background, counted apart, kept in step with everything that happens to an answer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db import Store
from db.commands.flag import flag_answers
from db.commands.reattribute import reattribute
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.succession import merge_units, rename_unit
from db.commands.withdraw import withdraw
from db.models import Counter, Flag, FlaggedCell, OpeningHours, PendingDay, Response, ResponseTiming
from db.packing import unpack
from db.queries.judging import unjudged
from jobs.purge import purge_due
from jobs.signals import flag_due
from survey import Pace, Part, TallyLayout
from survey.suspicion import Reason
from tests.db.office import DAY, instrument, open_office, put_on_duty, sheet
from tests.db.people import People
from tests.db.test_decide import confirm, ids_of, propose
from tests.db.test_signals import store_all, timed
from tests.pages.varied import answer_variedly

NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)


def reasons(store: Store) -> dict[str, int]:
    with store.read() as session:
        return dict(session.execute(select(Flag.reason, func.count()).group_by(Flag.reason)).all())


def marked_counters(store: Store) -> list[int]:
    with store.read() as session:
        marked = select(Response.counter_id).join(Flag, Flag.response_id == Response.id).distinct()
        return sorted(session.scalars(marked))


def flagged_forms(store: Store) -> int:
    with store.read() as session:
        width = TallyLayout.of(instrument()).width
        return sum(int(unpack(packed, width)[0]) for packed in session.scalars(select(FlaggedCell.counts)))


def agrees(store: Store) -> bool:
    with store.read() as session:
        return recount(session).agrees


def test_half_days_that_are_over_are_judged_once_and_a_demonstration_at_once(store: Store) -> None:
    office = open_office(store)
    store_all(
        store,
        timed(office, 500, Pace.UNDER_10, seed=1),
        timed(office, 501, Pace.FROM_40, seed=2),
        timed(office, 900, Pace.UNDER_10, part=Part.AFTERNOON),
    )
    assert flag_due(store, Policy.DAILY, NOON - timedelta(minutes=1)) == 0
    assert flag_due(store, Policy.LIVE, NOON - timedelta(minutes=1)) == 2
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 0
    assert (reasons(store), flagged_forms(store)) == ({"too_fast": 2}, 2)
    with store.read() as session:
        assert session.scalars(select(ResponseTiming.judged)).all() == [True] * 3
        assert session.scalars(select(Response.withdrawn)).all() == [False] * 3
    assert agrees(store)


def test_at_noon_the_morning_is_over_and_the_afternoon_is_not(store: Store) -> None:
    office = open_office(store)
    store_all(store, timed(office, 500, Pace.UNDER_10))
    assert flag_due(store, Policy.DAILY, NOON) == 1


def test_a_full_hall_in_ten_minutes_carries_no_flag_and_a_script_does(store: Store) -> None:
    hall, scripted = open_office(store), open_office(store)
    store_all(store, *(timed(hall, 600 + n // 6, level=1 + n % 5, seed=n) for n in range(60)))
    store_all(store, *(timed(scripted, 600, level=1 + n % 5, seed=n) for n in range(90)))
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 90
    assert marked_counters(store) == [scripted.counter_id]
    assert reasons(store)["burst"] == 90


def test_an_evening_at_home_is_out_of_hours(store: Store) -> None:
    office = open_office(store)
    store_all(store, *(timed(office, 1150 + n, part=Part.AFTERNOON, seed=n) for n in range(50)))
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 50


def test_one_level_throughout_is_marked_where_it_is_rare_also_if_spread_over_days_near_each_other(
    store: Store,
) -> None:
    known, new = open_office(store), open_office(store)
    answer_variedly(store, known, 60)
    for office in (known, new):
        for day in (DAY, DAY - timedelta(days=1)):
            store_all(store, *(timed(office, 480 + 2 * n, day=day, seed=n) for n in range(14)))
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 28
    assert reasons(store) == {"same_level": 28}
    assert marked_counters(store) == [known.counter_id]
    assert agrees(store)


def test_what_was_left_out_before_its_half_day_was_over_is_waited_for_by_no_round(store: Store) -> None:
    office = open_office(store)
    people = People(store, office.unit_id)
    store_all(store, timed(office, 540), timed(office, 541, seed=1))
    confirm(store, propose(store, ids_of(store)[:1], people.first), people.second)
    flag_due(store, Policy.DAILY, NEXT_DAY)
    with store.read() as session:
        assert unjudged(session, NEXT_DAY.date(), Part.MORNING) == []
        assert sorted(session.scalars(select(ResponseTiming.judged))) == [False, True]


def test_a_unit_that_was_renamed_knows_what_was_usual_before(store: Store) -> None:
    office = open_office(store)
    answer_variedly(store, office, 60)
    with store.write() as session:
        rename_unit(session, office.unit_id, "Trung tâm mới", DAY)
    store_all(store, *(timed(office, 480 + 2 * n, seed=n) for n in range(14)))
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 14


def test_a_form_of_before_a_merger_is_judged_by_the_hours_of_the_unit_at_which_it_was_given(
    store: Store,
) -> None:
    """The first closes at noon, the second late in the evening; then both are open whenever one of them was."""
    first, second = open_office(store), open_office(store)
    with store.write() as session:
        for office, hours in ((first, "07:30-11:30"), (second, "13:00-20:00")):
            for weekday in (DAY.weekday(), DAY.weekday() + 1):
                session.add(OpeningHours(unit_id=office.unit_id, weekday=weekday, hours=hours))
    store_all(store, *(timed(each, 1150, part=Part.AFTERNOON) for each in (first, second)))
    with store.write() as session:
        on = DAY + timedelta(days=1)
        merge_units(session, [first.unit_id, second.unit_id], "CHUNG", "Trung tâm chung", on)
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 1
    assert marked_counters(store) == [first.counter_id]
    for office, minute in ((first, 1150), (second, 1150), (second, 1290)):
        store_all(store, timed(office, minute, part=Part.AFTERNOON, day=on))
    assert flag_due(store, Policy.DAILY, NEXT_DAY + timedelta(days=1)) == 1
    assert marked_counters(store) == sorted([first.counter_id, second.counter_id])


def test_whoever_spreads_forms_of_one_level_over_counters_is_not_held_against_himself(store: Store) -> None:
    first, *others = offices = [open_office(store) for _ in range(5)]
    answer_variedly(store, first, 60)
    with store.write() as session:
        theirs = Counter.id.in_([office.counter_id for office in others])
        session.execute(update(Counter).where(theirs).values(unit_id=first.unit_id))
    for office in offices:
        store_all(store, *(timed(office, 480 + 2 * n, seed=n) for n in range(14)))
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 5 * 14
    assert reasons(store) == {"same_level": 5 * 14}


def test_forms_that_carry_a_mark_do_not_make_one_level_throughout_usual(store: Store) -> None:
    office, before = open_office(store), DAY - timedelta(days=30)
    answer_variedly(store, office, 60)
    store_all(store, *(sheet(office, day=before, seed=n) for n in range(60)))
    store_all(store, *(timed(office, 480 + 2 * n, seed=n) for n in range(14)))
    with store.write() as session:
        ids = session.scalars(select(Response.id).where(Response.day == before)).all()
        flag_answers(session, {each: [Reason.SAME_ANSWERS] for each in ids})
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 14


def test_one_level_throughout_is_not_marked_where_it_is_usual(store: Store) -> None:
    office = open_office(store)
    for days in (20, 21):
        day = DAY - timedelta(days=days)
        store_all(store, *(sheet(office, day=day, level=1 + n % 5, seed=n) for n in range(20)))
    store_all(store, *(timed(office, 480 + 2 * n, seed=n) for n in range(30)))
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 0


def test_forms_that_come_late_have_their_day_judged_again(store: Store) -> None:
    office = open_office(store)
    store_all(store, *(timed(office, 480 + 2 * n, level=1 + n % 5, seed=n) for n in range(110)))
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 0
    store_all(store, *(timed(office, None, seed=n) for n in range(3)))
    late = [timed(office, 1, Pace.LATE, seed=n) for n in range(20)]
    for each in late:
        object.__setattr__(each.timing, "minute", None)
    store_all(store, *late)
    assert flag_due(store, Policy.DAILY, NEXT_DAY) == 133
    assert set(reasons(store)) == {"beyond_capacity"}
    assert agrees(store)


def test_what_is_about_to_be_purged_is_judged_first(store: Store) -> None:
    store_all(store, timed(open_office(store), 500, Pace.UNDER_10))
    purge_due(store, datetime(2026, 3, 6, 12, tzinfo=UTC))
    assert reasons(store) == {"too_fast": 1}
    with store.read() as session:
        assert session.scalars(select(ResponseTiming)).all() == []


def test_a_form_that_comes_between_judging_and_purging_is_judged_in_the_next_round(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, late = open_office(store), datetime(2026, 3, 6, 12, tzinfo=UTC)

    def judged_then_more(*given: Any) -> int:
        found = flag_due(*given)
        more = [timed(office, 1, Pace.LATE, level=1 + n % 5, seed=n) for n in range(125)]
        for each in more:
            object.__setattr__(each.timing, "minute", None)
        store_all(store, *more)
        return found

    with monkeypatch.context() as patched:
        patched.setattr("jobs.purge.flag_due", judged_then_more)
        purge_due(store, late)
    assert agrees(store)
    purge_due(store, late)
    assert reasons(store) == {"beyond_capacity": 125}
    with store.read() as session:
        assert session.scalars(select(ResponseTiming)).all() == []
    assert agrees(store)


def test_a_form_that_was_made_unreadable_by_hand_keeps_no_other_from_being_judged_and_no_minute(
    store: Store,
) -> None:
    spoilt, other = open_office(store), open_office(store)
    store_all(store, timed(spoilt, 500, Pace.UNDER_10), timed(other, 500, Pace.UNDER_10))
    with store.write() as session:
        session.execute(update(Response).where(Response.counter_id == spoilt.counter_id).values(answers="{}"))
    purge_due(store, datetime(2026, 3, 6, 12, tzinfo=UTC))
    assert reasons(store) == {"too_fast": 1}
    with store.read() as session:
        assert session.scalars(select(ResponseTiming)).all() == []


def test_counts_of_flagged_answers_follow_withdrawal_and_roster_and_a_recount_proves_it(store: Store) -> None:
    office = open_office(store)
    receipts = store_all(store, *(timed(office, 500, Pace.UNDER_10, seed=n) for n in range(3)))
    flag_due(store, Policy.DAILY, NEXT_DAY)
    with store.write() as session:
        officer_id = put_on_duty(session, office)

        assert reattribute(session, [(office.counter_id, DAY, "morning")]) == 3
    with store.read() as session:
        held = session.execute(select(FlaggedCell.officer_id, FlaggedCell.counts)).all()
    assert {row.officer_id for row in held if row.counts} == {officer_id}
    assert agrees(store)
    with store.write() as session:
        withdraw(session, receipts[0])
    assert flagged_forms(store) == 2
    assert agrees(store)
    with store.write() as session:
        session.execute(FlaggedCell.__table__.update().values(counts=b""))
    with store.write() as session:
        found = recount(session, repair=True)
    assert set(found.by_table) == {"flagged_cell"}
    assert flagged_forms(store) == 2


def test_a_second_reason_counts_no_second_time_and_the_day_waits_for_a_release(store: Store) -> None:
    office = open_office(store)
    store_all(store, sheet(office, day=date(2026, 3, 3)))
    with store.write() as session:
        session.execute(PendingDay.__table__.delete())
        [response_id] = session.scalars(select(Response.id))
        assert flag_answers(session, {response_id: {Reason.BURST}}) == 1
        assert flag_answers(session, {response_id: {Reason.BURST, Reason.TOO_FAST}}) == 0
        assert flag_answers(session, {response_id: frozenset(), "nobody": {Reason.BURST}}) == 0
    assert (flagged_forms(store), sum(reasons(store).values())) == (1, 2)
    with store.read() as session:
        [waiting] = session.scalars(select(PendingDay))
        assert (waiting.added, waiting.removed) == (0, 0)
    assert agrees(store)
