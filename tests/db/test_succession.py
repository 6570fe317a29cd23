"""Units that get a new name, merge, split and end: history stays, what goes on moves."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Store
from db.commands.counters import import_counters
from db.commands.officers import import_officers
from db.commands.record import record_responses
from db.commands.succession import (
    AlreadyClosed,
    CodeInUse,
    CounterNotThere,
    DayTooEarly,
    PartOfUnit,
    UnitsBelow,
    UnitsDiffer,
    close_unit,
    merge_units,
    rename_unit,
    split_unit,
)
from db.commands.units import import_units
from db.models import Account, Counter, CounterCode, Officer, Response
from db.queries.places import PosterRetired, place_of
from db.queries.units import UnitUnknown, by_code, children, predecessors, subtree, successors, unit
from survey import Answers, AnswerSheet, Part, shipped_instruments
from survey.offices import Channel, StaffKind
from survey.registers import CounterEntry, OfficerEntry

OPENED = date(2025, 7, 1)
BEFORE, ON, AFTER = date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)
FIRST, SECOND = "05443-TT", "05455-TT"


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.write() as opened:
        import_units(opened, "19")
        import_counters(
            opened,
            [
                CounterEntry(unit, number, f"Quầy {number}", Channel.COUNTER, OPENED)
                for unit in (FIRST, SECOND)
                for number in ("01", "02")
            ],
        )
        import_officers(
            opened,
            [
                OfficerEntry(unit, "0123", "Cán bộ thẻ 0123", StaffKind.OFFICIAL, OPENED)
                for unit in (FIRST, SECOND)
            ],
        )
        yield opened


def code_of(session: Session, unit_id: int, number: str) -> str:
    counter = select(Counter.id).where(Counter.unit_id == unit_id, Counter.number == number)
    return session.scalars(select(CounterCode.code).where(CounterCode.counter_id.in_(counter))).one()


def answer(session: Session, code: str, day: date) -> None:
    key = f"an answer of {day} on {code}"
    instrument = shipped_instruments()["counter-2026/1"]
    record_responses(session, [AnswerSheet(instrument, key, code, day, Part.MORNING, Answers(overall=4))])


def test_a_new_name_leaves_the_history_with_the_old_one_and_the_posters_working(session: Session) -> None:
    old = by_code(session, FIRST)
    code = code_of(session, old.id, "01")
    answer(session, code, BEFORE)
    new = rename_unit(session, old.id, "Trung tâm mới", ON)
    answer(session, code, ON)
    assert place_of(session, code, AFTER).unit_name == "Trung tâm mới"
    by_day = dict(session.execute(select(Response.day, Response.unit_id)).all())
    assert by_day == {BEFORE: old.id, ON: new.id}
    assert unit(session, old.id).valid_to == new.valid_from == ON
    assert (predecessors(session, new.id), successors(session, old.id)) == (
        (unit(session, old.id),),
        (new,),
    )


def test_an_answer_that_comes_after_a_merger_belongs_to_what_came_of_it(session: Session) -> None:
    first, second = by_code(session, FIRST), by_code(session, SECOND)
    code = code_of(session, first.id, "01")
    communes = [by_code(session, each).id for each in ("05443", "05455")]
    merge_units(session, communes, "05443", "Phường mới", ON)
    centre = merge_units(session, [first.id, second.id], FIRST, "Trung tâm chung", ON)
    answer(session, code, BEFORE)
    assert session.scalars(select(Response.unit_id)).all() == [centre.id], "nobody knows whose counter it was"


def test_an_answer_that_comes_after_a_new_name_belongs_to_the_old_one(session: Session) -> None:
    old = by_code(session, FIRST)
    code = code_of(session, old.id, "01")
    between = rename_unit(session, old.id, "Trung tâm mới", ON)
    new = rename_unit(session, between.id, "Trung tâm mới hơn", AFTER)
    for day in (BEFORE, ON, AFTER):
        answer(session, code, day)
    by_day = dict(session.execute(select(Response.day, Response.unit_id)).all())
    assert by_day == {BEFORE: old.id, ON: between.id, AFTER: new.id}


def test_a_code_leads_to_the_unit_that_bore_it_on_that_day(session: Session) -> None:
    old = by_code(session, FIRST)
    new = rename_unit(session, old.id, "Trung tâm mới", ON)
    assert by_code(session, FIRST).id == new.id
    assert by_code(session, FIRST, ON).id == new.id
    assert by_code(session, FIRST, BEFORE).id == old.id


def test_the_units_below_follow_a_unit_that_gets_a_new_name(session: Session) -> None:
    province, centre = by_code(session, "19"), by_code(session, FIRST)
    new = rename_unit(session, province.id, "Thành phố Thái Nguyên", ON)
    moved = unit(session, centre.id)
    assert moved.ancestor_ids[0] == new.id
    assert moved.valid_to is None
    assert {info.code for info in subtree(session, new.path, AFTER)} == {
        info.code for info in subtree(session, "/", AFTER)
    }


def test_importing_the_province_again_after_a_new_name_changes_nothing(session: Session) -> None:
    rename_unit(session, by_code(session, FIRST).id, "Trung tâm mới", ON)
    assert import_units(session, "19").added == 0
    assert by_code(session, FIRST).name == "Trung tâm mới"


def test_accounts_follow_the_unit(session: Session) -> None:
    old = by_code(session, FIRST)
    session.add(
        Account(
            username="a", display_name="A", password_hash="", role="unit_head", unit_id=old.id, active=True
        )
    )
    new = rename_unit(session, old.id, "Trung tâm mới", ON)
    assert session.scalars(select(Account.unit_id)).one() == new.id


def test_two_communes_that_merge_become_one_with_both_centres_below(session: Session) -> None:
    communes = [by_code(session, code) for code in ("05443", "05455")]
    merged = merge_units(session, [commune.id for commune in communes], "05443", "Phường mới", ON)
    assert {info.code for info in children(session, merged.id, AFTER)} == {FIRST, SECOND}
    assert all(unit(session, commune.id).valid_to == ON for commune in communes)
    assert {info.id for info in predecessors(session, merged.id)} == {commune.id for commune in communes}


def test_counters_and_badges_that_would_clash_after_a_merger_keep_apart_and_their_posters_work(
    session: Session,
) -> None:
    first, second = by_code(session, FIRST), by_code(session, SECOND)
    communes = [by_code(session, code).id for code in ("05443", "05455")]
    merge_units(session, communes, "05443", "Phường mới", ON)
    codes = [code_of(session, info.id, "01") for info in (first, second)]
    centre = merge_units(session, [first.id, second.id], FIRST, "Trung tâm mới", ON)
    numbers = session.scalars(select(Counter.number).where(Counter.unit_id == centre.id)).all()
    assert sorted(numbers) == ["01", "02", "05455-TT-01", "05455-TT-02"]
    badges = session.scalars(select(Officer.badge).where(Officer.unit_id == centre.id)).all()
    assert sorted(badges) == ["0123", "05455-TT-0123"]
    assert {place_of(session, code, ON).unit_id for code in codes} == {centre.id}


def test_units_of_different_kinds_or_parents_do_not_merge(session: Session) -> None:
    first, second = by_code(session, FIRST), by_code(session, SECOND)
    commune, department = by_code(session, "05443"), by_code(session, "19-STP")
    for ids in ([first.id, second.id], [commune.id, department.id], [commune.id], [commune.id, commune.id]):
        with pytest.raises(UnitsDiffer):
            merge_units(session, ids, "X", "Không được", ON)
    assert by_code(session, "05443").valid_to is None


def test_a_split_hands_each_counter_to_the_part_that_names_it_and_the_rest_to_the_first(
    session: Session,
) -> None:
    old = by_code(session, FIRST)
    parts = [PartOfUnit(FIRST, "Phần một"), PartOfUnit("05443-T2", "Phần hai", frozenset({"02"}))]
    one, two = split_unit(session, old.id, parts, ON)
    at = dict(
        session.execute(
            select(Counter.number, Counter.unit_id).where(Counter.unit_id.in_([one.id, two.id]))
        ).all()
    )
    assert at == {"01": one.id, "02": two.id}
    assert {info.id for info in successors(session, old.id)} == {one.id, two.id}
    assert one.parent_id == two.parent_id == old.parent_id


def test_a_split_into_one_part_or_with_a_counter_that_is_not_there_is_refused(session: Session) -> None:
    old = by_code(session, FIRST)
    with pytest.raises(UnitsDiffer):
        split_unit(session, old.id, [PartOfUnit(FIRST, "Phần một")], ON)
    with pytest.raises(CounterNotThere, match="77"):
        parts = [PartOfUnit(FIRST, "Phần một"), PartOfUnit("05443-T2", "Phần hai", frozenset({"77"}))]
        split_unit(session, old.id, parts, ON)
    assert by_code(session, FIRST) == old


def test_the_end_of_a_unit_ends_its_counters_its_posters_and_its_officers(session: Session) -> None:
    old = by_code(session, FIRST)
    code = code_of(session, old.id, "01")
    close_unit(session, old.id, ON)
    assert place_of(session, code, BEFORE).unit_id == old.id
    with pytest.raises(PosterRetired):
        place_of(session, code, ON)
    ends = session.scalars(select(Officer.valid_to).where(Officer.unit_id == old.id)).all()
    assert ends == [ON]


def test_a_unit_with_units_below_is_not_closed_before_them(session: Session) -> None:
    commune = by_code(session, "05443")
    with pytest.raises(UnitsBelow):
        close_unit(session, commune.id, ON)
    close_unit(session, by_code(session, FIRST).id, ON)
    close_unit(session, commune.id, ON)
    assert unit(session, commune.id).valid_to == ON


def test_what_cannot_happen_to_a_unit_is_refused(session: Session) -> None:
    commune, other = by_code(session, "05443"), by_code(session, "05455")
    with pytest.raises(DayTooEarly):
        rename_unit(session, commune.id, "Sớm quá", OPENED)
    with pytest.raises(CodeInUse):
        merge_units(session, [commune.id, other.id], "19-STP", "Trùng mã", ON)
    with pytest.raises(UnitUnknown):
        rename_unit(session, 99999, "Không có", ON)
    close_unit(session, by_code(session, FIRST).id, ON)
    with pytest.raises(AlreadyClosed):
        rename_unit(session, by_code(session, FIRST).id, "Muộn rồi", AFTER)
