"""Which single answers may not be what they seem, and why: marks for somebody to look at, never a verdict.

What can be told of a group only (more answers than dossiers in a month) marks no answer. An answer with a ticket
stands for a visit and is never marked.
"""

from collections import Counter as Sums
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from scoring.safeguards.capacity import CLOSES, OPENS, crowding, served_in_half_day
from scoring.safeguards.repeats import unusual_sets
from scoring.safeguards.straight_lining import too_straight
from survey.calendar import Part
from survey.offices import Channel
from survey.tally import NO_FORMS, STRAIGHT_FROM, FormCounts
from survey.timing import Pace

_SUNDAY: Final = 6


class Reason(StrEnum):
    """Why an answer carries a flag; a key that `words` can turn into a sentence."""

    TOO_FAST = "too_fast"
    SAME_ANSWERS = "same_answers"
    SAME_LEVEL = "same_level"
    BURST = "burst"
    OUT_OF_HOURS = "out_of_hours"
    BEYOND_CAPACITY = "beyond_capacity"


@dataclass(frozen=True, slots=True)
class Given:
    """What the check sees of one answer: never which levels were given, only whether others are the same.

    pattern   a digest of its ratings
    answered  valid answers; `straight` where all are at one level
    minute, pace  None where it is not known (any more)
    """

    part: Part
    channel: Channel
    pattern: int
    answered: int
    straight: bool
    verified: bool
    minute: int | None = None
    pace: Pace | None = None

    @property
    def straight_lined(self) -> bool:
        """One level throughout, and enough answers for that to mean anything."""
        return self.straight and self.answered >= STRAIGHT_FROM


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual at the unit: each pattern's forms elsewhere, out of how many; dossiers in half a day.

    straight  forms with one level throughout elsewhere, out of those long enough; left out where nobody needs it
    """

    patterns: Mapping[int, int] = field(default_factory=dict)
    forms: int = 0
    dossiers: int = 0
    straight: FormCounts = NO_FORMS


def suspicions(day: date, forms: Sequence[Given], usual: Usual) -> list[frozenset[Reason]]:
    """Why each of a counter's forms of one day is flagged; empty for most.

    Too fast: 4 answers or more within 10 seconds of opening the form. Out of hours: at a counter, on a Sunday, before
    6:30 or from 19:00 on. The others by `scoring.safeguards`.
    """
    found: list[set[Reason]] = [set() for _ in forms]
    _each(day, forms, found)
    _together(forms, usual, found)
    return [frozenset() if form.verified else frozenset(why) for form, why in zip(forms, found, strict=True)]


def _each(day: date, forms: Sequence[Given], found: list[set[Reason]]) -> None:
    for form, why in zip(forms, found, strict=True):
        if form.pace is Pace.UNDER_10 and form.answered >= STRAIGHT_FROM:
            why.add(Reason.TOO_FAST)
        at_counter = form.channel is Channel.COUNTER and form.minute is not None
        if at_counter and (day.weekday() == _SUNDAY or not OPENS <= (form.minute or 0) < CLOSES):
            why.add(Reason.OUT_OF_HOURS)


def _together(forms: Sequence[Given], usual: Usual, found: list[set[Reason]]) -> None:
    """What a form has in common with others of the day. Forms with one level throughout are alike without fault,
    unless there are far more of them than usual."""
    unproven = [place for place, form in enumerate(forms) if not form.verified]
    times = Sums(str(forms[p].pattern) for p in unproven if not forms[p].straight)
    elsewhere = {str(pattern): count for pattern, count in usual.patterns.items()}
    same = unusual_sets(times, len(unproven), elsewhere, usual.forms)
    for place in unproven:
        if not forms[place].straight and str(forms[place].pattern) in same:
            found[place].add(Reason.SAME_ANSWERS)
    long = [place for place in unproven if forms[place].answered >= STRAIGHT_FROM]
    lined = [place for place in long if forms[place].straight_lined]
    usually, of = usual.straight.forms, usual.straight.out_of
    if too_straight(len(lined), len(long), usual_straight=usually, usual_forms=of):
        for place in lined:
            found[place].add(Reason.SAME_LEVEL)
    timed = [place for place in unproven if forms[place].minute is not None]
    for place, crowded in zip(timed, crowding([forms[p].minute or 0 for p in timed]), strict=True):
        if crowded:
            found[place].add(Reason.BURST)
    for part in Part:
        here = [place for place in unproven if forms[place].part is part]
        if len(here) > served_in_half_day(usual.dossiers):
            for place in here:
                found[place].add(Reason.BEYOND_CAPACITY)
