"""Pairs of levels, form by form."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from survey import Answers, Mark, PairLayout, shipped_instruments
from survey.answers import Rating

FORM = shipped_instruments()["counter-2026/1"]
LAYOUT = PairLayout.of(FORM)
ratings = st.one_of(st.integers(1, 5), st.sampled_from(list(Mark)))


def test_sixteen_criteria_and_the_overall_question_make_3400_places() -> None:
    assert (LAYOUT.items, LAYOUT.levels, LAYOUT.width) == (17, 5, 3400)
    assert PairLayout.of(FORM) is LAYOUT


@given(st.dictionaries(st.sampled_from(FORM.numbers), ratings), st.none() | ratings)
def test_a_form_stands_where_its_pairs_stand_in_the_order_of_the_layout(
    asked: dict[int, Rating], overall: Rating | None
) -> None:
    items: list[Rating | None] = [asked.get(number) for number in FORM.numbers]
    items.append(overall)
    expected = []
    for place, (i, j) in enumerate(combinations(range(17), 2)):
        a, b = items[i], items[j]
        if isinstance(a, int) and isinstance(b, int):
            expected.append(place * 25 + (a - 1) * 5 + b - 1)
    found = LAYOUT.places(Answers(asked=asked, overall=overall, voluntary={1: 5, 2: 5}))
    assert found == expected
