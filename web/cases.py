"""What a form asks depends on why somebody came: every case worked out beforehand, for a script that cannot."""

from collections.abc import Mapping
from functools import cache
from typing import Final, TypeAlias

from survey import Instrument, Visit

Numbers: TypeAlias = tuple[int, ...]

UNSAID: Final = ""
"""The case of whoever does not say why; what is not named is as in this one."""
PETITION: Final = "+"
"""Behind the purpose of whoever made a complaint or suggestion."""


def asked_cases(instrument: Instrument, order: Numbers) -> dict[str, Numbers]:
    """By case, the criteria that are asked with this draw."""
    return {case: instrument.asked(visit, order) for case, visit in _visits(instrument).items()}


def whole_cases(instrument: Instrument, order: Numbers) -> dict[str, tuple[Numbers, Numbers]]:
    """By case, the criteria that are asked with this draw and those that may be answered on top."""
    return {
        case: (instrument.asked(visit, order), instrument.rest(visit, order))
        for case, visit in _visits(instrument).items()
    }


@cache
def _visits(instrument: Instrument) -> Mapping[str, Visit]:
    """A visit of every case to which other criteria apply than to the unsaid one, and all with a petition."""
    visits = {UNSAID: Visit()}
    for purpose in instrument.purposes:
        visit = Visit(purpose.id)
        if any(
            instrument.applies(each, visit) != instrument.applies(each, Visit())
            for each in instrument.numbers
        ):
            visits[purpose.id] = visit
        if purpose.asks_petition:
            visits[purpose.id + PETITION] = Visit(purpose.id, petition=True)
    return visits
