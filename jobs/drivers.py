"""From released pairs of answers to what goes with satisfaction: of a unit, else of the units of its kind.

A group holds only units that are shown beside each other in the province, so no hidden unit is in its figures; nor
is one with too many flags.
A criterion that is hidden by itself takes part: what is told is made of pairs with 200 forms and more each.
Everything is worked out when it is asked for: tables of pairs do not grow with the forms (see docs/methods/15).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

from sqlalchemy.orm import Session

from db.queries.figures import Figures, figures_by_unit, figures_of, siblings_effect
from db.queries.pairs import pairs_of
from jobs.exports import Neighbours
from jobs.unit_page import shown_in_province
from reports.drivers import criterion_drivers, element_drivers
from reports.paired import PairedAnswers
from reports.scale_quality import QuestionnaireQuality, questionnaire_quality
from reports.values import Asked, UnitLine
from scoring import NotEstimable
from scoring.questionnaire.drivers import Drivers
from survey import Tally
from survey.offices import UnitKind


@dataclass(frozen=True, slots=True)
class GoesWith:
    """What goes with overall satisfaction, how well the questions measure, and of whom that is.

    missing  why it is not of the unit itself; None where it is, or where nobody asked for a single unit
    """

    paired: PairedAnswers
    elements: Drivers | NotEstimable
    criteria: Drivers | NotEstimable
    quality: QuestionnaireQuality
    missing: NotEstimable | None = None

    @property
    def lacking(self) -> NotEstimable | None:
        """Why these answers say too little; a questionnaire without an overall question has only its quality."""
        wanted = self.quality.whole if self.paired.instrument.overall is None else self.elements
        return wanted if isinstance(wanted, NotEstimable) else None


def goes_with_at(session: Session, asked: Asked, unit_ids: Collection[int], around: Neighbours) -> GoesWith:
    """Of these units together where their pairs suffice, else of the units of their kind in the province."""
    figures = figures_of(session, unit_ids, asked.named.period, asked.version)
    own = _told(_paired(session, asked, unit_ids, figures.tally, [figures]))
    if own.lacking is None:
        return own
    alike = _paired_of_kind(session, asked, unit_ids, around)
    return own if alike is None else _told(alike, missing=own.lacking)


def goes_with_of_kind(session: Session, asked: Asked, lines: Iterable[UnitLine]) -> GoesWith | None:
    """Of the units among these lines, which are of one kind; None where none is shown that may be compared."""
    compared = [line for line in lines if line.figures is not None and not line.figures.too_many_flagged]
    if not compared:
        return None
    unit_ids = [line.unit_id for line in compared]
    figures = figures_by_unit(session, unit_ids, asked.named.period, asked.version).values()
    tally = reduce(add, (each.tally for each in figures))
    return _told(_paired(session, asked, unit_ids, tally, list(figures), compared[0].kind))


def _paired_of_kind(
    session: Session, asked: Asked, unit_ids: Collection[int], around: Neighbours
) -> PairedAnswers | None:
    """The units of the one kind of these that the province's comparison shows, but for those with too many flags.

    None where they are fewer than two: one unit is no kind.
    """
    kinds = {info.kind for info in around.infos if info.id in set(unit_ids)}
    if len(kinds) != 1:
        return None
    [kind] = kinds
    shown = shown_in_province(session, around, asked)
    beside = {
        info.id: around.by_unit[info.id] for info in around.infos if info.kind is kind and info.id in shown
    }
    alike = {unit_id: each for unit_id, each in beside.items() if not each.too_many_flagged}
    if len(alike) < 2:
        return None
    figures = alike.values()
    return _paired(session, asked, alike.keys(), reduce(add, (each.tally for each in figures)), figures, kind)


def _paired(
    session: Session,
    asked: Asked,
    unit_ids: Collection[int],
    tally: Tally,
    figures: Collection[Figures],
    kind: UnitKind | None = None,
) -> PairedAnswers:
    """What alike days cost is taken from the criterion most asked: where most answers meet, it costs most."""
    most_asked = tally.instrument.numbers[int(tally.answered.argmax())]
    effect = siblings_effect(figures, (most_asked,))
    return PairedAnswers(
        tables=pairs_of(session, unit_ids, asked.named.period, asked.version),
        tally=tally,
        design_effect=None if effect is None else effect.ratio,
        units=len(unit_ids),
        kind=kind,
    )


def _told(paired: PairedAnswers, missing: NotEstimable | None = None) -> GoesWith:
    return GoesWith(
        paired=paired,
        elements=element_drivers(paired),
        criteria=criterion_drivers(paired),
        quality=questionnaire_quality(paired),
        missing=missing,
    )
