"""How many respondents it takes before a figure is shown, and before it is compared."""

from enum import Enum

from scoring.counts import one_count

MIN_SHOWN = 10
"""Respondents of a group below which nothing is shown; also the answers a criterion needs for an index."""

MIN_COMPARED = 30
"""Respondents of a group below which its figures are compared with nothing."""


class Gate(Enum):
    """What may be said about a group of so many respondents."""

    HIDDEN = "hidden"
    COUNTS_ONLY = "counts only, no comparison"
    SHOWN = "shown"


def gate(respondents: int) -> Gate:
    """The gate of a group by its respondents (forms, not answers).

    >>> [gate(n).name for n in (9, 10, 29, 30)]
    ['HIDDEN', 'COUNTS_ONLY', 'COUNTS_ONLY', 'SHOWN']
    """
    forms = one_count("respondents", respondents)
    if forms < MIN_SHOWN:
        return Gate.HIDDEN
    return Gate.COUNTS_ONLY if forms < MIN_COMPARED else Gate.SHOWN
