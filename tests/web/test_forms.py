"""What a form sends comes whole, or is refused."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from web import forms
from web.forms import BodyCutOff, BodyTooLarge, FormRefused, body_within, read_form

PIECE = {"type": "http.request", "body": b"code=4BCF", "more_body": True}
LAST = {"type": "http.request", "body": b"&do=ask", "more_body": False}
GONE = {"type": "http.disconnect"}


@pytest.fixture(autouse=True)
def served() -> None:
    """No database is asked here."""


def coming(*messages: dict[str, Any]) -> Request:
    """A request of which these messages come, and then nothing for good."""
    waiting = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(waiting, None) or await asyncio.get_running_loop().create_future()

    kind = (b"content-type", b"application/x-www-form-urlencoded")
    return Request({"type": "http", "method": "POST", "headers": [kind]}, receive)


def test_a_form_that_comes_in_pieces_is_read_whole():
    assert asyncio.run(read_form(coming(PIECE, LAST))) == {"code": "4BCF", "do": "ask"}


def test_a_form_whose_sender_hangs_up_is_refused_and_is_no_error_of_ours():
    with pytest.raises(FormRefused):
        asyncio.run(read_form(coming(PIECE, GONE)))


def test_a_form_that_does_not_come_whole_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr(forms, "BODY_SECONDS", 0.01)
    with pytest.raises(BodyCutOff):
        asyncio.run(body_within(coming(PIECE), 100))


def test_no_more_is_read_than_is_wanted():
    with pytest.raises(BodyTooLarge):
        asyncio.run(body_within(coming(*[PIECE] * 3), 20))
