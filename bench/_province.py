"""A simulated province: forms as arrays, and the counters that are kept of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring import FIVE_LEVELS, ClusterMoments, ConductCounts, PairTables, UnitCounters, count_forms
from scoring.counts import Counts

UNITS, OFFICERS_EACH, MONTHS, FIELDS, CHANNELS = 150, 10, 12, 4, 2
OFFICERS = UNITS * OFFICERS_EACH
CRITERIA, OVERALL = 16, 16
ELEMENTS = ((0, 1, 2), (3, 4, 5, 6), (7, 8, 9), (10, 11, 12), (13, 14, 15))
CONDUCT = [7, 8, 9]
_CORE = [6, 7, 8, 11]
_WORKDAYS = 21
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Forms:
    """Single forms, in order of unit, month, day and officer; all (m,) but answers (m, 17), 0: no valid answer."""

    unit: Counts
    month: Counts
    day: Counts
    officer: Counts
    stratum: Counts
    answers: npt.NDArray[np.uint8]

    @property
    def cluster(self) -> Counts:
        """One number for each officer-day of a unit."""
        return self.day * OFFICERS_EACH + self.officer % OFFICERS_EACH


def chunks(forms: int, seed: int = 3) -> Iterator[Forms]:
    """So many forms of the province, some units at a time, so that memory stays bounded."""
    rng = np.random.default_rng(seed)
    at_once = max(1, min(UNITS, _CHUNK * UNITS // forms))
    difference = 0.3 * rng.standard_normal(UNITS), 0.4 * rng.standard_normal(OFFICERS)
    for first in range(0, UNITS, at_once):
        units = np.arange(first, min(first + at_once, UNITS))
        each = forms * (units + 1) // UNITS - forms * units // UNITS
        yield _forms(rng, np.repeat(units, each), *difference)


def _forms(
    rng: np.random.Generator,
    unit: Counts,
    of_unit: npt.NDArray[np.float64],
    of_officer: npt.NDArray[np.float64],
) -> Forms:
    m = len(unit)
    day = rng.integers(0, MONTHS * _WORKDAYS, m)
    officer = unit * OFFICERS_EACH + rng.integers(0, OFFICERS_EACH, m)
    order = np.argsort((unit * MONTHS * _WORKDAYS + day) * OFFICERS + officer)
    unit, day, officer = unit[order], day[order], officer[order]
    mood = (rng.standard_normal(m) + of_unit[unit] + of_officer[officer]).astype(np.float32)
    answers = np.zeros((m, CRITERIA + 1), dtype=np.uint8)
    for item in range(CRITERIA + 1):
        felt = mood + rng.standard_normal(m, dtype=np.float32)
        level = 1 + np.searchsorted([-3.2, -2.6, -1.6, 0.3], felt)
        asked = 1.0 if item in (*_CORE, OVERALL) else 1 / 3
        answers[:, item] = np.where(rng.random(m, dtype=np.float32) < asked * 0.95, level, 0)
    stratum = rng.integers(0, FIELDS * CHANNELS, m)
    return Forms(unit, day // _WORKDAYS, day, officer, stratum, answers)


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """K1 of one unit by field and channel: satisfied and answered (F, C, criteria), forms (F, C)."""

    satisfied: Counts
    answered: Counts
    forms: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Province:
    """What is kept of the forms: counters alone.

    units    K1 and K2 by unit; months: forms and K2 of each month of the first unit; strata: its K1
    conduct  K2c, (officers, strata); overall: (officers, levels) of the overall question
    pairs    K3, of at most a million forms
    """

    units: UnitCounters
    months: tuple[tuple[int, ClusterMoments], ...]
    strata: Strata
    conduct: ConductCounts
    overall: Counts
    pairs: PairTables


def counters(forms: Forms) -> tuple[UnitCounters, ConductCounts, Counts]:
    """K1, K2 and K2c of these forms: the work that the goal on counting is about."""
    units = count_forms(forms.unit, forms.cluster, forms.answers[:, :CRITERIA], UNITS, FIVE_LEVELS)
    asked = forms.answers[:, CONDUCT]
    conduct = ConductCounts.from_forms(
        forms.officer,
        (asked >= FIVE_LEVELS.satisfied_from).sum(axis=1),
        (asked > 0).sum(axis=1),
        OFFICERS,
        forms.stratum,
        FIELDS * CHANNELS,
    )
    given = forms.officer * (FIVE_LEVELS.levels + 1) + forms.answers[:, OVERALL]
    overall = np.bincount(given, minlength=OFFICERS * (FIVE_LEVELS.levels + 1))
    return units, conduct, overall.reshape(OFFICERS, -1)[:, 1:]


def added(one: UnitCounters, other: UnitCounters) -> UnitCounters:
    """The counters of both."""
    moments = tuple(a + b for a, b in zip(one.moments, other.moments, strict=True))
    return UnitCounters(one.levels + other.levels, one.respondents + other.respondents, moments)


def months_of_first_unit(forms: Forms) -> tuple[tuple[int, ClusterMoments], ...]:
    """Forms and K2 of each month of the first unit in these forms."""
    here = forms.unit == forms.unit[0]
    counted = count_forms(
        forms.month[here], forms.cluster[here], forms.answers[here, :CRITERIA], MONTHS, FIVE_LEVELS
    )
    return tuple(zip(counted.respondents.tolist(), counted.moments, strict=True))


def strata_of_first_unit(forms: Forms) -> Strata:
    """K1 by field and channel of the first unit in these forms."""
    here = forms.unit == forms.unit[0]
    counted = count_forms(
        forms.stratum[here],
        forms.cluster[here],
        forms.answers[here, :CRITERIA],
        FIELDS * CHANNELS,
        FIVE_LEVELS,
    )
    shape = (FIELDS, CHANNELS)
    return Strata(
        FIVE_LEVELS.satisfied_count(counted.levels).reshape(*shape, -1),
        counted.levels.sum(axis=-1).reshape(*shape, -1),
        counted.respondents.reshape(shape),
    )
