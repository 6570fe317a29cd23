"""The inspector's commands: what is told of odd answers, and that deciding about them takes two accounts."""

from datetime import UTC, datetime

import pytest

from access import Role
from db import Store
from db.commands.accounts import create_account
from db.commands.release import Policy
from db.models import Unit
from db.queries.decisions import public_decisions
from jobs.signals import flag_due
from survey import Pace
from survey.decisions import Stage
from tests.cli.conftest import Manage
from tests.db.office import Office, open_office
from tests.db.test_signals import store_all, timed

PASSWORD = "một mật khẩu dài"
NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")
PROPOSE = (*("--reason", "scripted", "--because", "Gửi bằng máy."), *("--as", "mot"))


@pytest.fixture
def office(store: Store) -> Office:
    return open_office(store)


@pytest.fixture
def code(store: Store, office: Office) -> str:
    """Of a unit with three flagged answers, two others, and three accounts of which two may decide."""
    sheets = [timed(office, 500 + n, Pace.UNDER_10 if n < 3 else Pace.FROM_40, seed=n) for n in range(5)]
    store_all(store, *sheets)
    flag_due(store, Policy.DAILY, NEXT_DAY)
    with store.write() as session:
        for name, role in (("mot", Role.REFORM_TEAM), ("hai", Role.ADMIN), ("ba.head", Role.UNIT_HEAD)):
            create_account(session, name, "", PASSWORD, role, office.unit_id)
        unit = session.get(Unit, office.unit_id)
        assert unit is not None
        return unit.code


def number_of(store: Store, office: Office) -> str:
    from db.models import Counter

    with store.read() as session:
        counter = session.get(Counter, office.counter_id)
        assert counter is not None
        return counter.number


def test_flags_are_listed_with_their_reasons_and_never_with_an_answer(manage: Manage, code: str) -> None:
    told = manage("list-flags", "--unit", code, *MARCH)
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert len([line for line in lines if "gửi quá nhanh, không kịp đọc" in line]) == 3
    assert "Có 3 phiếu bị đánh dấu." in lines
    assert "asked" not in told.output
    assert all(f"  {code}, quầy " in line for line in lines[:3]), "a province lists many units"
    assert (
        manage("list-flags", "--unit", code, "--from", "01/03/2026", "--to", "31/03/2026").output
        == told.output
    )
    assert "Có 0 phiếu" in manage("list-flags", "--unit", code, "--from", "2026-04-01").output


def test_two_accounts_leave_out_what_is_flagged_and_take_it_in_again(
    manage: Manage, store: Store, office: Office, code: str
) -> None:
    where = ("--unit", code, "--number", number_of(store, office), "--from", "2026-03-04")
    proposed = manage("propose-exclusion", *where, "--flagged", *PROPOSE, typed=f"{PASSWORD}\n")
    assert "Đã lập đề nghị số 1, gồm 3 phiếu." in proposed.output
    alone = manage("confirm-decision", 1, "--as", "mot", typed=f"{PASSWORD}\n")
    assert (alone.exit_code, alone.output.splitlines()[-1]) == (
        1,
        "Người xác nhận phải dùng tài khoản khác với tài khoản đề nghị.",
    )
    wrong = manage("confirm-decision", 1, "--as", "hai", typed="một mật khẩu sai\n")
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.output
    done = manage("confirm-decision", 1, "--as", "hai", typed=f"{PASSWORD}\n")
    assert "Cần xác nhận: không tính 3 phiếu của" in done.output, "nobody confirms what is not shown"
    assert all(
        line.split()[0] in done.output
        for line in manage("list-flags", "--unit", code, *MARCH).output.splitlines()[:3]
    )
    assert (done.exit_code, "không được tính nữa" in done.output) == (0, True)
    assert manage("list-flags", "--unit", code, *MARCH).output.count("[không được tính]") == 3
    assert manage("recount", "--check").exit_code == 0
    assert manage("withdraw-decision", 1, "--as", "hai", typed=f"{PASSWORD}\n").exit_code == 0
    again = manage("confirm-decision", 1, "--as", "mot", typed=f"{PASSWORD}\n")
    assert (again.exit_code, "Cần xác nhận: tính lại 3 phiếu của" in again.output) == (0, True)
    with store.read() as session:
        assert [each.said.stage for each in public_decisions(session, 5)] == [Stage.UNDONE]


def test_two_accounts_clear_marks_and_the_second_finds_what_waits(
    manage: Manage, store: Store, office: Office, code: str
) -> None:
    where = ("--unit", code, "--number", number_of(store, office), "--from", "2026-03-04", "--flagged")
    said = ("--reason", "more_served", "--because", "Đoàn ba người.", "--as", "mot")
    other = manage("propose-clearing", *where, "--mark", "burst", *said, typed=f"{PASSWORD}\n")
    assert "không có phiếu nào đang được tính mà bị đánh dấu như vậy" in other.output
    assert other.exit_code == 1, "none carries that mark alone"
    wrong = manage("propose-clearing", *where, *PROPOSE, typed=f"{PASSWORD}\n")
    assert (wrong.exit_code, "scripted" in wrong.output) == (2, True), "no cause to clear a mark"
    proposed = manage("propose-clearing", *where, "--mark", "too_fast", *said, typed=f"{PASSWORD}\n")
    assert "Đã lập đề nghị số 1, gồm 3 phiếu." in proposed.output
    head = manage("list-decisions", "--as", "ba.head", typed=f"{PASSWORD}\n")
    assert (head.exit_code, "quyết định về phiếu của Trung tâm " in head.output) == (1, True), "a unit head"
    waits = manage("list-decisions", "--as", "hai", typed=f"{PASSWORD}\n").output
    assert "1  [chờ xác nhận] Bỏ đánh dấu: " in waits
    assert waits.strip().endswith("đợt cao điểm. Đoàn ba người.")
    done = manage("confirm-decision", 1, "--as", "hai", typed=f"{PASSWORD}\n").output
    assert "Cần xác nhận: bỏ đánh dấu 3 phiếu của" in done
    assert "Bị đánh dấu, gửi quá nhanh, không kịp đọc: 3" in done
    assert "không còn tính là bị đánh dấu" in done
    listed = manage("list-flags", "--unit", code, *MARCH).output
    assert listed.count("[đã bỏ đánh dấu theo quyết định số 1]") == 3
    assert "Có 0 phiếu bị đánh dấu." in listed and "Ngoài ra có 3 phiếu đã được bỏ đánh dấu." in listed
    assert manage("recount", "--check").exit_code == 0
    assert (
        "Không có quyết định nào đang chờ."
        in manage("list-decisions", "--as", "mot", typed=f"{PASSWORD}\n").output
    )
    assert manage("withdraw-decision", 1, "--as", "hai", typed=f"{PASSWORD}\n").exit_code == 0
    dropped = manage("withdraw-decision", 1, "--as", "mot", typed=f"{PASSWORD}\n").output
    assert "Đã bỏ đề nghị" in dropped, "what was decided stands"
    assert manage("withdraw-decision", 1, "--as", "hai", typed=f"{PASSWORD}\n").exit_code == 0
    again = manage("confirm-decision", 1, "--as", "mot", typed=f"{PASSWORD}\n").output
    assert "Cần xác nhận: đánh dấu lại 3 phiếu của" in again
    assert "Có 3 phiếu bị đánh dấu." in manage("list-flags", "--unit", code, *MARCH).output
    everything = manage("list-decisions", "--all", "--as", "mot", typed=f"{PASSWORD}\n").output
    assert "1  [đã hủy] Bỏ đánh dấu: " in everything


def test_single_answers_are_named_by_what_the_list_shows(manage: Manage, store: Store, code: str) -> None:
    short = manage("list-flags", "--unit", code, *MARCH).output.split()[0]
    proposed = manage("propose-exclusion", short, "--unit", code, *PROPOSE, typed=f"{PASSWORD}\n")
    assert "gồm 1 phiếu" in proposed.output
    unknown = manage("propose-exclusion", "zzzz", "--unit", code, *PROPOSE, typed=f"{PASSWORD}\n")
    assert (unknown.exit_code, "zzzz" in unknown.output) == (1, True)
    assert manage("propose-exclusion", "--unit", code, *PROPOSE).exit_code == 1
    both = manage("propose-exclusion", short, "--unit", code, "--mark", "burst", *PROPOSE)
    assert "--mark chỉ dùng cùng --flagged." in both.output
    dropped = manage("withdraw-decision", 1, "--as", "hai", typed=f"{PASSWORD}\n")
    assert "Đã bỏ đề nghị" in dropped.output


def test_a_counter_with_many_straight_lines_is_told_as_a_group(
    manage: Manage, store: Store, office: Office
) -> None:
    from dataclasses import replace

    from db.models import Counter, CounterCode
    from trust.codes import new_code

    with store.write() as session:
        other = Counter(
            unit_id=office.unit_id,
            number="khac",
            name="Đất đai",
            channel="counter",
            instrument="counter-2026",
            valid_from=datetime(2025, 7, 1, tzinfo=UTC).date(),
        )
        session.add(other)
        session.flush()
        second = Office(office.unit_id, other.id, new_code())
        session.add(CounterCode(code=second.code, counter_id=other.id, valid_from=other.valid_from))
        unit = session.get(Unit, office.unit_id)
        assert unit is not None
        unit_code = unit.code
    varied = []
    for n in range(40):
        one = timed(office, None, seed=n)
        asked = {number: 1 + place % 5 for place, number in enumerate(one.answers.asked)}
        varied.append(replace(one, answers=replace(one.answers, asked=asked)))
    store_all(store, *varied, *(timed(second, None, seed=n) for n in range(40)))
    told = manage("list-flags", "--unit", unit_code, *MARCH).output
    assert (
        f"Quầy khac ({unit_code}): 100,00% số phiếu chọn một mức cho tất cả, nơi khác trong đơn vị là 0,00%."
        in told
    )
