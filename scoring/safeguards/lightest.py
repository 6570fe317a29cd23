"""Whether some sum of what is told touches only a few people (for quantity 18).

Vectors are sparse, position -> coefficient, modulo the prime 2^61 - 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

PRIME = 2**61 - 1
"""Coefficients are kept modulo this prime: exact, whole, and never large."""

Vector: TypeAlias = dict[int, int]

_MOST_STEPS = 100


def take(vector: Vector, times: int, other: Mapping[int, int]) -> None:
    """Takes `times` the other vector from this one, in place."""
    for place, coefficient in other.items():
        left = (vector.get(place, 0) - times * coefficient) % PRIME
        if left:
            vector[place] = left
        else:
            vector.pop(place, None)


def over(numerator: int, denominator: int) -> int:
    """The quotient, modulo the prime."""
    return numerator if denominator == 1 else numerator * pow(denominator, -1, PRIME) % PRIME


def has_light_sum(
    vector: Mapping[int, int], others: Sequence[Mapping[int, int]], weights: Sequence[int], below: int
) -> bool:
    """Whether the vector plus any multiples of the others touches places of less than `below` in all.

    True also where the search grows too long: who asks is then told "perhaps", and hides. The search goes
    place by place: either the sum is zero there, which settles one of the multiples, or its weight is paid.
    """
    if sum(weights[place] for place in vector) < below:
        return True
    settled = _settle_heavy(vector, others, weights, below)
    return settled is not None and _Search(weights, below).light(*settled, 0)


@dataclass(slots=True)
class _Search:
    weights: Sequence[int]
    below: int
    steps: int = 0

    def light(self, vector: Vector, others: list[Vector], paid: int) -> bool:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            return True
        if paid + sum(self.weights[place] for place in vector) < self.below:
            return True
        open_places = {place for place in vector if any(place in each for each in others)}
        fixed = paid + sum(self.weights[place] for place in vector if place not in open_places)
        if fixed >= self.below or not open_places:
            return False
        place = max(open_places, key=lambda each: (self.weights[each], -each))
        if fixed + self.weights[place] < self.below and self._paying(vector, others, paid, place):
            return True
        zero, rest = dict(vector), [dict(each) for each in others]
        _make_zero(zero, rest, place)
        return self.light(zero, rest, paid)

    def _paying(self, vector: Vector, others: list[Vector], paid: int, place: int) -> bool:
        return self.light(
            _without(vector, place),
            [each for each in (_without(other, place) for other in others) if each],
            paid + self.weights[place],
        )


def _without(vector: Mapping[int, int], place: int) -> Vector:
    return {each: coefficient for each, coefficient in vector.items() if each != place}


def _settle_heavy(
    vector: Mapping[int, int], others: Sequence[Mapping[int, int]], weights: Sequence[int], below: int
) -> tuple[Vector, list[Vector]] | None:
    """The vectors after the sum was made zero wherever it would be too heavy; None where it cannot be.

    Places where all vectors stand in one proportion are zero together or not at all, so they weigh together.
    """
    rows = dict(enumerate([dict(vector), *map(dict, others)]))
    rows_of: dict[int, set[int]] = {}
    for row, each in rows.items():
        for place in each:
            rows_of.setdefault(place, set()).add(row)
    while heavy := _heavy_places(rows, rows_of, weights, below):
        for place in heavy:
            if rows_of[place] == {0}:
                return None
            _use_up(rows, rows_of, place)
    return rows[0], [each for row, each in sorted(rows.items()) if row and each]


def _heavy_places(
    rows: Mapping[int, Vector], rows_of: Mapping[int, set[int]], weights: Sequence[int], below: int
) -> list[int]:
    """One of each group of places that weigh too much together."""
    together: dict[tuple[tuple[int, int], ...], tuple[int, int]] = {}
    for place, touched in rows_of.items():
        if touched:
            column = [(row, rows[row][place]) for row in sorted(touched)]
            first = column[0][1]
            same = tuple(column if first == 1 else ((row, over(each, first)) for row, each in column))
            together[same] = (place, weights[place] + together.get(same, (place, 0))[1])
    return sorted(place for place, weight in together.values() if weight >= below)


def _use_up(rows: dict[int, Vector], rows_of: dict[int, set[int]], place: int) -> None:
    """One of the other rows with this place takes it out of all of them, and goes."""
    touched = rows_of[place]
    if not touched:
        return
    chosen = min(touched - {0}, key=lambda row: (len(rows[row]), row))
    pivot = rows.pop(chosen)
    for each in pivot:
        rows_of[each].discard(chosen)
    for row in list(touched):
        take(rows[row], over(rows[row][place], pivot[place]), pivot)
        for each in pivot:
            (rows_of[each].add if each in rows[row] else rows_of[each].discard)(row)


def _make_zero(vector: Vector, others: list[Vector], place: int) -> None:
    """Uses up the shortest of the others that has this place, so that no sum touches it any more."""
    pivot = min((each for each in others if place in each), key=len)
    others[:] = [each for each in others if each is not pivot]
    for each in [vector, *others]:
        if place in each:
            take(each, over(each[place], pivot[place]), pivot)
    others[:] = [each for each in others if each]
