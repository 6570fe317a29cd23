"""Quantity 8: do intervals of weighted and mix-adjusted figures hold the truth?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import special

from bench._cells import Cell, Counts, Measured, Reals, Seen, lowest
from bench._table import Goal, print_table
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import DesignEffect, design_effect
from scoring.result import NotEstimable
from scoring.weighting.mix_adjustment import mix_adjusted_units
from scoring.weighting.post_stratified import post_stratified_index
from scoring.weighting.raking import rake, raking_error
from scoring.weighting.stratum_days import StratumDays

WEIGHTED, RAKED, ADJUSTED = "post-stratified", "raked", "mix-adjusted"
LEAST = 93.5
DOSSIERS = np.array([[500, 300], [200, 300]])
MIX = np.array([0.2, 0.2, 0.25, 0.35])
"""Fields by channels, of those who came and of those who answer."""

FIELD, CHANNEL = np.array([0.07, -0.07]), np.array([0.05, -0.05])
CRITERIA = 3


@dataclass(frozen=True, slots=True)
class Quarter:
    """Officer-days of one unit; share: mean of the four cells; alike: latent correlation within a day."""

    days: int
    forms_a_day: float
    share: float
    alike: float

    @property
    def shares(self) -> Reals:
        """(2, 2): true shares, fields and channels each moving them by so many points."""
        return np.asarray(self.share + FIELD[:, None] + CHANNEL)

    @property
    def truth(self) -> float:
        return float((self.shares * DOSSIERS).sum() / DOSSIERS.sum())


def cells() -> list[Cell]:
    found = []
    for days, forms, share, alike in (
        (12, 12, 0.8, 0.0),
        (12, 12, 0.8, 0.15),
        (12, 30, 0.85, 0.06),
        (40, 5, 0.8, 0.06),
        (40, 5, 0.65, 0.15),
        (100, 10, 0.85, 0.06),
    ):
        quarter = Quarter(days, forms, share, alike)
        long = (days, alike) != (12, 0.15)
        found.append(Cell(WEIGHTED, (*_labels(quarter), "own days"), 6000, partial(_weighted, quarter), long))
        if days != 100:
            found.append(Cell(RAKED, (*_labels(quarter), "own days"), 6000, partial(_raked, quarter), long))
    for forms, alike in ((25, 0.06), (25, 0.15)):
        few = Quarter(6, forms, 0.8, alike)
        found.append(
            Cell(WEIGHTED, (*_labels(few), "siblings' days"), 3000, partial(_lent, few), long_only=True)
        )
    for units, forms in ((8, 40), (30, 40), (30, 200), (150, 120)):
        label = (f"{units} units × {forms}", "share 0.8", "days alike 0", "independent")
        found.append(Cell(ADJUSTED, label, 6000 // units + 60, partial(_adjusted, units, forms), units != 30))
    return found


def _labels(quarter: Quarter) -> tuple[str, ...]:
    shape = f"{quarter.days} days × {quarter.forms_a_day:g}"
    return (shape, f"share {quarter.share:g}", f"days alike {quarter.alike:g}")


def _drawn(rng: np.random.Generator, quarter: Quarter, criteria: int = CRITERIA) -> StratumDays:
    """Forms ask each criterion four times of five; answers of one form are alike (.55)."""
    day = np.repeat(np.arange(quarter.days), 1 + rng.poisson(quarter.forms_a_day - 1, quarter.days))
    forms = len(day)
    cell = rng.choice(4, size=forms, p=MIX)
    mood = np.sqrt(quarter.alike) * rng.standard_normal(quarter.days)[day]
    person = np.sqrt(0.55 - quarter.alike) * rng.standard_normal(forms)
    answer = np.sqrt(0.45) * rng.standard_normal((forms, criteria))
    limit = special.ndtri(quarter.shares.ravel())[cell]
    asked = rng.random((forms, criteria)) < (0.8 if criteria > 1 else 1.0)
    satisfied = (answer + (mood + person - limit)[:, None] < 0) & asked
    rows, row = np.unique(4 * day + cell, return_inverse=True)

    def summed(values: np.ndarray) -> Counts:
        total = np.zeros((len(rows), *values.shape[1:]), dtype=np.int64)
        np.add.at(total, row, values.astype(np.int64))
        return total

    ones = np.ones(forms, dtype=np.int64)
    return StratumDays(rows // 4, rows % 4 // 2, rows % 2, summed(ones), summed(satisfied), summed(asked))


def _by_cell(days: StratumDays, values: Counts) -> Counts:
    total = np.zeros((2, 2, *values.shape[1:]), dtype=np.int64)
    np.add.at(total, (days.field, days.channel), values)
    return total


def _held(quarter: Quarter, days: StratumDays, *, own: bool, design: DesignEffect | None = None) -> Seen:
    found = post_stratified_index(
        _by_cell(days, days.satisfied),
        _by_cell(days, days.answered),
        _by_cell(days, days.forms),
        DOSSIERS,
        days=days if own else None,
        design=design,
    )
    if isinstance(found, NotEstimable):
        return {"held": (0.0, 0.0), "width": (0.0, 0.0), "off": (0.0, 0.0)}
    limits = found.interval()
    return {
        "held": (float(limits.holds(quarter.truth)), 1.0),
        "width": (limits.width, 1.0),
        "off": (found.value - quarter.truth, 1.0),
    }


def _weighted(quarter: Quarter, rng: np.random.Generator) -> Seen:
    return _held(quarter, _drawn(rng, quarter), own=True)


def _lent(quarter: Quarter, rng: np.random.Generator) -> Seen:
    """Six officer-days, and twenty siblings of 25 whose design effect they borrow."""
    siblings = [_moments(_drawn(rng, Quarter(25, 6, quarter.share, quarter.alike))) for _ in range(20)]
    return _held(quarter, _drawn(rng, quarter), own=True, design=design_effect(siblings))


def _moments(days: StratumDays) -> ClusterMoments:
    x, n = (np.zeros((days.day.max() + 1, CRITERIA), dtype=np.int64) for _ in range(2))
    np.add.at(x, days.day, days.satisfied)
    np.add.at(n, days.day, days.answered)
    return ClusterMoments.of(x, n)


def _raked(quarter: Quarter, rng: np.random.Generator) -> Seen:
    """One question, raked to fields and to channels; value plus and minus t standard errors."""
    days = _drawn(rng, quarter, criteria=1)
    margins = [DOSSIERS.sum(axis=1), DOSSIERS.sum(axis=0)]
    sums, n = (np.zeros((quarter.days, 2, 2)) for _ in range(2))
    np.add.at(sums, (days.day, days.field, days.channel), days.satisfied[:, 0])
    np.add.at(n, (days.day, days.field, days.channel), days.forms)
    raked = rake(n.sum(axis=0), margins)
    off = raked.mean(sums.sum(axis=0)) - quarter.truth
    half = float(special.stdtrit(quarter.days - 1, 0.975)) * raking_error(raked, sums, n)
    return {"held": (float(abs(off) <= half), 1.0), "width": (2 * half, 1.0), "off": (off, 1.0)}


def _adjusted(units: int, forms: int, rng: np.random.Generator) -> Seen:
    """Units that differ, each with its own mix of fields and channels."""
    base = 0.8 + 0.04 * np.clip(rng.standard_normal(units), -2, 2)
    mix = rng.dirichlet(np.full(4, 2.0), units)
    n = np.array([rng.multinomial(forms, own) for own in mix])
    moved = (FIELD[:, None] + CHANNEL).ravel()
    x = rng.binomial(n, np.clip(base[:, None] + moved, 0, 1))
    counts = np.stack([n - x, x], axis=-1).reshape(units, 2, 2, 2)
    overall = float(n.sum(axis=0) @ moved / n.sum())
    held, width, off = [], [], []
    for unit, truth in zip(mix_adjusted_units(counts, [0.0, 1.0]), (base + overall).tolist(), strict=True):
        if not isinstance(unit, NotEstimable):
            limits = unit.interval()
            held.append(limits.holds(truth))
            width.append(limits.width)
            off.append(unit.value - truth)
    return {name: (float(sum(v)), len(v)) for name, v in (("held", held), ("width", width), ("off", off))}


def report(measured: Sequence[Measured]) -> list[Goal]:
    print("\n8 · weighted to the dossiers, raked, adjusted for the mix: coverage of 95 % intervals, %")
    print_table(
        ("figure", "forms", "share", "likeness", "error from", "width", "bias", "held"),
        [
            (
                m.cell.quantity,
                *m.cell.labels,
                f"{100 * m['width'].value:.1f}",
                f"{100 * m['off'].value:.2f}",
                m["held"].percent(),
            )
            for m in measured
        ],
    )
    goals = []
    # Raking has no interval of its own: its error is R's formula, shown for what it is.
    for name in (WEIGHTED, ADJUSTED):
        of = [m for m in measured if m.cell.quantity == name]
        goals += lowest(f"{name}: lowest coverage, %", of, "held", LEAST)
    return goals
