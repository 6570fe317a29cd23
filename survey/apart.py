"""What is shown beside the index and counted apart from it: each has respondents of its own."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from survey.tallies import Tallies
from survey.tally import Counts, Tally, TallyLayout


class Apart(Enum):
    """A figure of its own, and the forms on which it can be told; the value is its place."""

    OVERALL = 0
    """The overall question: forms with a valid answer to it."""
    OVERALL_OF_ALL = 1
    """The same with the answers beside the scale: forms that answer it in any way."""
    ALL_TOP = 2
    """Forms that answer every core question asked."""
    STRAIGHT_LINED = 3
    """Forms with enough valid answers to look for straight lines."""
    VOLUNTEERS = 4
    """Forms with an answer given on top of those asked."""


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Which of these figures may be told of a group of forms; nothing unless it is said.

    voluntary  positions of the criteria whose voluntary answers may be told
    """

    figures: frozenset[Apart] = frozenset()
    voluntary: frozenset[int] = frozenset()

    @classmethod
    def everything(cls, criteria: int) -> "ToldApart":
        """Of a questionnaire with so many criteria."""
        return cls(frozenset(Apart), frozenset(range(criteria)))

    @classmethod
    def of_bits(cls, bits: int) -> "ToldApart":
        """From bits by position, in the order of `respondents_apart`."""
        voluntary = bits >> len(Apart)
        return cls(
            frozenset(each for each in Apart if bits >> each.value & 1),
            frozenset(place for place in range(voluntary.bit_length()) if voluntary >> place & 1),
        )

    def __contains__(self, figure: Apart) -> bool:
        return figure in self.figures


NOTHING_APART = ToldApart()


def respondents_apart(tallies: Tallies) -> Counts:
    """(R, figures + criteria): the forms behind each figure of `Apart`, then behind each voluntary criterion."""
    layout, counts = TallyLayout.of(tallies.instrument), tallies.counts
    levels = len(tallies.instrument.levels)
    overall = counts[:, layout.overall : layout.overall + levels + 1]
    whole = [overall[:, :levels].sum(axis=1), overall.sum(axis=1)]
    whole += [counts[:, place] for place in (layout.core_complete, layout.long_enough, layout.volunteers)]
    return np.column_stack([*whole, tallies.voluntary.sum(axis=2)])


def only_told(tally: Tally, told: ToldApart) -> Tally:
    """The tally with nothing apart from the index but what may be told, so that nothing else can be made of it.

    Of the overall question all or nothing is told: one of its two figures less the other is a count of people.
    """
    layout, counts = tally.layout, tally.counts.copy()
    levels = len(tally.instrument.levels)
    if not {Apart.OVERALL, Apart.OVERALL_OF_ALL} <= told.figures:
        counts[layout.overall : layout.overall + levels + 3] = 0
    for figure, places in (
        (Apart.ALL_TOP, [layout.core_complete, layout.all_top]),
        (Apart.STRAIGHT_LINED, [layout.long_enough, layout.straight_lined]),
        (Apart.VOLUNTEERS, [layout.volunteers]),
    ):
        if figure not in told:
            counts[places] = 0
    hidden = [place for place in range(len(tally.instrument.criteria)) if place not in told.voluntary]
    whole = Tally(tally.instrument, counts)
    whole.voluntary[hidden] = 0
    return whole
