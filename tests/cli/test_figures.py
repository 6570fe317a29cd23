"""Counting again, releasing and taking back through the command line."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from db import Store
from db.commands.record import Receipt, record_responses
from db.models import InstrumentVersion, ReleasedMonth, Response, ResponseTiming, TallyCell
from survey import Answers, AnswerSheet, Part, loader, local_day, shipped_instruments
from tests.cli.conftest import Manage
from tests.db.files import holding
from tests.db.office import open_office, sheet

TODAY = local_day(datetime.now(UTC))


@pytest.fixture
def receipts(store: Store) -> list[str]:
    """Three answers of today, not enough for a release."""
    code = open_office(store).code
    instrument = shipped_instruments()["counter-2026/1"]
    sheets = [
        AnswerSheet(instrument, f"the key of answer {n}", code, TODAY, Part.MORNING, Answers(overall=4))
        for n in range(3)
    ]
    with store.write() as session:
        outcomes = record_responses(session, sheets)
    return [outcome.code for outcome in outcomes if isinstance(outcome, Receipt)]


def moved(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(ReleasedMonth)) or 0


def test_a_check_ends_with_zero_where_answers_and_counts_agree_and_with_one_where_not(
    manage: Manage, store: Store, receipts: list[str]
) -> None:
    agreeing = manage("recount", "--check", "--language", "en")
    assert agreeing.output.strip() == "3 answers in 1 cells counted. Answers and counts agree."
    with store.write() as session:
        session.execute(delete(TallyCell))
    check = manage("recount", "--check", "--language", "en")
    assert (check.exit_code, check.output.strip()) == (
        1,
        "3 answers in 1 cells counted. 1 cell differed. By table: tally_cell 1.",
    )
    mended = manage("recount")
    assert (mended.exit_code, "Đã sửa" in mended.output) == (0, True)
    assert manage("recount", "--check").exit_code == 0


def test_a_release_waits_for_enough_answers_unless_it_is_made_now(
    manage: Manage, store: Store, receipts: list[str]
) -> None:
    assert manage("release").output.strip() == "Số liệu của 0 đơn vị đã được cập nhật."
    assert moved(store) == 0
    assert manage("release", "--now", "--language", "en").output.strip() == "The figures of 1 unit moved."
    assert moved(store) == 1


def test_released_figures_altered_by_hand_are_found_and_mended_with_the_next_release(
    manage: Manage, store: Store, receipts: list[str]
) -> None:
    manage("release", "--now")
    assert manage("recount", "--check").exit_code == 0
    with store.write() as session:
        session.execute(update(ReleasedMonth).values(flagged=1))
    check = manage("recount", "--check", "--language", "en")
    assert check.exit_code == 1
    assert check.output.strip().endswith("Released figures of 1 month of a unit were altered.")
    assert manage("recount").exit_code == 0
    manage("release", "--now")
    assert manage("recount", "--check").output.strip().endswith("Phiếu và số đếm khớp nhau.")


def test_an_answer_is_taken_back_once_by_its_receipt(
    manage: Manage, store: Store, receipts: list[str]
) -> None:
    assert manage("withdraw", receipts[0].lower()).exit_code == 0
    with store.read() as session:
        kept = select(func.count()).select_from(Response).where(Response.withdrawn.is_(False))
        assert session.scalar(kept) == 2
    again = manage("withdraw", receipts[0])
    assert (again.exit_code, again.output.strip()) == (1, "Phiếu này đã được rút từ trước.")
    for unknown in ("4BCF-GHJK-MN00", "không phải mã"):
        result = manage("withdraw", unknown, "--language", "en")
        assert (result.exit_code, result.output.strip()) == (1, "No stored answer belongs to this receipt.")
    assert manage("recount", "--check").exit_code == 0


def test_a_purge_says_what_it_removed(manage: Manage, store: Store, receipts: list[str]) -> None:
    with store.write() as session:
        for response in session.scalars(select(Response)):
            response.day = TODAY - timedelta(days=3)
            session.add(ResponseTiming(response_id=response.id, minute=500, pace="from_20"))
    assert manage("purge", "--language", "en").output.splitlines() == [
        "0 comments removed.",
        "The minutes of sending of 3 forms removed.",
        "0 counts of equal ratings removed.",
        "0 tickets removed.",
    ]
    assert manage("purge").output.splitlines()[1] == "Đã xóa phút gửi của 0 phiếu."


def test_a_purge_that_writes_everything_anew_leaves_no_withdrawn_answer_in_the_files(
    manage: Manage, store: Store, receipts: list[str]
) -> None:
    odd = sheet(open_office(store), level=1, seed=7)
    looks_so = re.escape(odd.answers.to_json().encode())
    with store.write() as session:
        [receipt] = record_responses(session, [odd])
    assert isinstance(receipt, Receipt)
    assert holding(store, looks_so)
    assert manage("withdraw", receipt.code).exit_code == 0
    result = manage("purge", "--rewrite")
    assert result.output.splitlines()[-1] == "Đã ghi lại toàn bộ cơ sở dữ liệu."
    assert holding(store, looks_so) == set()
    assert manage("recount", "--check").exit_code == 0


def test_counts_that_have_parted_from_the_answers_are_said_before_more_goes_wrong(
    manage: Manage, store: Store, receipts: list[str]
) -> None:
    with store.write() as session:
        session.execute(delete(TallyCell))
    result = manage("withdraw", receipts[0])
    assert (result.exit_code, result.output.strip()) == (
        1,
        "Phiếu và số đếm không khớp; chưa có gì thay đổi. Hãy chạy “manage.py recount” rồi thử lại.",
    )
    assert manage("recount").exit_code == 0
    assert manage("withdraw", receipts[0]).exit_code == 0


def test_a_published_questionnaire_that_was_altered_is_named(manage: Manage, store: Store) -> None:
    with store.write() as session:
        altered = InstrumentVersion.name == "counter-2026/1"
        session.execute(update(InstrumentVersion).where(altered).values(digest="0" * 64))
    result = manage("migrate", "--language", "en")
    assert (result.exit_code, result.output.strip()) == (
        1,
        "The published questionnaire counter-2026/1 is changed or gone; put its file back.",
    )


@pytest.fixture
def questionnaires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is read in place of the shipped questionnaires."""
    monkeypatch.setattr(loader, "FOLDER", tmp_path)
    shipped_instruments.cache_clear()
    yield tmp_path
    shipped_instruments.cache_clear()


def test_a_malformed_questionnaire_stops_the_start_with_its_place(
    manage: Manage, questionnaires: Path
) -> None:
    (questionnaires / "new.toml").write_text('id = "new"\n', encoding="utf-8")
    result = manage("migrate", "--language", "en")
    assert result.exit_code == 1
    assert result.output.startswith("A questionnaire cannot be used: new.toml: levels: ")
