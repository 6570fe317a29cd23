"""Stores citizens' answers: one row each, counted in the same transaction, the same key never twice."""

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.cells import CellKey
from db.commands.desks import Desk, desks_of, unit_on
from db.commands.duty import Shift, on_duty
from db.commands.tickets import spend
from db.counting import Changes, apply_changes, form_places
from db.inserts import insert_ignoring
from db.instruments import Published, published
from db.models import NONE, Comment, Response, ResponseTiming, Unsealed
from db.portions import portions
from db.queries.places import PosterRetired, PosterUnknown, TicketSpent
from survey import AnswerSheet, Month, Part, TallyLayout
from trust.codes import NotACode, digest, normalise
from trust.leaves import (
    COMMITMENT_BYTES,
    commitment,
    new_salt,
    receipt_code,
    withdrawal_hash,
    withdrawal_secret,
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen takes home. The code is worked out from the key of the form and stored nowhere:
    only its digest is, so nobody inside can produce or show a receipt."""

    code: str
    repeated: bool = False


class _Form(NamedTuple):
    """A sheet that is to be stored: its row, and that of its comment, where something was written."""

    sheet: AnswerSheet
    row: dict[str, Any]
    comment: dict[str, Any] | None


Outcome: TypeAlias = Receipt | PosterUnknown | PosterRetired | TicketSpent


def receipt_digest(code: str) -> bytes:
    """What is stored of a receipt; raises `NotACode` for what cannot be one."""
    return withdrawal_hash(withdrawal_secret(code))


def record_responses(session: Session, sheets: Sequence[AnswerSheet]) -> list[Outcome]:
    """Store and count the sheets; an outcome for each, in order. The caller commits.

    A sheet whose poster is unknown or retired, or whose ticket is spent, is refused alone. A key that is stored
    already gets the same receipt, and nothing is stored; also where its poster was retired since. Answers are
    attributed to the officer on the roster.
    """
    publications = published(session)
    codes = [_normal(sheet.code) for sheet in sheets]
    desks = desks_of(session, codes)
    found = [desks.get(code) for code in codes]
    officers = _officers(session, sheets, found)
    outcomes: list[Outcome] = []
    forms: dict[bytes, _Form] = {}
    keys = [digest("submission", sheet.key) for sheet in sheets]
    taken: dict[bytes, bytes] = {}
    for key, sheet, desk in zip(keys, sheets, found, strict=True):
        if desk is None:
            outcomes.append(PosterUnknown())
        elif not desk.stands.on(sheet.day):
            outcomes.append(PosterRetired())
        elif _is_spent(desk, key, taken):
            outcomes.append(TicketSpent())
        else:
            receipt = Receipt(receipt_code(sheet.key), repeated=key in forms)
            outcomes.append(receipt)
            officer_id = officers.get((desk.counter_id, sheet.day, sheet.part))
            unit_id = unit_on(session, desk, sheet.day)
            row = _row(sheet, key, receipt, desk, unit_id, officer_id, publications)
            forms.setdefault(key, _bound(sheet, row))
    fresh = _insert(session, {key: form.row for key, form in forms.items()})
    stored = sorted((forms[key] for key in fresh), key=lambda form: str(form.row["id"]))
    spend(session, [ticket for ticket, key in taken.items() if key in fresh])
    insert_ignoring(session, Comment, [form.comment for form in stored if form.comment is not None])
    _insert_unsealed(session, stored)
    _insert_timings(session, stored)
    _count(session, stored, publications)
    before = _sent_before(session, set(keys) - forms.keys()) | (forms.keys() - fresh)
    return [
        Receipt(receipt_code(sheet.key), repeated=True)
        if key in before or (key in forms and not isinstance(outcome, Receipt))
        else outcome
        for key, sheet, outcome in zip(keys, sheets, outcomes, strict=True)
    ]


def _is_spent(desk: Desk, key: bytes, taken: dict[bytes, bytes]) -> bool:
    """Whether its ticket was spent before, or is `taken` by another form of these; if not, this form takes it."""
    return desk.ticket is not None and (desk.spent or taken.setdefault(desk.ticket, key) != key)


def _sent_before(session: Session, refused: Collection[bytes]) -> set[bytes]:
    """The keys of refused sheets that were stored when their poster or ticket still opened the form."""
    if not refused:
        return set()
    return set(session.scalars(select(Response.key_digest).where(Response.key_digest.in_(sorted(refused)))))


def _normal(code: str) -> str:
    try:
        return normalise(code)
    except NotACode:
        return ""


def _officers(
    session: Session, sheets: Sequence[AnswerSheet], desks: Sequence[Desk | None]
) -> dict[Shift, int]:
    wanted = {
        (desk.counter_id, sheet.day, str(sheet.part))
        for sheet, desk in zip(sheets, desks, strict=True)
        if desk is not None
    }
    return on_duty(session, sorted(wanted))


def _row(
    sheet: AnswerSheet,
    key: bytes,
    receipt: Receipt,
    desk: Desk,
    unit_id: int,
    officer_id: int | None,
    publications: Published,
) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "key_digest": key,
        "receipt_digest": receipt_digest(receipt.code),
        "instrument_id": publications.ids[sheet.instrument.name],
        "unit_id": unit_id,
        "counter_id": desk.counter_id,
        "officer_id": officer_id,
        "deciding_unit_id": desk.deciding_unit_id,
        "field_id": desk.field_id,
        "channel": desk.channel,
        "purpose": sheet.answers.visit.purpose or "",
        "verified": desk.ticket is not None,
        "day": sheet.day,
        "part": str(Part(sheet.part)),
        "answers": sheet.answers.to_json(),
        "withdrawn": False,
        "excluded": False,
    }


def _insert(session: Session, rows: Mapping[bytes, dict[str, Any]]) -> set[bytes]:
    """Insert the rows whose key is new, in key order; the digests of those that are now stored by us."""
    ordered = [rows[key] for key in sorted(rows)]
    if insert_ignoring(session, Response, ordered, same=("key_digest",)) == len(ordered):
        return set(rows)
    ids = {row["id"]: key for key, row in rows.items()}
    ours: set[bytes] = set()
    for some in portions(sorted(ids)):
        ours.update(ids[found] for found in session.scalars(select(Response.id).where(Response.id.in_(some))))
    return ours


def _bound(sheet: AnswerSheet, row: dict[str, Any]) -> _Form:
    """The form with what binds its answers, and its comment, to the log; each with a salt of its own."""
    if not sheet.comment:
        row.update(binding(row, None))
        return _Form(sheet, row, None)
    comment = {
        "response_id": row["id"],
        "unit_id": row["unit_id"],
        "month": str(Month.of(sheet.day)),
        "text": sheet.comment,
        "salt": new_salt(),
        "release_id": None,
    }
    row.update(binding(row, commitment_to(comment)))
    return _Form(sheet, row, comment)


def commitment_to(comment: Mapping[str, Any]) -> bytes:
    """The commitment to a comment, by its columns."""
    return commitment(comment["salt"], "comment", comment["text"])


def binding(row: Mapping[str, Any], comment: bytes | None) -> dict[str, Any]:
    """What binds a response, by its columns, to the log; random bytes stand where there is no comment."""
    salt = new_salt()
    return {
        "salt": salt,
        "commitment": answer_commitment(salt, row, commented=comment is not None),
        "commented": comment is not None,
        "comment_commitment": comment or secrets.token_bytes(COMMITMENT_BYTES),
    }


def answer_commitment(salt: bytes, row: Mapping[str, Any], *, commented: bool) -> bytes:
    """The commitment to what a response says, by its columns, and to whether something was written."""
    told = (row[name] for name in ("instrument_id", "answers", "counter_id", "day", "part", "verified"))
    return commitment(salt, "answer", *map(str, told), str(commented))


def _insert_unsealed(session: Session, stored: Sequence[_Form]) -> None:
    insert_ignoring(session, Unsealed, [{"response_id": form.row["id"]} for form in stored])


def _insert_timings(session: Session, stored: Sequence[_Form]) -> None:
    timings = [
        {
            "response_id": row["id"],
            "minute": sheet.timing.minute,
            "pace": str(sheet.timing.pace),
            "counted": False,
            "judged": False,
        }
        for sheet, row, _ in stored
        if sheet.timing is not None
    ]
    insert_ignoring(session, ResponseTiming, timings)


def _count(session: Session, stored: Sequence[_Form], publications: Published) -> None:
    changes = Changes()
    for sheet, row, _ in stored:
        layout = TallyLayout.of(sheet.instrument)
        changes.add(cell_of(row), form_places(layout, sheet.answers, waits=sheet.timing is not None))
    if stored:
        apply_changes(session, changes, layouts_of(publications))


def cell_of_response(response: Response) -> CellKey:
    """The cell in which a stored response is counted."""
    return cell_of({name: getattr(response, name) for name in CellKey._fields})


def cell_of(row: Mapping[str, Any]) -> CellKey:
    """The cell in which a response is counted, from its columns."""
    known = {name: row[name] for name in CellKey._fields}
    for name in ("officer_id", "deciding_unit_id", "field_id"):
        known[name] = known[name] or NONE
    return CellKey(**known)


def layouts_of(publications: Published) -> dict[int, TallyLayout]:
    """The layout of every published questionnaire, by the number that rows use."""
    return {number: TallyLayout.of(instrument) for number, instrument in publications.by_id.items()}
