"""Counting: a form is a vector of zeros and ones, a tally is a sum of forms.

Adding and taking away an answer are the same arithmetic, so a withdrawn or re-attributed answer leaves no
trace. `TallyLayout` says which place of the vector means what; it depends on the instrument version alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from scoring.indices.share import Satisfaction
from survey.answers import Answers, Mark, Rating
from survey.instrument import Instrument, Role

Counts: TypeAlias = npt.NDArray[np.int64]

STRAIGHT_FROM = 4
"""Valid answers to criteria asked, from which one level throughout is called a straight line."""

_MARKS = (Mark.NOT_APPLICABLE, Mark.SKIPPED)


class LayoutMismatch(ValueError):
    """Counts of another questionnaire, or of a wrong length, were given."""


class TallyLayout:
    """Where each count of an instrument stands in the vector.

    In order: forms; forms with a valid criterion; forms with a valid criterion of each element; forms with a
    valid conduct criterion; forms with a voluntary answer; then the overall question and each criterion as
    asked (levels, not applicable, skipped, not shown); each criterion as answered on top (levels, not
    applicable, skipped); each question with options (options in order, then blank).

    Then, since figures of whole forms are wanted too: forms by how many conduct criteria they answer (k) and how
    many of these are satisfied (s), as (1, 0), (1, 1), (2, 0) ...; forms on which all core questions asked are
    answered, and those among them with the highest level on each; forms with enough valid answers to look for
    straight lines, and those with one level throughout. Counts that were stored before these places existed
    are shorter and stay readable; `first_of_form` is where they end.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._levels = len(instrument.levels)
        self._elements = {e.id: 2 + place for place, e in enumerate(instrument.elements)}
        self._conduct = 2 + len(instrument.elements)
        self.volunteers = self._conduct + 1
        self.overall = self.volunteers + 1
        self.asked = self.overall + self._levels + 3
        self.voluntary = self.asked + len(instrument.criteria) * (self._levels + 3)
        start = self.voluntary + len(instrument.criteria) * (self._levels + 2)
        self._asked_places = [
            (number, self.asked + place * (self._levels + 3))
            for place, number in enumerate(instrument.numbers)
        ]
        self._voluntary_places = {
            number: self.voluntary + place * (self._levels + 2)
            for place, number in enumerate(instrument.numbers)
        }
        self.choices: dict[str, int] = {}
        for choice in instrument.choices:
            self.choices[choice.id] = start
            start += len(choice.options) + 1
        self.first_of_form = self.conduct_patterns = start
        self.core_complete = start + _patterns(len(instrument.conduct))
        self.all_top = self.core_complete + 1
        self.long_enough = self.all_top + 1
        self.straight_lined = self.long_enough + 1
        self.width = self.straight_lined + 1
        self._conduct_numbers = frozenset(instrument.conduct)
        self._core_numbers = frozenset(c.number for c in instrument.criteria if c.role is Role.CORE)

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
        asked = answers.asked
        places += [self._rating_place(base, asked.get(number)) for number, base in self._asked_places]
        for number, extra in answers.voluntary.items():
            places.append(self._rating_place(self._voluntary_places[number], extra))
        for choice in self.instrument.choices:
            given = answers.choices.get(choice.id)
            place = list(choice.options).index(given) if given is not None else len(choice.options)
            places.append(self.choices[choice.id] + place)
        places += self._form_places(answers)
        return sorted(places)

    def contribution(self, answers: Answers) -> Counts:
        """One form as a vector of `width` zeros and ones."""
        vector = np.zeros(self.width, dtype=np.int64)
        vector[self.places(answers)] = 1
        return vector

    def places_of(self, positions: Collection[int]) -> Counts:
        """(width,): 0 at the places of criteria as asked that are not at these positions, 1 at all others."""
        kept = np.ones(self.width, dtype=np.int64)
        asked = [place in positions for place in range(len(self.instrument.criteria))]
        kept[self.asked : self.voluntary] = np.repeat(asked, self._levels + 3)
        return kept

    def _respondent_places(self, answers: Answers) -> list[int]:
        rated = {number for number, rating in answers.asked.items() if isinstance(rating, int)}
        places = [1] if rated else []
        elements = {self.instrument.criterion(number).element for number in rated}
        places += [self._elements[element] for element in elements]
        if rated & self._conduct_numbers:
            places.append(self._conduct)
        if any(rating != Mark.SKIPPED for rating in answers.voluntary.values()):
            places.append(self.volunteers)
        return places

    def _form_places(self, answers: Answers) -> list[int]:
        """What can be told of the form as a whole; of the criteria asked only."""
        rated = {number: rating for number, rating in answers.asked.items() if isinstance(rating, int)}
        places = []
        conduct = [rating for number, rating in rated.items() if number in self._conduct_numbers]
        if conduct:
            satisfied = sum(rating >= self.instrument.scale.satisfied_from for rating in conduct)
            places.append(self.conduct_patterns + _patterns(len(conduct) - 1) + satisfied)
        core = answers.asked.keys() & self._core_numbers if self._core_numbers else answers.asked.keys()
        if core and core <= rated.keys():
            places.append(self.core_complete)
            if all(rated[number] == self._levels for number in core):
                places.append(self.all_top)
        if len(rated) >= STRAIGHT_FROM:
            places.append(self.long_enough)
            if len(set(rated.values())) == 1:
                places.append(self.straight_lined)
        return places

    def _rating_place(self, base: int, rating: Rating | None) -> int:
        if rating is None:
            return base + self._levels + len(_MARKS)
        if isinstance(rating, int):
            return base + rating - 1
        return base + self._levels + _MARKS.index(rating)


_layouts: dict[str, TallyLayout] = {}


def _patterns(criteria: int) -> int:
    """Ways to answer 1 to so many criteria by how many are answered and how many of these are satisfied."""
    return criteria * (criteria + 3) // 2


class FormCounts(NamedTuple):
    """Forms of a kind, out of those on which it could be told."""

    forms: int
    out_of: int

    def plus(self, other: "FormCounts", sign: int = 1) -> "FormCounts":
        """Both together; with a `sign` of -1 this less the other."""
        return FormCounts(self.forms + sign * other.forms, self.out_of + sign * other.out_of)


NO_FORMS = FormCounts(0, 0)


@dataclass(frozen=True, slots=True)
class ConductMoments:
    """Counter K2c: sums over forms of k, conduct criteria answered on a form, and s, those satisfied among them.

    `forms` are those with k of at least 1.
    """

    forms: int
    k: int
    s: int
    ss: int
    sk: int
    kk: int


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

    def only(self, positions: Collection[int]) -> "Tally":
        """These criteria (positions) as asked, nothing of the others; all else as it is."""
        return Tally(self.instrument, self.counts * self.layout.places_of(positions))

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
        return int(self.counts[self.layout.volunteers])

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

    @property
    def conduct_patterns(self) -> dict[tuple[int, int], int]:
        """Forms by (k, s): conduct criteria answered on a form, and how many of these are satisfied."""
        start = self.layout.conduct_patterns
        pairs = [(k, s) for k in range(1, len(self.instrument.conduct) + 1) for s in range(k + 1)]
        return {pair: int(self.counts[start + place]) for place, pair in enumerate(pairs)}

    @property
    def conduct_moments(self) -> ConductMoments:
        """Counter K2c of these forms, exactly."""
        found = self.conduct_patterns.items()
        return ConductMoments(
            forms=sum(forms for _, forms in found),
            k=sum(forms * k for (k, _), forms in found),
            s=sum(forms * s for (_, s), forms in found),
            ss=sum(forms * s * s for (_, s), forms in found),
            sk=sum(forms * s * k for (k, s), forms in found),
            kk=sum(forms * k * k for (k, _), forms in found),
        )

    @property
    def all_top(self) -> FormCounts:
        """Forms with the highest level on every core question asked, out of those that answer them all.

        A questionnaire without core questions: on every question asked.
        """
        return self._of_form(self.layout.all_top, self.layout.core_complete)

    @property
    def straight_lined(self) -> FormCounts:
        """Forms with one level throughout, out of those with at least `STRAIGHT_FROM` valid answers."""
        return self._of_form(self.layout.straight_lined, self.layout.long_enough)

    def _of_form(self, place: int, out_of: int) -> FormCounts:
        return FormCounts(int(self.counts[place]), int(self.counts[out_of]))

    def choice(self, choice_id: str) -> dict[str, int]:
        """Answers per option, without the blanks."""
        options = next(c for c in self.instrument.choices if c.id == choice_id).options
        start = self.layout.choices[choice_id]
        return {option: int(self.counts[start + place]) for place, option in enumerate(options)}
