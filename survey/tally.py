"""Counting: a form is a vector of zeros and ones, a tally is a sum of forms.

Adding and taking away an answer are the same arithmetic, so a withdrawn or re-attributed answer leaves no
trace. `TallyLayout` says which place of the vector means what; it depends on the instrument version alone.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.indices.share import Satisfaction
from survey.answers import Answers, Mark, Rating
from survey.instrument import Instrument

Counts: TypeAlias = npt.NDArray[np.int64]

_MARKS = (Mark.NOT_APPLICABLE, Mark.SKIPPED)


class LayoutMismatch(ValueError):
    """Counts of another questionnaire, or of a wrong length, were given."""


class TallyLayout:
    """Where each count of an instrument stands in the vector.

    In order: forms; forms with a valid criterion; forms with a valid criterion of each element; forms with a
    valid conduct criterion; forms with a voluntary answer; then the overall question and each criterion as
    asked (levels, not applicable, skipped, not shown); each criterion as answered on top (levels, not
    applicable, skipped); each question with options (options in order, then blank).
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._levels = len(instrument.levels)
        self._elements = {e.id: 2 + place for place, e in enumerate(instrument.elements)}
        self._conduct = 2 + len(instrument.elements)
        self._volunteers = self._conduct + 1
        self.overall = self._volunteers + 1
        self.asked = self.overall + self._levels + 3
        self.voluntary = self.asked + len(instrument.criteria) * (self._levels + 3)
        start = self.voluntary + len(instrument.criteria) * (self._levels + 2)
        self.choices: dict[str, int] = {}
        for choice in instrument.choices:
            self.choices[choice.id] = start
            start += len(choice.options) + 1
        self.width = start

    @staticmethod
    def of(instrument: Instrument) -> "TallyLayout":
        """The layout of a version, worked out once."""
        layout = _layouts.get(instrument.digest)
        if layout is None:
            layout = _layouts.setdefault(instrument.digest, TallyLayout(instrument))
        return layout

    def places(self, answers: Answers) -> list[int]:
        """The places of the vector that one form raises by one, in rising order."""
        places = [0, *self._respondent_places(answers), self._rating_place(self.overall, answers.overall)]
        for position, number in enumerate(self.instrument.numbers):
            base = self.asked + position * (self._levels + 3)
            places.append(self._rating_place(base, answers.asked.get(number)))
            extra = answers.voluntary.get(number)
            if extra is not None:
                places.append(self._rating_place(self.voluntary + position * (self._levels + 2), extra))
        for choice in self.instrument.choices:
            given = answers.choices.get(choice.id)
            place = list(choice.options).index(given) if given is not None else len(choice.options)
            places.append(self.choices[choice.id] + place)
        return sorted(places)

    def contribution(self, answers: Answers) -> Counts:
        """One form as a vector of `width` zeros and ones."""
        vector = np.zeros(self.width, dtype=np.int64)
        vector[self.places(answers)] = 1
        return vector

    def _respondent_places(self, answers: Answers) -> list[int]:
        rated = {number for number, rating in answers.asked.items() if not isinstance(rating, Mark)}
        places = [1] if rated else []
        elements = {self.instrument.criterion(number).element for number in rated}
        places += [self._elements[element] for element in elements]
        if rated & set(self.instrument.conduct):
            places.append(self._conduct)
        if any(rating != Mark.SKIPPED for rating in answers.voluntary.values()):
            places.append(self._volunteers)
        return places

    def _rating_place(self, base: int, rating: Rating | None) -> int:
        if rating is None:
            return base + self._levels + len(_MARKS)
        if isinstance(rating, Mark):
            return base + self._levels + _MARKS.index(rating)
        return base + rating - 1


_layouts: dict[str, TallyLayout] = {}


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a group of forms, all of one instrument version, as questions can be put to them."""

    instrument: Instrument
    counts: Counts

    def __post_init__(self) -> None:
        if self.counts.shape != (self.layout.width,):
            raise LayoutMismatch(
                f"{self.instrument.name} has {self.layout.width} counts, not {self.counts.shape}"
            )

    @classmethod
    def empty(cls, instrument: Instrument) -> "Tally":
        return cls(instrument, np.zeros(TallyLayout.of(instrument).width, dtype=np.int64))

    @property
    def layout(self) -> TallyLayout:
        return TallyLayout.of(self.instrument)

    def __add__(self, other: "Tally") -> "Tally":
        if other.instrument.name != self.instrument.name:
            raise LayoutMismatch(f"{self.instrument.name} and {other.instrument.name} cannot be added")
        return Tally(self.instrument, self.counts + other.counts)

    @property
    def forms(self) -> int:
        """All forms, also those without a valid criterion."""
        return int(self.counts[0])

    @property
    def respondents(self) -> int:
        """Forms with at least one valid answer to an asked criterion: the n of the index."""
        return int(self.counts[1])

    def element_respondents(self, element: str) -> int:
        return int(self.counts[2 + [e.id for e in self.instrument.elements].index(element)])

    @property
    def conduct_respondents(self) -> int:
        return int(self.counts[2 + len(self.instrument.elements)])

    @property
    def volunteers(self) -> int:
        """Forms with an answer given on top of those asked."""
        return int(self.counts[3 + len(self.instrument.elements)])

    @property
    def asked(self) -> Counts:
        """(criteria, levels + 3): answers at each level, not applicable, skipped, not shown."""
        width = len(self.instrument.levels) + 3
        start = self.layout.asked
        return self.counts[start : start + width * len(self.instrument.criteria)].reshape(-1, width)

    @property
    def levels(self) -> Counts:
        """(criteria, levels): valid answers at each level, asked criteria only."""
        return self.asked[:, : len(self.instrument.levels)]

    @property
    def voluntary(self) -> Counts:
        """(criteria, levels + 2): answers given on top; shown, never in the index."""
        width = len(self.instrument.levels) + 2
        start = self.layout.voluntary
        return self.counts[start : start + width * len(self.instrument.criteria)].reshape(-1, width)

    @property
    def overall(self) -> Counts:
        """(levels + 3,): the overall question."""
        start = self.layout.overall
        return self.counts[start : start + len(self.instrument.levels) + 3]

    @property
    def satisfied(self) -> Counts:
        """(criteria,): answers at the satisfied levels."""
        counts: Counts = self.levels[:, self.instrument.scale.satisfied_from - 1 :].sum(axis=1)
        return counts

    @property
    def answered(self) -> Counts:
        """(criteria,): valid answers."""
        counts: Counts = self.levels.sum(axis=1)
        return counts

    def satisfaction(self, number: int) -> Satisfaction:
        (position,) = self.instrument.positions([number])
        return Satisfaction(satisfied=int(self.satisfied[position]), answers=int(self.answered[position]))

    def choice(self, choice_id: str) -> dict[str, int]:
        """Answers per option, without the blanks."""
        options = next(c for c in self.instrument.choices if c.id == choice_id).options
        start = self.layout.choices[choice_id]
        return {option: int(self.counts[start + place]) for place, option in enumerate(options)}
