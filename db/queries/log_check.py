"""Whether the log and the answers still agree: what `manage.py verify-log` and every witness rely on.

Each way of cheating leaves a trace. A row that was altered does not open its commitment; one that was deleted leaves
its place, or a gap among the places; other orders and other leaves give another root than the one that was signed;
a log that was cut off or made anew does not contain the head that somebody outside has kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, null, or_, select
from sqlalchemy.orm import Session

from db.commands.purge import oldest_month_of_comments
from db.commands.record import answer_commitment, commitment_to
from db.models import Comment, LogHead, LogNode, LogPlace, Response, Unsealed
from db.queries.log import StoredNodes
from db.queries.places_check import decided_by_nobody, moved
from db.queries.questionnaires_check import not_as_published, questionnaires, read_under
from survey import Instrument, Month
from survey.decisions import Effect
from trust.heads import Head, HeadRefused
from trust.leaves import Leaf, withdrawal_hash
from trust.merkle import root, roots

_AT_ONCE: Final = 5000
_NAMED: Final = 20
"""Findings of a kind that are named one by one."""
_SHORT: Final = 8


class Finding(StrEnum):
    """What does not agree."""

    ALTERED = "altered"
    COMMENT_ALTERED = "comment_altered"
    COMMENT_MISSING = "comment_missing"
    ROW_MISSING = "row_missing"
    WITHOUT_PLACE = "without_place"
    NOT_WITHDRAWN_BY_ITS_RECEIPT = "not_withdrawn_by_its_receipt"
    PLACE_MISSING = "place_missing"
    OTHER_ROOT = "other_root"
    HEAD_FORGED = "head_forged"
    SHORTER = "shorter"
    OTHER_HISTORY = "other_history"
    PROOFS_BROKEN = "proofs_broken"
    NO_HEAD = "no_head"
    MOVED = "moved"
    NOT_AS_PUBLISHED = "not_as_published"
    MISREAD = "misread"
    LEFT_OUT_BY_NOBODY = "left_out_by_nobody"
    CLEARED_BY_NOBODY = "cleared_by_nobody"


_BY_NOBODY: Final = {
    Finding.LEFT_OUT_BY_NOBODY: Effect.LEAVE_OUT,
    Finding.CLEARED_BY_NOBODY: Effect.CLEAR_MARKS,
}


@dataclass(slots=True)
class LogCheck:
    """What a check found: answers read, those sealed, and for each kind of finding where, and how many."""

    answers: int = 0
    sealed: int = 0
    withdrawn: int = 0
    heads: int = 0
    places: dict[Finding, list[str]] = field(default_factory=dict)
    numbers: dict[Finding, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        return not self.numbers

    def note(self, finding: Finding, place: object) -> None:
        self.numbers[finding] = self.numbers.get(finding, 0) + 1
        if self.numbers[finding] <= _NAMED:
            self.places.setdefault(finding, []).append(str(place))


def check_log(
    session: Session, today: date, read: Callable[[str], Head], witnessed: tuple[Head, ...] = ()
) -> LogCheck:
    """Compare every answer with its leaf, the leaves with every signed head, and these with heads from outside.

    `read` gives a head from its signed note, or raises `trust.heads.HeadRefused`. Raises nothing itself: what is
    wrong is found and noted.
    """
    check = LogCheck()
    _rows_without_place(session, check)
    signed = _signed_heads(session, check, read)
    sizes = {head.size for head in (*signed, *witnessed)}
    found = dict(roots(_leaves(session, check, str(oldest_month_of_comments(today))), sizes))
    for head in signed:
        _agrees(check, found, head, Finding.OTHER_ROOT)
    for head in witnessed:
        _agrees(check, found, head, Finding.OTHER_HISTORY)
    _newest(session, check, signed)
    for response_id in moved(session):
        check.note(Finding.MOVED, response_id[:_SHORT])
    for name in not_as_published(session):
        check.note(Finding.NOT_AS_PUBLISHED, name)
    for finding, effect in _BY_NOBODY.items():
        for place in decided_by_nobody(session, effect):
            check.note(finding, place[:_SHORT])
    return check


def _leaves(session: Session, check: LogCheck, comments_kept_from: str) -> Iterator[bytes]:
    """The hashes of all leaves by their places, worked out from what is stored now."""
    by_number = questionnaires(session)
    for row in _entries(session):
        check.answers += 1
        name = f"{row.response_id[:_SHORT]}" if row.position is None else f"#{row.position + 1}"
        if row.receipt_digest is None:
            check.note(Finding.ROW_MISSING, name)
        else:
            _row(check, row, name, by_number.get(row.instrument_id), comments_kept_from)
        if row.position is None:
            continue
        while check.sealed < row.position:
            check.sealed += 1
            check.note(Finding.PLACE_MISSING, f"#{check.sealed}")
            yield bytes(32)
        check.sealed += 1
        leaf = Leaf(
            *(each or bytes(32) for each in (row.commitment, row.comment_commitment, row.receipt_digest))
        )
        if leaf.hashed != row.node:
            check.note(Finding.PROOFS_BROKEN, name)
        yield leaf.hashed


def _row(check: LogCheck, row: Any, name: str, asked: Instrument | None, comments_kept_from: str) -> None:
    bound = row.commitment is not None and row.comment_commitment is not None
    if row.withdrawn:
        check.withdrawn += 1
        if not bound:
            check.note(Finding.ALTERED, name)
        elif row.withdrawal_secret is None or withdrawal_hash(row.withdrawal_secret) != row.receipt_digest:
            check.note(Finding.NOT_WITHDRAWN_BY_ITS_RECEIPT, name)
        return
    answers = read_under(row.answers, asked)
    if answers is None:
        check.note(Finding.MISREAD, name)
    if not bound:
        check.note(Finding.ALTERED, name)
        return
    if (
        row.salt is None
        or answer_commitment(row.salt, row._mapping, commented=row.commented) != row.commitment
    ):
        check.note(Finding.ALTERED, name)
    elif answers is not None and answers.visit.purpose != (row.purpose or None):
        check.note(Finding.MOVED, name)
    if row.commented and row.text is None and str(Month.of(row.day)) >= comments_kept_from:
        check.note(Finding.COMMENT_MISSING, name)
    if row.text is not None and (
        row.comment_salt is None
        or commitment_to({"salt": row.comment_salt, "text": row.text}) != row.comment_commitment
    ):
        check.note(Finding.COMMENT_ALTERED, name)


def _entries(session: Session) -> Iterator[Any]:
    """Every answer that waits for its place, then every place with its answer, in order."""
    node = (LogNode.level == 0) & (LogNode.position == LogPlace.position)
    columns = (
        Response.salt,
        Response.commitment,
        Response.commented,
        Response.comment_commitment,
        Response.withdrawal_secret,
        Response.receipt_digest,
        Response.withdrawn,
        Response.instrument_id,
        Response.answers,
        Response.counter_id,
        Response.day,
        Response.part,
        Response.verified,
        Response.purpose,
        Comment.text,
        Comment.salt.label("comment_salt"),
    )
    waiting = select(Unsealed.response_id, null().label("position"), null().label("node"), *columns)
    sealed = select(LogPlace.response_id, LogPlace.position, LogNode.hash.label("node"), *columns)
    yield from _with_answers(session, waiting, Unsealed)
    yield from _with_answers(session, sealed.outerjoin(LogNode, node).order_by(LogPlace.position), LogPlace)


def _with_answers(
    session: Session, entries: Select[*tuple[Any, ...]], of: type[Unsealed | LogPlace]
) -> Iterator[Any]:
    """These entries, each with its answer and comment, where they are there."""
    yield from session.execute(
        entries.outerjoin(Response, Response.id == of.response_id)
        .outerjoin(Comment, Comment.response_id == of.response_id)
        .execution_options(yield_per=_AT_ONCE)
    )


def _rows_without_place(session: Session, check: LogCheck) -> None:
    """An answer that has no place and waits for none: put in, or parted from it, by hand."""
    rows = session.scalars(
        select(Response.id)
        .outerjoin(Unsealed, Unsealed.response_id == Response.id)
        .outerjoin(LogPlace, LogPlace.response_id == Response.id)
        .where(
            Unsealed.response_id.is_(None),
            LogPlace.response_id.is_(None),
            or_(Response.withdrawn.is_(False), Response.commitment.is_not(None)),
        )
    )
    for response_id in rows:
        check.note(Finding.WITHOUT_PLACE, response_id[:_SHORT])


def _signed_heads(session: Session, check: LogCheck, read: Callable[[str], Head]) -> list[Head]:
    """The heads that this log has signed, the smallest first."""
    signed = []
    for stored in session.scalars(select(LogHead).order_by(LogHead.size)):
        check.heads += 1
        try:
            head = read(stored.note)
        except HeadRefused:
            check.note(Finding.HEAD_FORGED, stored.size)
            continue
        if (head.size, head.root) != (stored.size, stored.root):
            check.note(Finding.HEAD_FORGED, stored.size)
        signed.append(head)
    return signed


def _agrees(check: LogCheck, found: Mapping[int, bytes], head: Head, otherwise: Finding) -> None:
    """The leaves there are now begin with those under this head."""
    if head.size > check.sealed:
        check.note(Finding.SHORTER, head.size)
    elif head.size and found[head.size] != head.root:
        check.note(otherwise, head.size)


def _newest(session: Session, check: LogCheck, signed: Sequence[Head]) -> None:
    """The newest head is over all leaves, and proofs can be made for it."""
    if check.sealed and not (signed and signed[-1].size >= check.sealed):
        check.note(Finding.NO_HEAD, check.sealed)
    elif signed and signed[-1].size == check.sealed:
        try:
            agrees = root(StoredNodes(session), check.sealed) == signed[-1].root
        except KeyError:
            agrees = False
        if not agrees:
            check.note(Finding.PROOFS_BROKEN, check.sealed)
