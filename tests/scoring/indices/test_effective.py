import numpy as np
import pytest

from scoring.indices.effective import BOTH, ONE_VOICE, OWN_CLUSTERS, SIBLINGS, effective_answers
from scoring.indices.linearisation import DesignEffect
from scoring.indices.stacked import Linearised

LENT = DesignEffect(ratio=2.0, df=300)


def indices(voices, clusters=30, v=0.004):
    """Indices of .8 that differ in how many equal officer-days theirs are worth."""
    voices = np.atleast_1d(np.asarray(voices, dtype=float))
    one, whole = np.ones(voices.shape), np.ones(voices.shape, dtype=np.int64)
    return Linearised(
        value=0.8 * one,
        inside=np.ones((*voices.shape, 1), dtype=bool),
        used=whole,
        answers=100 * whole,
        clusters=clusters * whole,
        v=v * one,
        v0=0.0016 * one,
        cap=100 * one,
        voices=voices,
    )


def told(parts, siblings=LENT):
    worth = effective_answers(parts, siblings)
    return np.stack([worth.answers, worth.df])


@pytest.mark.parametrize("even", [2.0, 10.0])
def test_what_is_lent_fades_out_without_a_jump(even):
    below, above = told(indices([even - 1e-7, even + 1e-7])).T
    assert below == pytest.approx(above, rel=1e-5)


def test_between_two_and_ten_the_variance_goes_over_from_the_siblings_to_its_own():
    worth = effective_answers(indices(np.linspace(1.5, 10.5, 19)), LENT)
    assert worth.method[0] == SIBLINGS
    assert worth.method[-1] == OWN_CLUSTERS
    assert (worth.method[2:17] == BOTH).all()
    assert worth.own.tolist() == [False] * 17 + [True] * 2
    # Halfway, K = 6: half of the own variance with K in place of m, half of what siblings lend, twice v0.
    halfway = effective_answers(indices(6), LENT).answers.item()
    assert halfway == pytest.approx(0.16 / (0.5 * 0.004 * 29 / 30 * 6 / 5 + 0.5 * 2 * 0.0016))


def test_officer_days_of_one_size_borrow_nothing_from_ten_and_everything_below():
    equal = effective_answers(indices([12, 30], np.array([12, 30])), LENT)
    assert equal.answers == pytest.approx(0.16 / 0.004)
    assert equal.df.tolist() == [11, 29]
    assert (equal.method == OWN_CLUSTERS).all()
    few = effective_answers(indices(9, 9), LENT)
    assert few.answers.item() == pytest.approx(0.16 / 0.0032)
    assert (few.df.item(), few.method.item()) == (300, SIBLINGS)


@pytest.mark.parametrize("even", [2.5, 6.0, 9.9])
def test_without_siblings_unequal_officer_days_speak_for_themselves_from_two(even):
    worth = effective_answers(indices(even))
    assert worth.answers.item() == pytest.approx(0.16 / (0.004 * 29 / 30 * even / (even - 1)))
    assert worth.df.item() == pytest.approx(even - 1)
    assert worth.method.item() == OWN_CLUSTERS
    assert not worth.own.item()
    assert effective_answers(indices(1.9)).method.item() == ONE_VOICE


def test_nothing_is_more_sure_than_independent_answers_or_than_the_cap():
    assert effective_answers(indices(6, v=1e-9), DesignEffect(1.0, 300)).answers.item() == pytest.approx(100)
    assert effective_answers(indices(6, v=0.0), LENT).method.item() == SIBLINGS
