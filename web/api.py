"""`POST /api/ve`: tickets for queue or one-stop software, which names its key and a counter and gets codes.

JSON in and out. Every refusal has a `problem`, a name that stays the same, and a sentence for whoever reads it. Of a
key nothing is written anywhere; what cannot be read is refused before the database is asked.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from db.commands.counters import CounterUnknown, find_counter
from db.commands.tickets import MOST_AT_ONCE, MOST_DAYS, USUAL_DAYS, CounterClosed
from db.process import ProcessNotOpen, store
from db.queries.api_keys import System, system_of
from db.queries.counters import CounterInfo, counter_of
from db.queries.units import UnitUnknown, by_code
from jobs.tickets import Given, give_out
from survey import local_day
from survey.offices import Channel
from survey.wording import counter_title
from web.allowance import Allowance
from web.encoding import encoded
from web.forms import BodyCutOff, BodyTooLarge, body_within, content_type
from web.lean import compact
from web.pages import NEVER_STORED, translator
from words import Translator, mark

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""All that are answered, so that a wrong one is refused in JSON too."""

LARGEST_BODY: Final = 4096
"""Bytes; a request has some hundred."""

_LONGEST_KEY: Final = 200
_LONGEST_TEXT: Final = 64
_FIELDS: Final = frozenset({"unit", "counter", "channel", "count", "days"})
_CHANNELS: Final = frozenset(each.value for each in Channel)

_SAID: Final[Mapping[str, tuple[int, str]]] = {
    "wrong_method": (405, mark("Tickets are asked for with POST.")),
    "unknown_key": (401, mark("This key is not known. Send it in the header Authorization, after Bearer.")),
    "wrong_content_type": (415, mark("The request must be of the type application/json.")),
    "too_large": (413, mark("The request is too large.")),
    "not_json": (400, mark("The request cannot be read: it must be one JSON object in UTF-8.")),
    "wrong_field": (
        422,
        mark(
            "The request has a wrong field. There are unit, counter and channel as texts, count and days as numbers."
        ),
    ),
    "wrong_number": (422, mark("Between 1 and {count} tickets may be asked for, for 1 to {days} days.")),
    "unknown_counter": (404, mark("There is no such open counter among those that this key is for.")),
    "too_many": (429, mark("Too many tickets were asked for in a short time. Please try again later.")),
    "not_available": (503, mark("The system has a problem just now. Please try again in a few minutes.")),
}
"""Each refusal by its name: the status that goes with it, and what is said."""

allowance = Allowance()


class AskedWrongly(ValueError):
    """A request is refused: `problem` is one of the names above."""

    def __init__(self, problem: str, wait: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.wait = problem, wait


@dataclass(frozen=True, slots=True)
class Wish:
    """What a system asks for; no unit means the one that its key is for."""

    counter: str
    unit: str | None = None
    channel: str = Channel.COUNTER.value
    count: int = 1
    days: int = USUAL_DAYS


async def tickets_api(request: Request) -> Response:
    """`{"unit": "05443-TT", "counter": "3", "count": 1, "days": 14}` and a key; the codes, or what was wrong."""
    t = translator(request)
    try:
        if request.method != "POST":
            raise AskedWrongly("wrong_method")
        system = await to_thread.run_sync(_system, _key(request))
        wish = _wish(await _body(request))
        if wait := allowance.wait(system.id, wish.count, time.monotonic()):
            raise AskedWrongly("too_many", wait)
        given = await to_thread.run_sync(_given, system, wish)
    except AskedWrongly as wrongly:
        return _refusal(request, wrongly, t)
    except (ProcessNotOpen, SQLAlchemyError):
        return _refusal(request, AskedWrongly("not_available", wait=60), t)
    return _json(request, _told(given, t), 201)


def _key(request: Request) -> str:
    scheme, _, key = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(key.strip()) <= _LONGEST_KEY:
        raise AskedWrongly("unknown_key")
    return key.strip()


def _system(key: str) -> System:
    with store().read() as session:
        found = system_of(session, key)
    if found is None:
        raise AskedWrongly("unknown_key")
    return found


async def _body(request: Request) -> bytes:
    if content_type(request) != "application/json":
        raise AskedWrongly("wrong_content_type")
    try:
        return await body_within(request, LARGEST_BODY)
    except BodyTooLarge as error:
        raise AskedWrongly("too_large") from error
    except BodyCutOff as error:
        raise AskedWrongly("not_json") from error


def _wish(body: bytes) -> Wish:
    try:
        asked = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise AskedWrongly("not_json") from error
    if not isinstance(asked, dict):
        raise AskedWrongly("not_json")
    if not (asked.keys() <= _FIELDS and "counter" in asked):
        raise AskedWrongly("wrong_field")
    texts = {name: _text(asked[name]) for name in ("unit", "counter", "channel") if name in asked}
    numbers = {name: _number(asked[name]) for name in ("count", "days") if name in asked}
    wish = Wish(**texts, **numbers)  # type: ignore[arg-type]
    if wish.channel not in _CHANNELS:
        raise AskedWrongly("wrong_field")
    if not (1 <= wish.count <= MOST_AT_ONCE and 1 <= wish.days <= MOST_DAYS):
        raise AskedWrongly("wrong_number")
    return wish


def _text(value: Any) -> str:
    """A text that a database can look for. Raises AskedWrongly."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT or not value.isprintable():
        raise AskedWrongly("wrong_field")
    return value


def _number(value: Any) -> int:
    """A whole number; JSON's true and 1.0 are none. Raises AskedWrongly."""
    if type(value) is not int:
        raise AskedWrongly("wrong_field")
    return value


def _given(system: System, wish: Wish) -> Given:
    now = datetime.now(UTC)
    try:
        counter = _counter(system, wish, now)
        return give_out(store(), counter, wish.count, wish.days, now)
    except (UnitUnknown, CounterUnknown, CounterClosed) as error:
        raise AskedWrongly("unknown_counter") from error


def _counter(system: System, wish: Wish, now: datetime) -> CounterInfo:
    """The counter, if the key is for it; one elsewhere is as unknown as one that there is not."""
    with store().read() as session:
        unit = by_code(session, wish.unit or system.unit_code, None if wish.unit is None else local_day(now))
        if not unit.is_within(system.unit_path):
            raise UnitUnknown(unit.code)
        counter = counter_of(
            session, find_counter(session, unit.id, wish.counter, Channel(wish.channel)), local_day(now)
        )
    if counter is None:
        raise CounterClosed(wish.counter)
    return counter


def _told(given: Given, t: Translator) -> dict[str, object]:
    info = given.counter
    return {
        "place": info.place,
        "counter": counter_title(info.number, info.name, info.channel, t),
        "valid_from": given.issued.valid_from.isoformat(),
        "valid_until": given.issued.last_day.isoformat(),
        "tickets": [{"code": each.code, "link": each.link} for each in given.tickets],
    }


def _refusal(request: Request, wrongly: AskedWrongly, t: Translator) -> Response:
    status, sentence = _SAID[wrongly.problem]
    said = t(sentence, count=t.number(MOST_AT_ONCE, 0), days=MOST_DAYS)
    answer = _json(request, {"problem": wrongly.problem, "sentence": said}, status)
    if wrongly.wait:
        answer.headers["Retry-After"] = str(wrongly.wait)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == 405:
        answer.headers["Allow"] = "POST"
    return answer


def _json(request: Request, content: object, status: int) -> Response:
    return encoded(
        request, compact(content).encode(), "application/json", status=status, headers=NEVER_STORED
    )
