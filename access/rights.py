"""The one table of who may do what. Where a right ends is told by the unit: see `access.reader.may`."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What an account is for. Its unit, and everything below that, is where."""

    UNIT_HEAD = "unit_head"
    """Thủ trưởng đơn vị: how the own unit serves, and what to mend first."""
    REFORM_TEAM = "reform_team"
    """Bộ phận cải cách hành chính: comparable indices of all units."""
    ADMIN = "admin"
    """Keeps units, counters, posters and accounts; reads no results."""


class Action(StrEnum):
    """Something that a signed-in person may want to do."""

    SEE_RESULTS = "see_results"
    """Indices, shares and trends of a unit."""
    SEE_OFFICERS = "see_officers"
    """How single officers were rated, by name."""
    READ_COMMENTS = "read_comments"
    """What citizens wrote."""
    COMPARE_UNITS = "compare_units"
    """All units of a subtree in one table."""
    EXPORT_RESULTS = "export_results"
    """The figures of a unit as a file."""
    MANAGE_UNITS = "manage_units"
    """Units, officers, rosters and dossier counts."""
    MANAGE_COUNTERS = "manage_counters"
    """Counters, their fields and their codes."""
    PRINT_POSTERS = "print_posters"
    """Poster sheets of a unit's counters."""
    MANAGE_ACCOUNTS = "manage_accounts"
    """Who may sign in."""
    DECIDE_ON_ANSWERS = "decide_on_answers"
    """Leave answers out of the counts, or clear their marks; it takes two accounts that may."""


RIGHTS: Final[Mapping[Role, frozenset[Action]]] = MappingProxyType(
    {
        Role.UNIT_HEAD: frozenset(
            {Action.SEE_RESULTS, Action.SEE_OFFICERS, Action.READ_COMMENTS, Action.EXPORT_RESULTS}
        ),
        Role.REFORM_TEAM: frozenset(
            {Action.SEE_RESULTS, Action.COMPARE_UNITS, Action.EXPORT_RESULTS, Action.DECIDE_ON_ANSWERS}
        ),
        Role.ADMIN: frozenset(
            {
                Action.MANAGE_UNITS,
                Action.MANAGE_COUNTERS,
                Action.PRINT_POSTERS,
                Action.MANAGE_ACCOUNTS,
                Action.DECIDE_ON_ANSWERS,
            }
        ),
    }
)
"""What is not listed is refused. A stranger has no row."""
