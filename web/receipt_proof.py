"""What shows that a form stands in the log: to its sender's browser at once, and as a file for a check at home."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import RECEIPT
from db.process import store
from db.queries.receipts import Found, find
from jobs.keys import signer
from web.forms import FormRefused, read_form
from web.lean import compact, lean
from web.pages import NEVER_STORED, not_found, sorry, translator
from words import Translator

PROOF: Final = f"{RECEIPT}/bang-chung"
"""Where the proof is fetched, by the code in the form."""


async def receipt_proof(request: Request) -> Response:
    """The proof as a file: where the leaf stands in the log, or the promise to seal it."""
    t = translator(request)
    try:
        form = await read_form(request)
    except FormRefused:
        return sorry(request, t("This form could not be read. Please open it again."), 400)
    found = await to_thread.run_sync(_found, form.get("code", ""))
    if found.leaf is None:
        return not_found(request)
    headers = {**NEVER_STORED, "Content-Disposition": 'attachment; filename="bang-chung.json"'}
    return Response(json.dumps(_proof(found), indent=1), media_type="application/json", headers=headers)


def _found(typed: str) -> Found:
    with store().read() as session:
        return find(session, typed)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of the log: in a sentence, and for its script, which checks it."""

    said: str
    told: str
    fits: str
    differs: str
    cannot: str
    fetch: str
    why: str


def shown(found: Found, t: Translator) -> Shown:
    """Of a form that is bound to the log."""
    if found.sealed is None:
        said = t("It waits to be sealed in the log; that happens at the latest in seven days.")
        why = t("The promise is signed: keep it. Once the form is sealed you get the proof here instead.")
        return Shown(said, "", "", "", "", t("Download the promise"), why)
    head = signer().read(found.sealed.head)
    place, size = t.number(found.sealed.position + 1, 0), t.number(head.size, 0)
    said = t("It is sealed as number {place} of {size} in the log.", place=place, size=size)
    told = {
        "leaf": _hex_of(found),
        "place": found.sealed.position + 1,
        "size": head.size,
        "root": head.root.hex(),
        "path": [each.hex() for each in found.sealed.path],
    }
    return Shown(
        said,
        compact(told),
        fits=t("Your browser has checked it just now: it is in the log."),
        differs=t(
            "Your browser has checked it just now: it does NOT fit the log. Please tell the inspector."
        ),
        cannot=t("This browser cannot check it. You can download the proof and check it on a computer."),
        fetch=t("Download the proof"),
        why=t(
            "The proof is a small file for a check on a computer, now or years later; the page of the log says how."
        ),
    )


def _proof(found: Found) -> dict[str, object]:
    """All that a check at home needs; before it is sealed, the signed promise to seal this leaf."""
    whole: dict[str, object] = {"log": signer().public, "state": str(found.state), "leaf": _hex_of(found)}
    if found.sealed is not None:
        origin = signer().read(found.sealed.head).origin
        return whole | {
            "log": signer().named(origin).public,
            "place": found.sealed.position + 1,
            "head": found.sealed.head,
            "path": [each.hex() for each in found.sealed.path],
        }
    leaf = found.leaf
    assert leaf is not None  # noqa: S101  asked for only where there is one
    return whole | {"promise": signer().promised(f"promise\n{signer().origin}\n{leaf.hashed.hex()}\n")}


def _hex_of(found: Found) -> dict[str, str]:
    leaf = found.leaf
    if leaf is None:
        return {}
    return {"answer": leaf.answer.hex(), "comment": leaf.comment.hex(), "withdrawal": leaf.withdrawal.hex()}


@cache
def proof_script() -> str:
    """Checks in the browser what `Shown.told` says."""
    return lean("receipt.js")
