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
BOTH: Final = "officer-days and the design effect of sibling units, Korn–Graubard Beta limits"
ONE_VOICE: Final = "each officer-day counted as one voice, exact Beta limits"

EVEN = 9 / 8
"""Officer-days whose sizes differ so little that m of them are worth m / EVEN equal ones or more count as m."""

_LEAST = 2
"""Equal officer-days that a unit's own must be worth to tell of a spread at all; from MIN_CLUSTERS they do alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What each index is worth, arrays of the shape of the `Linearised` it comes from.

    answers  effective number of independent answers, before the correction for degrees of freedom
    df       degrees of freedom of the variance in it; 0: no estimated variance
    method   OWN_CLUSTERS, BOTH, SIBLINGS or ONE_VOICE
    own      whether its own officer-days tell how far its value may be off, so that siblings add nothing
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
    Where officer-days are of unequal size, m > EVEN * voices, K = voices stands for m: in m - 1, and in v,
    which grows by K/(K-1) : m/(m-1). From K = 10 on the unit speaks for itself, below 2 as in "otherwise".
    Between, without siblings it speaks for itself too; with siblings the variance goes over from theirs to
    its own, w v + (1 - w) D v0 with w = (K - 2)/8, its degrees of freedom by Satterthwaite (1946,
    Biometrics Bulletin 2:110).
    """
    spread = parts.value * (1 - parts.value)
    speaks, v, even = _own(parts)
    if siblings is None:
        lent = np.minimum(_at_most(spread, parts.v0, parts.cap), parts.voices)
        lent_df, lent_method = 0, ONE_VOICE
        weight = speaks.astype(np.float64)
        variance, df = v, even - 1
    else:
        effect = siblings.at(parts.cap / np.where(parts.voices > 0, parts.voices, 1))
        at_v0 = _at_most(spread, effect * parts.v0, parts.cap)
        lent = np.where(parts.v0 > 0, at_v0, parts.cap / effect)
        lent_df, lent_method = siblings.df, SIBLINGS
        weight = np.where(speaks, np.clip((even - _LEAST) / (MIN_CLUSTERS - _LEAST), 0.0, 1.0), 0.0)
        variance, df = _mixed(weight, (v, even - 1), (effect * parts.v0, siblings.df))
    measured = weight > 0
    return Worth(
        answers=np.where(measured, _at_most(spread, np.maximum(variance, parts.v0), parts.cap), lent),
        df=np.where(measured, df, lent_df),
        method=np.where(weight == 1, OWN_CLUSTERS, np.where(measured, BOTH, lent_method)),
        own=speaks & (even >= MIN_CLUSTERS),
    )


def _own(parts: Linearised) -> tuple[Flags, Reals, Reals]:
    """Whether officer-days tell of a spread at all, their variance v, and K, how many equal ones they are worth."""
    m = parts.clusters.astype(np.float64)
    even = np.where(m <= EVEN * parts.voices, m, parts.voices)
    speaks = (m >= MIN_CLUSTERS) & (parts.v > 0) & (even >= _LEAST)
    m, even = np.where(speaks, m, _LEAST), np.where(speaks, even, _LEAST)
    v = np.where(even == m, parts.v, parts.v * (m - 1) / m * even / (even - 1))
    return speaks, v, even


def _mixed(weight: Reals, own: tuple[Reals, Reals], lent: tuple[Reals, float]) -> tuple[Reals, Reals]:
    """Of two variances, each with its degrees of freedom: their weighted mean, and its degrees of freedom."""
    (v, df), (other, other_df) = own, lent
    ours, theirs = weight * v, (1 - weight) * other
    variance: Reals = ours + theirs
    spent = ours**2 / df + theirs**2 / other_df
    return variance, np.divide(variance**2, spent, out=df.copy(), where=(weight < 1) & (spent > 0))


def _at_most(spread: Reals, variance: Reals, cap: Reals) -> Reals:
    """min(spread / variance, cap); cap where there is no variance."""
    answers: Reals = np.minimum(np.divide(spread, variance, out=cap.copy(), where=variance > 0), cap)
    return answers
