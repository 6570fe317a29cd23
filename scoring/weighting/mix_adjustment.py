"""Quantity 8: what the figure of each unit would be if all had the same mix of fields and channels, as in CAHPS."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Counts, Reals, confidence_between_0_and_1, one_number, real_numbers, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.result import Limits, NotEstimable, Reason

METHOD = "mean score adjusted for the mix by regression within units, weighted by answers"
T_LIMITS = "t limits from the residuals of the regression, times the design effect"

_LEAST_AXES = 3
_LEAST_UNITS = 2


@dataclass(frozen=True, slots=True, eq=False)
class MixRegression:
    """Raw and adjusted mean scores of U units, and what they were adjusted by.

    raw       (U,)      mean score of each unit
    adjusted  (U,)      raw - sum of slope x (mix of the unit - mix of all)
    slopes    (B,)      of each level of each mix variable against its first level, variable after variable;
                        0 for a level that no answer has
    overall   mean score of all answers
    errors    (U,)      standard errors of the adjusted means, for independent answers
    answers   (U,)      answers of each unit
    """

    raw: Reals
    adjusted: Reals
    slopes: Reals
    overall: float
    errors: Reals
    answers: Counts


@dataclass(frozen=True, slots=True)
class MixAdjusted:
    """The adjusted mean score of one unit; compare it with those of the same adjustment, not with others.

    value        adjusted mean score, in the units of the scores
    raw          mean score as answered
    overall      mean score of all units' answers
    error        standard error, design effect included
    respondents  n, forms with an answer to the question
    units        units that the adjustment was made over
    """

    value: float
    raw: float
    overall: float
    error: float
    respondents: int
    units: int
    method: str = field(default=METHOD)

    @property
    def denominator(self) -> str:
        """What the value is out of, in English."""
        return f"{self.respondents} forms of the unit, mix of all {self.units} units"

    def interval(self, confidence: float = 0.95) -> Limits:
        """Value plus and minus t standard errors, t with as many degrees of freedom as forms but one."""
        upper = (1 + confidence_between_0_and_1(confidence)) / 2
        half = float(special.stdtrit(self.respondents - 1, upper)) * self.error
        return Limits(self.value - half, self.value + half, confidence, T_LIMITS)


def mix_regression(counts: npt.ArrayLike, scores: npt.ArrayLike) -> MixRegression:
    """Least squares of the score on units and mix variables, from counts (U, mix, ..., levels).

    One axis for each mix variable (field of procedure, channel). `scores` (levels,) of the answers: 0 and 1 for
    shares, 1 to 5 for means. Every unit has answers. Slopes come from differences within units alone, so a
    unit that is good is not taken for one with an easy mix. Where a mix level is found in one unit only, its
    slope is not known and taken to change nothing.

    O'Malley et al. 2005, Health Services Research 40:2162; the same as R's lm(score ~ unit + mix,
    weights = count) and adjusted = raw - sum of b_k (mean of x_k in the unit - mean of x_k).

    >>> easy, hard = [[0, 10], [20, 20]], [[5, 35], [5, 5]]
    >>> fit = mix_regression([easy, hard], [0.0, 1.0])
    >>> fit.raw.round(3).tolist(), fit.adjusted.round(3).tolist()
    ([0.6, 0.8], [0.731, 0.669])
    """
    table, value = _table(counts, scores)
    n = table.sum(axis=tuple(range(1, table.ndim)))
    if not len(n) or (n < 1).any():
        raise OutOfRange("counts", n.tolist(), "one answer or more in every unit")
    answers = table.sum(axis=-1).reshape(len(table), -1)
    totals = (table @ value).reshape(len(table), -1)
    design = _design(table.shape[1:-1])
    mixes, raw = answers @ design / n[:, None], totals.sum(axis=1) / n
    away = answers.sum(axis=0) @ design / n.sum() - mixes
    crossed = design.T @ (answers.sum(axis=0)[:, None] * design) - (mixes * n[:, None]).T @ mixes
    towards = design.T @ totals.sum(axis=0) - (mixes * n[:, None]).T @ raw
    inverse = np.linalg.pinv(crossed, rcond=1e-10, hermitian=True)
    slopes = inverse @ towards
    fitted = raw[:, None] + (design @ slopes)[None, :] - (mixes @ slopes)[:, None]
    errors = _errors(table.reshape(len(table), -1, len(value)), value, fitted, design, mixes, inverse, away)
    overall = float(totals.sum() / n.sum())
    return MixRegression(raw, raw + away @ slopes, slopes, overall, errors, n)


def mix_adjusted_units(
    counts: npt.ArrayLike, scores: npt.ArrayLike, design_effect: float = 1.0
) -> list[MixAdjusted | NotEstimable]:
    """The adjusted mean score of every unit that may be compared, from counts (U, mix, ..., levels).

    For one question, so that an answer is a form. `design_effect`: by how much forms of one day are alike.
    Not estimable: units under 30 forms (they help to tell the slopes all the same); all, where no second unit
    has answers or all answers are alike. Raises WrongShape, NegativeCounts, OutOfRange.

    >>> easy, hard, few = [[0, 10], [20, 20]], [[5, 35], [5, 5]], [[1, 3], [2, 3]]
    >>> [str(unit) if isinstance(unit, NotEstimable) else round(unit.value, 3)
    ...  for unit in mix_adjusted_units([easy, hard, few], [0.0, 1.0])]
    [0.719, 0.677, 'fewer than 10 respondents']
    """
    if one_number("design_effect", design_effect) < 1:
        raise OutOfRange("design_effect", design_effect, "1 or more")
    table, value = _table(counts, scores)
    forms = table.sum(axis=tuple(range(1, table.ndim)))
    some = np.flatnonzero(forms)
    levels = value[table.reshape(-1, len(value)).any(axis=0)]
    alike = len(set(levels.tolist())) < _LEAST_UNITS
    fit = None if len(some) < _LEAST_UNITS or alike else mix_regression(table[some], value)
    found: list[MixAdjusted | NotEstimable] = []
    for unit, n in enumerate(forms.tolist()):
        if n < MIN_COMPARED:
            few = Reason.TOO_FEW_TO_COMPARE if n >= MIN_SHOWN else Reason.TOO_FEW_RESPONDENTS
            found.append(NotEstimable(few))
        elif fit is None:
            alone = Reason.NOTHING_TO_COMPARE_WITH if len(some) < _LEAST_UNITS else Reason.ALL_ANSWERS_ALIKE
            found.append(NotEstimable(alone))
        else:
            found.append(_unit(fit, int(np.searchsorted(some, unit)), design_effect))
    return found


def _unit(fit: MixRegression, place: int, design_effect: float) -> MixAdjusted:
    return MixAdjusted(
        value=float(fit.adjusted[place]),
        raw=float(fit.raw[place]),
        overall=fit.overall,
        error=float(fit.errors[place]) * design_effect**0.5,
        respondents=int(fit.answers[place]),
        units=len(fit.raw),
    )


def _table(counts: npt.ArrayLike, scores: npt.ArrayLike) -> tuple[Counts, Reals]:
    table, value = whole_counts("counts", counts), real_numbers("scores", scores)
    if table.ndim < _LEAST_AXES:
        raise WrongShape("counts", "(units, mix, ..., levels)", table.shape)
    if value.shape != table.shape[-1:]:
        raise WrongShape("scores", f"({table.shape[-1]},)", value.shape)
    return table, value


def _design(sizes: tuple[int, ...]) -> Reals:
    """For every cell of the mix, whether it has each level of each variable but the first, (cells, B)."""
    places = np.indices(sizes).reshape(len(sizes), -1)
    columns = [
        (place[:, None] == np.arange(1, size)).astype(float)
        for place, size in zip(places, sizes, strict=True)
    ]
    return np.hstack(columns)


def _errors(
    table: Counts, value: Reals, fitted: Reals, design: Reals, mixes: Reals, inverse: Reals, away: Reals
) -> Reals:
    """Standard errors of adjusted means: of the unit's own mean, and of the slopes by the sandwich.

    The spread of a unit is its own, with one answer of the spread of all added, so that it is never 0.
    """
    n = table.sum(axis=(1, 2))
    squares = (table * (value - fitted[..., None]) ** 2).sum(axis=2)
    pooled = squares.sum() / max(n.sum() - len(n), 1)
    own = (squares.sum(axis=1) + pooled) / n
    off = design[None] - mixes[:, None]
    middle = np.einsum("uc,ucb,ucd->bd", squares, off, off)
    slopes = inverse @ middle @ inverse
    errors: Reals = np.sqrt(own / n + np.einsum("ub,bd,ud->u", away, slopes, away))
    return errors
