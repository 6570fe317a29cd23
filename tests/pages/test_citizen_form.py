"""The way of a citizen through the form behind a poster's code."""

from concurrent.futures import Future
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from db import Store, process
from db.commands.counters import revoke_code
from db.commands.record import Receipt
from db.models import Response, ResponseTiming, Unit
from db.queries.places import Place
from db.queries.receipts import ReceiptState, find
from db.writer import Writer, WriterBusy, WriterStopped
from jobs import arrivals
from pages.shared.citizen.opened import OpenedForm
from survey import AnswerSheet, Mark, Pace, Visit, local_day, part_of_day, shipped_instruments
from survey.calendar import local_minute
from tests.db.office import Office, open_office
from tests.pages.citizen import Citizen, comments, count, stored, use_questionnaire
from trust.codes import new_code

LONG, SHORT = "sipas-service-2026", shipped_instruments()["counter-2026/1"]
NOT_RECORDED = "Hệ thống đang gặp sự cố, phiếu chưa được ghi nhận. Xin thử lại sau ít phút."
KEPT_SENTENCE = "Ý kiến ghi thêm được giữ 24 tháng"


@pytest.fixture
def store(running: None) -> Store:
    return process.store()


@pytest.fixture
def citizen(office: Office) -> Citizen:
    return Citizen(office.code)


# --- the way through -------------------------------------------------------------------------------------------


def test_the_place_the_counter_and_what_is_kept_are_told_before_the_first_question(citizen: Citizen) -> None:
    assert citizen.at.title[0].value.startswith("Trung tâm")
    assert "Tư pháp, hộ tịch" in citizen.words
    assert "Phiếu không hỏi tên, số điện thoại, số căn cước." in citizen.words
    assert KEPT_SENTENCE in citizen.words
    assert citizen.at.header[0].value == "Hôm nay ông/bà đến để:"
    assert not citizen.at.radio


def test_an_answer_is_stored_once_with_the_receipt_that_is_shown(citizen: Citizen, store: Store) -> None:
    citizen.tap("purpose-result")
    citizen.answer_all("5")
    citizen.write("Cán bộ hướng dẫn tận tình.")
    citizen.send()
    [answers] = stored(store)
    assert answers.visit == Visit("result")
    assert answers.overall == 5
    assert set(answers.asked) >= {8, 9, 10, 11} and set(answers.asked.values()) == {5}
    assert comments(store) == ["Cán bộ hướng dẫn tận tình."]
    assert citizen.receipt is not None
    with store.read() as session:
        assert find(session, citizen.receipt).state is ReceiptState.COUNTED


def test_the_day_and_part_of_day_are_those_of_vietnam(citizen: Citizen, store: Store) -> None:
    before = datetime.now(UTC)
    citizen.tap("purpose-ask")
    citizen.choose("8", "3")
    citizen.send()
    moments = (before, datetime.now(UTC))
    with store.read() as session:
        row = session.scalars(select(Response)).one()
    assert (row.day, row.part) in {(local_day(moment), str(part_of_day(moment))) for moment in moments}


@pytest.mark.parametrize("purpose", ["ask", "submit", "result", "other", "skip"])
def test_everything_that_is_asked_takes_at_most_ten_taps(
    citizen: Citizen, store: Store, purpose: str
) -> None:
    citizen.tap(f"purpose-{purpose}")
    if purpose == "other":
        citizen.tap("petition-yes")
    citizen.answer_all()
    citizen.send()
    assert 8 <= citizen.taps <= 10
    assert stored(store)[0].voluntary == {}
    assert citizen.receipt is not None


@given(
    seed=st.integers(0, 2**32),
    purpose=st.sampled_from(["", *(p.id for p in SHORT.purposes)]),
    yes=st.booleans(),
)
def test_no_draw_and_no_visit_asks_for_more_than_ten_taps(seed: int, purpose: str, yes: bool) -> None:
    place = Place("", 1, "", 1, "1", "", "counter", SHORT)
    form = OpenedForm(place, "", SHORT.draw(Random(seed)), purpose=purpose)
    taps = 1 + form.asks_petition
    if form.asks_petition:
        form.petition = "yes" if yes else "no"
    assert taps + (SHORT.overall is not None) + len(form.asked) <= 10
    assert {8, 9, 10} <= set(form.asked)
    assert not set(form.asked) & set(form.rest)


def test_nothing_is_chosen_beforehand(citizen: Citizen) -> None:
    citizen.tap("purpose-submit")
    citizen.tap("more")
    assert set(citizen.answered().values()) == {None}
    assert len(citizen.answered()) > 8


def test_every_statement_can_be_rated_or_did_not_arise_or_is_skipped(citizen: Citizen) -> None:
    citizen.tap("purpose-submit")
    assert citizen.options("8") == [
        "Rất không hài lòng",
        "Không hài lòng",
        "Bình thường",
        "Hài lòng",
        "Rất hài lòng",
        "Không gặp trường hợp này",
        "Bỏ qua câu này",
    ]
    assert citizen.options("overall")[-2:] == ["Rất hài lòng", "Bỏ qua câu này"]
    assert citizen.label("8").startswith("Công chức ở Trung tâm")
    assert citizen.label("8").endswith("có thái độ giao tiếp lịch sự, tôn trọng đối với người dân.")
    assert "Ông/bà hài lòng ở mức nào về từng nội dung sau?" in citizen.words


def test_a_blank_a_skip_and_what_did_not_arise_are_stored_as_such(citizen: Citizen, store: Store) -> None:
    citizen.tap("purpose-submit")
    citizen.choose("8", "na")
    citizen.choose("9", "skip")
    citizen.choose("overall", "2")
    citizen.send()
    [answers] = stored(store)
    assert (answers.asked[8], answers.asked[9], answers.asked[10]) == (
        Mark.NOT_APPLICABLE,
        Mark.SKIPPED,
        Mark.SKIPPED,
    )


def test_the_purpose_can_be_skipped_and_changed_without_losing_an_answer(
    citizen: Citizen, store: Store
) -> None:
    citizen.tap("purpose-skip")
    assert "11" not in citizen.questions()
    citizen.choose("8", "2")
    citizen.tap("change-purpose")
    citizen.tap("purpose-result")
    assert citizen.answered()["8"] == "2"
    assert "11" in citizen.questions()
    citizen.send()
    assert stored(store)[0].asked[8] == 2
    assert stored(store)[0].visit == Visit("result")


def test_a_complaint_is_asked_about_only_of_those_who_came_for_something_else(citizen: Citizen) -> None:
    citizen.tap("purpose-other")
    assert {"petition-yes", "petition-no", "petition-skip"} <= citizen.buttons()
    citizen.tap("petition-no")
    assert not {"15", "16"} & set(citizen.questions())


# --- the voluntary part ----------------------------------------------------------------------------------------


def test_answers_on_top_are_stored_as_voluntary(citizen: Citizen, store: Store) -> None:
    citizen.tap("purpose-submit")
    asked = set(citizen.questions())
    citizen.answer_all()
    citizen.tap("more")
    further = [question for question in citizen.questions() if question not in asked]
    citizen.choose(further[0], "1")
    citizen.choose("trips", "2+")
    citizen.send()
    [answers] = stored(store)
    assert answers.voluntary == {int(further[0]): 1}
    assert {str(n) for n in answers.asked} | {"overall"} == asked
    assert answers.choices == {"trips": "2+"}


def test_opening_the_voluntary_part_keeps_what_was_answered(citizen: Citizen) -> None:
    citizen.tap("purpose-submit")
    citizen.choose("8", "4")
    citizen.write("Tốt.")
    citizen.tap("more")
    assert citizen.answered()["8"] == "4"
    assert citizen.at.text_area[0].value == "Tốt."
    assert "more" not in citizen.buttons()


def test_the_button_says_how_many_questions_there_are_on_top(citizen: Citizen) -> None:
    citizen.tap("purpose-submit")
    label = citizen.at.button(key="more").label
    before = len(citizen.at.radio)
    citizen.tap("more")
    assert label == f"Trả lời thêm {len(citizen.at.radio) - before} câu"


def test_of_the_integrity_questions_one_is_offered(citizen: Citizen) -> None:
    citizen.tap("purpose-submit")
    assert citizen.choices() == []
    citizen.tap("more")
    assert len({"harassment", "payment"} & set(citizen.choices())) == 1


def test_the_long_questionnaire_asks_everything_in_one_go(office: Office, store: Store) -> None:
    use_questionnaire(store, office, LONG)
    citizen = Citizen(office.code)
    assert citizen.questions() == [str(number) for number in range(1, 17)]
    assert {"harassment", "payment"} <= set(citizen.choices())
    assert KEPT_SENTENCE in citizen.words
    assert "more" not in citizen.buttons()
    citizen.answer_all("3")
    citizen.choose("payment", "none")
    citizen.send()
    [answers] = stored(store)
    assert len(answers.asked) == 16 and answers.voluntary == {} and answers.choices == {"payment": "none"}


# --- never twice -----------------------------------------------------------------------------------------------


def test_after_thanks_a_rerun_stores_nothing_and_shows_the_same_receipt(
    citizen: Citizen, store: Store
) -> None:
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    citizen.send()
    receipt = citizen.receipt
    citizen.at.run()
    citizen.tap("language-en")
    assert citizen.receipt == receipt
    assert count(store) == 1


def test_a_form_that_is_sent_again_is_one_answer_with_the_same_receipt(
    citizen: Citizen, store: Store
) -> None:
    """As after a reply that was lost on the way: the page does not know that the form was stored."""
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    citizen.send()
    receipt = citizen.receipt
    citizen.form.receipt = None
    citizen.at.run()
    citizen.send()
    assert citizen.receipt == receipt
    assert count(store) == 1
    assert "không bị tính hai lần" not in citizen.words, "that it came twice was our own doing"


def test_loading_the_page_again_after_thanks_opens_no_form(
    citizen: Citizen, office: Office, store: Store
) -> None:
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    citizen.send()
    address = {name: values[0] for name, values in citizen.at.query_params.items() if name != "c"}
    assert citizen.receipt is not None and citizen.receipt.replace("-", "") not in str(address)
    again = Citizen(office.code, **address)
    assert not again.at.radio and again.buttons() == {"language-en"}
    assert "Phiếu đã được gửi từ trang này." in again.words
    assert count(store) == 1


def test_thanks_invite_nobody_to_vote_again(citizen: Citizen) -> None:
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    citizen.send()
    assert "Đã nhận phiếu của ông/bà. Xin cảm ơn." in citizen.words
    assert "Không ai có quyền yêu cầu ông/bà cho xem mã này." in citizen.words
    assert citizen.buttons() == {"language-en"}


def test_two_forms_have_different_keys_and_draws_of_their_own(office: Office) -> None:
    forms = [Citizen(office.code).form for _ in range(6)]
    assert len({form.key for form in forms}) == 6
    assert len({form.order for form in forms}) > 1


def test_two_posters_opened_in_one_tab_are_two_forms(office: Office, citizen: Citizen, store: Store) -> None:
    """As with the back button: the page is the same visitor's session, the code in the address is another."""
    other = open_office(store)
    citizen.tap("purpose-result")
    citizen.choose("8", "2")
    citizen.tap("language-en")
    citizen.turn_to(other.code)
    assert "purpose-result" in citizen.buttons()
    citizen.tap("purpose-result")
    assert citizen.answered()["8"] is None
    citizen.choose("8", "5")
    citizen.send()
    assert citizen.receipt
    citizen.turn_to(office.code)
    assert (citizen.answered()["8"], citizen.receipt) == ("2", None)
    citizen.send()
    assert sorted(answers.asked[8] for answers in stored(store)) == [2, 5]


# --- languages -------------------------------------------------------------------------------------------------


def test_the_switch_of_language_keeps_every_answer(citizen: Citizen, store: Store) -> None:
    citizen.tap("purpose-result")
    citizen.choose("8", "2")
    citizen.choose("11", "na")
    citizen.write("Chờ lâu.")
    citizen.tap("language-en")
    assert citizen.at.button(key="send").label == "Send the form"
    assert (citizen.answered()["8"], citizen.answered()["11"]) == ("2", "na")
    citizen.choose("9", "5")
    citizen.tap("language-vi")
    assert (citizen.answered()["8"], citizen.answered()["9"]) == ("2", "5")
    assert citizen.at.text_area[0].value == "Chờ lâu."
    citizen.send()
    assert (stored(store)[0].asked[8], stored(store)[0].asked[9]) == (2, 5)


def test_an_english_statement_names_the_place_as_it_is_called(citizen: Citizen) -> None:
    citizen.tap("language-en")
    citizen.tap("purpose-ask")
    assert citizen.label("8").startswith("Officials at Trung tâm")


def test_a_name_with_signs_of_markdown_is_shown_letter_for_letter(office: Office, store: Store) -> None:
    with store.write() as session:
        session.get_one(Unit, office.unit_id).name = "Trung tâm *A* [1]"
    citizen = Citizen(office.code)
    assert citizen.at.title[0].value == r"Trung tâm \*A\* \[1\]"


# --- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["khong-phai-ma", "x" * 300, "4BCFGHJKMN01"])
def test_a_made_up_code_is_told_and_opens_nothing(office: Office, code: str) -> None:
    citizen = Citizen(code)
    assert citizen.errors == [
        "Không nhận ra mã này. Xin quét lại mã QR hoặc kiểm tra chữ và số trên tờ hướng dẫn hoặc trên vé."
    ]
    assert not citizen.at.radio


def test_a_well_formed_code_that_nobody_printed_is_not_recognised(office: Office) -> None:
    assert Citizen(new_code()).errors == Citizen("khong-phai-ma").errors != []


def test_a_retired_code_is_told_in_other_words_than_an_unknown_one(office: Office, store: Store) -> None:
    with store.write() as session:
        revoke_code(session, office.code, date(2026, 1, 1))
    assert Citizen(office.code).errors == [
        "Tờ hướng dẫn hoặc vé này không còn dùng. Xin quét mã QR trên tờ ở quầy, "
        "hoặc hỏi quầy hướng dẫn để lấy mã mới."
    ]
    assert Citizen(office.code, lang="en").errors == [
        "This sheet or ticket is no longer in use. Please scan the QR code on the sheet at the counter, "
        "or ask the guidance desk for the new code."
    ]


def test_a_code_retired_while_the_form_was_open_stores_nothing(
    citizen: Citizen, office: Office, store: Store
) -> None:
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    with store.write() as session:
        revoke_code(session, office.code, local_day(datetime.now(UTC)) - timedelta(days=1))
    citizen.send()
    assert citizen.errors == [
        "Tờ hướng dẫn hoặc vé này không còn dùng. Xin quét mã QR trên tờ ở quầy, "
        "hoặc hỏi quầy hướng dẫn để lấy mã mới."
    ]
    assert count(store) == 0


def test_an_empty_form_is_not_stored(citizen: Citizen, store: Store) -> None:
    citizen.tap("purpose-ask")
    citizen.send()
    assert citizen.errors == ["Ông/bà chưa đánh giá câu nào. Xin trả lời ít nhất một câu rồi gửi."]
    citizen.answer_all("skip")
    citizen.send()
    assert citizen.errors == ["Ông/bà chưa đánh giá câu nào. Xin trả lời ít nhất một câu rồi gửi."]
    assert count(store) == 0


def test_too_long_a_comment_is_told_with_its_excess_and_loses_nothing(citizen: Citizen, store: Store) -> None:
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    citizen.write("ă" * 2500)
    citizen.send()
    assert citizen.errors == ["Ý kiến dài quá 2.000 ký tự, còn thừa 500 ký tự. Xin rút gọn."]
    assert citizen.at.text_area[0].value == "ă" * 2500
    assert citizen.answered()["8"] == "5"
    assert count(store) == 0
    citizen.write("ă" * 2000)
    citizen.send()
    assert comments(store) == ["ă" * 2000]


def test_too_long_a_comment_is_told_beside_it_and_beside_the_button_where_these_are_far_apart(
    citizen: Citizen,
) -> None:
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    citizen.tap("more")
    citizen.write("ă" * 2001)
    citizen.send()
    assert citizen.errors == ["Ý kiến dài quá 2.000 ký tự, còn thừa 1 ký tự. Xin rút gọn."] * 2


def test_a_value_off_the_scale_is_told_and_nothing_is_stored(citizen: Citizen, store: Store) -> None:
    """What only a forged message can hold: Streamlit's browser part offers the options alone."""
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    citizen.forge("9", "6")
    citizen.send()
    assert citizen.errors == [
        "Có một câu trả lời không hợp lệ nên phiếu chưa được ghi nhận. Xin chọn lại rồi gửi."
    ]
    assert count(store) == 0


@pytest.mark.parametrize("error", [WriterBusy(), WriterStopped()])
def test_a_writer_that_takes_nothing_is_told_and_the_answers_stay(
    citizen: Citizen, store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(self: Writer, sheet: AnswerSheet) -> "Future[Receipt]":
        raise error

    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    with monkeypatch.context() as patched:
        patched.setattr(Writer, "submit", refuse)
        citizen.send()
    assert citizen.errors == [NOT_RECORDED]
    assert citizen.answered()["8"] == "5"
    assert count(store) == 0
    citizen.send()
    assert citizen.errors == [] and citizen.receipt is not None
    assert count(store) == 1


def test_a_stopped_writer_is_told(citizen: Citizen, store: Store) -> None:
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    process.writer().stop()
    citizen.send()
    assert citizen.errors == [NOT_RECORDED]
    assert count(store) == 0


def test_a_database_that_fails_is_told(
    citizen: Citizen, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("disk full"))

    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    monkeypatch.setattr(Writer, "_commit", fail)
    citizen.send()
    assert citizen.errors == [NOT_RECORDED]
    assert count(store) == 0


def test_a_form_whose_turn_never_comes_is_taken_back_before_it_is_said_to_be_not_recorded(
    citizen: Citizen, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: Future[Receipt] = Future()
    citizen.tap("purpose-ask")
    citizen.choose("8", "5")
    monkeypatch.setattr(arrivals, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(Writer, "submit", lambda *_: waiting)
    citizen.send()
    assert citizen.errors == [NOT_RECORDED]
    assert waiting.cancelled()


def test_a_database_that_cannot_be_read_is_told_when_the_form_is_opened(
    office: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr("db.queries.places.published", fail)
    citizen = Citizen(office.code)
    assert citizen.errors == ["Hệ thống đang gặp sự cố, chưa mở được phiếu. Xin thử lại sau ít phút."]


def test_of_the_time_to_answer_a_coarse_step_is_handed_on_and_the_minute(
    citizen: Citizen, store: Store
) -> None:
    citizen.tap("purpose-submit")
    citizen.answer_all()
    opened = datetime.now(UTC) - timedelta(seconds=45)
    citizen.form.opened_at = opened
    citizen.send()
    with store.read() as session:
        timing = session.execute(select(ResponseTiming.minute, ResponseTiming.pace)).one()
    assert timing.pace == Pace.FROM_40
    assert (timing.minute - local_minute(opened)) % 1440 in {0, 1, 2}
