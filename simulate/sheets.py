"""Simulated forms as the sheets that the writer takes, and as the raw submissions they would have come from."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from simulate.comments import comment
from simulate.forms import NOT_APPLICABLE, NOT_SHOWN, SKIPPED, Forms, Levels
from survey import Answers, AnswerSheet, Mark, Part, Submission
from survey.answers import Rating

_PARTS = (Part.MORNING, Part.AFTERNOON)
_MARKS = {SKIPPED: Mark.SKIPPED, NOT_APPLICABLE: Mark.NOT_APPLICABLE}


class CodesMissing(ValueError):
    """Not every counter of the world has its code."""


def answer_sheets(
    forms: Forms,
    codes: Sequence[str],
    randomness: np.random.Generator,
    new_key: Callable[[], str] | None = None,
) -> Iterator[AnswerSheet]:
    """Every form as a sheet, by day. `codes` are those of the counters, in the order of the world.

    Keys come from `new_key`, by default from the generator, so that the same seed gives the same sheets.
    They are the sheets that `read_sheet` makes of `submissions` with the same arguments. Raises CodesMissing.
    """
    world, instrument = forms.truth.world, forms.truth.instrument
    if len(codes) != len(world.counters):
        raise CodesMissing(f"{len(world.counters)} counters, {len(codes)} codes")
    ids = [(choice.id, tuple(choice.options)) for choice in instrument.choices]
    for place in range(len(forms)):
        yield AnswerSheet(
            instrument=instrument,
            key=new_key() if new_key else randomness.bytes(16).hex(),
            code=codes[forms.counter[place]],
            day=world.days[forms.day[place]],
            part=_PARTS[forms.part[place]],
            answers=Answers(
                visit=forms.visits[forms.visit[place]],
                overall=_rating(int(forms.overall[place])) if instrument.overall else None,
                asked=_ratings(instrument.numbers, forms.asked[place]),
                voluntary=_ratings(instrument.numbers, forms.voluntary[place]),
                choices={
                    name: options[pick]
                    for (name, options), pick in zip(ids, forms.choices[place].tolist(), strict=True)
                    if pick >= 0
                },
            ),
            comment=_comment(forms, place, randomness) if forms.comment[place] else "",
        )


def submissions(
    forms: Forms,
    codes: Sequence[str],
    randomness: np.random.Generator,
    new_key: Callable[[], str] | None = None,
) -> Iterator[Submission]:
    """The same forms as they would arrive from the citizens, unchecked."""
    for place, sheet in enumerate(answer_sheets(forms, codes, randomness, new_key)):
        ratings: dict[str, Rating] = {
            str(number): rating
            for given in (sheet.answers.asked, sheet.answers.voluntary)
            for number, rating in given.items()
        }
        if sheet.answers.overall is not None:
            ratings["overall"] = sheet.answers.overall
        yield Submission(
            key=sheet.key,
            code=sheet.code,
            day=sheet.day,
            part=sheet.part,
            order=tuple(forms.order[place].tolist()),
            purpose=sheet.answers.visit.purpose or "",
            petition="yes" if sheet.answers.visit.petition else "",
            ratings={question: str(rating) for question, rating in ratings.items()},
            choices=sheet.answers.choices,
            comment=sheet.comment,
        )


def _ratings(numbers: Sequence[int], levels: Levels) -> dict[int, Rating]:
    return {
        number: _rating(level)
        for number, level in zip(numbers, levels.tolist(), strict=True)
        if level != NOT_SHOWN
    }


def _rating(level: int) -> Rating:
    return level if level > 0 else _MARKS[level]


def _comment(forms: Forms, place: int, randomness: np.random.Generator) -> str:
    """About the element of the worst answer, where one is not satisfied."""
    levels = forms.asked[place]
    instrument = forms.truth.instrument
    unsatisfied = (levels > 0) & (levels < instrument.scale.satisfied_from)
    if not unsatisfied.any():
        return comment(randomness, None)
    worst = int(np.where(unsatisfied, levels, len(instrument.levels) + 1).argmin())
    return comment(randomness, instrument.criteria[worst].element)
