"""The door for other systems: tickets for whoever has a key, a clean refusal of all else, and no trace of a key."""

import json
import logging
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from db import process
from db.commands.api_keys import add_api_key, close_api_key
from db.commands.tickets import MOST_AT_ONCE, MOST_DAYS
from db.models import Counter, Ticket, Unit
from db.process import store
from db.queries.places import ticket_digest
from survey import local_day
from tests.db.office import Office, open_office
from tests.web.asking import FROM_OUR_PAGE, Answer, ask, get
from tests.web.quick import opened, receipt_of
from trust.codes import normalise
from web import api
from web.allowance import AT_ONCE, Allowance
from words import languages

PROBLEMS = set(api._SAID)
TODAY = local_day(datetime.now(UTC))


@pytest.fixture(autouse=True)
def nothing_asked_for_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "allowance", Allowance())


@pytest.fixture
def key(office: Office) -> str:
    with store().write() as session:
        return add_api_key(session, "may-lay-so", office.unit_id)


def call(body: bytes | dict[str, Any], key: str | None, lang: str = "", **headers: str) -> Answer:
    sent = {"content-type": "application/json", **headers}
    if key is not None:
        sent["authorization"] = f"Bearer {key}"
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ask("POST", f"/api/ve{lang and '?lang=' + lang}", headers=sent, body=content)


def problem(answer: Answer) -> tuple[int, str]:
    told = json.loads(answer.body)
    assert told.keys() == {"problem", "sentence"} and told["sentence"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return answer.status, told["problem"]


def stored() -> int:
    with store().read() as session:
        return session.scalar(select(func.count()).select_from(Ticket)) or 0


def number_of(office: Office) -> str:
    with store().read() as session:
        return session.get_one(Counter, office.counter_id).number


def test_a_system_gets_codes_that_open_the_form_of_the_counter_it_named(office, key):
    answer = call({"counter": number_of(office), "count": 3, "days": 2}, key)
    assert answer.status == 201
    told = json.loads(answer.body)
    assert told.keys() == {"place", "counter", "valid_from", "valid_until", "tickets"}
    assert (told["valid_from"], told["valid_until"]) == (
        TODAY.isoformat(),
        (TODAY + timedelta(days=1)).isoformat(),
    )
    assert len(told["tickets"]) == 3
    for ticket in told["tickets"]:
        code = normalise(ticket["code"])
        assert ticket["link"] == f"http://feedback.example/?c={code}"
        assert receipt_of(opened(code).send_all())
    with store().read() as session:
        kept = set(session.scalars(select(Ticket.digest)))
    assert kept == {ticket_digest(normalise(each["code"])) for each in told["tickets"]}
    assert answer.headers["cache-control"] == "no-store"


def test_one_ticket_for_a_fortnight_is_what_nobody_need_say(office, key):
    told = json.loads(call({"counter": number_of(office)}, key).body)
    assert len(told["tickets"]) == 1
    assert told["valid_until"] == (TODAY + timedelta(days=13)).isoformat()


def test_a_request_needs_no_page_of_ours_but_a_form_still_does(office, key):
    elsewhere = {"origin": "https://hang-doi.example", "sec-fetch-site": "cross-site"}
    assert call({"counter": number_of(office)}, key, **elsewhere).status == 201
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert ask("POST", f"/q/{office.code}", headers={**form, **elsewhere}, body=b"t=x").status == 403
    assert ask("POST", "/api/ve/", headers={**form, **elsewhere}, body=b"").status == 403


def test_a_cookie_opens_nothing_here(office, cookie_of):
    from access import Role

    answer = ask(
        "POST",
        "/api/ve",
        cookie=cookie_of(Role.ADMIN),
        headers={"content-type": "application/json", **FROM_OUR_PAGE},
        body=json.dumps({"counter": number_of(office)}).encode(),
    )
    assert problem(answer) == (401, "unknown_key")


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer wrong", "Bearer " + "x" * 500, "wrong", "Bearer é"],
)
def test_a_wrong_key_is_refused_whatever_else_is_wrong(office, key, header):
    sent = {} if header is None else {"authorization": header}
    for body in (json.dumps({"counter": number_of(office)}).encode(), b"", b"{" * 9000):
        answer = ask("POST", "/api/ve", headers={"content-type": "application/json", **sent}, body=body)
        assert problem(answer) == (401, "unknown_key")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert stored() == 0


def test_a_key_that_was_closed_opens_nothing_any_more(office, key):
    assert call({"counter": number_of(office)}, key).status == 201
    with store().write() as session:
        close_api_key(session, "may-lay-so")
    assert problem(call({"counter": number_of(office)}, key)) == (401, "unknown_key")


def test_a_key_is_for_its_unit_and_those_below_and_no_other(office, key):
    below, elsewhere = open_office(store()), open_office(store())
    with store().write() as session:
        session.get_one(Unit, below.unit_id).path = f"/{office.unit_id}/{below.unit_id}/"
        codes = {each: session.get_one(Unit, each.unit_id).code for each in (office, below, elsewhere)}
    for each, status in ((office, 201), (below, 201), (elsewhere, 404)):
        answer = call({"unit": codes[each], "counter": number_of(each)}, key)
        assert answer.status == status
    nowhere = call({"unit": "KHONG-CO", "counter": "1"}, key)
    assert problem(nowhere) == (404, "unknown_counter")
    assert nowhere.body == call({"unit": codes[elsewhere], "counter": number_of(elsewhere)}, key).body


def test_a_counter_that_is_not_there_or_closed_gets_no_tickets(office, key):
    number = number_of(office)
    for wish in ({"counter": "999"}, {"counter": number, "channel": "post"}):
        assert problem(call(wish, key)) == (404, "unknown_counter")
    with store().write() as session:
        session.execute(update(Counter).values(valid_to=date(2026, 1, 1)))
    assert problem(call({"counter": number}, key)) == (404, "unknown_counter")
    assert stored() == 0


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"count": 0}, (422, "wrong_number")),
        ({"count": -5}, (422, "wrong_number")),
        ({"count": MOST_AT_ONCE + 1}, (422, "wrong_number")),
        ({"count": 10**30}, (422, "wrong_number")),
        ({"days": 0}, (422, "wrong_number")),
        ({"days": MOST_DAYS + 1}, (422, "wrong_number")),
        ({"count": 1.0}, (422, "wrong_field")),
        ({"count": True}, (422, "wrong_field")),
        ({"count": "1"}, (422, "wrong_field")),
        ({"count": None}, (422, "wrong_field")),
        ({"day": 3}, (422, "wrong_field")),
        ({"counter": 3}, (422, "wrong_field")),
        ({"counter": ""}, (422, "wrong_field")),
        ({"counter": "3\x00"}, (422, "wrong_field")),
        ({"counter": "\ud800"}, (422, "wrong_field")),
        ({"counter": "3" * 65}, (422, "wrong_field")),
        ({"unit": ["05443"]}, (422, "wrong_field")),
        ({"channel": "zalo"}, (422, "wrong_field")),
    ],
)
def test_silly_numbers_and_fields_are_refused(office, key, wish, expected):
    assert problem(call({"counter": number_of(office), **wish}, key)) == expected
    assert stored() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"3",
        b'"x"',
        b"{",
        b"[" * 4000,
        b'{"counter": NaN',
        b"\xff\xfe",
        b'{"count":1}}',
    ],
)
def test_what_is_no_json_object_is_refused(key, body):
    assert problem(call(body, key)) == (400, "not_json")


def test_a_request_without_a_counter_is_refused(key):
    assert problem(call({}, key)) == (422, "wrong_field")


def test_a_body_that_is_too_large_is_refused(office, key):
    body = json.dumps({"counter": number_of(office)}).encode() + b" " * api.LARGEST_BODY
    assert problem(call(body, key)) == (413, "too_large")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_another_content_type_is_refused(office, key, kind):
    answer = call({"counter": number_of(office)}, key, **{"content-type": kind})
    assert problem(answer) == (415, "wrong_content_type")
    good = call({"counter": number_of(office)}, key, **{"content-type": "Application/JSON; charset=utf-8"})
    assert good.status == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_refused_in_json_too(key, method):
    answer = ask(method, "/api/ve", headers={"authorization": f"Bearer {key}"})
    assert problem(answer) == (405, "wrong_method")
    assert answer.headers["allow"] == "POST"


def test_no_other_page_may_ask_with_somebody_s_key_from_a_browser(key):
    """A browser asks first, and is not told that it may."""
    answer = ask(
        "OPTIONS", "/api/ve", headers={"origin": "https://x.example", "access-control-request-method": "POST"}
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_database_that_does_not_answer_is_said_in_json(office, key, monkeypatch):
    process.close_process()
    answer = call({"counter": "1"}, key)
    assert problem(answer) == (503, "not_available")
    assert answer.headers["retry-after"] == "60"


@pytest.mark.parametrize("lang", languages())
def test_every_problem_has_a_sentence_in_every_language(key, lang):
    for name, wrongly in ((name, api.AskedWrongly(name)) for name in sorted(PROBLEMS)):
        assert str(wrongly) == name
    english = json.loads(call({}, key, "en").body)["sentence"]
    said = json.loads(call({}, key, lang).body)["sentence"]
    assert (said == english) is (lang == "en")


# --- how much ----------------------------------------------------------------------------------------------------


def test_a_system_that_asks_for_too_much_is_told_when_to_come_again_and_others_are_not(office, key):
    with store().write() as session:
        other = add_api_key(session, "mot-cua", office.unit_id)
    wish = {"counter": number_of(office), "count": MOST_AT_ONCE}
    assert [call(wish, key).status for _ in range(3)] == [201, 201, 429]
    refused = call(wish, key)
    assert problem(refused) == (429, "too_many")
    assert 450 < int(refused.headers["retry-after"]) <= MOST_AT_ONCE
    assert call(wish, other).status == 201
    assert stored() == 3 * MOST_AT_ONCE


def test_turns_fill_up_again_by_the_second_and_no_further_than_full():
    turns = Allowance(at_once=10, per_second=2)
    assert turns.wait(1, 10, now=0) == 0
    assert turns.wait(1, 1, now=0) == 1
    assert turns.wait(1, 4, now=1) == 1
    assert turns.wait(1, 4, now=2) == 0
    assert turns.wait(1, 11, now=1000) == 1
    assert turns.wait(1, 10, now=1000) == 0
    assert AT_ONCE >= MOST_AT_ONCE


# --- nothing of a key, anywhere ----------------------------------------------------------------------------------


def test_nothing_is_written_of_a_key_or_of_a_ticket(office, key, sqlite_url, caplog, capfd, monkeypatch):
    caplog.set_level(logging.DEBUG)
    told = json.loads(call({"counter": number_of(office)}, key).body)
    call(b"{", key)
    call({"counter": "999"}, key)
    call({"counter": "999"}, f"{key}x")
    monkeypatch.setattr(api, "_given", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call({"counter": "1"}, key)
    secrets = [
        key,
        *(each["code"] for each in told["tickets"]),
        *(normalise(each["code"]) for each in told["tickets"]),
    ]
    written = caplog.text + "".join(capfd.readouterr())
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    files = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for secret in secrets:
        assert secret not in written
        assert secret.encode() not in files


# --- whatever is sent --------------------------------------------------------------------------------------------

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_WISHES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("unit", "counter", "channel", "count", "days", "more"), _VALUES)
).map(lambda wish: json.dumps(wish).encode())
_HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300) | _WISHES, kind=_HEADER | st.just("application/json"))
@example(body=b'{"counter":"\\ud800"}', kind="application/json")
@example(body=b'{"counter":"x","unit":"\\u0000"}', kind="application/json")
def test_whatever_is_sent_with_a_key_gets_a_clean_refusal_and_makes_no_row(office, key, body, kind):
    answer = call(body, key, **{"content-type": kind})
    status, name = problem(answer)
    assert (status, name) == (api._SAID[name][0], name)
    assert status < 500
    assert stored() == 0


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=_HEADER)
def test_whatever_is_sent_as_a_key_opens_nothing(office, key, header):
    body = json.dumps({"counter": "1"}).encode()
    answer = ask(
        "POST", "/api/ve", headers={"authorization": header, "content-type": "application/json"}, body=body
    )
    assert problem(answer) == (401, "unknown_key")
    assert stored() == 0


def test_a_request_that_is_right_but_for_a_few_bytes_is_taken_as_it_stands_or_refused(office, key):
    chance = random.Random(5)
    right = json.dumps({"counter": number_of(office), "count": 2, "days": 3}).encode()
    for _ in range(400):
        body = bytearray(right)
        for _ in range(chance.randrange(1, 4)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        before, answer = stored(), call(bytes(body), key)
        if answer.status == 201:
            assert stored() - before == len(json.loads(answer.body)["tickets"])
        else:
            assert problem(answer)[1] in PROBLEMS
            assert stored() == before


def test_guessed_tickets_open_nothing(office, key):
    """1,000 guesses, each a code that could be one."""
    from trust.codes import new_code

    call({"counter": number_of(office), "count": 100}, key)
    answers = {get(f"/q/{new_code()}").status for _ in range(1000)}
    assert answers == {404}
