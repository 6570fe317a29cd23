"""What a citizen may do with a receipt: see whether the form is counted, and take it back. Never what it says."""

from dataclasses import dataclass
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import LANGUAGE_PARAMETER, LOG, RECEIPT
from db.commands.withdraw import AlreadyWithdrawn, ReceiptUnknown, withdraw
from db.process import store
from db.queries.receipts import Found, ReceiptState, find
from trust.codes import CODE_LENGTH, LONG_CODE_LENGTH, NotACode, normalise, pretty
from web.forms import FormRefused, read_form
from web.pages import own_page, sorry, translator
from web.receipt_proof import PROOF, proof_script, shown
from words import Translator, mark

_SAID = {
    ReceiptState.UNKNOWN: (
        "alert",
        mark(
            "This receipt code is not known. It has 16 letters and digits and was shown after the form was sent; it "
            "is not the code on the sheet at the counter or on a ticket. Please check each letter and digit."
        ),
        404,
    ),
    ReceiptState.COUNTED: ("done", mark("Your form is being counted."), 200),
    ReceiptState.WITHDRAWN: (
        "done",
        mark("Your form is withdrawn. Its answers and its comment are erased, and it is no longer counted."),
        200,
    ),
    ReceiptState.EXCLUDED: (
        "alert",
        mark(
            "Your form is kept and stands in the log, but two people decided not to count it. Their reason: "
            "{reason}. The decision can be read by everybody on the page of the log."
        ),
        200,
    ),
}


_MAY_TAKE_BACK: Final = {ReceiptState.COUNTED, ReceiptState.EXCLUDED}
_ASKED: Final = "ask"
_SURE: Final = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """A button on the way to taking a form back, and what is said before it."""

    said: str
    button: str
    then: str


async def receipt_form(request: Request) -> Response:
    """Asks for the code."""
    return _page(request)


async def check_receipt(request: Request) -> Response:
    """Tells the state of a form, after taking it back where that was asked for."""
    t = translator(request)
    try:
        form = await read_form(request)
    except FormRefused:
        return sorry(request, t("This form could not be read. Please open it again."), 400)
    typed = form.get("code", "")
    wish = form.get("do")
    found = await to_thread.run_sync(_withdrawn if wish == _SURE else _found, typed)
    return _page(request, typed, found, sure=wish == _ASKED)


def _page(request: Request, typed: str = "", found: Found | None = None, *, sure: bool = False) -> Response:
    t = translator(request)
    tone, sentence, status = _SAID[found.state] if found is not None else ("", "", 200)
    counted = found is not None and found.state in _MAY_TAKE_BACK
    return own_page(
        request,
        "receipt.html",
        t("Check or withdraw your form"),
        status=status,
        tone=tone,
        sentence=t(sentence, reason=_reason(found, t)) if sentence else "",
        code=_as_printed(typed),
        found=found is not None and found.state is not ReceiptState.UNKNOWN,
        fresh=f"{RECEIPT}?{LANGUAGE_PARAMETER}={t.code}",
        another=t("Check another receipt code"),
        step=(_sure(t) if sure else _ask(t)) if counted else None,
        script=proof_script() if found is not None and found.sealed else None,
        proof=shown(found, t) if found is not None and found.leaf is not None and not sure else None,
        fetch=PROOF,
        keep=t("No, leave it as it is") if sure and counted else "",
        explanation=t("Here you can see whether your form is being counted, and withdraw it."),
        log_address=f"{LOG}?{LANGUAGE_PARAMETER}={t.code}",
        log_title=t("The log against tampering"),
        code_label=t("Receipt code"),
        check=t("Check"),
        privacy=t(
            "This page never shows what you answered. Nobody has the right to ask for your receipt code."
        ),
    )


def _reason(found: Found | None, t: Translator) -> str:
    """Why a form is not counted: the reason of the closed list, and the sentence beside it."""
    if found is None or found.why is None:
        return ""
    cause, sentence = found.why
    return f"{t(cause.label)} ({sentence.rstrip('.')})"


def _ask(t: Translator) -> Step:
    return Step(said="", button=t("Withdraw my form"), then=_ASKED)


def _sure(t: Translator) -> Step:
    return Step(
        said=t(
            "If you withdraw it, your answers and your comment are erased and are no longer counted. Figures that "
            "offices see change at their next update; reports already printed stay as they are. This cannot be "
            "undone."
        ),
        button=t("Yes, withdraw it for good"),
        then=_SURE,
    )


def _as_printed(typed: str) -> str:
    try:
        return pretty(normalise(typed, (LONG_CODE_LENGTH, CODE_LENGTH)))
    except NotACode:
        return typed[:64]


def _found(typed: str) -> Found:
    with store().read() as session:
        return find(session, typed)


def _withdrawn(typed: str) -> Found:
    found = _found(typed)
    if found.state not in _MAY_TAKE_BACK:  # nobody waits for the write lock with a made-up code
        return found
    try:
        with store().write() as session:
            withdraw(session, typed)
    except (ReceiptUnknown, NotACode):
        return Found(ReceiptState.UNKNOWN)
    except AlreadyWithdrawn:
        pass
    return _found(typed)
