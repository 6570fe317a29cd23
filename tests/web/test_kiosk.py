"""The page of a tablet at the counter, and the openings it fetches, without a browser."""

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from random import Random

import pytest
from sqlalchemy import select

from db.commands.counters import revoke_code
from db.models import Counter, Response, ResponseTiming
from db.process import ProcessNotOpen, store
from jobs.keys import keys
from survey import Answers, Visit, local_day, shipped_instruments
from tests.web.asking import ask, get, post
from tests.web.quick import receipt_of
from trust.openings import Opening, read_opening
from web.cases import asked_cases
from web.headers import digest_of
from web.kiosk import AT_ONCE
from web.kiosk_page import (
    END_SECONDS,
    IDLE_SECONDS,
    SLOW_THANKS_SECONDS,
    SLOWLY_SECONDS,
    THANKS_SECONDS,
    WORKER,
)
from web.lean import lean
from words import languages

SHORT, LONG = shipped_instruments()["counter-2026/1"], shipped_instruments()["sipas-service-2026/1"]
ALL_TOGETHER = 20_000
"""Bytes, compressed: page, service worker, questions and the first openings."""


def supply(code: str) -> dict:
    answer = get(f"/k/{code}/phieu")
    assert answer.status == 200
    return json.loads(answer.body)


def given(days_ago: float = 0) -> str:
    """The tablet's clock so long ago."""
    return str(int((datetime.now(UTC) - timedelta(days=days_ago)).timestamp() * 1000))


def send(code: str, opening: str, **fields: str):
    return post(f"/q/{code}", {"t": opening, "g": given(), **fields})


def responses() -> list[Response]:
    with store().read() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def test_a_tablet_gets_openings_signed_for_its_counter_each_another(office):
    openings = [*supply(office.code)["openings"], *supply(office.code)["openings"]]
    assert len(openings) == 2 * AT_ONCE
    read = [read_opening(signed, keys(), datetime.now(UTC)) for signed, _ in openings]
    assert len({opening.key for opening in read}) == 2 * AT_ONCE
    assert {(opening.code, opening.instrument) for opening in read} == {(office.code, SHORT.name)}
    assert len({opening.order for opening in read}) > AT_ONCE


def test_what_an_opening_asks_is_what_its_draw_asks(office):
    for signed, asks in supply(office.code)["openings"]:
        order = read_opening(signed, keys(), datetime.now(UTC)).order
        for name in ("", "ask", "submit", "result", "other", "other+"):
            visit = Visit(name.rstrip("+") or None, name.endswith("+"))
            assert tuple(asks.get(name, asks[""])) == SHORT.asked(visit, order)


def test_cases_that_ask_the_same_are_named_once():
    order = tuple(c.number for c in SHORT.criteria if c.role == "rotating")
    assert set(asked_cases(SHORT, order)) < {"", "ask", "submit", "result", "other", "other+"}
    assert asked_cases(LONG, ()) == {"": LONG.numbers}


def test_each_opening_is_good_for_one_answer(office):
    first, second, *_ = (signed for signed, _ in supply(office.code)["openings"])
    receipts = [
        receipt_of(send(office.code, signed, c8=level))
        for signed, level in ((first, "5"), (first, "1"), (second, "2"))
    ]
    assert receipts[0] == receipts[1] != receipts[2]
    assert sorted(Answers.from_json(r.answers).asked[8] for r in responses()) == [2, 5]


def test_an_answer_counts_for_the_day_it_was_given_and_of_its_time_tells_only_that_it_came_late(office):
    now = datetime.now(UTC)
    opening = Opening.fresh(office.code, SHORT.name, SHORT.draw(Random(1)), now - timedelta(days=9))
    answer = send(office.code, opening.signed(keys()), c8="5", g=given(days_ago=3))
    assert answer.status == 200
    (response,) = responses()
    assert response.day == local_day(now - timedelta(days=3))
    with store().read() as session:
        (timing,) = session.scalars(select(ResponseTiming))
    assert (timing.minute, timing.pace) == (None, "late")


def test_all_of_a_form_is_in_every_language_and_nothing_is_chosen(office):
    form = supply(office.code)["form"]
    assert form["levels"] == [1, 2, 3, 4, 5]
    assert form["petition"] == ["other"]
    assert set(form["said"]) == set(languages())
    for said in form["said"].values():
        assert {int(number) for number in said["criteria"]} == set(SHORT.numbers)
        assert set(said["labels"]) == set(said["criteria"])
        assert len(said["levels"]) == 5
        assert len(said["purposes"]) == len(form["purposes"])
    assert form["said"]["vi"]["labels"]["8"] == "Thái độ lịch sự, tôn trọng"
    assert form["said"]["vi"]["levels"][0] == "Rất không hài lòng"
    assert form["said"]["en"]["levels"][0] == "Very dissatisfied"
    assert "Trung tâm" in form["said"]["vi"]["place"]


def test_one_criterion_at_a_time_is_asked_in_the_words_of_the_questionnaires(office):
    """Theirs stand above all criteria; another scale than satisfaction would need other words on the tablet too."""
    assert {shipped.lead.in_language("vi") for shipped in shipped_instruments().values()} == {
        "Ông/bà hài lòng ở mức nào về từng nội dung sau?"
    }
    said = supply(office.code)["form"]["said"]
    assert said["vi"]["lead"] == "Ông/bà hài lòng ở mức nào về nội dung sau?"
    assert said["en"]["lead"] == "How satisfied are you with the following?"


def test_a_tablet_learns_that_something_else_is_asked_by_now(office, monkeypatch):
    before = supply(office.code)
    assert supply(office.code)["mark"] == before["mark"]
    with store().write() as session:
        session.scalars(select(Counter)).one().instrument = "sipas-service-2026"
    monkeypatch.setattr("jobs.places._kept", None)  # some seconds later
    after = supply(office.code)
    assert after["mark"] != before["mark"]
    assert after["openings"][0][1] == {"": list(LONG.numbers)}
    assert send(office.code, before["openings"][0][0], m="ask", c8="5").status == 200


def test_the_page_is_kept_and_asked_for_again_and_openings_are_never_kept_on_the_way(office):
    assert get(f"/k/{office.code}").headers["cache-control"] == "no-cache"
    assert get(WORKER).headers["cache-control"] == "no-cache"
    assert get(WORKER).headers["content-type"] == "text/javascript; charset=utf-8"
    answer = get(f"/k/{office.code}/phieu")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"


def test_everything_together_is_small(office):
    zipped = [
        ask("GET", path, headers={"accept-encoding": "gzip"})
        for path in (f"/k/{office.code}", WORKER, f"/k/{office.code}/phieu")
    ]
    assert [answer.headers["content-encoding"] for answer in zipped] == ["gzip"] * 3
    assert sum(len(answer.body) for answer in zipped) <= ALL_TOGETHER
    html = gzip.decompress(zipped[0].body).decode()
    assert "src=" not in html
    assert "href=" not in html.replace('href="data:,"', "")


def test_a_browser_may_run_this_script_and_its_worker_and_nothing_else(office):
    page = get(f"/k/{office.code}")
    policy = page.headers["content-security-policy"]
    script = page.text.partition("<script>")[2].partition("</script>")[0]
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert {digest_of(script), digest_of(style)} <= set(re.findall(r"'(sha256-[^']+)'", policy))
    assert {"worker-src 'self'", "connect-src 'self'"} <= set(policy.split("; "))
    assert page.text.count("<script") == 1
    assert " style=" not in page.text
    assert not re.search(r"\son\w+=", page.text.replace(script, ""))


SYNTAX = ("=>", "`", "async ", "await ", "const ", "let ", "...", "?.", "??", "import ", "class ")
CALLS = (".closest(", ".remove()", ".append(", "Object.assign", ".includes(")


@pytest.mark.parametrize(
    "name", ["store.js", "quick.js", "outbox.js", "opening.js", "kiosk.js", "kiosk-worker.js"]
)
def test_the_scripts_are_ones_that_a_browser_of_2013_reads(name):
    """Syntax that one lacks ends the whole script; of the opening page, what stands before such browsers leave."""
    script = lean(name)
    if name == "opening.js":
        script, found, _ = script.partition("return leave()")
        assert "noModule" in script
        assert found
    assert [newer for newer in (*SYNTAX, *CALLS) if newer in script] == []


@pytest.mark.parametrize("name", ["store.js", "quick.js", "outbox.js", "opening.js", "kiosk.js"])
def test_pages_ask_in_a_way_that_a_browser_of_2013_has(name):
    """It has no `fetch`, which a service worker cannot do without: there it stands in a function of its own."""
    script = lean(name)
    if name == "store.js":
        before, found, after = script.partition("function postFromWorker(")
        script = before + after.partition("function ")[2]
        assert found
        assert "(inPage?postFromPage:postFromWorker)(" in script
    assert "fetch(" not in script


@pytest.mark.parametrize("code", ["4BCFGHJKMN00", "%3Cscript%3E", "x" * 500, "%00"])
def test_a_code_that_nobody_knows_opens_no_form_and_comes_back_in_no_page(office, code):
    page = get(f"/k/{code}")
    assert page.status == 404
    assert "Không nhận ra mã của máy này." in page.text
    assert "<script>" not in page.text.partition("data-code")[2].partition(">")[0]
    assert "xxx" not in page.text
    openings = get(f"/k/{code}/phieu")
    assert (openings.status, json.loads(openings.body)) == (404, {"problem": "poster_unknown"})


def test_a_code_that_was_withdrawn_opens_no_form_but_what_waits_can_still_be_sent(office):
    now = datetime.now(UTC)
    waiting = Opening.fresh(office.code, SHORT.name, SHORT.draw(Random(1)), now - timedelta(days=2))
    with store().write() as session:
        revoke_code(session, office.code, local_day(now))
    page = get(f"/k/{office.code}")
    assert page.status == 410
    assert "Mã của máy này không còn dùng." in page.text
    assert f'data-code="{office.code}" data-closed="poster_retired"' in page.text
    openings = get(f"/k/{office.code}/phieu")
    assert (openings.status, json.loads(openings.body)) == (410, {"problem": "poster_retired"})
    assert send(office.code, waiting.signed(keys()), c8="5", g=given(days_ago=1)).status == 200
    assert send(office.code, waiting.signed(keys()), c8="5").status == 200
    today = Opening.fresh(office.code, SHORT.name, waiting.order, now)
    assert send(office.code, today.signed(keys()), c8="5").status == 410
    assert len(responses()) == 1


def test_a_database_that_does_not_answer_is_said(office, monkeypatch):
    def broken(*_: object) -> None:
        raise ProcessNotOpen

    monkeypatch.setattr("jobs.places.store", broken)
    assert get(f"/k/{office.code}").status == 503
    answer = get(f"/k/{office.code}/phieu")
    assert (answer.status, json.loads(answer.body)) == (503, {"problem": "not_opened"})


def test_a_code_is_read_as_people_type_it(office):
    typed = f"{office.code[:4]}-{office.code[4:8]}-{office.code[8:]}".lower()
    assert f'data-code="{office.code}"' in get(f"/k/{typed}").text


def test_the_page_says_what_is_kept_before_anything_is_asked(office):
    said = re.search(r'data-said="([^"]+)"', get(f"/k/{office.code}").text)
    assert said is not None
    for code, sentences in json.loads(unescape(said[1])).items():
        assert ("tên, số điện thoại" if code == "vi" else "no name, phone number") in sentences["privacy"]
        assert ("Không lưu" if code == "vi" else "Not kept") in sentences["kept"]
        assert "feedback.example/bien-nhan" in sentences["use"]


def test_whoever_asks_for_more_time_has_ten_times_as_much():
    """WCAG 2.2.1: a limit that can be set to ten times its length before it is met."""
    assert SLOWLY_SECONDS >= 10 * IDLE_SECONDS


def test_a_receipt_stands_long_enough_to_be_written_down():
    """Twelve signs by hand; nothing has to be written down where there is none."""
    assert END_SECONDS < 30 <= THANKS_SECONDS
    assert SLOW_THANKS_SECONDS >= 60
