"""How much easier or harder a field or channel is, whoever serves: told within officers (for quantity 6).

An officer who only handles the hard field must not be rated worse for it. Where officers serve several strata,
each is compared with himself, so that good officers sent to hard fields do not make the field look easy. Where
no officer links two strata (each field has its own officer), officers of one unit are compared instead, which
takes for granted that no field has better officers in all units. Where nothing links a stratum, nothing is
adjusted, and that is said.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special
from scipy.sparse import csgraph

from scoring.counts import Counts, Reals

Flags: TypeAlias = npt.NDArray[np.bool_]

_LINKED = 6.0
"""Information on a log odds ratio from which two strata are told apart: a standard error of about .4."""

_USUAL_M = 20.0
_RIDGE = 1.0
_HALF = 0.25
_STEPS = 6


class Link(IntEnum):
    """By what a stratum's difficulty is known; the lower, the less."""

    NOTHING = 0
    UNITS = 1
    OFFICERS = 2


@dataclass(frozen=True, slots=True, eq=False)
class MixOffsets:
    """Difficulty of strata, (strata,): log odds of a satisfied answer against the usual mix, and what tells it."""

    offsets: Reals
    links: Counts

    def standardised(self, satisfied: Reals, answers: Reals) -> tuple[Reals, Reals]:
        """Counts (officers,) that say of an officer's log odds under the usual mix what these (officers, strata) do.

        Same score and same information at the officer's likely log odds; satisfied stays within 0..answers.
        """
        share = _clipped_share(satisfied.sum(), answers.sum())
        usual = float(special.logit(share))
        logit = np.full(len(answers), usual)
        own, of = satisfied.sum(axis=1), answers.sum(axis=1)
        for _ in range(_STEPS):
            expected = special.expit(logit[:, None] + self.offsets)
            centre = special.expit(logit)
            score = own - (answers * expected).sum(axis=1) + _USUAL_M * (share - centre)
            weight = (answers * expected * (1 - expected)).sum(axis=1) + _USUAL_M * centre * (1 - centre)
            logit = np.clip(logit + score / weight, usual - 6, usual + 6)
        expected, centre = special.expit(logit[:, None] + self.offsets), special.expit(logit)
        size = (answers * expected * (1 - expected)).sum(axis=1) / (centre * (1 - centre))
        size = np.where(of > 0, size, 0.0)
        count = own - (answers * expected).sum(axis=1) + size * centre
        return np.clip(count, 0, size), size

    def weakest(self, answers: Reals) -> Counts:
        """By what the mix of each officer (officers,) is known: the weakest link among strata with answers."""
        links = np.where(answers > 0, self.links, int(Link.OFFICERS)).min(axis=1)
        return np.asarray(links, dtype=np.int64)


def mix_offsets(satisfied: Reals, answers: Reals, units: Counts, design_effect: float) -> MixOffsets:
    """Offsets from counts (officers, strata), units (officers,) as 0, 1, ....

    Generalised Mantel–Haenszel log odds ratios of pairs of strata, officers (or units) as tables; combined over
    pairs by weighted least squares, drawn to 0 with weight 1. Greenland 1989, Biometrics 45:183; unlike a fixed
    effect for each officer they stay right with few answers an officer.
    """
    within_officers = _pairs(satisfied, answers, design_effect)
    shape = int(units.max(initial=-1)) + 1, answers.shape[1]
    satisfied_of_units, answers_of_units = np.zeros(shape), np.zeros(shape)
    np.add.at(satisfied_of_units, units, satisfied)
    np.add.at(answers_of_units, units, answers)
    served = float(answers[answers > 0].mean()) / design_effect if (answers > 0).any() else 1.0
    alike = design_effect * (1 + served / (_USUAL_M + 1))
    within_units = _pairs(satisfied_of_units, answers_of_units, alike)
    by_officers = _parts(within_officers[1] >= _LINKED)
    apart = by_officers[:, None] != by_officers
    information = np.where(apart, within_units[1] * (within_units[1] >= _LINKED), within_officers[1])
    log_odds = np.where(apart, within_units[0], within_officers[0])
    laplacian = np.diag(information.sum(axis=1) + _RIDGE) - information
    effects = np.linalg.solve(laplacian, (information * log_odds).sum(axis=1))
    links = _links(by_officers, _parts(information >= _LINKED), answers.sum(axis=0))
    return MixOffsets(_centred(effects, links > 0, satisfied.sum(axis=0), answers.sum(axis=0)), links)


def _pairs(satisfied: Reals, answers: Reals, design_effect: float) -> tuple[Reals, Reals]:
    """Log odds ratio of each pair of strata, and its information, both (strata, strata)."""
    total = np.maximum(answers.sum(axis=1, keepdims=True), 1e-300)
    crossed = (satisfied / total).T @ (answers - satisfied)
    crossed = np.maximum(crossed, 0) + _HALF
    information = 1 / (1 / crossed + 1 / crossed.T) / design_effect
    np.fill_diagonal(information, 0)
    some = crossed + crossed.T > 2 * _HALF
    return np.log(crossed / crossed.T), np.where(some, information, 0.0)


def _parts(linked: Flags) -> Counts:
    """Number of the connected part that each stratum is in."""
    return np.asarray(csgraph.connected_components(linked, directed=False)[1], dtype=np.int64)


def _links(by_officers: Counts, by_all: Counts, answers: Reals) -> Counts:
    """What links each stratum to the strata with the most answers."""
    main = by_all[int(np.argmax(np.bincount(by_all, answers)[by_all]))]
    core = by_officers[
        int(np.argmax(np.where(by_all == main, np.bincount(by_officers, answers)[by_officers], -1)))
    ]
    told = np.count_nonzero(by_all == main) > 1
    by_core = (by_officers == core) & (np.count_nonzero(by_officers == core) > 1)
    links = np.where(by_core, int(Link.OFFICERS), int(Link.UNITS))
    return np.where((by_all == main) & told, links, int(Link.NOTHING)).astype(np.int64)


def _centred(effects: Reals, linked: Flags, satisfied: Reals, answers: Reals) -> Reals:
    """Moved so that the usual mix of answers has the share it has; 0 where nothing is known."""
    weight = answers * linked
    if not weight.sum():
        return np.zeros_like(effects)
    share = _clipped_share((satisfied * linked).sum(), weight.sum())
    usual, moved = float(special.logit(share)), effects - float(weight @ effects / weight.sum())
    for _ in range(_STEPS):
        expected = special.expit(usual + moved)
        slope = float(weight @ (expected * (1 - expected))) / weight.sum()
        moved = moved + (share - float(weight @ expected) / weight.sum()) / slope
    return np.where(linked, moved, 0.0)


def _clipped_share(satisfied: float, answers: float) -> float:
    return float((satisfied + 0.5) / (answers + 1))
