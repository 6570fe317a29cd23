"""What the offices keep in lists: counters, officers, rosters, dossiers, fields of procedure.

An entry is one line of such a list, with the codes that people use instead of database numbers, and is valid in
itself. Whether the units, counters and officers it names exist is found out where it is stored; what does not
fit there is a `Misfit`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from survey.calendar import Month, Part
from survey.hours import Spans, Weekday
from survey.offices import Channel, StaffKind

DEFAULT_INSTRUMENT = "counter-2026"
"""The questionnaire of a counter that names none."""


class EntryInvalid(ValueError):
    """An entry that cannot be true, whatever the offices are."""


def _check_period(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to <= valid_from:
        raise EntryInvalid(f"the period ends ({valid_to}) before it begins ({valid_from})")


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """A field of procedure (lĩnh vực)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class FieldAtCounter:
    """A field handled at a counter; `decider` is the code of the deciding unit, None for the receiving one."""

    field: str
    decider: str | None = None


@dataclass(frozen=True, slots=True)
class CounterEntry:
    """A counter of a unit, or one of its other channels. `valid_to` is the first day on which it is closed."""

    unit: str
    number: str
    name: str
    channel: Channel
    valid_from: date
    valid_to: date | None = None
    instrument: str = DEFAULT_INSTRUMENT
    fields: tuple[FieldAtCounter, ...] = ()

    def __post_init__(self) -> None:
        _check_period(self.valid_from, self.valid_to)

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.unit, self.number, self.channel)


@dataclass(frozen=True, slots=True)
class OfficerEntry:
    """Who serves at a unit's counters, by the number of the badge."""

    unit: str
    badge: str
    name: str
    kind: StaffKind
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        _check_period(self.valid_from, self.valid_to)

    @property
    def key(self) -> tuple[str, str]:
        return (self.unit, self.badge)


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """Who was on duty at a counter on one part of a day; `badge` None takes an earlier entry back."""

    unit: str
    number: str
    channel: Channel
    day: date
    part: Part
    badge: str | None

    @property
    def key(self) -> tuple[str, str, str, date, str]:
        return (self.unit, self.number, self.channel, self.day, self.part)


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """Dossiers of a field that a unit handled in a month over one channel, and how many of them were late."""

    unit: str
    field: str
    channel: Channel
    month: Month
    handled: int
    late: int

    def __post_init__(self) -> None:
        if not 0 <= self.late <= self.handled:
            raise EntryInvalid(f"{self.late} late of {self.handled} handled")

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.unit, self.field, self.channel, str(self.month))


@dataclass(frozen=True, slots=True)
class HoursEntry:
    """When a unit, and what stands below it, is open on a day of the week, or on one day.

    `hours` without any: closed. None takes an earlier entry back.
    """

    unit: str
    day: Weekday | date
    hours: Spans | None

    @property
    def key(self) -> tuple[str, Weekday | date]:
        return (self.unit, self.day)


class Misfit(StrEnum):
    """Why an entry that is valid in itself does not fit the offices as they are."""

    UNIT_UNKNOWN = "unit_unknown"
    UNIT_CLOSED = "unit_closed"
    NO_COUNTERS_HERE = "no_counters_here"
    FIELD_UNKNOWN = "field_unknown"
    INSTRUMENT_UNKNOWN = "instrument_unknown"
    COUNTER_UNKNOWN = "counter_unknown"
    COUNTER_NOT_OPEN = "counter_not_open"
    OFFICER_UNKNOWN = "officer_unknown"
    OFFICER_NOT_THERE = "officer_not_there"
    WRITTEN_OTHERWISE = "written_otherwise"


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """One misfit: `position` counts the entries from 0, `attribute` names the entry's attribute at fault.

    `value` is what was written there, `instead` what there is, where something comes close.
    """

    position: int
    attribute: str
    misfit: Misfit
    value: str
    instead: str = ""


class EntriesRefused(ValueError):
    """Entries that do not fit, every one of them; nothing was changed."""

    def __init__(self, problems: tuple[EntryProblem, ...]) -> None:
        super().__init__(
            ", ".join(f"{p.position}.{p.attribute}: {p.misfit} {p.value!r}" for p in problems[:20])
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list changed: entries added, changed and left as they were. `moved` counts re-attributed answers."""

    added: int
    changed: int
    unchanged: int
    moved: int = 0
