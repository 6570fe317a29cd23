"""Quantity 16: a sign that answers may not be what they seem. It deletes nothing; people look into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from scoring.counts import one_number, whole_counts
from scoring.errors import OutOfRange


class Kind(StrEnum):
    """What was noticed; a key that `words` can turn into a sentence."""

    BURST = "many answers within a few minutes"
    STRAIGHT_LINES = "many forms with the same level throughout"
    REPEATS = "the same set of answers many times"
    MORE_THAN_DOSSIERS = "more answers than dossiers handled"
    OUT_OF_HOURS = "more forms all at the top level out of hours than in hours"


@dataclass(frozen=True, slots=True)
class Signal:
    """What was seen in one stream (a counter's day or month), beside what is usual there.

    stream       whose answers, as the caller names it
    seen, usual  in the unit that `denominator` names
    p            how often chance alone gives as much; None where it is a plain count that cannot be
    respondents  n, forms of the stream
    """

    kind: Kind
    stream: str
    seen: float
    usual: float
    p: float | None
    respondents: int
    method: str
    denominator: str

    def __post_init__(self) -> None:
        whole_counts("respondents", self.respondents)
        for argument in ("seen", "usual"):
            if not 0 <= getattr(self, argument) < float("inf"):
                raise OutOfRange(argument, getattr(self, argument), "0 or more")
        if self.p is not None and not 0 <= self.p <= 1:
            raise OutOfRange("p", self.p, "between 0 and 1")

    @property
    def ratio(self) -> float | None:
        """Seen over usual; None where nothing is usual."""
        return self.seen / self.usual if self.usual else None


def screened(watched: Iterable[Signal], false_share: float = 0.05) -> tuple[Signal, ...]:
    """Those worth looking into, of all that were watched, the least likely first.

    At most `false_share` of those told are expected to be chance (Benjamini & Hochberg 1995, JRSS B 57:289),
    so hand in every stream watched, also the quiet ones. What is no matter of chance (p is None) comes first.

    >>> quiet = [Signal(Kind.BURST, f"day {d}", 3, 2, 0.3 + d / 100, 40, "", "") for d in range(20)]
    >>> loud = Signal(Kind.BURST, "day 21", 15, 2, 1e-6, 40, "", "")
    >>> [signal.stream for signal in screened([*quiet, loud])]
    ['day 21']
    """
    if not 0 < one_number("false_share", false_share) < 1:
        raise OutOfRange("false_share", false_share, "between 0 and 1")
    signals = list(watched)
    certain = [signal for signal in signals if signal.p is None]
    tested = [(signal.p, signal) for signal in signals if signal.p is not None]
    if not tested:
        return tuple(certain)
    adjusted = np.asarray(scipy.stats.false_discovery_control([p for p, _ in tested]))
    order = np.argsort([p for p, _ in tested], kind="stable")
    return (*certain, *(tested[place][1] for place in order if adjusted[place] <= false_share))
