"""Reports made by hand: so many forms at such levels, all with one draw of the questions."""

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np

from reports import Answered, Hidden, NamedPeriod, Span, UnitFigures, UnitLine, UnitsReport
from reports.log_head import LogHead
from reports.values import FlaggedFigures
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


HEAD = LogHead(
    1250,
    "ab" * 32,
    "2026-11-23 morning",
    "danhgia.example.vn/nhat-ky 1250 q6ur 2026-11-23 morning — danhgia.example.vn/nhat-ky Zxc4",
    "https://danhgia.example.vn/nhat-ky",
)


def with_parts(told: UnitsReport) -> UnitsReport:
    """The same where ten of each unit's forms at level 2 are marked, and none came with a ticket."""
    parts = {
        line.unit_id: FlaggedFigures(line.figures, figures({5: 20}), 10, nobody())
        for line in told.shown
        if line.figures is not None
    }
    return replace(told, parts=parts, head=HEAD)


def nobody() -> UnitFigures:
    form = instrument()
    return UnitFigures(Tally.empty(form), ClusterMoments.zero(len(form.criteria)))


def report(*lines: UnitLine, sample: bool = False, named: NamedPeriod = MARCH) -> UnitsReport:
    return UnitsReport(
        "Tỉnh Mẫu", named, instrument(), lines, through=date(2026, 3, 31), revisions=2, sample=sample
    )
