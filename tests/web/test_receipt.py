import pytest
from sqlalchemy import select

from db.models import Comment, PendingDay, Response
from db.process import store, writer
from tests.db.office import sheet
from tests.web.asking import Answer, get, post
from trust.codes import new_code, pretty

COMMENT = "Cán bộ hướng dẫn rất tận tình."


@pytest.fixture
def receipt(office) -> str:
    """The receipt of a form that was stored, with a comment."""
    return writer().submit(sheet(office, comment=COMMENT)).result(timeout=20).code


def check(code: str) -> Answer:
    return post("/bien-nhan", {"code": code})


def ask_to_take_back(code: str) -> Answer:
    return post("/bien-nhan", {"code": code, "do": "ask"})


def take_back(code: str) -> Answer:
    return post("/bien-nhan", {"code": code, "do": "withdraw"})


def test_the_page_asks_for_the_code_in_both_languages():
    assert "Mã biên nhận" in get("/bien-nhan").text
    assert "Receipt code" in get("/bien-nhan?lang=en").text


def test_a_form_that_is_counted_says_so_and_can_be_withdrawn(receipt):
    answer = check(pretty(receipt).lower().replace("-", " "))
    assert answer.status == 200
    assert "Phiếu của ông/bà đang được tính." in answer.text
    assert 'value="ask"' in answer.text
    assert f'value="{pretty(receipt)}"' in answer.text


def test_before_a_form_is_withdrawn_it_is_asked_once_more_and_the_way_back_is_beside_it(receipt):
    answer = ask_to_take_back(receipt)
    assert answer.status == 200
    assert "Phiếu đã rút thì không lấy lại được." in answer.text
    assert 'value="withdraw"' in answer.text
    assert "Không rút, giữ phiếu" in answer.text
    kept = check(receipt)
    assert "đang được tính" in kept.text
    assert "Không rút" not in kept.text


def test_nothing_is_asked_about_a_form_that_is_withdrawn_or_unknown(receipt):
    assert "Không rút" not in ask_to_take_back(new_code()).text
    take_back(receipt)
    assert 'name="do"' not in ask_to_take_back(receipt).text


def test_withdrawing_erases_what_was_said_and_waits_for_the_next_release(receipt):
    answer = take_back(receipt)
    assert answer.status == 200
    assert "đã được rút" in answer.text
    assert 'value="withdraw"' not in answer.text
    with store().read() as session:
        (response,) = session.scalars(select(Response))
        assert response.withdrawn
        assert response.answers == ""
        assert session.scalars(select(Comment)).all() == []
        (pending,) = session.scalars(select(PendingDay))
        assert (pending.added, pending.removed) == (1, 1)


def test_withdrawing_twice_says_that_it_is_withdrawn(receipt):
    take_back(receipt)
    assert "đã được rút" in take_back(receipt).text
    assert "đã được rút" in check(receipt).text


def test_checking_changes_nothing(receipt):
    check(receipt)
    with store().read() as session:
        assert not session.scalars(select(Response)).one().withdrawn


def test_opening_an_address_withdraws_nothing(receipt):
    assert get(f"/bien-nhan?code={receipt}&do=withdraw").status == 200
    assert "đang được tính" in check(receipt).text


@pytest.mark.parametrize("step", [check, ask_to_take_back, take_back])
@pytest.mark.parametrize("code", ["", "4BCF", "' OR 1=1 --", "<b>x</b>", "\N{COMBINING DOT BELOW}", None])
def test_a_code_that_nobody_was_given_is_not_known(receipt, step, code):
    answer = step(new_code() if code is None else code)
    assert answer.status == 404
    assert "Không tìm thấy mã biên nhận này. Mã biên nhận có 12 chữ và số" in answer.text
    assert "<b>x" not in answer.text


def test_no_answer_tells_what_was_said_where_or_when(receipt, office):
    with store().read() as session:
        response = session.scalars(select(Response)).one()
    for answer in (check(receipt), take_back(receipt), check(receipt)):
        for secret in (COMMENT, office.code, response.id, response.day.isoformat(), "Trung tâm", "Hài lòng"):
            assert secret not in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert not answer.cookies


def test_every_counted_form_gets_the_very_same_page_apart_from_its_code(office):
    receipts = [writer().submit(sheet(office, level=level)).result(timeout=20).code for level in (1, 5)]
    pages = {check(code).text.replace(pretty(code), "") for code in receipts}
    assert len(pages) == 1


def test_the_page_opens_nothing_for_another_site(receipt):
    answer = post(
        "/bien-nhan", {"code": receipt, "do": "withdraw"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status == 403
    assert "đang được tính" in check(receipt).text
