"""How many tickets each system may ask for: kept in memory, gone at a restart."""

from typing import Final

from jobs.refilling import Refilling

AT_ONCE: Final = 1000
"""Tickets that may be asked for in one go, by one system that asked for none for a while."""

PER_SECOND: Final = 1.0
"""By which that fills up again: twenty times what the busiest centre hands out."""

_MOST_SYSTEMS: Final = 10_000


class Allowance(Refilling):
    """What is left to each system, by its number."""

    def __init__(self, at_once: int = AT_ONCE, per_second: float = PER_SECOND) -> None:
        super().__init__(at_once, per_second, _MOST_SYSTEMS)
