"""Marks that are piled on a letter."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from survey.piles import MOST_MARKS, without_piles

VIETNAMESE = "Cán bộ hướng dẫn rõ ràng, chờ hơi lâu. Ngoằn ngoèo, khuỷu, ưỡn."


def test_vietnamese_stays_as_it_is_in_one_part_and_in_many():
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, VIETNAMESE)
        assert without_piles(text) == text


def test_of_a_pile_the_first_marks_stay():
    assert without_piles("a" + "\u0315" * 4000 + "b") == "a" + "\u0315" * MOST_MARKS + "b"


def test_a_mark_that_is_written_with_two_counts_as_two():
    assert without_piles("\u0f73" * 100) == "\u0f73" * (MOST_MARKS // 2)


@given(st.text(max_size=200))
def test_no_letter_has_more_marks_and_nothing_is_added(text: str) -> None:
    kept = without_piles(text)
    longest = run = 0
    for sign in unicodedata.normalize("NFKD", kept):
        run = run + 1 if unicodedata.combining(sign) else 0
        longest = max(longest, run)
    assert longest <= MOST_MARKS
    rest = iter(text)
    assert all(sign in rest for sign in kept), "in the same order"
