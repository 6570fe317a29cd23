"""Simulated years for the tests."""

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from scoring.indices.clusters import ClusterMoments
from simulate import NOT_SHOWN, Assumptions, Forms, Simulation, sample_province, working_days
from survey import Instrument, shipped_instruments

LAST = date(2026, 10, 30)


def instrument() -> Instrument:
    return shipped_instruments()["counter-2026/1"]


@cache
def days() -> tuple[date, ...]:
    return working_days(LAST)


@cache
def demo_year(seed: int = 1) -> Simulation:
    """A province of the size of the sample data."""
    return Simulation.of(sample_province(), instrument(), days(), seed=seed)


def small_year(assumed: Assumptions, seed: int = 1, answers: int = 60_000) -> Simulation:
    """A province with four communes, so that each officer has many answers."""
    offices = sample_province(communes=4)
    return Simulation.of(
        offices, instrument(), days(), seed=seed, answers=answers, officers=60, assumptions=assumed
    )


def plain(**changes: object) -> Assumptions:
    """Everybody and everything alike, and judged by the centre alone, but for what is changed."""
    alike: dict[str, object] = {
        "centre": 1.0,
        "criteria": {},
        "unit_spread": 0.0,
        "officer_spread": 0.0,
        "agency_spread": 0.0,
        "drift_spread": 0.0,
        "season": 0.0,
        "far_off": (),
        "drifting": (),
        "shifted": (),
        "all_top": (0.0, 0.0),
        "volunteers": 0.0,
    }
    return Assumptions(**(alike | changes))  # type: ignore[arg-type]


def counted(forms: Forms, rows: npt.NDArray[np.bool_]) -> ClusterMoments:
    """The moments of officer-days, as they are counted from the answers of these forms."""
    asked, cluster = forms.asked[rows], np.unique(forms.cluster[rows], return_inverse=True)[1]
    shape = (int(cluster.max()) + 1, asked.shape[1])
    x, n = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    np.add.at(n, cluster, asked > 0)
    np.add.at(x, cluster, asked >= 4)
    return ClusterMoments.of(x, n)


def share_satisfied(levels: npt.NDArray[np.int8]) -> float:
    assert (levels > NOT_SHOWN).any()
    return float((levels >= 4).sum() / (levels > 0).sum())
