import base64
import gzip
import hashlib
import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from html import unescape
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

import words
from db.commands.counters import revoke_code
from db.models import Comment, Counter, InstrumentVersion, Response, ResponseTiming
from db.process import store
from db.queries.receipts import ReceiptState, find
from jobs import places
from jobs.arrivals import Arrived
from jobs.doors import A_MINUTE, AT_ONCE, Doors
from jobs.keys import keys
from survey import Answers, Mark, Visit, local_day, shipped_instruments
from survey.answers import COMMENT_LIMIT
from tests.web.asking import HOST, ask, get, post
from tests.web.quick import opened, receipt_of
from trust.keys import Keys, new_key
from trust.openings import LONGEST, Opening
from web import questions, quick
from web.outbox import OUTBOX

SHORT, LONG = shipped_instruments()["counter-2026/1"], shipped_instruments()["sipas-service-2026/1"]
ORDER = SHORT.draw(Random(3))
"""Of the rotating criteria."""


def responses() -> list[Response]:
    with store().read() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def answers() -> Answers:
    (response,) = responses()
    return Answers.from_json(response.answers)


def given_at_home(office, opened_at: datetime, instrument: str = SHORT.name) -> str:
    """The signed opening of a form that was opened then."""
    return Opening.fresh(office.code, instrument, ORDER, opened_at).signed(keys())


def test_a_form_is_opened_with_one_request_and_sent_with_one(office):
    page = opened(office.code)
    assert page.answer.status == 200
    answer = page.send_all(comment="", y="Cán bộ tận tình.")
    assert answer.status == 200
    assert "Đã nhận phiếu của ông/bà. Xin cảm ơn." in answer.text
    with store().read() as session:
        assert find(session, receipt_of(answer)).state is ReceiptState.COUNTED
        assert session.scalars(select(Comment.text)).all() == ["Cán bộ tận tình."]


def test_what_is_counted_is_what_was_asked_with_this_draw(office):
    page = opened(office.code)
    page.send_all(level=4, purpose="submit")
    found = answers()
    assert found.visit == Visit("submit")
    assert sorted(found.asked) == sorted(page.asked["submit"][0])
    assert set(found.asked.values()) == {4}
    assert (found.overall, found.voluntary) == (4, {})


def test_nothing_is_chosen_beforehand_and_everything_can_be_skipped(office):
    page = opened(office.code)
    assert page.chosen == {}
    criteria = {f"c{number}" for number in SHORT.numbers}
    for mark in Mark:
        assert criteria <= {name for name, value in page.options if value == mark}
    assert {"m", "k"} <= {name for name, _ in page.options}


def test_every_case_of_the_script_is_the_questionnaire_s_own(office):
    page = opened(office.code)
    order = quick.read_opening(page.opening, keys(), datetime.now(UTC)).order
    names = {"", "ask", "submit", "result", "other", "other+"}
    assert set(page.asked) < names, "cases that are the same are named once"
    for name in names:
        asked, rest = page.asked[name]
        visit = Visit(name.rstrip("+") or None, name.endswith("+"))
        assert (tuple(asked), tuple(rest)) == (SHORT.asked(visit, order), SHORT.rest(visit, order))


def test_without_script_all_that_may_be_asked_is_there_and_what_does_not_apply_is_left_out(office):
    page = opened(office.code)
    everything = {f"c{number}": "2" for number in SHORT.numbers}
    assert page.send(m="ask", **everything).status == 200
    found = answers()
    assert sorted(found.asked) == sorted(page.asked["ask"][0])
    assert sorted(found.voluntary) == sorted(page.asked["ask"][1])
    assert all(SHORT.applies(number, Visit("ask")) for number in (*found.asked, *found.voluntary))
    assert 11 not in found.asked


def test_the_same_form_sent_again_is_one_answer_with_the_same_receipt(office):
    page = opened(office.code)
    first, again = page.send_all(), page.send_all(level=1)
    assert receipt_of(first) == receipt_of(again)
    assert "Phiếu này đã được nhận, không bị tính hai lần." in again.text
    assert set(answers().asked.values()) == {5}


def test_an_empty_form_comes_back_with_what_to_do_and_stores_nothing(office):
    page = opened(office.code)
    answer = page.send(m="ask")
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert "Ông/bà chưa đánh giá câu nào." in answer.text
    assert responses() == []


def test_an_option_that_somebody_made_up_is_not_kept_in_memory(office):
    page, before = opened(office.code), questions._choice.cache_info().currsize
    for number in range(20):
        assert (
            post(f"/q/{office.code}", {"t": page.opening, "lang": "en", "xtrips": f"{number}" * 100}).status
            == 200
        )
    assert questions._choice.cache_info().currsize <= before + 6, "once for each option, at most"


def test_a_comment_too_long_comes_back_whole_with_all_that_was_ticked(office):
    page = opened(office.code)
    long = "Dài quá. " * 300
    answer = page.send_all(purpose="result", y=long, k="no")
    assert answer.status == 422
    assert answer.text.count("còn thừa") == 2, "at the top of the page, and beside the comment"
    assert 'aria-describedby="yh ye" aria-invalid="true"' in answer.text
    assert long in answer.text
    again = type(page)(answer, office.code)
    assert again.opening == page.opening
    assert again.chosen["m"] == "result"
    assert {again.chosen[f"c{number}"] for number in page.asked["result"][0]} == {"5"}
    assert again.send_all(y="Ngắn gọn.").status == 200
    assert len(responses()) == 1


def test_another_language_keeps_everything_and_stores_nothing(office):
    page = opened(office.code)
    fields = {"t": page.opening, "m": "result", "c8": "5", "y": "<b>Chào</b>", "lang": "en"}
    answer = post(f"/q/{office.code}?lang=vi", fields)
    english = type(page)(answer, office.code)
    assert answer.status == 200
    assert '<html lang="en">' in answer.text
    assert "Send the form" in answer.text
    assert "&lt;b&gt;Chào&lt;/b&gt;</textarea>" in answer.text
    assert (english.opening, english.chosen["m"], english.chosen["c8"]) == (page.opening, "result", "5")
    assert responses() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"c8": "6"}, "không hợp lệ"),
        ({"c8": "5", "m": "swim"}, "không thuộc các lựa chọn"),
        ({"c99": "5"}, "không khớp với quầy này"),
        ({"c8": "5", "xtrips": "seven"}, "không thuộc các lựa chọn"),
        ({"c8": "5", "xname": "Nguyễn"}, "không khớp với quầy này"),
    ],
)
def test_what_no_page_of_ours_sends_is_refused_with_a_sentence(office, fields, sentence):
    answer = opened(office.code).send(**fields)
    assert answer.status == 422
    assert sentence in answer.text
    assert responses() == []


def test_a_form_of_another_poster_or_another_server_is_refused(office):
    page = opened(office.code)
    other = Opening.fresh(office.code, SHORT.name, ORDER, datetime.now(UTC)).signed(Keys.of([new_key()]))
    for code, opening in (
        (office.code, other),
        ("4BCFGHJKMN00", page.opening),
        (office.code, ""),
        (office.code, "x" * 900),
    ):
        answer = post(f"/q/{code}", {"t": opening, "c8": "5"})
        assert answer.status == 400
        assert "Phiếu bị lỗi khi mở." in answer.text
    assert responses() == []


def test_codes_that_lead_nowhere_say_what_to_do(office):
    unknown = get("/q/4BCFGHJKMN00")
    assert unknown.status == 404
    assert "Không nhận ra mã này." in unknown.text
    assert get("/q/%3Cscript%3E").status == 404
    with store().write() as session:
        revoke_code(session, office.code, local_day(datetime.now(UTC)))
    retired = get(f"/q/{office.code}")
    assert retired.status == 410
    assert "Tờ hướng dẫn hoặc vé này không còn dùng." in retired.text


def test_a_code_is_read_as_people_type_it(office):
    code = office.code
    typed = f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()
    assert get(f"/q/{typed}").status == 200


def test_a_late_form_counts_under_the_day_on_which_it_was_given(office):
    now = datetime.now(UTC)
    opened_at, given_at = now - timedelta(days=6), now - timedelta(days=4)
    opening = given_at_home(office, opened_at)
    clock = str(int(given_at.timestamp() * 1000))
    assert post(f"/q/{office.code}", {"t": opening, "c8": "5", "g": clock}).status == 200
    (response,) = responses()
    assert response.day == local_day(given_at)
    with store().read() as session:
        (timing,) = session.scalars(select(ResponseTiming))
    assert (timing.minute, timing.pace) == (None, "late")


def test_a_form_that_says_when_it_was_given_hides_nothing_of_how_soon_it_came(office):
    now = datetime.now(UTC)
    opening = given_at_home(office, now - timedelta(seconds=4))
    assert post(f"/q/{office.code}", {"t": opening, "c8": "5", "g": "0"}).status == 200
    with store().read() as session:
        (timing,) = session.scalars(select(ResponseTiming))
    assert timing.pace == "under_10"


@pytest.mark.parametrize(
    ("clock", "days_ago"),
    [(lambda now: now - timedelta(days=2000), 6), (lambda now: now + timedelta(days=2000), 0)],
)
def test_a_phone_with_a_wrong_clock_cannot_leave_the_days_between_opening_and_arrival(
    office, clock, days_ago
):
    now = datetime.now(UTC)
    opening = given_at_home(office, now - timedelta(days=6))
    shown = str(int(clock(now).timestamp() * 1000))
    assert post(f"/q/{office.code}", {"t": opening, "c8": "5", "g": shown}).status == 200
    (response,) = responses()
    assert response.day == local_day(now - timedelta(days=days_ago))


@pytest.mark.parametrize("clock", ["", "soon", "1e9", "9" * 15, "-5", "٣٤"])
def test_a_clock_that_says_nothing_is_not_looked_at(office, clock):
    assert opened(office.code).send_all(g=clock).status == 200
    (response,) = responses()
    assert response.day == local_day(datetime.now(UTC))


def test_a_form_sent_at_once_tells_how_long_it_took_no_finer_than_steps(office):
    opening = given_at_home(office, datetime.now(UTC) - timedelta(seconds=47))
    post(f"/q/{office.code}", {"t": opening, "c8": "5"})
    with store().read() as session:
        (timing,) = session.scalars(select(ResponseTiming))
    assert timing.pace == "from_40"


def test_a_full_hall_gets_through_and_a_script_is_told_to_wait_and_loses_no_form(office, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("jobs.arrivals.doors", Doors(lambda: clock[0]))
    statuses = [opened(office.code).send(c8="5").status for _ in range(AT_ONCE)]
    assert statuses == [200] * AT_ONCE
    held = given_at_home(office, datetime.now(UTC))
    refused = post(f"/q/{office.code}", {"t": held, "c8": "2"})
    assert refused.status == 429
    assert "quá nhiều phiếu gửi đến cùng lúc" in refused.text
    assert 'name="c8" value="2" checked' in refused.text
    clock[0] += 60 / A_MINUTE
    assert post(f"/q/{office.code}", {"t": held, "c8": "2"}).status == 200
    assert len(responses()) == AT_ONCE + 1


def test_after_fourteen_days_a_form_is_told_to_be_too_old(office):
    opening = given_at_home(office, datetime.now(UTC) - LONGEST - timedelta(minutes=1))
    answer = post(f"/q/{office.code}", {"t": opening, "c8": "5"})
    assert answer.status == 410
    assert "Phiếu này đã mở quá lâu." in answer.text
    assert responses() == []


def test_a_form_opened_before_its_poster_was_withdrawn_still_counts_for_that_day(office):
    now = datetime.now(UTC)
    opening = given_at_home(office, now - timedelta(days=3))
    with store().write() as session:
        revoke_code(session, office.code, local_day(now))
    late = str(int((now - timedelta(days=2)).timestamp() * 1000))
    assert post(f"/q/{office.code}", {"t": opening, "c8": "5", "g": late}).status == 200
    today = post(f"/q/{office.code}", {"t": given_at_home(office, now), "c8": "5"})
    assert today.status == 410
    assert "Tờ hướng dẫn hoặc vé này không còn dùng." in today.text
    assert len(responses()) == 1


def test_forms_opened_with_a_code_that_was_abused_are_refused_whatever_day_they_claim(office):
    now = datetime.now(UTC)
    opening = given_at_home(office, now - timedelta(days=3))
    sent = post(f"/q/{office.code}", {"t": opening, "c8": "5"})
    with store().write() as session:
        assert revoke_code(session, office.code, local_day(now))
    with store().write() as session:
        assert revoke_code(session, office.code, local_day(now), abused=True)
        assert not revoke_code(session, office.code, local_day(now), abused=True)
    for days in (3, 2, 0):
        collected = given_at_home(office, now - timedelta(days=3))
        late = str(int((now - timedelta(days=days)).timestamp() * 1000))
        assert post(f"/q/{office.code}", {"t": collected, "c8": "5", "g": late}).status == 410
    again = post(f"/q/{office.code}", {"t": opening, "c8": "5"})
    assert receipt_of(again) == receipt_of(sent)
    assert len(responses()) == 1


def test_a_form_is_read_by_the_questionnaire_with_which_it_was_opened(office):
    opening = given_at_home(office, datetime.now(UTC))
    with store().write() as session:
        session.scalars(select(Counter)).one().instrument = "sipas-service-2026"
    assert "c1" in {name for name, _ in opened(office.code).options}
    assert post(f"/q/{office.code}", {"t": opening, "m": "ask", "c8": "5"}).status == 200
    (response,) = responses()
    with store().read() as session:
        opened_with = session.scalars(
            select(InstrumentVersion.id).where(InstrumentVersion.name == SHORT.name)
        ).one()
    assert response.instrument_id == opened_with
    assert Answers.from_json(response.answers).visit == Visit("ask")


def test_the_long_questionnaire_is_on_one_page(office):
    with store().write() as session:
        session.scalars(select(Counter)).one().instrument = "sipas-service-2026"
    page = opened(office.code)
    assert page.asked == {"": [list(LONG.numbers), []]}
    assert page.send_all(purpose="").status == 200
    assert len(answers().asked) == 16


def test_the_page_fits_one_tcp_window_and_loads_nothing_it_can_do_without(office):
    with store().write() as session:
        session.scalars(select(Counter)).one().instrument = "sipas-service-2026"
    page = ask("GET", f"/q/{office.code}", headers={"accept-encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    assert len(page.body) <= 6000
    html = gzip.decompress(page.body).decode()
    assert html.count("src=") == 1
    assert f'<script src="{OUTBOX}" async></script>' in html
    assert "href=" not in html.replace('href="data:,"', "")


def test_a_browser_may_run_this_script_and_nothing_else(office):
    page = opened(office.code).answer
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    script = page.text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert " style=" not in page.text
    assert " on" + "click=" not in page.text


def test_the_script_that_keeps_forms_is_ours_and_may_change_with_the_next_version():
    answer = get(OUTBOX)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "indexedDB" in answer.text
    known = get(OUTBOX, **{"if-none-match": answer.headers["etag"]})
    assert (known.status, known.body) == (304, b"")
    assert get(OUTBOX, **{"if-none-match": '"another"'}).status == 200


def test_a_page_made_beforehand_is_the_page_that_would_be_made(office):
    first, second = opened(office.code), opened(office.code)
    assert "<!--" not in first.answer.text + second.answer.text, "a gap that nothing was put into"
    for page in (first, second):
        whole = post(f"/q/{office.code}", {"t": page.opening, "lang": "vi"})
        assert whole.text == page.answer.text


def test_a_poster_that_is_withdrawn_opens_no_form_a_few_seconds_later(office, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(places, "monotonic", lambda: clock[0])
    page = opened(office.code)
    with store().write() as session:
        revoke_code(session, office.code, local_day(datetime.now(UTC)))
    assert opened(office.code).answer.status == 200
    assert page.send_all().status == 410
    clock[0] += places.FRESH_SECONDS
    assert opened(office.code).answer.status == 410


def test_a_language_is_added_by_a_folder_alone_and_the_form_speaks_it(office, tmp_path, monkeypatch):
    lao = {"Send the form": "ສົ່ງແບບຟອມ", "Satisfied": "ພໍໃຈ", "Submit documents": "ຍື່ນເອກະສານ"}
    shutil.copytree(words.ROOM / "vi", tmp_path / "vi")
    (tmp_path / "lo").mkdir()
    entries = "".join(f'msgid "{english}"\nmsgstr "{said}"\n\n' for english, said in lao.items())
    (tmp_path / "lo" / "all.po").write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{entries}', encoding="utf-8"
    )
    monkeypatch.setattr(words, "ROOM", tmp_path)
    words.languages.cache_clear()
    try:
        page = opened(office.code, "lo")
        assert '<html lang="lo">' in page.answer.text
        assert all(said in page.answer.text for said in lao.values())
        assert "Rất hài lòng" in page.answer.text  # not translated yet: the questionnaire's own language
        assert page.send_all(lang="lo").status == 200
        assert 'value="lo" lang="lo">ລາວ</button>' in opened(office.code).answer.text
    finally:
        words.languages.cache_clear()


def test_another_site_cannot_send_a_form_in_somebody_s_name(office):
    page = opened(office.code)
    fields = {"t": page.opening, "c8": "1"}
    for said in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {}):
        assert post(f"/q/{office.code}", fields, headers=said).status == 403
    assert responses() == []
    assert post(f"/q/{office.code}", fields, headers={"referer": f"http://{HOST}/q/x"}).status == 200


def test_when_nothing_can_be_stored_the_form_comes_back_as_it_was(office, monkeypatch):
    async def fails(*_: object) -> Arrived:
        return Arrived(failure="not_stored")

    page = opened(office.code)
    monkeypatch.setattr(quick, "arriving", fails)
    answer = page.send_all(y="Giữ lại giúp tôi.")
    assert answer.status == 503
    assert "Hệ thống đang gặp sự cố, phiếu chưa được ghi nhận." in answer.text
    assert "Giữ lại giúp tôi." in answer.text
    assert type(page)(answer, office.code).opening == page.opening


def test_a_database_that_does_not_answer_is_said_and_nothing_is_half_done(office, monkeypatch):
    def broken(*_: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    page = opened(office.code)
    monkeypatch.setattr(places, "_kept", None)
    monkeypatch.setattr(places, "place_of", broken)
    assert get(f"/q/{office.code}").status == 503
    monkeypatch.setattr(quick, "published", broken)
    answer = page.send_all()
    assert answer.status == 503
    assert "Hệ thống đang gặp sự cố" in answer.text
    assert responses() == []


def test_no_trace_of_who_sent_it_is_kept(office):
    opened(office.code).send_all()
    (response,) = responses()
    assert response.day == date.fromisoformat(str(local_day(datetime.now(UTC))))
    assert {column.name for column in Response.__table__.columns} == {
        *("id", "key_digest", "receipt_digest", "instrument_id", "answers", "withdrawn", "excluded"),
        *("unit_id", "counter_id", "officer_id", "deciding_unit_id", "field_id", "channel"),
        *("purpose", "verified", "day", "part"),
        *("salt", "commitment", "commented", "comment_commitment", "withdrawal_secret"),
    }


def test_after_sending_the_page_loaded_again_says_thanks_and_offers_a_further_form_by_a_link(office):
    sent = opened(office.code).send_all(lang="en")
    [address] = re.findall(r'data-here="([^"]+)"', sent.text)
    again = get(f"/q/{office.code}{unescape(address)}")
    assert again.status == 200
    assert "A form has been sent from this page. Thank you." in again.text
    assert "<form" not in again.text
    assert receipt_of(sent) not in again.text
    assert f'href="/q/{office.code}?lang=en"' in again.text
    assert get("/q/4BCFGHJKMN00" + unescape(address)).status == 404


def test_the_thanks_say_the_same_in_every_language_also_that_a_form_came_twice(office):
    form = opened(office.code)
    form.send_all()
    again = form.send_all()
    receipt = receipt_of(again)
    assert again.text.count('<output class="code"') == again.text.count(f">{receipt}</output>") == 2
    assert again.text.count(f'name="code" value="{receipt}"') == 2
    assert re.findall(r"<summary>([^<]+)</summary>", again.text) == ["English"]
    for sentence in (
        "This form had been received already; it is not counted twice.",
        "Phiếu này đã được nhận, không bị tính hai lần.",
    ):
        assert f'class="p again">{sentence}' in again.text
    for lang in words.languages():
        assert f'action="/bien-nhan?lang={lang}"' in again.text


def test_the_script_that_keeps_forms_says_everything_in_every_language():
    [said] = re.findall(r"^self\.sentences=(.*);$", get(OUTBOX).text, re.MULTILINE)
    sentences = json.loads(said)
    assert sentences.pop("limit") == COMMENT_LIMIT
    assert set(sentences) == set(words.languages())
    assert len({tuple(each) for each in sentences.values()}) == 1
    assert "{n}" in sentences["vi"]["too_long"]
    assert "2.000" in sentences["vi"]["too_long"]
