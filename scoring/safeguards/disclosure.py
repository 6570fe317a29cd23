"""Which groups of a breakdown may be shown, so that none that is hidden can be worked out from the others."""

from collections.abc import Mapping
from typing import TypeVar

from scoring.counts import whole_counts
from scoring.errors import MoreAnswersThanRespondents
from scoring.gates import MIN_SHOWN

Group = TypeVar("Group")


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
    counts = {group: int(whole_counts("respondents", count)) for group, count in respondents.items()}
    if sum(counts.values()) > total:
        raise MoreAnswersThanRespondents("total", total, sum(counts.values()))
    shown = sorted((group for group in counts if counts[group] >= MIN_SHOWN), key=lambda g: counts[g])
    hidden = total - sum(counts[group] for group in shown)
    while shown and 0 < hidden < MIN_SHOWN:
        hidden += counts[shown.pop(0)]
    return frozenset(shown)
