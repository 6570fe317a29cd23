import dataclasses

import numpy as np
import pytest

from simulate import Assumptions, CodesMissing, Simulation, answer_sheets, sample_province, submissions
from survey import AnswerSheet, read_sheet
from tests.simulate.province import days, demo_year, instrument, small_year

CODES = [f"code-{place}" for place in range(300)]


def _sheets(seed: int, answers: int = 2_000) -> list[AnswerSheet]:
    offices = sample_province(communes=4)
    year = Simulation.of(offices, instrument(), days(), seed=seed, answers=answers, officers=60)
    return list(year.sheets(CODES[: len(year.world.counters)]))


def test_the_same_seed_gives_the_same_sheets() -> None:
    assert _sheets(7) == _sheets(7)


def test_another_seed_gives_other_sheets() -> None:
    one, other = _sheets(7), _sheets(8)
    assert [sheet.answers for sheet in one] != [sheet.answers for sheet in other]


def test_every_sheet_is_what_the_citizens_door_would_have_made_of_it() -> None:
    forms = small_year(Assumptions(), answers=4_000).forms
    codes = CODES[: len(forms.truth.world.counters)]
    sheets = answer_sheets(forms, codes, np.random.default_rng(3))
    arriving = submissions(forms, codes, np.random.default_rng(3))
    read = [read_sheet(instrument(), raw) for raw in arriving]
    assert read == list(sheets)
    assert any(sheet.answers.voluntary for sheet in read)
    assert any(sheet.answers.visit.petition for sheet in read)


def test_sheets_carry_the_codes_of_their_counters_and_keys_that_never_repeat() -> None:
    year = small_year(Assumptions(), answers=2_000)
    codes = CODES[: len(year.world.counters)]
    sheets = list(year.sheets(codes))
    assert [sheet.code for sheet in sheets] == [codes[counter] for counter in year.forms.counter]
    assert len({sheet.key for sheet in sheets}) == len(sheets)


def test_keys_come_from_elsewhere_where_that_is_asked() -> None:
    year = small_year(Assumptions(), answers=50)
    keys = iter(f"a-key-from-elsewhere-{n:03d}" for n in range(50))
    sheets = list(year.sheets(CODES[: len(year.world.counters)], new_key=lambda: next(keys)))
    assert sheets[0].key == "a-key-from-elsewhere-000"
    assert sheets[-1].key == "a-key-from-elsewhere-049"


def test_a_counter_without_a_code_is_refused() -> None:
    with pytest.raises(CodesMissing):
        next(demo_year().sheets(["only-one"]))


def test_comments_are_as_frequent_as_assumed_and_fit_the_answers() -> None:
    year = small_year(Assumptions(comments=0.5), answers=4_000)
    sheets = list(year.sheets(CODES[: len(year.world.counters)]))
    commented = [sheet for sheet in sheets if sheet.comment]
    assert len(commented) == pytest.approx(2_000, abs=4 * np.sqrt(1_000))
    late = [sheet for sheet in commented if sheet.comment.startswith("Trả kết quả trễ hẹn")]
    assert late
    for sheet in late:
        given = [level for number, level in sheet.answers.asked.items() if number in {11, 12, 13}]
        assert any(isinstance(level, int) and level < 4 for level in given)


def test_a_sheet_with_no_answer_at_all_is_never_drawn() -> None:
    assumed = dataclasses.replace(Assumptions(), skipped=0.9)
    year = small_year(assumed, answers=500)
    for raw in submissions(year.forms, CODES[: len(year.world.counters)], np.random.default_rng(1)):
        read_sheet(instrument(), raw)
