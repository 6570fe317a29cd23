"""What stands at each of the office's addresses. Here, not in the router: Streamlit runs that file for each visitor
again, and a class that is made anew costs a citizen as much as ten elements of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from access.addresses import ALL_UNITS, COUNTERS, ONE_UNIT
from words import mark


@dataclass(frozen=True, slots=True)
class OfficePage:
    """A page for those who have the right to it; its module is loaded only for them and has a function `page`."""

    title: str
    module: str


SHOWN_AT: Final[Mapping[str, OfficePage]] = {
    ALL_UNITS: OfficePage(mark("All units"), "pages.reform.units"),
    ONE_UNIT: OfficePage(mark("Results of the unit"), "pages.unit.overview"),
    COUNTERS: OfficePage(mark("Counters and posters"), "pages.admin.counters"),
}
"""The first that a reader may open is where they arrive."""
