"""What every form says about itself."""

import re

import pytest

from db.commands.purge import COMMENTS_KEPT_MONTHS, MINUTES_KEPT
from survey import shipped_instruments
from survey.wording import KEPT, KEPT_OF_A_COMMENT, levels_fit
from words import language, languages


@pytest.mark.parametrize(
    ("levels", "fit"),
    [
        (["Rất tốt", "Tốt", "Vừa", "Kém", "Rất kém"], True),
        (["sevenab"], True),
        (["eightabc"], False),
        (["good enough"], True),
        (["good", "extremely good"], False),
        (["a", "b", "c", "d", "e", "f"], False),
        ([], True),
    ],
)
def test_levels_stand_in_a_row_where_there_are_five_at_most_and_no_word_is_long(
    levels: list[str], fit: bool
) -> None:
    assert levels_fit(levels) is fit


def test_the_levels_of_the_questionnaires_fit_in_vietnamese_and_not_in_english() -> None:
    for instrument in shipped_instruments().values():
        assert levels_fit(level.text.in_language("vi") for level in instrument.levels)
        assert not levels_fit(level.text.in_language("en") for level in instrument.levels)


@pytest.mark.parametrize("code", languages())
def test_the_notice_before_the_first_question_gives_the_terms_that_the_program_keeps(code: str) -> None:
    t = language(code)
    hours = int(MINUTES_KEPT.total_seconds()) // 3600
    assert re.findall(r"\d+", t(KEPT)) == [str(hours)]
    assert re.findall(r"\d+", t(KEPT_OF_A_COMMENT)) == [str(COMMENTS_KEPT_MONTHS)]
