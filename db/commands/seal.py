"""Seals answers: the leaves of those that wait are shuffled, added to the log, and a new head is signed.

What order answers came in is nowhere: a batch holds at least ten, of half days that are over, in a random order.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.inserts import insert_ignoring
from db.models import LogHead, LogNode, LogPlace, Response, Unsealed
from db.portions import portions
from db.queries.half_days import of_ended_half_days
from db.queries.log import StoredNodes, newest_head
from survey import Part
from trust.heads import Head, Signer
from trust.leaves import Leaf
from trust.merkle import grown, root

LEAST: Final = 10
"""Answers that are sealed at once, at least: fewer could be told apart by when they were sealed."""

LONGEST_WAIT: Final = timedelta(days=7)
"""After so many days answers are sealed however few they are."""

_AT_ONCE: Final = 10_000


class SealedByAnother(RuntimeError):
    """Another process has sealed meanwhile; nothing was added."""


def seal(session: Session, signer: Signer, today: date, part: Part, *, at_once: bool = False) -> Head | None:
    """Add the answers that are due at this half day, and sign a head; None where nothing is due.

    `at_once` is for demonstrations: whatever waits, at whatever time. Raises SealedByAnother.
    """
    waiting = _waiting(session, today, part, at_once=at_once)
    if not waiting:
        return None
    if not at_once and len(waiting) < LEAST and waiting[0].day > today - LONGEST_WAIT:
        return None
    random.SystemRandom().shuffle(waiting)
    before = newest_head(session)
    size = before.size if before else 0
    _append(session, size, waiting)
    head = Head(
        signer.origin,
        size + len(waiting),
        root(StoredNodes(session), size + len(waiting)),
        f"{today} {part}",
    )
    row = {"size": head.size, "root": head.root, "note": signer.signed(head)}
    if insert_ignoring(session, LogHead, [row]) != 1:
        raise SealedByAnother
    return head


def _waiting(session: Session, today: date, part: Part, *, at_once: bool) -> list[Any]:
    """Answers without a place whose half day is over, the earliest first.

    Those whose commitments somebody removed stay waiting, and are found: they keep no other from its place.
    """
    rows = session.execute(
        select(
            Response.id,
            Response.commitment,
            Response.comment_commitment,
            Response.receipt_digest,
            Response.day,
        )
        .outerjoin(LogPlace, LogPlace.response_id == Response.id)
        .where(
            Response.id.in_(select(Unsealed.response_id)),  # a join lets SQLite read every answer
            LogPlace.response_id.is_(None),
            Response.commitment.is_not(None),
            Response.comment_commitment.is_not(None),
            *(() if at_once else (of_ended_half_days(today, part),)),
        )
        .order_by(Response.day, Response.id)
        .limit(_AT_ONCE)
    )
    return list(rows)


def _append(session: Session, size: int, waiting: Sequence[Any]) -> None:
    leaves = [Leaf(row.commitment, row.comment_commitment, row.receipt_digest).hashed for row in waiting]
    nodes = [
        {"level": level, "position": position, "hash": hashed}
        for (level, position), hashed in grown(StoredNodes(session), size, leaves)
    ]
    if insert_ignoring(
        session, LogNode, sorted(nodes, key=lambda node: (node["level"], node["position"]))
    ) != len(nodes):
        raise SealedByAnother
    places = [
        {"position": position, "response_id": row.id} for position, row in enumerate(waiting, start=size)
    ]
    if insert_ignoring(session, LogPlace, places) != len(places):
        raise SealedByAnother
    for some in portions(sorted(row.id for row in waiting)):
        session.execute(delete(Unsealed).where(Unsealed.response_id.in_(some)))
