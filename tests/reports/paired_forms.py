"""Forms of the short questionnaire that differ from each other, as answers, rows and counts; for tests of pairs."""

from random import Random

import numpy as np
import numpy.typing as npt

from reports.paired import PairedAnswers
from scoring.questionnaire.pairs import PairTables
from survey import Answers, PairLayout, Tally, TallyLayout, Visit
from tests.reports.made import instrument

Rows = npt.NDArray[np.int64]


def draw_forms(forms: int, *, leading: str = "C", seed: int = 1) -> list[Answers]:
    """So many forms of people who got a result; the overall answer follows the criteria of one element.

    Each person has a mood, and a feeling for each element; each criterion adds chance of its own.
    """
    form, chance, lot = instrument(), np.random.default_rng(seed), Random(seed)
    visit, drawn = Visit("result"), []
    for _ in range(forms):
        mood = chance.normal()
        feeling = {e.id: 0.6 * mood + 0.8 * chance.normal() for e in form.elements}
        levels = {
            number: _level(feeling[form.criterion(number).element] + 0.6 * chance.normal())
            for number in form.asked(visit, form.draw(lot))
        }
        drawn.append(Answers(visit, _level(feeling[leading] + 0.3 * chance.normal()), levels))
    return drawn


def _level(feeling: float) -> int:
    return int(np.clip(np.floor(3.9 + feeling), 1, 5))


def paired(forms: list[Answers], *, design_effect: float | None = 1.0, units: int = 1) -> PairedAnswers:
    """The counts of these forms."""
    form = instrument()
    layout, pairs = TallyLayout.of(form), PairLayout.of(form)
    counts, tables = np.zeros(layout.width, np.int64), np.zeros(pairs.width, np.int64)
    for answers in forms:
        counts[layout.places(answers)] += 1
        tables[pairs.places(answers)] += 1
    return PairedAnswers(
        tables=PairTables.from_vector(tables, pairs.items, pairs.levels),
        tally=Tally(form, counts),
        design_effect=design_effect,
        units=units,
    )


def rows(forms: list[Answers]) -> dict[str, list[float]]:
    """By criterion number as text, and "overall": the level on each form, NaN where it was not asked."""
    columns: dict[str, list[float]] = {
        str(number): [float(answers.asked.get(number, np.nan)) for answers in forms]  # type: ignore[arg-type]
        for number in instrument().numbers
    }
    columns["overall"] = [float(answers.overall) for answers in forms]  # type: ignore[arg-type]
    return columns
