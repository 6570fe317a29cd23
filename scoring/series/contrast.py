"""Quantity 19: a weighted sum of periods, some units against similar ones, with its uncertainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, confidence_between_0_and_1, positions, real_numbers
from scoring.errors import OutOfRange, WrongShape
from scoring.result import Limits
from scoring.series.panel import Panel

METHOD = "difference in differences against similar units, variance by sampling and between units"


@dataclass(frozen=True, slots=True)
class Contrast:
    """A weighted sum of periods, units with the initiative less similar units.

    value     fraction points; variance: sampling of the units themselves, true differences between
              units' changes, and the uncertain mean of the similar units
    df        degrees of freedom of that variance (Satterthwaite)
    """

    value: float
    variance: float
    df: float

    def limits(self, confidence: float = 0.95) -> Limits:
        """By Student's t."""
        upper = (1 + confidence_between_0_and_1(confidence)) / 2
        half = float(special.stdtrit(self.df, upper)) * math.sqrt(self.variance)
        return Limits(self.value - half, self.value + half, confidence, METHOD)

    @property
    def t(self) -> float:
        """Value over its standard error; 0 where both are nothing."""
        return self.value / math.sqrt(self.variance) if self.variance > 0 else 0.0


def contrast(panel: Panel, weights: Reals, treated: Sequence[int]) -> Contrast:
    """The contrast of the treated rows less the other rows, of which there are two or more (OutOfRange).

        d_i = sum over periods of weight · value,  v_i = sum of weight² · variance
        s² = variance of d over the J similar units,  tau² = max(0, s² - mean v)
        value = mean treated d - mean similar d
        variance = mean treated v / T + tau² / T + max(s², mean v) / J

    So a change that is usual among similar units does not pass for an effect, even if every index is
    exact. Donald & Lang 2007, Rev. Econ. Statistics 89:221; Conley & Taber 2011, same journal, 93:113.
    Weights (periods,) that sum to 0.
    """
    chosen = np.zeros(panel.units, dtype=bool)
    chosen[positions("treated", treated, panel.units)] = True
    if not chosen.any() or (~chosen).sum() <= 1:
        raise OutOfRange("treated", treated, "some rows, leaving two or more")
    if np.shape(weights) != (panel.periods,):
        raise WrongShape("weights", f"({panel.periods},)", np.shape(weights))
    d = panel.values @ real_numbers("weights", weights)
    parts = panel.variances * weights**2
    v, similar, count = parts.sum(axis=1), int((~chosen).sum()), int(chosen.sum())
    between = float(d[~chosen].var(ddof=1))
    sampling = float(v[~chosen].mean())
    own = float(v[chosen].sum()) / count**2
    variance = own + max(0.0, between - sampling) / count + max(between, sampling) / similar
    return Contrast(
        value=float(d[chosen].mean() - d[~chosen].mean()),
        variance=variance,
        df=_degrees(panel, parts, chosen, between, variance),
    )


def _degrees(
    panel: Panel, parts: Reals, chosen: npt.NDArray[np.bool_], between: float, variance: float
) -> float:
    """Satterthwaite: s² has J - 1, every treated cell its officer-days - 1; J - 1 at the least."""
    similar, count = int((~chosen).sum()), int(chosen.sum())
    cells = np.maximum(panel.clusters[chosen] - 1, 1)
    uncertain = float((parts[chosen] ** 2 / cells).sum()) / count**4
    uncertain += (between * (1 / count + 1 / similar)) ** 2 / (similar - 1)
    return max(variance**2 / uncertain, similar - 1.0) if uncertain > 0 else similar - 1.0
