import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfidenceOutOfRange, NegativeCounts, NotANumber, OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason
from scoring.weighting.mix_adjustment import mix_adjusted_units, mix_regression
from tests.figures import case
from tests.figures.solvers.weighting import HOUSING

MIXED = case("mix_adjust_housing")
UNITS = np.moveaxis(HOUSING, [1, 2, 0, 3], [0, 1, 2, 3])  # type of house, influence, contact, satisfaction


def test_housing_is_adjusted_as_by_r():
    fit = mix_regression(UNITS, list(MIXED.input["scores"].values()))
    for name, found in {
        "raw": fit.raw,
        "adjusted": fit.adjusted,
        "beta": fit.slopes,
        "overall": fit.overall,
    }.items():
        assert found == pytest.approx(MIXED.expected[name], abs=1e-9)


def by_rows(counts, scores):
    """Least squares on one row for each answer, with a dummy for each unit and mix level."""
    rows, y = [], []
    for place in np.argwhere(counts):
        dummies = [float(place[0] == u) for u in range(counts.shape[0])]
        for axis in range(1, counts.ndim - 1):
            dummies += [float(place[axis] == level) for level in range(1, counts.shape[axis])]
        n = int(counts[tuple(place)])
        rows += [dummies] * n
        y += [scores[place[-1]]] * n
    return np.array(rows), np.array(y)


@given(st.integers(0, 10**6))
def test_counts_say_the_same_as_rows(seed):
    counts = np.random.default_rng(seed).integers(1, 6, (3, 3, 2, 4))
    scores = [0.0, 30.0, 70.0, 100.0]
    x, y = by_rows(counts, scores)
    slopes = np.linalg.lstsq(x, y, rcond=None)[0][3:]
    mixes = np.array([x[x[:, u] == 1, 3:].mean(axis=0) for u in range(3)])
    raw = np.array([y[x[:, u] == 1].mean() for u in range(3)])
    fit = mix_regression(counts, scores)
    assert fit.slopes == pytest.approx(slopes, abs=1e-7)
    assert fit.adjusted == pytest.approx(raw - (mixes - x[:, 3:].mean(axis=0)) @ slopes, abs=1e-7)
    assert fit.overall == pytest.approx(y.mean())


def test_units_of_one_mix_stay_as_they_are():
    cell = np.array([[30, 10], [10, 10]])
    fit = mix_regression([cell, cell[:, ::-1], 2 * cell], [0.0, 1.0])
    assert fit.adjusted == pytest.approx(fit.raw)
    assert fit.overall == pytest.approx((20 + 40 + 40) / 240)


def test_a_difference_that_is_all_mix_goes_away():
    # .9 of easy and .5 of hard cases are content everywhere; the units have other shares of them
    fit = mix_regression([[[9, 81], [5, 5]], [[1, 9], [45, 45]]], [0.0, 1.0])
    assert fit.raw == pytest.approx([0.86, 0.54])
    assert fit.adjusted == pytest.approx([0.7, 0.7])


def test_a_field_that_only_one_unit_has_changes_nothing():
    apart = mix_regression([[[20, 80], [0, 0]], [[0, 0], [40, 60]]], [0.0, 1.0])
    assert apart.adjusted == pytest.approx(apart.raw)
    unused = mix_regression([[[20, 80], [0, 0]], [[40, 60], [0, 0]]], [0.0, 1.0])
    assert unused.slopes == pytest.approx([0.0])


def test_who_may_not_be_compared_has_a_reason_and_still_tells_of_the_mix():
    counts = [[[9, 81], [5, 5]], [[1, 9], [45, 45]], [[1, 4], [2, 2]], [[2, 8], [10, 9]], [[0, 0], [0, 0]]]
    found = mix_adjusted_units(counts, [0.0, 1.0])
    assert found[2] == found[4] == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    assert found[3] == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    fit = mix_regression(counts[:4], [0.0, 1.0])
    assert [found[0].value, found[1].value] == pytest.approx(fit.adjusted[:2])
    assert (found[0].respondents, found[0].units) == (100, 4)
    assert found[0].denominator == "100 forms of the unit, mix of all 4 units"
    assert found[0].interval().holds(found[0].value)
    assert found[0].interval(0.8).width < found[0].interval().width
    wide = mix_adjusted_units(counts, [0.0, 1.0], design_effect=4.0)
    assert wide[0].error == pytest.approx(2 * found[0].error)
    with pytest.raises(ConfidenceOutOfRange):
        found[0].interval(1.5)


def test_one_unit_and_answers_all_alike_are_compared_with_nothing():
    assert mix_adjusted_units([[[20, 30], [10, 20]]], [0.0, 1.0]) == [
        NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    ]
    alike = [[[0, 30], [0, 20]], [[0, 50], [0, 60]]]
    assert mix_adjusted_units(alike, [0.0, 1.0]) == [NotEstimable(Reason.ALL_ANSWERS_ALIKE)] * 2
    assert (
        mix_adjusted_units(np.zeros((2, 2, 2)), [0.0, 1.0]) == [NotEstimable(Reason.TOO_FEW_RESPONDENTS)] * 2
    )


def test_bad_input_is_refused_by_name():
    with pytest.raises(WrongShape, match="counts"):
        mix_regression([[1, 2]], [0.0, 1.0])
    with pytest.raises(WrongShape, match="scores"):
        mix_regression([[[1, 2]]], [0.0])
    with pytest.raises(NotANumber, match="scores"):
        mix_regression([[[1, 2]]], [0.0, np.inf])
    with pytest.raises(NegativeCounts, match="counts"):
        mix_regression([[[1, -2]]], [0.0, 1.0])
    with pytest.raises(OutOfRange, match="counts"):
        mix_regression([[[0, 0]]], [0.0, 1.0])
    with pytest.raises(OutOfRange, match="design_effect"):
        mix_adjusted_units([[[1, 2]]], [0.0, 1.0], design_effect=0.5)


def test_intervals_held_the_true_adjusted_share_in_simulation():
    # six units of 60 forms, two fields by two channels, other mixes, effects of field and channel
    chance = np.random.default_rng(12)
    effect = np.array([0.0, 0.05, -0.05, 0.1, -0.1, 0.02])
    mixes = chance.dirichlet([2, 2, 2, 2], 6)
    shares = np.clip(0.75 + effect[:, None] + np.array([0.08, 0.0, -0.1, -0.18]), 0.02, 0.98)
    held = 0
    for _ in range(400):
        n = np.array([chance.multinomial(60, mix) for mix in mixes])
        x = chance.binomial(n, shares)
        counts = np.stack([n - x, x], axis=-1).reshape(6, 2, 2, 2)
        overall_mix = n.sum(axis=0) / n.sum()
        for unit, found in enumerate(mix_adjusted_units(counts, [0.0, 1.0])):
            held += found.interval().holds(float(shares[unit] @ overall_mix))
    assert 0.935 <= held / 2400 <= 0.975
