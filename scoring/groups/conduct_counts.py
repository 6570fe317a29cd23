"""K2c: what the forms of officers add up to, so that answers of one form count as the one opinion they are.

A form answers k conduct criteria (0 to 3 in the questionnaire of counters), s of them at the top two levels.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scoring.counts import Counts, one_count, whole_counts
from scoring.errors import MoreSatisfiedThanAnswers, OutOfRange, ScoringError, UnknownPosition, WrongShape


class FormsDisagree(ScoringError):
    """Sums over forms that no forms can have: squares below the sums, or fewer forms than answers allow."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: no forms add up to this")


MOST_CELLS = 10_000_000
"""Officers times strata that are counted at once; a country has fewer."""


@dataclass(frozen=True, slots=True, eq=False)
class ConductCounts:
    """Sums over forms with a conduct answer, each (officers,) or (officers, strata), whole.

    forms             forms with at least one conduct answer (k ≥ 1)
    answers           Σk
    satisfied         Σs
    satisfied_squared Σs²
    products          Σsk
    answers_squared   Σk²

    Strata are what makes answers easier or harder whoever serves (field of procedure by channel); each form
    belongs to one. Raises NotWholeCounts, NegativeCounts, WrongShape, MoreSatisfiedThanAnswers, FormsDisagree.
    """

    forms: Counts
    answers: Counts
    satisfied: Counts
    satisfied_squared: Counts
    products: Counts
    answers_squared: Counts

    def __post_init__(self) -> None:
        for each in fields(self):
            object.__setattr__(self, each.name, whole_counts(each.name, getattr(self, each.name)))
        shape = self.forms.shape
        for each in fields(self):
            found = getattr(self, each.name).shape
            if found != shape or len(shape) not in (1, 2):
                raise WrongShape(each.name, "that of forms, (officers,) or (officers, strata)", found)
        if (self.satisfied > self.answers).any():
            raise MoreSatisfiedThanAnswers("satisfied")
        impossible = {
            "answers": (self.answers < self.forms) | ((self.forms == 0) & (self.answers > 0)),
            "answers_squared": self.answers**2 > self.forms * self.answers_squared,
            "satisfied_squared": self.satisfied**2 > self.forms * self.satisfied_squared,
            "products": (self.products < self.satisfied_squared) | (self.products > self.answers_squared),
        }
        for argument, wrong in impossible.items():
            if wrong.any():
                raise FormsDisagree(argument)

    @classmethod
    def from_forms(
        cls,
        officer: npt.ArrayLike,
        satisfied: npt.ArrayLike,
        answered: npt.ArrayLike,
        officers: int,
        stratum: npt.ArrayLike | None = None,
        strata: int = 1,
    ) -> "ConductCounts":
        """Counts of raw forms, all (forms,): the officer's position, s, k, and the stratum's position if any.

        Forms without a conduct answer add nothing. Raises WrongShape, UnknownPosition, OutOfRange.

        >>> seen = ConductCounts.from_forms([0, 0, 1], satisfied=[3, 2, 0], answered=[3, 3, 1], officers=2)
        >>> seen.forms.tolist(), seen.satisfied.tolist(), seen.products.tolist()
        ([2, 1], [5, 0], [15, 0])
        """
        who, s, k, which = (
            whole_counts(name, value)
            for name, value in (
                ("officer", officer),
                ("satisfied", satisfied),
                ("answered", answered),
                (
                    "stratum",
                    np.zeros_like(np.asarray(officer), dtype=np.int64) if stratum is None else stratum,
                ),
            )
        )
        shape = (one_count("officers", officers), 1 if stratum is None else one_count("strata", strata))
        if shape[0] * shape[1] > MOST_CELLS:
            raise OutOfRange("officers", shape, f"{MOST_CELLS} officers times strata at most")
        for name, values in (("satisfied", s), ("answered", k), ("stratum", which)):
            if who.ndim != 1 or values.shape != who.shape:
                raise WrongShape(name, f"(forms,), as officer {who.shape}", values.shape)
        for name, values, size in (("officer", who, shape[0]), ("stratum", which, shape[1])):
            if (values[k > 0] >= size).any():
                raise UnknownPosition(name, int(values[k > 0].max()))
        cell, some = who * shape[1] + which, k > 0

        def summed(values: Counts) -> Counts:
            total = np.zeros(shape[0] * shape[1], dtype=np.int64)
            np.add.at(total, cell[some], values[some])
            return total if stratum is None else total.reshape(shape)

        return cls(*map(summed, (np.ones_like(k), k, s, s * s, s * k, k * k)))

    def __add__(self, other: "ConductCounts") -> "ConductCounts":
        """The counts of both, same officers and strata."""
        return self._with(other, np.add)

    def __sub__(self, other: "ConductCounts") -> "ConductCounts":
        """What remains when the other's forms are withdrawn."""
        return self._with(other, np.subtract)

    def over_strata(self) -> "ConductCounts":
        """The same forms, strata added up: (officers,)."""
        if self.forms.ndim == 1:
            return self
        return ConductCounts(*(getattr(self, each.name).sum(axis=1) for each in fields(self)))

    def design_effect(self) -> float:
        """By what answers must be divided to weigh as much as independent ones; 1 or more.

        Σ(s - pk)² / [p(1 - p) Σk] pooled within officers (and strata). Both sums are below what they stand for
        when p is the officer's own share; Σ over pairs of different forms, [S(K - S) - Σs(k - s)]/K, has the same
        expected shortfall, 1 - Σk²/K², so the ratio needs no further correction. Where every answer is alike
        nothing is known and a form counts once: Σk²/Σk, which is also the most there can be.

        >>> halves = ConductCounts.from_forms([0] * 4, satisfied=[3, 0, 3, 0], answered=[3] * 4, officers=1)
        >>> halves.design_effect()
        3.0
        """
        answered = self.answers > 0
        k = self.answers[answered].astype(np.float64)
        s = self.satisfied[answered].astype(np.float64)
        if not len(k):
            return 1.0
        own = s / k
        ss, sk, kk = (
            getattr(self, name)[answered].astype(np.float64)
            for name in ("satisfied_squared", "products", "answers_squared")
        )
        most = float(kk.sum() / k.sum())
        apart = float((ss - 2 * own * sk + own * own * kk).sum())
        expected = float(((s * (k - s) - (sk - ss)) / k).sum())
        return min(max(apart / expected, 1.0), most) if expected > 0 else most

    def _with(self, other: "ConductCounts", joined: Callable[[Counts, Counts], Counts]) -> "ConductCounts":
        if self.forms.shape != other.forms.shape:
            raise WrongShape("forms", str(self.forms.shape), other.forms.shape)
        pairs = ((getattr(self, each.name), getattr(other, each.name)) for each in fields(self))
        return ConductCounts(*(joined(one, two) for one, two in pairs))
