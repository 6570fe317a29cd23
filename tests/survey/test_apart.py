"""The overall question, whole forms and voluntary answers: who is behind each, and what is left when it is hidden."""

from random import Random

import numpy as np
import pytest

from survey import (
    NOTHING_APART,
    Answers,
    Apart,
    Mark,
    Tallies,
    Tally,
    TallyLayout,
    ToldApart,
    Visit,
    only_told,
    respondents_apart,
    shipped_instruments,
)

FORM = shipped_instruments()["counter-2026/1"]
ASKED = FORM.asked(Visit("ask"), FORM.draw(Random(1)))
MORE = tuple(number for number in FORM.numbers if number not in ASKED)[:2]
KNOWN = {
    "plain": Answers(Visit("ask"), 5, dict.fromkeys(ASKED, 5)),
    "beside the scale": Answers(Visit("ask"), Mark.NOT_APPLICABLE, dict.fromkeys(ASKED[:2], 4)),
    "volunteer": Answers(
        Visit("ask"),
        4,
        dict.fromkeys(ASKED, 5) | {ASKED[0]: 3},
        voluntary={MORE[0]: 2, MORE[1]: Mark.SKIPPED},
    ),
}


def tally(*names: str) -> Tally:
    layout = TallyLayout.of(FORM)
    return Tally(FORM, np.sum([layout.contribution(KNOWN[name]) for name in names], axis=0))


def test_each_figure_counts_the_forms_on_which_it_can_be_told() -> None:
    whole = tally("plain", "plain", "beside the scale", "volunteer")
    [counts] = respondents_apart(Tallies(FORM, whole.counts[None, :]))
    behind = dict(zip(Apart, counts.tolist(), strict=False))
    assert behind == {
        Apart.OVERALL: 3,
        Apart.OVERALL_OF_ALL: 4,
        Apart.ALL_TOP: whole.all_top.out_of,
        Apart.STRAIGHT_LINED: whole.straight_lined.out_of,
        Apart.VOLUNTEERS: whole.volunteers,
    }
    assert (behind[Apart.STRAIGHT_LINED], behind[Apart.VOLUNTEERS]) == (3, 1)
    voluntary = dict(zip(FORM.numbers, counts[len(Apart) :].tolist(), strict=True))
    assert {number: forms for number, forms in voluntary.items() if forms} == {MORE[0]: 1}


def test_bits_are_read_in_the_order_of_the_counts() -> None:
    bits = 1 << Apart.ALL_TOP.value | 1 << len(Apart) + 3
    assert ToldApart.of_bits(bits) == ToldApart(frozenset({Apart.ALL_TOP}), frozenset({3}))
    assert ToldApart.of_bits(0) == NOTHING_APART
    everything = ToldApart.everything(len(FORM.criteria))
    assert ToldApart.of_bits((1 << len(Apart) + len(FORM.criteria)) - 1) == everything


def test_what_may_not_be_told_is_not_there() -> None:
    whole = tally("plain", "beside the scale", "volunteer")
    everything = ToldApart.everything(len(FORM.criteria))
    assert (only_told(whole, everything).counts == whole.counts).all()
    nothing = only_told(whole, NOTHING_APART)
    assert not nothing.overall.any()
    assert not nothing.voluntary.any()
    assert (nothing.volunteers, nothing.all_top, nothing.straight_lined) == (0, (0, 0), (0, 0))
    assert (nothing.levels == whole.levels).all()
    assert nothing.respondents == whole.respondents
    assert whole.overall.any()  # the counts themselves are untouched


@pytest.mark.parametrize("hidden", [Apart.OVERALL, Apart.OVERALL_OF_ALL])
def test_of_the_overall_question_all_or_nothing_is_told(hidden: Apart) -> None:
    may = ToldApart(frozenset(Apart) - {hidden})
    assert not only_told(tally("plain", "beside the scale"), may).overall.any()


def test_each_criterion_of_the_voluntary_answers_stands_alone() -> None:
    [position] = FORM.positions([MORE[0]])
    whole = tally("volunteer")
    assert only_told(whole, ToldApart(voluntary=frozenset({position}))).voluntary.sum() == 1
    other = frozenset(range(len(FORM.criteria))) - {position}
    assert only_told(whole, ToldApart(voluntary=other)).voluntary[:, : len(FORM.levels)].sum() == 0
