"""What whoever reads all published sums can work out by adding and subtracting them (for quantity 18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scoring.safeguards.lightest import Vector, has_light_sum, over, take


class Told:
    """All sums of cells that follow from those published so far, and whether one more would tell too much.

    A sum tells too much where some combination of it with the others touches 1 to `minimum` - 1 people.
    Cells that every published sum takes or leaves together form one class, and weigh together. The sums are
    kept reduced (Gauss–Jordan): first on classes of `minimum` people and more, since a combination that
    touches such a class tells nothing of few; what is left is searched.
    """

    def __init__(self, weights: Sequence[int], minimum: int) -> None:
        """`weights`: people of each cell, 1 or more."""
        self._minimum = minimum
        self._cell_weights = list(weights)
        self._class_of = [0] * len(weights)
        self._members: list[set[int]] = [set(range(len(weights)))]
        self._weights = [sum(weights)]
        self._rows: dict[int, Vector] = {}
        self._rows_of: list[set[int]] = [set()]
        self._pivots: dict[int, int] = {}
        self._pivot_row: dict[int, int] = {}
        self._next = 0
        self._undo = _Undo()

    def tell(self, cells: Iterable[int], *, anyway: bool = False) -> bool:
        """Publishes the sum of these cells, unless it tells too much; whether it was published."""
        chosen = set(cells)
        if not chosen or (not anyway and sum(self._cell_weights[cell] for cell in chosen) < self._minimum):
            return not chosen
        self._undo = _Undo(dict(self._pivots), dict(self._pivot_row))
        vector = self._classes(chosen)
        if self._lose_support(anyway) and self._join(vector, anyway):
            return True
        self._take_back()
        return False

    def _classes(self, chosen: set[int]) -> Vector:
        """The sum as a vector over classes, after splitting those that it takes only in part."""
        parts: dict[int, set[int]] = {}
        for cell in chosen:
            parts.setdefault(self._class_of[cell], set()).add(cell)
        return {self._split(each, parts[each]): 1 for each in sorted(parts)}

    def _split(self, whole: int, part: set[int]) -> int:
        if len(part) == len(self._members[whole]):
            return whole
        new = len(self._members)
        self._undo.splits.append(whole)
        self._members[whole] -= part
        self._members.append(part)
        self._weights.append(sum(self._cell_weights[cell] for cell in part))
        self._weights[whole] -= self._weights[new]
        self._rows_of.append(set(self._rows_of[whole]))
        for cell in part:
            self._class_of[cell] = new
        for row in self._rows_of[new]:
            self._rows[row][new] = self._rows[row][whole]
        owner = self._pivot_row.get(whole)
        if owner is not None and self._weights[new] > self._weights[whole]:
            self._set_pivot(owner, new)
        if owner is not None and self._weights[new] + self._weights[whole] >= self._minimum:
            self._undo.weakened.append(owner)
        return new

    def _lose_support(self, anyway: bool) -> bool:
        """Rows whose class of many was split into classes of few find another, or stand among the few."""
        weakened = [row for row in self._undo.weakened if not self._is_heavy(self._pivots[row])]
        apart = [self._remove(row) for row in weakened]
        return all(self._join(vector, anyway) for vector in apart)

    def _join(self, vector: Vector, anyway: bool) -> bool:
        """Adds a row; False where it, with others, touches only few."""
        self._reduce(vector, heavy=True)
        heavy = [place for place in vector if self._is_heavy(place)]
        if heavy:
            pivot = min(heavy, key=lambda each: (len(self._rows_of[each]), self._weights[each], each))
            self._add(vector, pivot)
            return True
        self._reduce(vector, heavy=False)
        if not vector:
            return True
        if not anyway and has_light_sum(vector, self._connected(vector), self._weights, self._minimum):
            return False
        self._add(vector, min(vector, key=lambda each: (len(self._rows_of[each]), each)))
        return True

    def _reduce(self, vector: Vector, *, heavy: bool) -> None:
        for place in [p for p in vector if p in self._pivot_row and self._is_heavy(p) is heavy]:
            row = self._rows[self._pivot_row[place]]
            take(vector, over(vector[place], row[place]), row)

    def _connected(self, vector: Vector) -> list[Vector]:
        """The rows among the few that share a class with the vector, or with one another."""
        few = {row for row, pivot in self._pivots.items() if self._weights[pivot] < self._minimum}
        found: list[int] = []
        ahead = sorted(vector)
        seen = set(ahead)
        while ahead:
            here = sorted(few & self._rows_of[ahead.pop()])
            found += here
            few.difference_update(here)
            new = set().union(*(self._rows[row] for row in here)) - seen
            seen |= new
            ahead += sorted(new)
        return [self._rows[row] for row in found]

    def _is_heavy(self, place: int) -> bool:
        return self._weights[place] >= self._minimum

    def _add(self, vector: Vector, pivot: int) -> None:
        """A new row, whose pivot leaves all other rows of its kind."""
        heavy = self._is_heavy(pivot)
        for other in sorted(self._rows_of[pivot]):
            if self._is_heavy(self._pivots[other]) is heavy:
                reduced = dict(self._rows[other])
                take(reduced, over(reduced[pivot], vector[pivot]), vector)
                self._write(other, reduced)
        row, self._next = self._next, self._next + 1
        self._write(row, vector)
        self._set_pivot(row, pivot)

    def _remove(self, row: int) -> Vector:
        vector = dict(self._rows[row])
        self._write(row, {})
        del self._pivot_row[self._pivots.pop(row)]
        return vector

    def _set_pivot(self, row: int, place: int) -> None:
        if row in self._pivots:
            del self._pivot_row[self._pivots[row]]
        self._pivots[row] = place
        self._pivot_row[place] = row

    def _write(self, row: int, vector: Vector) -> None:
        before = self._rows.get(row, {})
        self._undo.rows.setdefault(row, before)
        for place in before.keys() - vector.keys():
            self._rows_of[place].discard(row)
        for place in vector.keys() - before.keys():
            self._rows_of[place].add(row)
        if vector:
            self._rows[row] = vector
        else:
            self._rows.pop(row, None)

    def _take_back(self) -> None:
        undo, self._undo = self._undo, _Undo()
        for row, vector in undo.rows.items():
            self._write(row, vector)
        self._pivots, self._pivot_row = undo.pivots, undo.pivot_row
        for whole in reversed(undo.splits):
            part = self._members.pop()
            for row in self._rows_of.pop():
                del self._rows[row][len(self._members)]
            self._members[whole] |= part
            self._weights[whole] += self._weights.pop()
            for cell in part:
                self._class_of[cell] = whole


@dataclass(slots=True)
class _Undo:
    """What one sum has changed, to be taken back if it is not published after all."""

    pivots: dict[int, int] = field(default_factory=dict)
    pivot_row: dict[int, int] = field(default_factory=dict)
    rows: dict[int, Vector] = field(default_factory=dict)
    splits: list[int] = field(default_factory=list)
    weakened: list[int] = field(default_factory=list)
