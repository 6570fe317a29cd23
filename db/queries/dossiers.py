"""Dossiers handled, and the share of them that came back as an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Dossiers
from db.queries.figures import respondents_by_unit_month
from survey import Period


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """Answers out of dossiers handled, over the months for which dossiers were imported.

    An answer may come without a dossier (a question asked), so the rate can pass 1; it is then said as it is.
    """

    answers: int
    dossiers: int
    late: int
    months: int

    @property
    def share(self) -> float | None:
        return self.answers / self.dossiers if self.dossiers else None


def response_rates(session: Session, unit_ids: Collection[int], period: Period) -> dict[int, ResponseRate]:
    """The response rate of each unit that has dossiers imported; answers of other months are left out."""
    answers = respondents_by_unit_month(session, unit_ids, period)
    rows = session.execute(
        select(Dossiers.unit_id, Dossiers.month, func.sum(Dossiers.handled), func.sum(Dossiers.late))
        .where(Dossiers.unit_id.in_(sorted(unit_ids)))
        .where(Dossiers.month >= str(period.first), Dossiers.month <= str(period.last))
        .group_by(Dossiers.unit_id, Dossiers.month)
    )
    rates: dict[int, ResponseRate] = {}
    for unit_id, month, handled, late in rows:
        before = rates.get(unit_id, ResponseRate(0, 0, 0, 0))
        rates[unit_id] = ResponseRate(
            answers=before.answers + answers.get((unit_id, month), 0),
            dossiers=before.dossiers + int(handled),
            late=before.late + int(late),
            months=before.months + 1,
        )
    return rates


def months_with_dossiers(
    session: Session, unit_ids: Collection[int], period: Period
) -> dict[int, frozenset[str]]:
    """The months of a period for which each unit's dossiers were imported."""
    rows = session.execute(
        select(Dossiers.unit_id, Dossiers.month)
        .where(Dossiers.unit_id.in_(sorted(unit_ids)))
        .where(Dossiers.month >= str(period.first), Dossiers.month <= str(period.last))
        .distinct()
    )
    months: dict[int, set[str]] = {}
    for unit_id, month in rows:
        months.setdefault(unit_id, set()).add(month)
    return {unit_id: frozenset(found) for unit_id, found in months.items()}


def together(rates: Collection[ResponseRate]) -> ResponseRate | None:
    """The rate of several units as one."""
    if not rates:
        return None
    return ResponseRate(
        answers=sum(rate.answers for rate in rates),
        dossiers=sum(rate.dossiers for rate in rates),
        late=sum(rate.late for rate in rates),
        months=max(rate.months for rate in rates),
    )


def dossiers_stamp(session: Session, unit_ids: Collection[int], period: Period) -> str:
    """What is known of the dossiers of these units together, by name: the same name, the same figures."""
    rows = session.execute(
        select(
            Dossiers.month,
            Dossiers.field_id,
            Dossiers.channel,
            func.count(),
            func.sum(Dossiers.handled),
            func.sum(Dossiers.late),
        )
        .where(Dossiers.unit_id.in_(sorted(unit_ids)))
        .where(Dossiers.month >= str(period.first), Dossiers.month <= str(period.last))
        .group_by(Dossiers.month, Dossiers.field_id, Dossiers.channel)
        .order_by(Dossiers.month, Dossiers.field_id, Dossiers.channel)
    )
    found = "\n".join(" ".join(map(str, row)) for row in rows)
    return sha256(found.encode()).hexdigest()
