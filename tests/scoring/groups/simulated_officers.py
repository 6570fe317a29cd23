"""Officers within units with a known truth, and the forms about them: answers of one form are alike."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.groups.conduct_counts import ConductCounts

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """What was simulated: the units of officers, true shares of both, and the counts."""

    units: npt.NDArray[np.int64]
    unit_means: Reals
    shares: Reals
    counts: ConductCounts


def officers_within_units(
    seed: int,
    officers: int,
    officers_a_unit: int,
    forms: int,
    *,
    share: float = 0.9,
    spread: float = 0.4,
    concentration: float = 20.0,
    alike: float = 0.5,
    difficulty: Reals | None = None,
    mix: Reals | None = None,
) -> Truth:
    """True shares by the nested model; each answer copies the form's with probability √alike.

    difficulty (strata,) on the log odds; mix (officers, strata): how the forms of each officer fall on strata.
    """
    rng = np.random.default_rng(seed)
    units = np.arange(officers) % max(officers // officers_a_unit, 1)
    means = special.expit(special.logit(share) + spread * rng.standard_normal(units.max() + 1))[units]
    shares = np.clip(rng.beta(concentration * means, concentration * (1 - means)), 1e-9, 1 - 1e-9)
    who = np.repeat(np.arange(officers), forms)
    likely, stratum = shares[who], None
    if mix is not None:
        stratum = (rng.random(len(who))[:, None] > mix[who].cumsum(axis=1)).sum(axis=1)
        likely = special.expit(special.logit(likely) + difficulty[stratum])
    answered = rng.choice([1, 2, 3], size=len(who), p=[0.1, 0.2, 0.7])
    of_form = rng.random(len(who)) < likely
    satisfied = np.zeros(len(who), dtype=np.int64)
    for place in range(3):
        own = rng.random(len(who)) < likely
        copied = rng.random(len(who)) < np.sqrt(alike)
        satisfied += np.where(copied, of_form, own) & (place < answered)
    strata = 1 if mix is None else mix.shape[1]
    counts = ConductCounts.from_forms(who, satisfied, answered, officers, stratum, strata)
    return Truth(units, means, shares, counts)
