"""Quantity 16: the same set of answers over and over, beyond what this unit's answers make likely."""

from collections.abc import Mapping
from math import comb

import numpy as np
import numpy.typing as npt
import scipy

from scoring.counts import one_count, one_number, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_SHOWN
from scoring.result import NotEstimable, Reason
from scoring.safeguards.signals import Kind, Signal
from scoring.safeguards.tails import unusual_share


def alike_by_chance(level_counts: npt.ArrayLike) -> float:
    """The probability that two forms agree on every criterion, if criteria were independent.

    `level_counts`: the unit's answers, (criteria, levels), each criterion with an answer: product over
    criteria of the sum of squared shares. Answers of one form go together, so the truth is larger: it bounds
    from below what is usual. Raises WrongShape, OutOfRange.

    >>> alike_by_chance([[1, 1], [1, 3]])
    0.3125
    """
    counts = whole_counts("level_counts", level_counts)
    matrix_dimensions = 2
    if counts.ndim != matrix_dimensions:
        raise WrongShape("level_counts", "(criteria, levels)", counts.shape)
    totals = counts.sum(axis=1, keepdims=True)
    if not totals.all():
        raise OutOfRange("level_counts", counts.tolist(), "with an answer to each criterion")
    return float(((counts / totals) ** 2).sum(axis=1).prod())


def pairs_alike(times: npt.ArrayLike) -> int:
    """Pairs of forms with the same set of answers, from how often each set occurs.

    >>> pairs_alike([3, 1, 2])
    4
    """
    return sum(comb(count, 2) for count in whole_counts("times", times).ravel().tolist())


def coincidences_tail(pairs: int, forms: int, alike: float) -> float:
    """P(as many pairs alike or more) among so many forms, two of them alike with this probability.

    Poisson about the expected number, forms(forms - 1)/2 · alike (the birthday problem; Arratia, Goldstein &
    Gordon 1990, Statistical Science 5:403); for sets that are each rare.

    >>> round(coincidences_tail(1, 23, 1 / 365), 4)
    0.5
    """
    if not 0 <= one_number("alike", alike) <= 1:
        raise OutOfRange("alike", alike, "between 0 and 1")
    expected = comb(one_count("forms", forms), 2) * alike
    return float(scipy.stats.poisson.sf(one_count("pairs", pairs) - 1, expected))


def repeats(here: Mapping[str, int], elsewhere: Mapping[str, int], *, stream: str) -> Signal | NotEstimable:
    """Whether one set of answers comes more often in a counter's day than it does in the rest of the unit.

    Both give, for the digest of each set of answers, how often it came; straight-lined sets are left out, for
    they have a signal of their own. Each set is tested against the rest of the unit (beta-binomial tail, so a
    set never seen elsewhere is rare, not impossible), and the least p is multiplied by the number of sets.
    Nothing is said of fewer than 10 forms on either side.
    """
    times = {digest: one_count("here", count) for digest, count in here.items()}
    others = {digest: one_count("elsewhere", count) for digest, count in elsewhere.items()}
    forms, other_forms = sum(times.values()), sum(others.values())
    if min(forms, other_forms) < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    tails = {
        digest: unusual_share(count, forms, others.get(digest, 0), other_forms)
        for digest, count in sorted(times.items())
        if count > 1
    }
    sets = int(np.count_nonzero(list(times.values())))
    rarest = (
        min(tails, key=lambda digest: tails[digest]) if tails else max(sorted(times), key=times.__getitem__)
    )
    return Signal(
        kind=Kind.REPEATS,
        stream=stream,
        seen=float(times[rarest]),
        usual=forms * others.get(rarest, 0) / other_forms,
        p=min(1.0, tails[rarest] * sets) if tails else 1.0,
        respondents=forms,
        method="beta-binomial tail of the most unusual set of answers, times the number of sets",
        denominator="forms with the same set of answers",
    )


def unusual_sets(
    here: Mapping[str, int], forms: int, elsewhere: Mapping[str, int], other_forms: int, rare: float = 1e-3
) -> frozenset[str]:
    """The sets of answers that come so often in a counter's day as chance gives on fewer days than `rare`.

    `forms` and `other_forms`: all forms of that day, and all others of the unit. As in `repeats`, each set is tested
    against the rest of the unit and its p multiplied by the number of sets; here every set that is left is told.
    Nothing is said of fewer than 10 forms on either side.

    >>> sorted(unusual_sets({"a": 9, "b": 2}, 20, {"a": 1, "b": 30}, 300))
    ['a']
    """
    if min(one_count("forms", forms), one_count("other_forms", other_forms)) < MIN_SHOWN:
        return frozenset()
    sets = max(len(here), 1)
    return frozenset(
        digest
        for digest, count in sorted(here.items())
        if count > 1 and unusual_share(count, forms, elsewhere.get(digest, 0), other_forms) * sets <= rare
    )
