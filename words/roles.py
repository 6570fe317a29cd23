"""What a role is called, by its name in `access.Role`."""

from collections.abc import Mapping
from typing import Final

from words import mark

ROLES: Final[Mapping[str, str]] = {
    "unit_head": mark("Unit head"),
    "reform_team": mark("Administrative reform team"),
    "admin": mark("Administrator"),
}
