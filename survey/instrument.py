"""A questionnaire as a value: what is asked of whom, on which scale, and what belongs to which element.

National method: Quyết định 1001/QĐ-BNV (11/12/2023), for 2023-2026 only. A successor must be expected, so the
questionnaire, the scale and the groups of criteria are data (`instruments/*.toml`), never code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from scoring.scale import Scale
from words import language, languages


@dataclass(frozen=True, slots=True)
class Text:
    """One text in several languages; Vietnamese is always there and is what is shown when another is missing.

    A published questionnaire never changes, so a language that is added later keeps its words with all others, in
    `words/<language>/`, under the English text.
    """

    by_language: Mapping[str, str]

    def in_language(self, code: str, **values: str) -> str:
        text = self.by_language.get(code) or self._added_later(code) or self.by_language["vi"]
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text[:1].upper() + text[1:]

    def _added_later(self, code: str) -> str | None:
        return language(code).sentences.get(self.by_language.get("en", "")) if code in languages() else None


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the answer scale, from 1 (worst) up."""

    value: int
    text: Text


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why the citizen came; it decides which criteria apply."""

    id: str
    text: Text
    with_result: bool
    asks_petition: bool


class Need(StrEnum):
    """What a visit must have included for a criterion to apply."""

    RESULT = "result"
    PETITION = "petition"


class Role(StrEnum):
    """A core criterion is asked of everybody to whom it applies; a rotating one is drawn by lot."""

    CORE = "core"
    ROTATING = "rotating"


class Topic(StrEnum):
    """What a question with named options is about."""

    TRIPS = "trips"
    INTEGRITY = "integrity"
    DEMOGRAPHIC = "demographic"


@dataclass(frozen=True, slots=True)
class Element:
    """A group of criteria, such as "A. Tiếp cận dịch vụ"."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One statement that is rated. `decider` marks what only the deciding agency can change."""

    number: int
    element: str
    role: Role
    need: Need | None
    decider: bool
    text: Text
    label: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """An optional question with named options; never part of the index."""

    id: str
    topic: Topic
    text: Text
    options: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Visit:
    """What the citizen came for, as far as said. `purpose` None: the question was skipped."""

    purpose: str | None = None
    petition: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Instrument:
    """One published version of a questionnaire. It never changes: a response names it by `name`."""

    id: str
    version: int
    digest: str
    title: Text
    lead: Text
    levels: tuple[Level, ...]
    scale: Scale
    purposes: tuple[Purpose, ...]
    petition: Text | None
    overall: Text | None
    elements: tuple[Element, ...]
    criteria: tuple[Criterion, ...]
    conduct: tuple[int, ...]
    rotation: int
    choices: tuple[Choice, ...]
    extra_choices: int
    _by_number: Mapping[int, Criterion] = field(init=False, repr=False)
    _numbers: tuple[int, ...] = field(init=False, repr=False)
    _core: frozenset[int] = field(init=False, repr=False)
    _applying: dict[Visit, frozenset[int]] = field(init=False, repr=False)
    """The criteria that apply to a visit, once that was asked; there are few kinds of visits."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_number", {c.number: c for c in self.criteria})
        object.__setattr__(self, "_numbers", tuple(c.number for c in self.criteria))
        core = frozenset(c.number for c in self.criteria if c.role is Role.CORE)
        object.__setattr__(self, "_core", core)
        object.__setattr__(self, "_applying", {})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instrument) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def name(self) -> str:
        """How a response names this version, such as `counter-2026/1`."""
        return f"{self.id}/{self.version}"

    @property
    def numbers(self) -> tuple[int, ...]:
        """Criterion numbers in the order of the questionnaire; positions in every count follow it."""
        return self._numbers

    def criterion(self, number: int) -> Criterion:
        return self._by_number[number]

    def positions(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Places of criteria in the arrays of counts."""
        places = {number: place for place, number in enumerate(self.numbers)}
        return tuple(places[number] for number in numbers)

    def element_numbers(self, element: str) -> tuple[int, ...]:
        return tuple(c.number for c in self.criteria if c.element == element)

    def purpose(self, purpose_id: str | None) -> Purpose | None:
        return next((p for p in self.purposes if p.id == purpose_id), None)

    def applies(self, number: int, visit: Visit) -> bool:
        """Whether a criterion can be asked after such a visit.

        A questionnaire that does not ask for the purpose asks every criterion of everybody, who then may say
        that it did not arise.
        """
        return number in self._applying_to(visit)

    def _applying_to(self, visit: Visit) -> frozenset[int]:
        applying = self._applying.get(visit)
        if applying is None:
            applying = frozenset(c.number for c in self.criteria if self._applies(c, visit))
            self._applying[visit] = applying
        return applying

    def _applies(self, criterion: Criterion, visit: Visit) -> bool:
        need = criterion.need
        if need is None or not self.purposes:
            return True
        if need is Need.PETITION:
            return visit.petition
        purpose = self.purpose(visit.purpose)
        return purpose is not None and purpose.with_result

    def draw(self, randomness: Random) -> tuple[int, ...]:
        """A uniformly random order of the rotating criteria, drawn when a form is opened.

        The first `rotation` of them that apply are asked. Drawn before the purpose is known, so one draw serves
        whatever the citizen then says, and each criterion that applies is equally likely.
        """
        rotating = [c.number for c in self.criteria if c.role is Role.ROTATING]
        randomness.shuffle(rotating)
        return tuple(rotating)

    def asked(self, visit: Visit, order: tuple[int, ...]) -> tuple[int, ...]:
        """The criteria that enter the index for this form, in the order of the questionnaire."""
        applying = self._applying_to(visit)
        drawn = [number for number in order if number in applying][: self.rotation]
        asked = (self._core & applying).union(drawn)
        return tuple(number for number in self._numbers if number in asked)

    def rest(self, visit: Visit, order: tuple[int, ...]) -> tuple[int, ...]:
        """The criteria a citizen may answer on top; voluntary, never in the index."""
        further = self._applying_to(visit).difference(self.asked(visit, order))
        return tuple(number for number in self._numbers if number in further)

    def offered_choices(self, order: tuple[int, ...]) -> tuple[Choice, ...]:
        """The optional questions of this form: all trips questions and demographics, and of the integrity
        questions `extra_choices`, picked by the draw so that each is asked equally often."""
        integrity = [c for c in self.choices if c.topic is Topic.INTEGRITY]
        if self.extra_choices < len(integrity):
            start = (order[0] if order else 0) % len(integrity)
            turned = integrity[start:] + integrity[:start]
            integrity = turned[: self.extra_choices]
        return tuple(c for c in self.choices if c.topic is not Topic.INTEGRITY or c in integrity)
