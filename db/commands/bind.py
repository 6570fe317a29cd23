"""Binds answers to the log that were stored before there was one."""

from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.commands.record import commitment_to, entry_of
from db.inserts import insert_ignoring
from db.models import Comment, LogEntry, Response
from trust.leaves import new_salt

_AT_ONCE: Final = 2000


def bind_earlier_answers(session: Session) -> int:
    """Give every answer without one its entry, to be sealed with the next batch; how many got one.

    What was withdrawn before is in no log: nobody kept what its leaf would have been made of.
    """
    bound = 0
    while rows := _unbound(session):
        comments = _salted(session, [row["id"] for row in rows])
        entries = [entry_of(row, comments.get(row["id"])) for row in rows]
        insert_ignoring(session, LogEntry, entries)
        bound += len(entries)
    return bound


def _unbound(session: Session) -> list[dict[str, Any]]:
    found = session.execute(
        select(Response.__table__)
        .outerjoin(LogEntry, LogEntry.response_id == Response.id)
        .where(LogEntry.response_id.is_(None), Response.withdrawn.is_(False))
        .order_by(Response.id)
        .limit(_AT_ONCE)
    )
    return [dict(row._mapping) for row in found]


def _salted(session: Session, ids: list[str]) -> dict[str, bytes]:
    """The commitments to the comments of these answers, whose salts are made here."""
    comments = [
        {"response_id": row.response_id, "salt": new_salt(), "text": row.text}
        for row in session.execute(
            select(Comment.response_id, Comment.text).where(Comment.response_id.in_(ids))
        )
    ]
    for comment in comments:
        session.execute(
            update(Comment).where(Comment.response_id == comment["response_id"]).values(salt=comment["salt"])
        )
    return {comment["response_id"]: commitment_to(comment) for comment in comments}
