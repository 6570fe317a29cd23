"""Binds answers to the log that were stored before there was one."""

from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db.commands.record import binding, commitment_to
from db.inserts import insert_ignoring
from db.models import Comment, Response, Unsealed
from trust.leaves import new_salt

_AT_ONCE: Final = 2000


def bind_earlier_answers(session: Session) -> int:
    """Bind every answer that is not yet, to be sealed with the next batch; how many these were.

    What was withdrawn before is in no log: nobody kept what its leaf would have been made of.
    """
    bound, last = 0, ""
    while rows := _unbound(session, last):
        comments = _salted(session, [row["id"] for row in rows])
        bindings = [{"bound": row["id"], **binding(row, comments.get(row["id"]))} for row in rows]
        session.connection().execute(_BIND, bindings)
        insert_ignoring(session, Unsealed, [{"response_id": row["id"]} for row in rows])
        bound, last = bound + len(rows), rows[-1]["id"]
    return bound


def _unbound(session: Session, after: str) -> list[dict[str, Any]]:
    found = session.execute(
        select(Response.__table__)
        .where(Response.id > after, Response.commitment.is_(None), Response.withdrawn.is_(False))
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


_BIND: Final = (
    update(Response.__table__)  # type: ignore[arg-type]
    .where(Response.__table__.c.id == bindparam("bound"))
    .values({name: bindparam(name) for name in ("salt", "commitment", "commented", "comment_commitment")})
)
