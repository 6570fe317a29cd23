"""Quantity 15: what goes with the overall answer: elements by LMG, criteria by Johnson's relative weights.

An association, never a cause: people who are content with one thing are content with another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, Reals, confidence_between_0_and_1, one_by_one, positions, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_COMPARED
from scoring.questionnaire.covariances import is_definite, means_of_groups
from scoring.questionnaire.importance import explained, lmg, relative_weights
from scoring.questionnaire.pair_gate import gated_covariances
from scoring.questionnaire.pairs import PairTables
from scoring.questionnaire.resampling import SEED, drawn_covariances, forms_worth
from scoring.result import Limits, NotEstimable, Reason

BY_LMG = "LMG: explained variance averaged over all orders of entry"
BY_RELATIVE_WEIGHTS = "Johnson's relative weights"
DRAWN = "covariances drawn again (Wishart) at the forms that the weakest pair is worth"
DRAWS = 200

_Importance: TypeAlias = Callable[[npt.ArrayLike], Reals]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places that a driver may have, 1 the first, at a confidence for this driver alone."""

    first: int
    last: int
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """How much of the differences in the overall answer goes with each driver.

    names          of the drivers, p
    contributions  their parts of R², not below 0, adding up to it
    r_squared      share of the differences in the overall answer that goes with all drivers together
    smallest_pair  forms that answered both items of the weakest pair
    effective      what these are worth as normal, independent ones
    respondents    n, forms behind it
    drawn          the parts of R² in covariances drawn again, (draws, p)
    """

    names: tuple[str, ...]
    contributions: tuple[float, ...]
    r_squared: float
    smallest_pair: int
    effective: float
    respondents: int
    method: str
    drawn: Reals = field(repr=False)

    @property
    def shares(self) -> tuple[float, ...]:
        """Each part as a share of R², adding up to 1."""
        return tuple(part / sum(self.contributions) for part in self.contributions)

    @property
    def denominator(self) -> str:
        """What it comes from, in English."""
        return f"{self.respondents} forms, {self.smallest_pair} or more for every pair of items"

    def interval(self, driver: str, confidence: float = 0.95) -> Limits:
        """Limits of the share of a driver in R². Raises OutOfRange where there is no such driver."""
        place, tail = self._place(driver), (1 - confidence_between_0_and_1(confidence)) / 2
        shares = self.drawn[:, place] / self.drawn.sum(axis=1)
        low, high = np.quantile(shares, [tail, 1 - tail]).tolist()
        share = self.shares[place]
        return Limits(min(low, share), max(high, share), confidence, DRAWN)

    def ranks(self, driver: str, confidence: float = 0.95) -> Ranks:
        """The places that a driver takes in the draws, without the outermost ones on either side."""
        place, tail = self._place(driver), (1 - confidence_between_0_and_1(confidence)) / 2
        places = 1 + (self.drawn > self.drawn[:, place, None]).sum(axis=1)
        here = 1 + sum(part > self.contributions[place] for part in self.contributions)
        low = int(np.quantile(places, tail, method="inverted_cdf"))
        high = int(np.quantile(places, 1 - tail, method="inverted_cdf"))
        return Ranks(min(low, here), max(high, here), confidence)

    def _place(self, driver: str) -> int:
        if driver not in self.names:
            raise OutOfRange("driver", driver, f"one of {self.names}")
        return self.names.index(driver)


def drivers_of_elements(
    tables: PairTables,
    elements: Sequence[Sequence[int]],
    *,
    overall: int,
    respondents: int,
    names: Sequence[str] | None = None,
    level_counts: npt.ArrayLike | None = None,
    design_effect: float = 1.0,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Drivers | NotEstimable:
    """LMG over elements; the score of an element is the mean of its criteria, the overall question is explained.

    `elements`: the items (positions in the tables) of each element; `overall`: the item that is explained.
    The same gates as for criteria.

    >>> chance = np.random.default_rng(1)
    >>> feeling = chance.integers(1, 5, 400)
    >>> rows = np.column_stack([feeling + chance.integers(0, 2, 400), chance.integers(1, 6, 400), feeling])
    >>> found = drivers_of_elements(
    ...     PairTables.of_rows(rows, 5), [[0], [1]], overall=2, respondents=400, names=["C", "A"]
    ... )
    >>> [round(share, 2) for share in found.shares], found.ranks("C")
    ([1.0, 0.0], Ranks(first=1, last=1, confidence=0.95))
    """
    return _drivers(
        tables,
        [positions("elements", items, tables.items) for items in one_by_one("elements", elements)],
        lmg,
        BY_LMG,
        overall=overall,
        respondents=respondents,
        names=names,
        level_counts=level_counts,
        design_effect=design_effect,
        draws=draws,
        seed=seed,
    )


def drivers_of_criteria(
    tables: PairTables,
    criteria: Sequence[int],
    *,
    overall: int,
    respondents: int,
    names: Sequence[str] | None = None,
    level_counts: npt.ArrayLike | None = None,
    design_effect: float = 1.0,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Drivers | NotEstimable:
    """Johnson's relative weights over criteria (positions in the tables); `overall` is the item explained.

    Not estimable under 30 respondents (importance is a comparison), where a pair has fewer than 200 forms,
    where an item got one level alone or the covariances do not fit together, or where the overall answer goes
    with none of them. `level_counts` (I, L), K1 of the same forms, gives variances over all answers.
    Raises MoreAnswersThanRespondents, PairsDisagree, UnknownPosition, OutOfRange.
    """
    return _drivers(
        tables,
        [[criterion] for criterion in positions("criteria", criteria, tables.items)],
        relative_weights,
        BY_RELATIVE_WEIGHTS,
        overall=overall,
        respondents=respondents,
        names=names,
        level_counts=level_counts,
        design_effect=design_effect,
        draws=draws,
        seed=seed,
    )


def _drivers(
    tables: PairTables,
    groups: Sequence[Sequence[int]],
    importance: _Importance,
    method: str,
    *,
    overall: int,
    respondents: int,
    names: Sequence[str] | None,
    level_counts: npt.ArrayLike | None,
    design_effect: float,
    draws: int,
    seed: int,
) -> Drivers | NotEstimable:
    called = _names(names, len(groups))
    items = [*positions("overall", [overall], tables.items), *(item for group in groups for item in group)]
    asked = tables.restrict(items)
    levels = None if level_counts is None else _levels_of(tables, level_counts)[items]
    matrix = gated_covariances(asked, levels, respondents, least=MIN_COMPARED)
    if isinstance(matrix, NotEstimable):
        return matrix
    together = means_of_groups(matrix, _positions(groups))
    if not is_definite(together):
        return NotEstimable(Reason.COVARIANCE_NOT_DEFINITE)
    r_squared = float(explained(together))
    if r_squared <= 0:
        return NotEstimable(Reason.NO_ASSOCIATION)
    effective = forms_worth(asked, design_effect)
    return Drivers(
        names=called,
        contributions=tuple(importance(together).tolist()),
        r_squared=r_squared,
        smallest_pair=int(asked.answered_both.min()),
        effective=effective,
        respondents=int(respondents),
        method=method,
        drawn=importance(drawn_covariances(together, effective, draws, seed)),
    )


def _levels_of(tables: PairTables, level_counts: npt.ArrayLike) -> Counts:
    counts = whole_counts("level_counts", level_counts)
    if counts.shape != (tables.items, tables.levels):
        raise WrongShape("level_counts", f"({tables.items}, {tables.levels})", counts.shape)
    return counts


def _names(names: Sequence[str] | None, drivers: int) -> tuple[str, ...]:
    called = tuple(str(place) for place in range(drivers)) if names is None else tuple(names)
    if len(called) != drivers:
        raise WrongShape("names", f"({drivers},)", (len(called),))
    if len(set(called)) < len(called) or not called:
        raise OutOfRange("names", called, "one or more, each once")
    return called


def _positions(groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """Where the items stand once the explained one is first and the groups follow."""
    places, start = [[0]], 1
    for group in groups:
        places.append(list(range(start, start + len(group))))
        start += len(group)
    return places
