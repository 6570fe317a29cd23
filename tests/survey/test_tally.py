"""A form is a vector, a tally is a sum of forms."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import Answers, ConductMoments, Mark, Tally, TallyLayout, Visit, shipped_instruments
from survey.answers import Rating
from survey.tally import LayoutMismatch

FORM = shipped_instruments()["counter-2026/1"]
SIPAS = shipped_instruments()["sipas-service-2026/1"]
LAYOUT = TallyLayout.of(FORM)


def test_one_form_counts_where_it_should() -> None:
    answers = Answers(
        visit=Visit("submit"),
        overall=4,
        asked={8: 5, 9: Mark.NOT_APPLICABLE, 10: Mark.SKIPPED, 1: 3},
        voluntary={14: 2},
        choices={"trips": "2+"},
    )
    tally = Tally(FORM, LAYOUT.contribution(answers))
    assert (tally.forms, tally.respondents, tally.conduct_respondents, tally.volunteers) == (1, 1, 1, 1)
    assert [tally.element_respondents(element) for element in "ABCDE"] == [1, 0, 1, 0, 0]
    assert tally.overall.tolist() == [0, 0, 0, 1, 0, 0, 0, 0]
    assert tally.asked[7].tolist() == [0, 0, 0, 0, 1, 0, 0, 0]
    assert tally.asked[8].tolist() == [0, 0, 0, 0, 0, 1, 0, 0]
    assert tally.asked[9].tolist() == [0, 0, 0, 0, 0, 0, 1, 0]
    assert tally.asked[10].tolist() == [0, 0, 0, 0, 0, 0, 0, 1]
    assert tally.voluntary[13].tolist() == [0, 1, 0, 0, 0, 0, 0]
    assert tally.choice("trips") == {"0": 0, "1": 0, "2+": 1}
    assert tally.choice("payment") == {"none": 0, "some": 0, "many": 0}


def test_a_form_with_nothing_but_a_comment_is_a_form_without_a_respondent() -> None:
    tally = Tally(FORM, LAYOUT.contribution(Answers(asked=dict.fromkeys((8, 9, 10), Mark.SKIPPED))))
    assert (tally.forms, tally.respondents, int(tally.answered.sum())) == (1, 0, 0)


def test_voluntary_answers_never_enter_the_index() -> None:
    asked: dict[int, Rating] = {8: 5, 9: 5}
    with_extra = Tally(FORM, LAYOUT.contribution(Answers(asked=asked, voluntary={1: 1, 2: 1})))
    without = Tally(FORM, LAYOUT.contribution(Answers(asked=asked)))
    assert with_extra.levels.tolist() == without.levels.tolist()
    assert with_extra.respondents == without.respondents


def test_every_criterion_of_a_form_stands_in_exactly_one_place() -> None:
    randomness = Random(4)
    total = Tally.empty(FORM)
    for _ in range(50):
        asked = FORM.asked(Visit("result"), FORM.draw(randomness))
        rated: dict[int, Rating] = {
            number: randomness.choice([1, 2, 3, 4, 5, Mark.SKIPPED]) for number in asked
        }
        total = total + Tally(FORM, LAYOUT.contribution(Answers(asked=rated)))
    assert total.asked.sum(axis=1).tolist() == [50] * 16
    assert total.forms == 50


ratings = st.one_of(st.integers(1, 5), st.sampled_from(list(Mark)))
forms = st.builds(
    Answers,
    overall=st.none() | ratings,
    asked=st.dictionaries(st.sampled_from(FORM.numbers), ratings),
    voluntary=st.dictionaries(st.sampled_from(FORM.numbers), ratings),
)


@given(st.lists(forms, max_size=8), st.randoms())
def test_order_does_not_matter_and_adding_then_taking_away_is_nothing(
    given_: list[Answers], chance: Random
) -> None:
    counts = sum((LAYOUT.contribution(form) for form in given_), np.zeros(LAYOUT.width, dtype=np.int64))
    shuffled = list(given_)
    chance.shuffle(shuffled)
    for form in shuffled:
        counts = counts - LAYOUT.contribution(form)
    assert not counts.any()


@given(forms)
def test_places_and_vector_say_the_same(form: Answers) -> None:
    places = LAYOUT.places(form)
    assert len(places) == len(set(places))
    assert np.flatnonzero(LAYOUT.contribution(form)).tolist() == places


def test_counts_of_another_questionnaire_are_refused() -> None:
    with pytest.raises(LayoutMismatch):
        Tally(SIPAS, Tally.empty(FORM).counts)
    with pytest.raises(LayoutMismatch):
        _ = Tally.empty(SIPAS) + Tally.empty(FORM)


conduct_forms = st.lists(
    st.dictionaries(st.sampled_from(FORM.numbers), ratings, max_size=9), min_size=0, max_size=12
)


@given(conduct_forms)
def test_conduct_moments_are_those_of_the_forms_one_by_one(given_: list[dict[int, Rating]]) -> None:
    counts = sum(
        (LAYOUT.contribution(Answers(asked=asked)) for asked in given_),
        np.zeros(LAYOUT.width, dtype=np.int64),
    )
    found = Tally(FORM, counts).conduct_moments
    pairs = []
    for asked in given_:
        valid = [rating for n in (8, 9, 10) if isinstance(rating := asked.get(n), int)]
        if valid:
            pairs.append((len(valid), sum(rating >= 4 for rating in valid)))
    assert found == ConductMoments(
        forms=len(pairs),
        k=sum(k for k, _ in pairs),
        s=sum(s for _, s in pairs),
        ss=sum(s * s for _, s in pairs),
        sk=sum(s * k for k, s in pairs),
        kk=sum(k * k for k, _ in pairs),
    )


def test_a_form_answers_each_number_of_conduct_criteria_in_a_place_of_its_own() -> None:
    assert list(Tally.empty(FORM).conduct_patterns) == [
        *((1, 0), (1, 1)),
        *((2, 0), (2, 1), (2, 2)),
        *((3, 0), (3, 1), (3, 2), (3, 3)),
    ]
    tally = Tally(FORM, LAYOUT.contribution(Answers(asked={8: 5, 9: 3, 10: Mark.SKIPPED})))
    assert {pair for pair, forms in tally.conduct_patterns.items() if forms} == {(2, 1)}


@pytest.mark.parametrize(
    ("asked", "all_top"),
    [
        ({8: 5, 9: 5, 10: 5}, (1, 1)),
        ({8: 5, 9: 5, 10: 5, 1: 2}, (1, 1)),  # 1 is drawn by lot
        ({8: 5, 9: 5, 10: 5, 11: 4}, (0, 1)),
        ({8: 5, 9: 5, 10: Mark.NOT_APPLICABLE}, (0, 0)),
        ({1: 5}, (0, 0)),
    ],
)
def test_all_top_looks_at_core_questions_only_where_all_are_answered(
    asked: dict[int, Rating], all_top: tuple[int, int]
) -> None:
    assert Tally(FORM, LAYOUT.contribution(Answers(asked=asked))).all_top == all_top


@pytest.mark.parametrize(
    ("asked", "straight"),
    [
        ({1: 3, 8: 3, 9: 3, 10: 3}, (1, 1)),
        ({1: 3, 8: 3, 9: 3, 10: 4}, (0, 1)),
        ({8: 3, 9: 3, 10: 3}, (0, 0)),
        ({1: Mark.SKIPPED, 8: 3, 9: 3, 10: 3}, (0, 0)),
        ({1: Mark.SKIPPED, 2: 3, 8: 3, 9: 3, 10: 3}, (1, 1)),
    ],
)
def test_a_straight_line_is_one_level_on_four_answers_or_more(
    asked: dict[int, Rating], straight: tuple[int, int]
) -> None:
    answers = Answers(asked=asked, overall=1, voluntary={3: 1})
    assert Tally(FORM, LAYOUT.contribution(answers)).straight_lined == straight


def test_what_is_told_of_whole_forms_stands_behind_all_that_was_stored_before() -> None:
    """Stored counts of the first releases end before these places."""
    assert (LAYOUT.first_of_form, TallyLayout.of(SIPAS).first_of_form) == (269, 289)
