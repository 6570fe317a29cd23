"""What goes with overall satisfaction (quantity 15), and which element that suggests to look at first.

An association, never a cause. The overall question is explained; elements by LMG, criteria by Johnson's weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.paired import PairedAnswers, asked_together
from reports.values import enough_to_compare
from scoring import Index, Interval, NotEstimable, Reason
from scoring.questionnaire.drivers import Drivers, drivers_of_criteria, drivers_of_elements


def element_drivers(paired: PairedAnswers) -> Drivers | NotEstimable:
    """The elements, named by their ids; the score of an element is the mean of its criteria."""
    if paired.design_effect is None:
        return NotEstimable(Reason.NO_OFFICER_DAYS)
    instrument, together = paired.instrument, set(asked_together(paired.instrument))
    numbers = {
        e.id: [n for n in instrument.element_numbers(e.id) if n in together] for e in instrument.elements
    }
    return drivers_of_elements(
        paired.tables,
        [paired.places(of_element) for of_element in numbers.values()],
        overall=paired.overall,
        respondents=paired.tally.respondents,
        names=list(numbers),
        level_counts=paired.level_counts,
        design_effect=paired.design_effect,
    )


def criterion_drivers(paired: PairedAnswers) -> Drivers | NotEstimable:
    """The criteria, named by their numbers as text."""
    if paired.design_effect is None:
        return NotEstimable(Reason.NO_OFFICER_DAYS)
    numbers = asked_together(paired.instrument)
    return drivers_of_criteria(
        paired.tables,
        paired.places(numbers),
        overall=paired.overall,
        respondents=paired.tally.respondents,
        names=[str(number) for number in numbers],
        level_counts=paired.level_counts,
        design_effect=paired.design_effect,
    )


def may_lead(found: Drivers) -> tuple[str, ...]:
    """Those that may go with it the most: whose places begin at the first, most first."""
    first = [name for name in found.names if found.ranks(name).first == 1]
    return tuple(sorted(first, key=lambda name: -found.contributions[found.names.index(name)]))


@dataclass(frozen=True, slots=True)
class LookFirst:
    """The element to look at first: of those that may go with satisfaction the most, the lowest.

    index   its index at the unit
    alone   whether no other may go with it the most
    lowest  the element with the lowest index of all, often the same
    apart   whether its interval lies below those of the elements that it is told from
    """

    element: str
    index: Index
    alone: bool
    lowest: str
    apart: bool

    @property
    def told(self) -> bool:
        """Whether one element can be named: the lowest of all, or one that is told from the others that may lead."""
        return self.apart or self.element == self.lowest


def look_first(found: Drivers, indices: Mapping[str, Index]) -> LookFirst | None:
    """What a unit's own element indices and the drivers say together; None where fewer than two can be compared."""
    values = {name: value for name in found.names if (value := _comparable(indices[name])) is not None}
    leading = may_lead(found)
    candidates = [name for name in leading if name in values]
    if len(values) <= 1 or not candidates:
        return None
    element = min(candidates, key=values.__getitem__)
    lowest = min(values, key=values.__getitem__)
    rivals = set(values if element == lowest else candidates) - {element}
    return LookFirst(
        element=element,
        index=indices[element],
        alone=len(leading) == 1,
        lowest=lowest,
        apart=all(_below(indices[element], indices[rival]) for rival in rivals),
    )


def _comparable(index: Index) -> float | None:
    if not enough_to_compare(index.respondents) or not isinstance(index.value, float):
        return None
    return index.value


def _below(one: Index, other: Index) -> bool:
    low, high = one.interval(), other.interval()
    return isinstance(low, Interval) and isinstance(high, Interval) and low.high < high.low
