"""How many independent answers an index is worth, given that officer-days are alike (quantity 3)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from scoring.counts import Reals
from scoring.indices.linearisation import MIN_CLUSTERS, DesignEffect
from scoring.indices.stacked import Flags, Linearised

OWN_CLUSTERS: Final = "ratio linearisation over officer-days, Korn–Graubard Beta limits"
SIBLINGS: Final = "independent answers times the design effect of sibling units, Korn–Graubard Beta limits"
ONE_VOICE: Final = "each officer-day counted as one voice, exact Beta limits"

EVEN = 9 / 8
"""Officer-days whose sizes differ so little that m of them are worth m / EVEN equal ones or more count as m."""

_LEAST = 2
"""Equal officer-days that a unit's own must be worth to have a spread at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What each index is worth, arrays of the shape of the `Linearised` it comes from.

    answers  effective number of independent answers, before the correction for degrees of freedom
    df       degrees of freedom of the variance in it; 0: no estimated variance
    method   OWN_CLUSTERS, SIBLINGS or ONE_VOICE
    own      whether its own officer-days tell how far its value may be off
    """

    answers: Reals
    df: Reals
    method: npt.NDArray[np.str_]
    own: Flags


def effective_answers(parts: Linearised, siblings: DesignEffect | None = None) -> Worth:
    """The effective number of answers of quantity 3, element by element.

        m >= 10, v > 0   min(I (1 - I) / max(v, v0), cap), m - 1 degrees of freedom
        otherwise        min(I (1 - I) / (D v0), cap), or cap / D where v0 = 0, and those of D
        no siblings      as with D = 1, at most one voice for every officer-day

    D = `siblings.at(size)`: the design effect of the siblings, more where officer-days here are larger.
    Where officer-days are of unequal size, m > EVEN * voices, K = voices stands for m: in m >= 10, where
    there are siblings that lend, in m - 1, and in v, which grows by K/(K-1) : m/(m-1).
    """
    spread = parts.value * (1 - parts.value)
    own, variance, even = _own(parts, _LEAST if siblings is None else MIN_CLUSTERS)
    if siblings is None:
        lent = np.minimum(_at_most(spread, parts.v0, parts.cap), parts.voices)
        lent_df, lent_method = 0, ONE_VOICE
    else:
        effect = siblings.at(parts.cap / np.where(parts.voices > 0, parts.voices, 1))
        at_v0 = _at_most(spread, effect * parts.v0, parts.cap)
        lent = np.where(parts.v0 > 0, at_v0, parts.cap / effect)
        lent_df, lent_method = siblings.df, SIBLINGS
    return Worth(
        answers=np.where(own, _at_most(spread, variance, parts.cap), lent),
        df=np.where(own, even - 1, lent_df),
        method=np.where(own, OWN_CLUSTERS, lent_method),
        own=own,
    )


def _own(parts: Linearised, least: int) -> tuple[Flags, Reals, Reals]:
    """Whether officer-days are enough to speak for themselves, max(v, v0) of them, and K, `least` or more."""
    m = parts.clusters.astype(np.float64)
    even = np.where(m <= EVEN * parts.voices, m, parts.voices)
    own = (m >= MIN_CLUSTERS) & (parts.v > 0) & (even >= least)
    m, even = np.where(own, m, 2.0), np.where(own, even, 2.0)
    v = np.where(even == m, parts.v, parts.v * (m - 1) / m * even / (even - 1))
    return own, np.maximum(v, parts.v0), even


def _at_most(spread: Reals, variance: Reals, cap: Reals) -> Reals:
    """min(spread / variance, cap); cap where there is no variance."""
    answers: Reals = np.minimum(np.divide(spread, variance, out=cap.copy(), where=variance > 0), cap)
    return answers
