"""Reports made by hand: so many forms at such levels, all with one draw of the questions."""

from datetime import date
from random import Random

import numpy as np

from reports import Answered, Hidden, NamedPeriod, Span, UnitFigures, UnitLine, UnitsReport
from scoring import ClusterMoments
from survey import (
    Answers,
    Instrument,
    Month,
    Period,
    Tally,
    TallyLayout,
    ToldApart,
    Visit,
    shipped_instruments,
)
from survey.offices import UnitKind

MARCH = NamedPeriod(Span.MONTH, Period(Month(2026, 3), Month(2026, 3)))


def instrument() -> Instrument:
    return shipped_instruments()["counter-2026/1"]


def asked() -> tuple[int, ...]:
    """Seven criteria: 8, 9, 10 and four that were drawn."""
    form = instrument()
    return form.asked(Visit("ask"), form.draw(Random(1)))


def figures(levels: dict[int, int], answered: Answered | None = None) -> UnitFigures:
    """So many forms at each level, each level on a day of its own."""
    form = instrument()
    layout = TallyLayout.of(form)
    days = []
    for level, forms in levels.items():
        answers = Answers(Visit("ask"), level, dict.fromkeys(asked(), level))
        days.append(Tally(form, layout.contribution(answers) * forms))
    moments = ClusterMoments.of(np.array([d.satisfied for d in days]), np.array([d.answered for d in days]))
    told = ToldApart.everything(len(form.criteria))
    return UnitFigures.of(
        sum(days[1:], days[0]), moments, range(moments.criteria), apart=told, answered=answered
    )


def line(name: str, shown: UnitFigures | Hidden, code: str = "99001-TT") -> UnitLine:
    return UnitLine(7, code, name, name, UnitKind.COMMUNE_CENTRE, shown)


def report(*lines: UnitLine, sample: bool = False, named: NamedPeriod = MARCH) -> UnitsReport:
    return UnitsReport(
        "Tỉnh Mẫu", named, instrument(), lines, through=date(2026, 3, 31), revisions=2, sample=sample
    )
