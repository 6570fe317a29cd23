"""Answers that carry flags, for whoever looks into them: where and when they were given, and why. Never what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Counter, DecidedResponse, Decision, Flag, Response, Unit
from survey.decisions import IN_FORCE, Effect
from survey.suspicion import Reason

SHORT: Final = 10
"""Letters of an answer's id that are shown: enough to name it, random, and on no receipt."""


@dataclass(frozen=True, slots=True)
class FlaggedAnswer:
    """An answer that carries flags: where and when it was given, and why. Never what was answered.

    `cleared_by`: the number of the decision by which it does not count as flagged.
    """

    id: str
    unit_code: str
    counter_number: str
    day: date
    part: str
    reasons: tuple[Reason, ...]
    excluded: bool
    cleared_by: int | None

    @property
    def short(self) -> str:
        return self.id[:SHORT]


def flagged_answers(
    session: Session, unit_ids: Collection[int], first: date, last: date, counter_id: int | None = None
) -> list[FlaggedAnswer]:
    """Flagged answers of these units' days that were not withdrawn, by half day, unit, counter, then at random."""
    clearing = (
        select(func.min(Decision.id))
        .join(DecidedResponse, DecidedResponse.decision_id == Decision.id)
        .where(DecidedResponse.response_id == Response.id, Decision.stage.in_(IN_FORCE))
        .where(Decision.cause.in_(Effect.CLEAR_MARKS.causes))
        .scalar_subquery()
    )
    wanted = (
        select(
            Response.id,
            Unit.code,
            Counter.number,
            Response.day,
            Response.part,
            Response.excluded,
            Flag.reason,
            clearing.label("cleared_by"),
        )
        .join(Flag, Flag.response_id == Response.id)
        .join(Unit, Unit.id == Response.unit_id)
        .join(Counter, Counter.id == Response.counter_id)
        .where(Response.unit_id.in_(sorted(unit_ids)), Response.day.between(first, last))
        .where(Response.withdrawn.is_(False))
        .order_by(Response.day, Response.part.desc(), Unit.code, Counter.number, Response.id, Flag.reason)
    )
    if counter_id is not None:
        wanted = wanted.where(Response.counter_id == counter_id)
    found: dict[str, FlaggedAnswer] = {}
    for row in session.execute(wanted):
        reasons = (*(found[row.id].reasons if row.id in found else ()), Reason(row.reason))
        where = (row.code, row.number, row.day, row.part)
        found[row.id] = FlaggedAnswer(row.id, *where, reasons, row.excluded, row.cleared_by)
    return list(found.values())


def named_answers(session: Session, unit_ids: Collection[int], short: Collection[str]) -> Mapping[str, str]:
    """The ids of answers of these units by the first letters that were shown; an ambiguous one is left out."""
    found: dict[str, list[str]] = {}
    for name in sorted(set(short)):
        rows = session.scalars(
            select(Response.id)
            .where(Response.id.startswith(name, autoescape=True), Response.unit_id.in_(sorted(unit_ids)))
            .limit(2)
        )
        found[name] = list(rows)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}
