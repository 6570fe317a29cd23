"""What everybody may see of the log: its heads, who may check them, and what was withdrawn. Never an answer."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, Final

from anyio import to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

import trust
from access.addresses import LOG, RECEIPT
from db import Store
from db.process import store
from db.queries.decisions import PublicDecision, count_cleared, count_excluded, public_decisions
from db.queries.log import consistency, count_withdrawals, head_of_size, heads, newest_head, withdrawals
from jobs.keys import signer
from reports.log_head import until_words
from settings import settings
from survey.decisions import Effect, Stage
from web.forms import whole_number
from web.pages import not_found, own_page, translator
from web.watched import WATCHED
from web.watched import columns as watched_columns
from web.watched import rows as watched_rows
from words import Translator, mark
from words.roles import ROLES

FROM, TO = "tu", "den"
SCRIPT: Final = "kiem-tra-bien-nhan.py"

_SHOWN: Final = 30
_TEXT: Final = {"Cache-Control": "no-cache"}
_LONGEST_NUMBER: Final = 9
_COUNTED_FOR: Final = 20.0
_UNDONE: Final = {
    Effect.LEAVE_OUT: mark("Counted again since."),
    Effect.CLEAR_MARKS: mark("Marked again since."),
}


async def log_page(request: Request) -> Response:
    """The page: what the log is, its newest head, how to check it, what was withdrawn."""
    return await to_thread.run_sync(_page, request)


async def log_head(request: Request) -> Response:
    """`/nhat-ky/dau`: the newest signed head as text; `/nhat-ky/dau/SIZE`: the one of that size."""
    size = request.path_params.get("size")
    return await to_thread.run_sync(_head, request, None if size is None else _number(size))


async def log_key(request: Request) -> Response:
    """The public key with which heads are checked."""
    return PlainTextResponse(f"{signer().public}\n", headers=_TEXT)


async def log_consistency(request: Request) -> Response:
    """`?tu=SIZE&den=SIZE`: the proof that the later head only added to the earlier one; the newest if left out."""
    earlier = _number(request.query_params.get(FROM, ""))
    later = _number(request.query_params[TO]) if TO in request.query_params else None
    return await to_thread.run_sync(_told, request, lambda session: _consistency(session, earlier, later))


async def log_withdrawals(request: Request) -> Response:
    """`?tu=PLACE`: withdrawn forms from this place on, each with the secret that its receipt held."""
    start = _number(request.query_params.get(FROM, "1"))
    return await to_thread.run_sync(_told, request, lambda session: _withdrawals(session, start))


async def verify_script(request: Request) -> Response:
    """The program that checks a proof on one's own machine."""
    return Response(_script(), media_type="text/x-python; charset=utf-8", headers=_TEXT)


class _NotThere(LookupError):
    """No such head, no such sizes."""


def _page(request: Request) -> Response:
    t = translator(request)
    with store().read() as session:
        shown = [signer().read(each.note) for each in heads(session, _SHOWN)]
        newest = newest_head(session)
        decisions, counted = public_decisions(session, _SHOWN), _counted(session)
    return own_page(
        request,
        "log.html",
        t("The log against tampering"),
        what=t(
            "Every form that was received is sealed in this log, as a number that tells nothing of what was "
            "answered. Nobody can take a form out, alter it or put another in its place without this page no longer "
            "fitting what others have kept."
        ),
        empty=t("Nothing has been sealed yet."),
        newest=newest.note if newest else "",
        sealed=t.plural("{n} form sealed.", "{n} forms sealed.", n=shown[0].size) if shown else "",
        withdrawn=t.plural(
            "{n} of them was withdrawn by whoever sent it.",
            "{n} of them were withdrawn by those who sent them.",
            n=counted.withdrawn,
        )
        if counted.withdrawn
        else t("None was withdrawn."),
        decided_title=t("What two people decided about forms"),
        decided=_decided(counted, t),
        decided_columns=(
            t("Decision"),
            t("What was decided"),
            t("Unit"),
            t("Month"),
            t("Forms"),
            t("Reason"),
            t("Decided by"),
        ),
        decisions=[_decision(each, t) for each in decisions],
        newest_title=t("The newest head, signed"),
        keep=t(
            "Whoever keeps this text, on paper too, can prove later whether the log was changed. It should be kept "
            "by somebody outside the office: a newspaper, an association, another office."
        ),
        heads_title=t("All heads, the newest first"),
        columns=(t("Forms"), t("Up to"), t("Root")),
        heads=[
            (t.number(head.size, 0), until_words(t, head.until), head.root.hex(), head.size) for head in shown
        ],
        watched_title=t("Logs of others that this system keeps watch over"),
        watched_columns=watched_columns(t),
        watched=watched_rows(t),
        watched_heads=(WATCHED, t("Their heads, as they were signed")),
        check_title=t("Check it yourself"),
        steps=_steps(shown[0].size, t) if shown else (),
        links=[
            (RECEIPT, t("Check one form, with its receipt code")),
            (f"{LOG}/{SCRIPT}", t("The program that checks a proof on your own computer")),
            (f"{LOG}/khoa", t("The public key")),
            (f"{LOG}/da-rut", t("Withdrawn forms, with what proves it")),
        ],
        address=LOG,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """How many forms of a database are withdrawn, not counted, or unmarked, for as long as that is said."""

    of: Store
    until: float
    withdrawn: int
    excluded: int
    cleared: int


_counts: list[_Counted] = []
_counting: Final = threading.Lock()


def _counted(session: Session) -> _Counted:
    """Counted once in twenty seconds, and by one at a time: it reads every form, and anybody may open the page."""
    with _counting:
        if not (_counts and _counts[0].of is store() and monotonic() < _counts[0].until):
            found = (count_withdrawals(session), count_excluded(session), count_cleared(session))
            _counts[:] = [_Counted(store(), monotonic() + _COUNTED_FOR, *found)]
        return _counts[0]


def _steps(size: int, t: Translator) -> tuple[tuple[str, str], ...]:
    """How a form, or a head that was kept, is checked at home: each sentence with the line to type, if any."""
    return (
        (
            t(
                "It takes a computer with Python. Fetch the program below once and keep it; it is short to read."
            ),
            "",
        ),
        (
            t("Your form: download the proof on the page of receipts, then run"),
            f"python3 {SCRIPT} bang-chung.json MA-BIEN-NHAN",
        ),
        (
            t(
                "A head you kept: save it as dau.txt and its second line is a number. Open the address below with "
                "that number at its end, save what comes as noi-tiep.json, then run",
            ),
            f"{settings().public_url}{LOG}/noi-tiep?{FROM}={size}\npython3 {SCRIPT} noi-tiep.json dau.txt",
        ),
        (
            t(
                "“Yes”: it fits. “NO”: it does not; please keep all files and tell the inspectorate. Any other "
                "answer says what is missing; if the log has it no more, that is a “NO” too."
            ),
            "",
        ),
    )


def _decided(counted: _Counted, t: Translator) -> list[str]:
    """How many forms the decisions touch now."""
    said = []
    if counted.excluded:
        said.append(
            t.plural(
                "{n} form is not counted, because two people decided so. It is kept and stands in the log.",
                "{n} forms are not counted, because two people decided so. They are kept and stand in the log.",
                n=counted.excluded,
            )
        )
    if counted.cleared:
        said.append(
            t.plural(
                "{n} form that was marked as perhaps not real no longer counts as marked, because two people "
                "decided so.",
                "{n} forms that were marked as perhaps not real no longer count as marked, because two people "
                "decided so.",
                n=counted.cleared,
            )
        )
    return said


def _decision(found: PublicDecision, t: Translator) -> tuple[str, ...]:
    """A decision as a row: who decided is told by what they are, not by their names."""
    said = found.said
    sentence = said.sentence if said.sentence.endswith((".", "!", "?", "…")) else f"{said.sentence}."
    reason = f"{t(said.cause.label)}. {sentence}"
    return (
        str(said.number),
        t(said.cause.effect.label),
        said.unit_name,
        f"{said.month.month:02d}/{said.month.year}",
        t.number(said.forms, 0),
        f"{reason} {t(_UNDONE[said.cause.effect])}" if said.stage is Stage.UNDONE else reason,
        ", ".join(t(ROLES[role]) for role in found.roles),
    )


def _head(request: Request, size: int | None) -> Response:
    with store().read() as session:
        found = newest_head(session) if size is None else head_of_size(session, size)
    return not_found(request) if found is None else PlainTextResponse(found.note, headers=_TEXT)


def _told(request: Request, ask: Callable[[Session], Any]) -> Response:
    try:
        with store().read() as session:
            told = ask(session)
    except _NotThere:
        return not_found(request)
    return Response(json.dumps(told), media_type="application/json", headers=_TEXT)


def _consistency(session: Session, earlier: int, asked: int | None) -> dict[str, Any]:
    """The path, and the later head where one was signed: so that it can be checked with the older head alone."""
    newest = newest_head(session)
    later = asked if asked is not None or newest is None else newest.size
    if newest is None or later is None or not 0 < earlier <= later <= newest.size:
        raise _NotThere
    path = consistency(session, earlier, later)
    told = {"earlier": earlier, "later": later, "path": [each.hex() for each in path]}
    head = head_of_size(session, later)
    if head is None:
        return told
    origin = signer().read(head.note).origin
    return told | {"head": head.note, "log": signer().named(origin).public}


def _withdrawals(session: Session, start: int) -> list[dict[str, Any]]:
    if start < 1:
        raise _NotThere
    return [
        {
            "place": each.position + 1,
            "answer": each.leaf.answer.hex(),
            "comment": each.leaf.comment.hex(),
            "withdrawal": each.leaf.withdrawal.hex(),
            "secret": each.secret,
        }
        for each in withdrawals(session, start - 1)
    ]


def _number(text: str) -> int:
    """A whole number as it stands in an address; 0 for anything else, which is no size and no place."""
    return whole_number(text, _LONGEST_NUMBER) or 0


@cache
def _script() -> bytes:
    return (Path(trust.__file__).parent / "verify_receipt.py").read_bytes()
