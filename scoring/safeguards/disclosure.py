"""Quantity 18: which groups, levels and criteria may be shown, so that nothing hidden can be worked out.

For one breakdown beside its total. Where several share their groups (units by months), see `suppression`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scoring.counts import one_by_one, one_count, positions, whole_counts
from scoring.errors import MoreAnswersThanRespondents, WrongShape
from scoring.gates import MIN_COMPARED, MIN_SHOWN

Group = TypeVar("Group")

LEVELS_FROM = MIN_COMPARED
"""Respondents from which the answers at each level are shown; below it only the share and its interval."""


def level_counts_shown(respondents: int) -> bool:
    """Whether the answers at each level may be shown of so many respondents.

    >>> level_counts_shown(29), level_counts_shown(30)
    (False, True)
    """
    return one_count("respondents", respondents) >= LEVELS_FROM


def shown_groups(respondents: Mapping[Group, int], total: int) -> frozenset[Group]:
    """The groups that may be shown beside a published total of so many respondents.

    A group under the threshold is hidden. Where what is hidden together would still be 1 to 9 respondents,
    total minus shown groups would give it away, so the smallest shown group is hidden with it.
    Source: quantity 18 of the specification of figures; secondary suppression as in Hundepool et al. (2012),
    Statistical Disclosure Control, chapter 4.

    Raises MoreAnswersThanRespondents where the groups hold more than the total.

    >>> sorted(shown_groups({"a": 40, "b": 12, "c": 4}, total=56))
    ['a']
    >>> sorted(shown_groups({"a": 40, "b": 12, "c": 4, "d": 8}, total=64))
    ['a', 'b']
    """
    counts = {group: one_count("respondents", count) for group, count in respondents.items()}
    total = one_count("total", total)
    if sum(counts.values()) > total:
        raise MoreAnswersThanRespondents("total", total, sum(counts.values()))
    shown = sorted((group for group in counts if counts[group] >= MIN_SHOWN), key=lambda g: counts[g])
    hidden = total - sum(counts[group] for group in shown)
    while shown and 0 < hidden < MIN_SHOWN:
        hidden += counts[shown.pop(0)]
    return frozenset(shown)


@dataclass(frozen=True, slots=True)
class ShownCriteria:
    """The criteria of one group and period that may be shown, and whether their mean may be."""

    shown: frozenset[int]
    composite: bool


def shown_criteria(
    answered: Sequence[int], *, composite: Collection[int] | None = None, hidden: Collection[int] = ()
) -> ShownCriteria:
    """Which criteria may be shown beside a figure of several of them (an index, an element).

    `answered`: forms that answered each criterion. Under 10: hidden. `composite`: positions that the figure is
    made of, by default those of 10 and more, as in the index. `hidden`: positions hidden for another reason,
    such as by `suppress` over months. Where exactly one criterion of the composite is hidden, the others would
    tell it, so the least of them goes with it; where only one more is left, the composite is hidden instead.

    >>> shown_criteria([40, 35, 4]) == ShownCriteria(frozenset({0, 1}), composite=True)
    True
    >>> shown_criteria([40, 35, 4, 50], composite=[0, 1, 2, 3]) == ShownCriteria(frozenset({0, 3}), composite=True)
    True
    """
    answers = whole_counts("answered", answered)
    if answers.ndim != 1:
        raise WrongShape("answered", "(criteria,)", answers.shape)
    counts = answers.tolist()
    enough = {place for place, count in enumerate(counts) if count >= MIN_SHOWN}
    shown = enough - set(positions("hidden", one_by_one("hidden", hidden), len(counts)))
    of_it = enough
    if composite is not None:
        asked = positions("composite", one_by_one("composite", composite), len(counts))
        of_it = {place for place in asked if counts[place]}
    if len(of_it - shown) != 1:
        return ShownCriteria(frozenset(shown), composite=bool(of_it))
    left = of_it & shown
    if len(left) <= 1:
        return ShownCriteria(frozenset(shown), composite=False)
    return ShownCriteria(
        frozenset(shown - {min(left, key=lambda place: (counts[place], place))}), composite=True
    )
