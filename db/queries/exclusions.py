"""Answers that were left out of the counts: what everybody may read of it, and what an inspector looks at first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db.models import Account, Counter, ExcludedResponse, Exclusion, Flag, Response, Unit
from survey import Month
from survey.exclusions import Cause, Stage
from survey.suspicion import Reason

SHORT: Final = 10
"""Letters of an answer's id that are shown: enough to name it, random, and on no receipt."""

_PUBLIC: Final = tuple(str(stage) for stage in (Stage.CONFIRMED, Stage.REINSTATING, Stage.REINSTATED))


@dataclass(frozen=True, slots=True)
class PublicExclusion:
    """A decision as everybody may read it; `roles` are those of the two who decided, by their names in `access`."""

    number: int
    unit_name: str
    month: Month
    forms: int
    cause: Cause
    sentence: str
    roles: tuple[str, ...]
    reinstated: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits for a second account, as whoever confirms it has to see it."""

    unit_name: str
    month: Month
    cause: Cause
    sentence: str
    stage: Stage
    answers: tuple[str, ...]
    """Named as the list of flags names them."""


@dataclass(frozen=True, slots=True)
class FlaggedAnswer:
    """An answer that carries flags: where and when it was given, and why. Never what was answered."""

    id: str
    unit_code: str
    counter_number: str
    day: date
    part: str
    reasons: tuple[Reason, ...]
    excluded: bool

    @property
    def short(self) -> str:
        return self.id[:SHORT]


def public_exclusions(session: Session, most: int) -> list[PublicExclusion]:
    """The decisions that were carried out, the newest first."""
    first, second = aliased(Account), aliased(Account)
    rows = session.execute(
        select(Exclusion, Unit.name, first.role, second.role)
        .join(Unit, Unit.id == Exclusion.unit_id)
        .join(first, first.id == Exclusion.proposed_by)
        .join(second, second.id == Exclusion.confirmed_by)
        .where(Exclusion.state.in_(_PUBLIC))
        .order_by(Exclusion.id.desc())
        .limit(most)
    )
    return [
        PublicExclusion(
            number=row.id,
            unit_name=name,
            month=Month.parse(row.month),
            forms=row.forms,
            cause=Cause(row.reason),
            sentence=row.sentence,
            roles=roles,
            reinstated=row.state == Stage.REINSTATED,
        )
        for row, name, *rest in rows
        for roles in [tuple(rest)]
    ]


def waiting(session: Session, number: int) -> Waiting | None:
    """What a decision of this number would do once confirmed; None where it waits for nothing."""
    found = session.get(Exclusion, number)
    if found is None or found.state not in (Stage.PROPOSED, Stage.REINSTATING):
        return None
    ids = session.scalars(
        select(ExcludedResponse.response_id)
        .where(ExcludedResponse.exclusion_id == number)
        .order_by(ExcludedResponse.response_id)
    )
    return Waiting(
        unit_name=session.scalars(select(Unit.name).where(Unit.id == found.unit_id)).one(),
        month=Month.parse(found.month),
        cause=Cause(found.reason),
        sentence=found.sentence,
        stage=Stage(found.state),
        answers=tuple(each[:SHORT] for each in ids),
    )


def count_excluded(session: Session) -> int:
    """How many answers are left out of the counts now."""
    return session.scalar(select(func.count()).select_from(Response).where(Response.excluded.is_(True))) or 0


def exclusion_of(session: Session, response_id: str) -> tuple[Cause, str] | None:
    """Why an answer is left out; None where it is not."""
    row = session.execute(
        select(Exclusion.reason, Exclusion.sentence)
        .join(ExcludedResponse, ExcludedResponse.exclusion_id == Exclusion.id)
        .where(ExcludedResponse.response_id == response_id)
        .where(Exclusion.state.in_([str(Stage.CONFIRMED), str(Stage.REINSTATING)]))
    ).first()
    return None if row is None else (Cause(row.reason), row.sentence)


def flagged_answers(
    session: Session, unit_ids: Collection[int], first: date, last: date, counter_id: int | None = None
) -> list[FlaggedAnswer]:
    """Flagged answers of these units' days that were not withdrawn, by half day, unit, counter, then at random."""
    wanted = (
        select(
            Response.id,
            Unit.code,
            Counter.number,
            Response.day,
            Response.part,
            Response.excluded,
            Flag.reason,
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
        before = found[row.id].reasons if row.id in found else ()
        reasons = (*before, Reason(row.reason))
        found[row.id] = FlaggedAnswer(row.id, row.code, row.number, row.day, row.part, reasons, row.excluded)
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
