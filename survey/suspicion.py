"""Which single answers may not be what they seem, and why: marks for somebody to look at, never a verdict.

What can be told of a group only (more answers than dossiers in a month) marks no answer. An answer with a ticket
stands for a visit and is never marked.
"""

from collections import Counter as Sums
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from scoring.safeguards.capacity import crowding, served_in_half_day
from scoring.safeguards.repeats import unusual_sets
from scoring.safeguards.straight_lining import too_straight
from survey.calendar import Part
from survey.hours import USUAL_DAY, Hours, Spans, length, may_be_there, minutes_in
from survey.offices import Channel
from survey.tally import NO_FORMS, STRAIGHT_FROM, FormCounts
from survey.timing import Pace


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
    """What is usual at the unit: each pattern's forms elsewhere, out of how many; dossiers in half a day; hours.

    straight  forms with one level throughout elsewhere, out of those long enough; left out where nobody needs it
    straight_far  the same of days far off alone, at any counter
    """

    patterns: Mapping[int, int] = field(default_factory=dict)
    forms: int = 0
    dossiers: int = 0
    hours: Hours = field(default_factory=Hours)
    straight: FormCounts = NO_FORMS
    straight_far: FormCounts = NO_FORMS


def suspicions(day: date, forms: Sequence[Given], usual: Usual) -> list[frozenset[Reason]]:
    """Why each of a counter's forms of one day is flagged; empty for most.

    Too fast: 4 answers or more within 10 seconds of opening the form. Out of hours: at a counter, on a day on which
    its unit is closed, or more than an hour before it opens or after it closes. The others by `scoring.safeguards`;
    what a counter serves on a day on which it should be closed is told by a usual day.
    """
    found: list[set[Reason]] = [set() for _ in forms]
    hours = usual.hours.on(day)
    _each(hours, forms, found)
    at_counter = any(form.channel is Channel.COUNTER for form in forms)
    _together(hours if hours and at_counter else USUAL_DAY, forms, usual, found)
    return [frozenset() if form.verified else frozenset(why) for form, why in zip(forms, found, strict=True)]


def _each(hours: Spans, forms: Sequence[Given], found: list[set[Reason]]) -> None:
    for form, why in zip(forms, found, strict=True):
        if form.pace is Pace.UNDER_10 and form.answered >= STRAIGHT_FROM:
            why.add(Reason.TOO_FAST)
        at_counter = form.channel is Channel.COUNTER and form.minute is not None
        if at_counter and not may_be_there(hours, form.minute or 0):
            why.add(Reason.OUT_OF_HOURS)


def _together(hours: Spans, forms: Sequence[Given], usual: Usual, found: list[set[Reason]]) -> None:
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
    if any(
        too_straight(len(lined), len(long), usual_straight=each.forms, usual_forms=each.out_of)
        for each in (usual.straight, usual.straight_far)
    ):
        for place in lined:
            found[place].add(Reason.SAME_LEVEL)
    timed = [place for place in unproven if forms[place].minute is not None]
    minutes = [forms[place].minute or 0 for place in timed]
    for place, crowded in zip(timed, crowding(minutes, length(hours)), strict=True):
        if crowded:
            found[place].add(Reason.BURST)
    for part in Part:
        here = [place for place in unproven if forms[place].part is part]
        if len(here) > served_in_half_day(usual.dossiers, minutes_in(hours, part)):
            for place in here:
                found[place].add(Reason.BEYOND_CAPACITY)
