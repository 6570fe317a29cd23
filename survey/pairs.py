"""Counting pairs: which level was given to one question by those who gave such a level to another.

A form is again a vector of zeros and ones. Items are the criteria in the order of the questionnaire, then the
overall question. In rising order of (i, j) with i < j, each pair has levels x levels places, the level of i slow.
"""

from survey.answers import Answers
from survey.instrument import Instrument


class PairLayout:
    """Where the count of each pair of levels stands; it depends on the instrument version alone."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.items = len(instrument.criteria) + 1
        self.levels = len(instrument.levels)
        self.width = self.items * (self.items - 1) // 2 * self.levels**2
        self._items = {number: place for place, number in enumerate(instrument.numbers)}
        # The place of (i, j, a, b) is `_start[i] + j * levels² + a * levels + b`, levels counted from 0.
        self._start = [
            (i * self.items - i * (i + 1) // 2 - i - 1) * self.levels**2 for i in range(self.items)
        ]

    @staticmethod
    def of(instrument: Instrument) -> "PairLayout":
        """The layout of a version, worked out once."""
        layout = _layouts.get(instrument.digest)
        if layout is None:
            layout = _layouts.setdefault(instrument.digest, PairLayout(instrument))
        return layout

    def places(self, answers: Answers) -> list[int]:
        """The places that one form raises by one, in rising order; voluntary answers are left out."""
        rated = sorted(
            (self._items[number], rating - 1)
            for number, rating in answers.asked.items()
            if isinstance(rating, int)
        )
        if isinstance(answers.overall, int):
            rated.append((self.items - 1, answers.overall - 1))
        square, levels = self.levels**2, self.levels
        places = []
        for position, (item, level) in enumerate(rated):
            base = self._start[item] + level * levels
            places += [base + other * square + its_level for other, its_level in rated[position + 1 :]]
        return places  # rising, as the items are


_layouts: dict[str, PairLayout] = {}
