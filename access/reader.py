"""Someone who is signed in, and the one question that every office page and file asks: `may`."""

import re
from dataclasses import dataclass
from typing import Final

from access.rights import RIGHTS, Action, Role

_PATH: Final = re.compile(r"(/[0-9]+)+/")


class NotAUnitPath(ValueError):
    """A path lists the ids from the root down to the unit, each between slashes: `/1/7/`."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in account: its role on a unit and everything below it. Raises NotAUnitPath."""

    account_id: int
    username: str
    display_name: str
    role: Role
    unit_id: int
    unit_path: str

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.unit_path):
            raise NotAUnitPath(self.unit_path)


def may(reader: Reader | None, action: Action, unit_path: str) -> bool:
    """Whether this reader may do that to this unit; None is a stranger, who may nothing.

    The unit is the reader's own or one below it. Ids end with a slash, so `/1/7/` does not hold `/1/70/`.
    """
    return (
        reader is not None
        and action in RIGHTS[reader.role]
        and _PATH.fullmatch(unit_path) is not None
        and unit_path.startswith(reader.unit_path)
    )


def may_somewhere(reader: Reader | None, action: Action) -> bool:
    """Whether this reader may do that to any unit at all."""
    return reader is not None and may(reader, action, reader.unit_path)


def head_of(reader: Reader) -> int | None:
    """The one unit that the reader leads; whoever stands above it, or works there otherwise, leads it not."""
    return reader.unit_id if reader.role is Role.UNIT_HEAD else None
