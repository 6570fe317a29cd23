"""How many respondents it takes before a figure is shown, and before it is compared."""

from enum import Enum

from scoring.counts import one_count

MIN_SHOWN = 10
"""Respondents of a group below which nothing is shown; also the answers a criterion needs for an index."""

MIN_COMPARED = 30
"""Respondents of a group below which its figures are compared with nothing."""

MOST_FLAGGED = 0.10
"""Share of flagged forms above which a unit's figures are compared with nothing."""


class Gate(Enum):
    """What may be said about a group of so many respondents."""

    HIDDEN = "hidden"
    COUNTS_ONLY = "counts only, no comparison"
    SHOWN = "shown"


def gate(respondents: int, flagged: int = 0) -> Gate:
    """The gate of a group by its respondents (forms, not answers), so many of them flagged.

    >>> [gate(n).name for n in (9, 10, 29, 30)]
    ['HIDDEN', 'COUNTS_ONLY', 'COUNTS_ONLY', 'SHOWN']
    >>> gate(100, flagged=10).name, gate(100, flagged=11).name
    ('SHOWN', 'COUNTS_ONLY')
    """
    if one_count("respondents", respondents) < MIN_SHOWN:
        return Gate.HIDDEN
    few = respondents < MIN_COMPARED or too_many_flagged(respondents, flagged)
    return Gate.COUNTS_ONLY if few else Gate.SHOWN


def too_many_flagged(respondents: int, flagged: int) -> bool:
    """Whether more than a tenth of a group's forms are flagged, so that nobody should compare it."""
    return one_count("flagged", flagged) > MOST_FLAGGED * one_count("respondents", respondents)
