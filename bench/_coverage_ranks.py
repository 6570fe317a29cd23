"""Quantity 11: do sets of ranks hold the true ranks, all at once and one by one?"""

from collections.abc import Sequence
from dataclasses import fields
from functools import partial

import numpy as np

from bench._cells import Cell, Measured, Reals, Seen, lowest
from bench._simulated_forms import Days, simulated
from bench._table import Goal, print_table
from scoring.comparisons.ranking import rank_units
from scoring.comparisons.unit_shares import UnitShares, unit_indices, unit_shares
from scoring.indices.stacked import StackedMoments
from scoring.result import NotEstimable

RANKS = "ranks"
LEVEL = 95.0


def cells() -> list[Cell]:
    found = []
    for units, spread, batches in (
        (12, 0.0002, 900),
        (12, 0.04, 600),
        (34, 0.0002, 900),
        (34, 0.04, 480),
        (92, 0.0002, 360),
        (92, 0.04, 180),
    ):
        how = "nearly alike" if spread < 0.001 else f"sd {100 * spread:g} points"
        long = units != 12
        found.append(
            Cell(
                RANKS, (f"{units} units", how, "one question"), batches, partial(_asked, units, spread), long
            )
        )
    for alike in (0.0, 0.1):
        label = ("30 units", "nearly alike", f"index, days alike {alike:g}")
        found.append(Cell(RANKS, label, 1200, partial(_indices, alike), long_only=True))
    return found


def _asked(units: int, spread: float, rng: np.random.Generator) -> Seen:
    """Units with a median of 120 forms, answers independent."""
    n = np.maximum(np.rint(120 * np.exp(0.7 * rng.standard_normal(units))), 30).astype(np.int64)
    truth = np.clip(0.88 + spread * rng.standard_normal(units), 0.5, 0.99)
    return _held(unit_shares(rng.binomial(n, truth), n), truth)


def _indices(alike: float, rng: np.random.Generator) -> Seen:
    """Units of 12 to 60 officer-days, indices over all criteria, from K2."""
    shifts, of_each = 0.0004 * rng.standard_normal(30), 10
    groups, forms, truths = [], [], []
    for place, days in enumerate((12, 25, 60)):
        own = shifts[of_each * place : of_each * (place + 1)]
        moments, n, truth = simulated(rng, of_each, Days(days, 5, 0.85, alike), own)
        groups.append(moments)
        forms.append(n.astype(np.int64))
        truths.append(truth.mean(axis=1))
    stacked = StackedMoments(
        *(np.concatenate([getattr(group, part.name) for group in groups]) for part in fields(StackedMoments))
    )
    return _held(unit_indices(stacked, np.concatenate(forms)), np.concatenate(truths))


def _held(units: UnitShares, truth: Reals) -> Seen:
    """Among the units that are ranked: ranks by their truths."""
    ranked = rank_units(units)
    inside = [place for place, unit in enumerate(ranked) if not isinstance(unit, NotEstimable)]
    ranks = (-truth[inside]).argsort().argsort() + 1
    own, at_once, banded = [], True, 0
    for rank, place in zip(ranks.tolist(), inside, strict=True):
        unit = ranked[place]
        assert not isinstance(unit, NotEstimable)
        own.append(unit.own.best <= rank <= unit.own.worst)
        at_once &= unit.among_all.best <= rank <= unit.among_all.worst
        banded += unit.band is not None
    return {"all": (float(at_once), 1.0), "own": (float(sum(own)), len(own)), "banded": (banded, len(own))}


def report(measured: Sequence[Measured]) -> list[Goal]:
    print("\n11 · ranks: how often 95 % sets hold the truth, %; units that earn a group, %")
    print_table(
        ("units", "truth", "figure", "all at once", "each its own", "earn a group"),
        [
            (
                *m.cell.labels,
                m["all"].percent(),
                m["own"].percent(),
                f"{100 * m['banded'].value:.1f}",
            )
            for m in measured
        ],
    )
    goals = lowest("ranks: sets that hold all at once, %", measured, "all", LEVEL)
    return goals + lowest("ranks: sets that hold their own, %", measured, "own", LEVEL)
