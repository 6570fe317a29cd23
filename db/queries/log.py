"""The log as it is stored: its heads, its proofs, and where an answer stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import LogHead, LogNode, LogPlace, Response
from trust.leaves import Leaf
from trust.merkle import consistency_proof, inclusion_proof
from trust.merkle_proofs import Place

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer in the log: its leaf, and its place from 0, or None while it waits to be sealed."""

    leaf: Leaf
    position: int | None


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What shows that a leaf stands in the log: the size of a head, and the path to its root."""

    size: int
    path: tuple[bytes, ...]


class StoredNodes:
    """The complete subtrees of the log in the database; `trust.merkle` works from them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, places: Sequence[Place], /) -> Mapping[Place, bytes]:
        found = {}
        for level, some in groupby(sorted(places), key=lambda place: place[0]):
            positions = [position for _, position in some]
            rows = self._session.execute(
                select(LogNode.position, LogNode.hash).where(
                    LogNode.level == level, LogNode.position.in_(positions)
                )
            )
            found.update({(level, position): hashed for position, hashed in rows})
        return found


def newest_head(session: Session) -> LogHead | None:
    """The head of the log; None before anything was sealed."""
    return session.scalar(select(LogHead).order_by(LogHead.size.desc()).limit(1))


def head_of_size(session: Session, size: int) -> LogHead | None:
    """The head that was signed when so many answers were sealed."""
    return session.get(LogHead, size)


def heads(session: Session, most: int) -> list[LogHead]:
    """The newest heads, newest first."""
    return list(session.scalars(select(LogHead).order_by(LogHead.size.desc()).limit(most)))


def standing(session: Session, receipt_digest: bytes) -> Standing | None:
    """Where the answer with this receipt stands; None where there is none, or it is older than the log."""
    row = session.execute(
        select(Response.commitment, Response.comment_commitment, LogPlace.position)
        .outerjoin(LogPlace, LogPlace.response_id == Response.id)
        .where(Response.receipt_digest == receipt_digest)
    ).one_or_none()
    if row is None or row.commitment is None or row.comment_commitment is None:
        return None
    return Standing(Leaf(row.commitment, row.comment_commitment, receipt_digest), row.position)


def inclusion(session: Session, position: int, size: int) -> Inclusion:
    """The proof that a leaf stands among the first `size`. Raises ValueError where it does not."""
    return Inclusion(size, tuple(inclusion_proof(StoredNodes(session), position, size)))


def consistency(session: Session, earlier: int, later: int) -> tuple[bytes, ...]:
    """The proof that one head only added to another. Raises ValueError unless 0 < earlier <= later, both sealed."""
    return tuple(consistency_proof(StoredNodes(session), earlier, later))


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An answer that was taken back, as everybody can check it: `leaf.withdrawal` is the hash of `secret`."""

    position: int
    leaf: Leaf
    secret: str


def withdrawals(session: Session, start: int = 0, most: int = _AT_ONCE) -> list[Withdrawal]:
    """Sealed answers that were withdrawn, by place from `start` on."""
    withdrawn = select(Response.id).where(Response.withdrawal_secret.is_not(None))
    rows = session.execute(
        select(LogPlace.position, Response.commitment, Response.comment_commitment, Response.receipt_digest,
               Response.withdrawal_secret)
        .join(Response, Response.id == LogPlace.response_id)
        .where(LogPlace.response_id.in_(withdrawn), LogPlace.position >= start)
        .order_by(LogPlace.position)
        .limit(most)
    )  # fmt: skip
    return [
        Withdrawal(position, Leaf(answer, comment, withdrawal), secret)
        for position, answer, comment, withdrawal, secret in rows
        if answer is not None and comment is not None and secret is not None
    ]


def count_withdrawals(session: Session) -> int:
    """How many sealed answers were withdrawn."""
    found = session.scalar(
        select(func.count())
        .select_from(LogPlace)
        .join(Response, Response.id == LogPlace.response_id)
        .where(Response.withdrawal_secret.is_not(None))
    )
    return int(found or 0)
