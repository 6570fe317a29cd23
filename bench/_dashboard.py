"""All figures of the pages for one province, from counters in memory: what is computed when offices look.

The ordinal model of officers stands on no page; `bench.scoring` times it by itself.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench._province import CRITERIA, ELEMENTS, OFFICERS_EACH, OVERALL, UNITS, Province
from reports.standing import Member, standings
from scoring import (
    Difference,
    Index,
    NotEstimable,
    StackedMoments,
    difference,
    drivers_of_criteria,
    drivers_of_elements,
    index_table,
    post_stratified_index,
    rate_conduct,
    satisfaction_index,
    scale_quality,
    share_sensitivity,
    trend,
)
from scoring.counts import Counts
from scoring.indices.difference import against_rest
from scoring.indices.linearisation import design_effects
from survey.offices import UnitKind

ALL = tuple(range(CRITERIA))
GROUPS = (ALL, *ELEMENTS, *((criterion,) for criterion in ALL))
"""The index, the five elements, each criterion."""

COMMUNES = 92
"""As many units of one kind as the province of the sample data has; the others are of another kind."""

_DOSSIERS_A_FORM = 11


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Counters as pages get them, and what they need beside: dossiers, kinds, levels by item."""

    province: Province
    stack: StackedMoments
    level_counts: Counts

    @staticmethod
    def of(province: Province) -> "Kept":
        by_criterion = province.units.levels.sum(axis=0)
        return Kept(
            province,
            StackedMoments.of(province.units.moments),
            np.vstack([by_criterion, province.overall.sum(axis=0)]),
        )

    @property
    def forms(self) -> Counts:
        return self.province.units.respondents


def dashboard(kept: Kept) -> dict[str, float]:
    """Works every figure out once; seconds by part."""
    parts: dict[str, Callable[[Kept], object]] = {
        "index, elements, criteria of all units, with intervals": indices,
        "each unit against the others; what silence could change": beside_others,
        "do units differ, reliability, funnel, ranks": standing,
        "one unit: change, course, weighted to the dossiers": one_unit,
        "drivers and scale quality of two kinds": questionnaire,
        "officers: conduct, nested, adjusted": officers,
    }
    seconds = {}
    for name, work in parts.items():
        start = time.perf_counter()
        work(kept)
        seconds[name] = time.perf_counter() - start
    return seconds


def indices(kept: Kept) -> object:
    lent = design_effects(kept.stack, GROUPS)
    return index_table(kept.stack, kept.forms, GROUPS, siblings=lent)


def beside_others(kept: Kept) -> object:
    found = against_rest(kept.stack, kept.forms, criteria=ALL)
    shares = index_table(kept.stack, kept.forms).value[:, 0]
    return found, [
        share_sensitivity(
            float(share), verdict=0.8, respondents=int(forms), dossiers=int(forms) * _DOSSIERS_A_FORM
        )
        for share, forms in zip(shares, kept.forms, strict=True)
    ]


def standing(kept: Kept) -> object:
    members = [
        Member(unit, int(kept.forms[unit]), kept.province.units.moments[unit]) for unit in range(UNITS)
    ]
    return standings({UnitKind.COMMUNE_CENTRE: members[:COMMUNES], UnitKind.POINT: members[COMMUNES:]})


def one_unit(kept: Kept) -> object:
    months = kept.province.months
    values: list[Index] = [satisfaction_index(moments, respondents=forms) for forms, moments in months]
    shares = [index.value for index in values if not isinstance(index.value, NotEstimable)]
    half = len(months) // 2
    earlier, later = (
        (sum(forms for forms, _ in part), sum((m for _, m in part[1:]), part[0][1]))
        for part in (months[:half], months[half:])
    )
    change: Difference = difference(later[1], earlier[1], respondents=(later[0], earlier[0]))
    strata = kept.province.strata
    weighted = post_stratified_index(
        strata.satisfied,
        strata.answered,
        strata.forms,
        strata.forms * _DOSSIERS_A_FORM,
        design=design_effects(kept.stack)[0],
    )
    return change.interval(), trend(shares, [forms for forms, _ in months]), weighted


def questionnaire(kept: Kept) -> object:
    pairs, forms, levels = kept.province.pairs, int(kept.forms.sum()), kept.level_counts
    return [
        (
            drivers_of_elements(pairs, ELEMENTS, overall=OVERALL, respondents=forms, level_counts=levels),
            drivers_of_criteria(pairs, ALL, overall=OVERALL, respondents=forms, level_counts=levels),
            *(
                scale_quality(pairs.restrict(items), respondents=forms, level_counts=levels[list(items)])
                for items in (*ELEMENTS, ALL)
            ),
        )
        for _ in range(2)
    ]


def officers(kept: Kept) -> object:
    conduct = kept.province.conduct
    rated = rate_conduct(conduct, np.repeat(np.arange(UNITS), OFFICERS_EACH))
    assert not isinstance(rated, NotEstimable)
    return rated.intervals(), [rated.shown(officer) for officer in range(len(conduct.forms))]
