"""The maximum of the proportional odds likelihood with officers (for quantity 7)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from scoring.counts import Reals
from scoring.groups.beta_binomial import DidNotConverge
from scoring.groups.ordinal_likelihood import (
    Integrated,
    OrdinalParameters,
    ThresholdAnswers,
    integrate_officers,
)

LEAST_SIGMA, LARGEST_SIGMA = 0.02, 30.0
"""Officers within these differ; below they are taken for alike, above each keeps to one level of its own."""

_NEAR = 1e-4
_LOG_GAPS = (-18.0, 6.0)
_FAR = 40.0


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalFit:
    """Parameters where the likelihood is highest, and the officers there."""

    parameters: OrdinalParameters
    officers: Integrated


def start_from(answers: ThresholdAnswers, counts: Reals) -> OrdinalParameters:
    """Thresholds of all answers together; σ from how far officers' scores spread beyond chance."""
    below = np.cumsum(answers.levels)[:-1]
    thresholds = special.logit(below / answers.levels.sum())
    own = counts.sum(axis=1)
    share = below / answers.levels.sum()
    asked = own[:, :-1] + own[:, 1:]
    score = (asked * share).sum(axis=1) - own[:, :-1].sum(axis=1)
    information = (asked * share * (1 - share)).sum(axis=1)
    beyond = (score**2).sum() - information.sum()
    sigma = float(np.sqrt(max(beyond, 0.0) / (information**2).sum()))
    return OrdinalParameters(thresholds, float(np.clip(sigma, 0.1, 2.0)), np.zeros(answers.strata))


def maximise(
    answers: ThresholdAnswers, start: OrdinalParameters, nodes: int, modes: Reals | None = None
) -> OrdinalFit:
    """The maximum by quasi-Newton steps, first curvature from officers' scores (Berndt, Hall, Hall, Hausman 1974).

    Searched on (ζ_1, log gaps, log σ, β but the first used). Raises DidNotConverge.
    """
    used = np.bincount(answers.stratum, answers.asked.sum(axis=1), minlength=answers.strata) > 0
    free = np.flatnonzero(used)[1:]
    width = len(start.thresholds)
    latest = [np.zeros(len(answers.firsts)) if modes is None else modes]

    def read(point: Reals) -> OrdinalParameters:
        gaps = np.exp(np.clip(point[1:width], *_LOG_GAPS))
        first = float(np.clip(point[0], -_FAR, _FAR))
        thresholds = first + np.concatenate([[0.0], np.cumsum(gaps)])
        sigma = float(np.exp(np.clip(point[width], np.log(LEAST_SIGMA) - 1, np.log(LARGEST_SIGMA) + 1)))
        strata = np.zeros(answers.strata)
        strata[free] = np.clip(point[width + 1 :], -_FAR, _FAR)
        return OrdinalParameters(thresholds, sigma, strata)

    def turned(slopes: Reals, point: Reals) -> Reals:
        """Slopes (..., ζ, log σ, β) by the parameters searched on."""
        from_here = np.cumsum(slopes[..., :width][..., ::-1], axis=-1)[..., ::-1]
        gaps = np.exp(np.clip(point[1:width], *_LOG_GAPS))
        parts = [from_here[..., :1], from_here[..., 1:] * gaps, slopes[..., width : width + 1]]
        return np.concatenate([*parts, slopes[..., width + 1 + free]], axis=-1)

    def falling(point: Reals) -> tuple[float, Reals]:
        found = integrate_officers(answers, read(point), nodes, latest[0])
        latest[0] = found.modes
        return -found.log_likelihood, -turned(found.gradient, point)

    gaps = np.diff(start.thresholds)
    begin = np.concatenate([start.thresholds[:1], np.log(gaps), [np.log(start.sigma)], start.strata[free]])
    scores = turned(integrate_officers(answers, read(begin), nodes, latest[0], scores=True).scores, begin)
    found = optimize.minimize(
        falling,
        begin,
        jac=True,
        method="BFGS",
        options={"gtol": _NEAR, "maxiter": 200, "hess_inv0": _inverse(scores.T @ scores)},
    )
    parameters = read(found.x)
    inside = LEAST_SIGMA < parameters.sigma < LARGEST_SIGMA
    if inside and np.abs(found.jac).max() > 1e3 * _NEAR:
        raise DidNotConverge(f"counts: {found.message}")
    return OrdinalFit(parameters, integrate_officers(answers, parameters, nodes, latest[0]))


def _inverse(outer: Reals) -> npt.NDArray[np.float64]:
    """Of a sum of outer products, kept positive definite and symmetric."""
    size = np.sqrt(np.maximum(np.diag(outer), 1e-12))
    scaled = outer / np.outer(size, size) + 0.02 * np.eye(len(outer))
    inverse = np.linalg.inv((scaled + scaled.T) / 2) / np.outer(size, size)
    return np.asarray((inverse + inverse.T) / 2, dtype=np.float64)
