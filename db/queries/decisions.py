"""Decisions about answers: what everybody may read of them, and what whoever confirms has to see."""

from collections import Counter as Sums
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from access import Action, may
from db.commands.decide import NoRightToDecide
from db.models import Account, DecidedResponse, Decision, Flag, Response, Unit
from db.queries.accounts import active_reader
from db.queries.flagged import SHORT
from survey import Month
from survey.decisions import CARRIED_OUT, IN_FORCE, WAITING, Cause, Effect, Stage
from survey.suspicion import Reason


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision says: about how many answers of which unit and month, why, and how far it came."""

    number: int
    unit_name: str
    month: Month
    forms: int
    cause: Cause
    sentence: str
    stage: Stage

    @classmethod
    def of(cls, row: Decision, unit_name: str) -> "Decided":
        return cls(
            number=row.id,
            unit_name=unit_name,
            month=Month.parse(row.month),
            forms=row.forms,
            cause=Cause(row.cause),
            sentence=row.sentence,
            stage=Stage(row.stage),
        )


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """A decision as everybody may read it; `roles` are those of the two who decided, by their names in `access`."""

    said: Decided
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A decision as whoever confirms it has to see it: its answers, as the list of flags names them, and how many of
    them carry each mark."""

    said: Decided
    answers: tuple[str, ...]
    marks: Mapping[Reason, int]


def public_decisions(session: Session, most: int) -> list[PublicDecision]:
    """The decisions that were carried out, the newest first."""
    first, second = aliased(Account), aliased(Account)
    rows = session.execute(
        select(Decision, Unit.name, first.role, second.role)
        .join(Unit, Unit.id == Decision.unit_id)
        .join(first, first.id == Decision.proposed_by)
        .join(second, second.id == Decision.confirmed_by)
        .where(Decision.stage.in_(CARRIED_OUT))
        .order_by(Decision.id.desc())
        .limit(most)
    )
    return [PublicDecision(Decided.of(row, name), tuple(roles)) for row, name, *roles in rows]


def decisions_for(session: Session, account_id: int, *, all_stages: bool = False) -> list[Decided]:
    """Decisions that this account may decide on, the newest first: those that wait for a second account, or all.

    Raises NoRightToDecide, which names the unit of the account, where it may decide on none.
    """
    reader = active_reader(session, account_id)
    if reader is None or not may(reader, Action.DECIDE_ON_ANSWERS, reader.unit_path):
        own = select(Unit.name).join(Account, Account.unit_id == Unit.id).where(Account.id == account_id)
        raise NoRightToDecide(session.scalar(own))
    rows = session.execute(
        select(Decision, Unit.name, Unit.path)
        .join(Unit, Unit.id == Decision.unit_id)
        .where(Decision.stage.in_(tuple(Stage) if all_stages else WAITING))
        .order_by(Decision.id.desc())
    )
    return [Decided.of(row, name) for row, name, path in rows if may(reader, Action.DECIDE_ON_ANSWERS, path)]


def to_confirm(session: Session, number: int) -> ToConfirm | None:
    """What a decision of this number is about; None where there is none."""
    found = session.get(Decision, number)
    if found is None:
        return None
    about = select(DecidedResponse.response_id).where(DecidedResponse.decision_id == number)
    marks = session.execute(select(Flag.reason, Flag.response_id).where(Flag.response_id.in_(about)))
    return ToConfirm(
        Decided.of(found, session.scalars(select(Unit.name).where(Unit.id == found.unit_id)).one()),
        tuple(each[:SHORT] for each in session.scalars(about.order_by(DecidedResponse.response_id))),
        Sums(Reason(row.reason) for row in marks),
    )


def count_excluded(session: Session) -> int:
    """How many answers are left out of the counts now."""
    return session.scalar(select(func.count()).select_from(Response).where(Response.excluded.is_(True))) or 0


def count_cleared(session: Session) -> int:
    """How many answers count as unmarked now, because their marks were cleared."""
    cleared = select(Flag.response_id).where(Flag.cleared).distinct().subquery()
    return session.scalar(select(func.count()).select_from(cleared)) or 0


def why_left_out(session: Session, response_id: str) -> tuple[Cause, str] | None:
    """Why an answer is left out; None where it is not."""
    row = session.execute(
        select(Decision.cause, Decision.sentence)
        .join(DecidedResponse, DecidedResponse.decision_id == Decision.id)
        .where(DecidedResponse.response_id == response_id, Decision.stage.in_(IN_FORCE))
        .where(Decision.cause.in_(Effect.LEAVE_OUT.causes))
        .order_by(Decision.id)
    ).first()
    return None if row is None else (Cause(row.cause), row.sentence)
