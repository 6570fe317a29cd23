"""One citizen's answers: the raw form goes in at one door and comes out valid, or is refused with the reasons.

`read_sheet` is the one validation of every form. Silence is never an answer: a blank is `SKIPPED`, a case that
did not arise is `NOT_APPLICABLE`; neither is ever counted as satisfied.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from survey.calendar import Part
from survey.instrument import Instrument, Visit
from survey.piles import without_piles
from survey.scrub import scrubbed
from survey.timing import Timing

COMMENT_LIMIT = 2000
_LONGEST_READ = 4 * COMMENT_LIMIT
"""Letters may arrive in up to four parts. Reading a text costs the square of its length, so what is longer is
refused unread: sixty thousand characters stood the whole server still for nine seconds."""

KEY_LENGTH = range(16, 129)


class Mark(StrEnum):
    """What stands in a place where no level was given."""

    NOT_APPLICABLE = "na"
    SKIPPED = "skip"


Rating: TypeAlias = int | Mark


class ProblemKind(StrEnum):
    EMPTY = "empty"
    OFF_SCALE = "off_scale"
    NOT_ASKED = "not_asked"
    UNKNOWN_OPTION = "unknown_option"
    TOO_LONG = "too_long"
    BAD_KEY = "bad_key"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a form is refused; `excess` counts the characters over the limit."""

    kind: ProblemKind
    question: str = ""
    excess: int = 0


class SheetRefused(ValueError):
    """A form that cannot be stored, with every reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{p.kind}:{p.question}" if p.question else p.kind for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, free of place and time: the part of a form that is counted.

    `asked` holds every criterion that was put to the citizen and enters the index, `voluntary` those answered
    on top. A criterion in neither was not shown.
    """

    visit: Visit = field(default_factory=Visit)
    overall: Rating | None = None
    asked: Mapping[int, Rating] = field(default_factory=dict)
    voluntary: Mapping[int, Rating] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The stored form; `from_json` undoes it."""
        return json.dumps(
            {
                "purpose": self.visit.purpose,
                "petition": self.visit.petition,
                "overall": self.overall,
                "asked": {str(number): rating for number, rating in self.asked.items()},
                "voluntary": {str(number): rating for number, rating in self.voluntary.items()},
                "choices": dict(self.choices),
            },
            separators=(",", ":"),
            sort_keys=True,
        )

    def ratings(self) -> str:
        """What was rated of what was asked, as a text: two forms with the same text have the same ratings."""
        return json.dumps([self.overall, sorted(self.asked.items())], separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Answers":
        data = json.loads(text)
        return cls(
            visit=Visit(data["purpose"], data["petition"]),
            overall=_stored(data["overall"]),
            asked={int(number): _rating(value) for number, value in data["asked"].items()},
            voluntary={int(number): _rating(value) for number, value in data["voluntary"].items()},
            choices=data["choices"],
        )

    def fit(self, instrument: Instrument) -> bool:
        """Whether a questionnaire has every question that was put here, and each answer to it.

        In which order its criteria were drawn, and which of them apply to the visit, is not asked.
        """
        purpose, known = self.visit.purpose, {level.value for level in instrument.levels}
        options = {choice.id: choice.options for choice in instrument.choices}
        given = (
            *self.asked.values(),
            *self.voluntary.values(),
            *([] if self.overall is None else [self.overall]),
        )
        return (
            (self.overall is None) is (instrument.overall is None)
            and (purpose is None or instrument.purpose(purpose) is not None)
            and {*self.asked, *self.voluntary} <= set(instrument.numbers)
            and all(isinstance(each, Mark) or each in known for each in given)
            and all(option in options.get(choice, {}) for choice, option in self.choices.items())
        )


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A valid form on its way to the writer. It holds no name, no address, no device.

    `key` was made when the form was opened: the same key twice is the same answer. `code` is the code of the
    poster, `day` and `part` the local day and part of day on which it was given. `timing` is None where it is not
    known, as for a form that was filled in without a connection.
    """

    instrument: Instrument
    key: str
    code: str
    day: date
    part: Part
    answers: Answers
    comment: str = ""
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it arrives, unchecked: texts by question. A missing or empty text is a blank.

    `ratings` may hold any criterion and, under `overall`, the overall question; values are "1".."5", "na",
    "skip" or "".
    """

    key: str
    code: str
    day: date
    part: Part
    order: tuple[int, ...] = ()
    purpose: str = ""
    petition: str = ""
    ratings: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    timing: Timing | None = None


def read_sheet(instrument: Instrument, raw: Submission) -> AnswerSheet:
    """Check a form whole and make it an `AnswerSheet`; raises `SheetRefused` with every reason found."""
    reading = _Reading(instrument, raw)
    sheet = reading.sheet()
    if reading.problems:
        raise SheetRefused(tuple(reading.problems))
    return sheet


class _Reading:
    """Walks through one raw form and gathers what is wrong with it."""

    def __init__(self, instrument: Instrument, raw: Submission) -> None:
        self.instrument, self.raw = instrument, raw
        self.problems: list[Problem] = []

    def sheet(self) -> AnswerSheet:
        answers = self._answers()
        comment = self._comment()
        if not comment and not self.problems and not _says_anything(answers):
            self._refuse(ProblemKind.EMPTY)
        if len(self.raw.key) not in KEY_LENGTH or not self.raw.key.isascii():
            self._refuse(ProblemKind.BAD_KEY)
        return AnswerSheet(
            instrument=self.instrument,
            key=self.raw.key,
            code=self.raw.code,
            day=self.raw.day,
            part=self.raw.part,
            answers=answers,
            comment=comment,
            timing=self.raw.timing,
        )

    def _refuse(self, kind: ProblemKind, question: str = "", excess: int = 0) -> None:
        self.problems.append(Problem(kind, question, excess))

    def _answers(self) -> Answers:
        visit = self._visit()
        order = self._order()
        known = {str(number) for number in self.instrument.numbers} | {"overall"}
        for question in sorted(set(self.raw.ratings) - known):
            self._refuse(ProblemKind.NOT_ASKED, question[:40])
        asked = {n: self._rating(str(n)) for n in self.instrument.asked(visit, order)}
        return Answers(
            visit=visit,
            overall=self._rating("overall") if self.instrument.overall else None,
            asked=asked,
            voluntary=self._voluntary(visit, order),
            choices=self._choices(),
        )

    def _order(self) -> tuple[int, ...]:
        """The draw made when the form was opened; it must be a whole one, or the lot could be chosen."""
        rotating = [c.number for c in self.instrument.criteria if c.role == "rotating"]
        if sorted(self.raw.order) != sorted(rotating):
            self._refuse(ProblemKind.NOT_ASKED, "order")
            return tuple(rotating)
        return self.raw.order

    def _visit(self) -> Visit:
        if not self.raw.purpose:
            return Visit()
        purpose = self.instrument.purpose(self.raw.purpose)
        if purpose is None:
            self._refuse(ProblemKind.UNKNOWN_OPTION, "purpose")
            return Visit()
        if self.raw.petition not in {"", "yes", "no"}:
            self._refuse(ProblemKind.UNKNOWN_OPTION, "petition")
        return Visit(purpose.id, purpose.asks_petition and self.raw.petition == "yes")

    def _voluntary(self, visit: Visit, order: tuple[int, ...]) -> dict[int, Rating]:
        rest = self.instrument.rest(visit, order)
        given = {n: self._rating(str(n)) for n in rest if str(n) in self.raw.ratings}
        may = {*rest, *self.instrument.asked(visit, order)}
        for number in self.instrument.numbers:
            if number not in may and self.raw.ratings.get(str(number), "") not in {"", Mark.SKIPPED}:
                self._refuse(ProblemKind.NOT_ASKED, str(number))
        return given

    def _rating(self, question: str) -> Rating:
        text = self.raw.ratings.get(question, "")
        if text in {"", Mark.SKIPPED}:
            return Mark.SKIPPED
        if text == Mark.NOT_APPLICABLE:
            return Mark.NOT_APPLICABLE
        if text not in {str(level.value) for level in self.instrument.levels}:
            self._refuse(ProblemKind.OFF_SCALE, question)
            return Mark.SKIPPED
        return int(text)

    def _choices(self) -> dict[str, str]:
        options = {choice.id: choice.options for choice in self.instrument.choices}
        for question, option in self.raw.choices.items():
            if question not in options:
                self._refuse(ProblemKind.NOT_ASKED, question[:40])
            elif option and option not in options[question]:
                self._refuse(ProblemKind.UNKNOWN_OPTION, question)
        return {q: o for q, o in self.raw.choices.items() if o and o in options.get(q, {})}

    def _comment(self) -> str:
        comment = self.raw.comment.strip()
        if len(comment) <= _LONGEST_READ:
            comment = unicodedata.normalize("NFC", without_piles(comment)).strip()
            comment = "".join(c for c in comment if c in "\n\t" or unicodedata.category(c)[0] != "C")
        if len(comment) > COMMENT_LIMIT:
            self._refuse(ProblemKind.TOO_LONG, "comment", len(comment) - COMMENT_LIMIT)
            return ""
        return scrubbed(comment)[:COMMENT_LIMIT]


def _says_anything(answers: Answers) -> bool:
    ratings = [answers.overall, *answers.asked.values(), *answers.voluntary.values()]
    return bool(answers.choices) or any(rating not in {None, Mark.SKIPPED} for rating in ratings)


def _rating(value: int | str) -> Rating:
    return value if isinstance(value, int) else Mark(value)


def _stored(value: int | str | None) -> Rating | None:
    return None if value is None else _rating(value)
