import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import integrate, special

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.groups.ordinal import (
    LEVEL_ANSWERS,
    ORDINAL,
    ORDINAL_ADJUSTED,
    OfficerEffect,
    fit_ordinal,
    rate_ordinal,
)
from scoring.groups.ordinal_likelihood import OrdinalParameters, ThresholdAnswers, integrate_officers
from scoring.result import NotEstimable, Reason
from tests.figures import case

KNOWN = case("clmm_officers_300")
THRESHOLDS = np.array([-4.0, -3.0, -1.8, 0.6])
TABLES = arrays.arrays(np.int64, st.tuples(st.integers(0, 5), st.integers(2, 5)), elements=st.integers(0, 12))


def answers_about(seed, officers, answers, sigma=0.7, difficulty=(0.0,), mix=None):
    """Counts (officers, strata, levels) and the true effects."""
    rng = np.random.default_rng(seed)
    effects = sigma * rng.standard_normal(officers)
    counts = np.zeros((officers, len(difficulty), 5), dtype=np.int64)
    for stratum, beta in enumerate(difficulty):
        below = special.expit(THRESHOLDS - effects[:, None] - beta)
        levels = np.diff(np.column_stack([np.zeros(officers), below, np.ones(officers)]), axis=1)
        for officer in range(officers):
            size = answers if mix is None else round(answers * mix[officer, stratum])
            counts[officer, stratum] = rng.multinomial(size, levels[officer])
    return counts, effects


@pytest.mark.parametrize(("nodes", "name"), [(1, "laplace"), (21, "agq21")])
def test_the_fit_is_that_of_r(nodes, name):
    found, expected = fit_ordinal(KNOWN.input["counts"], nodes=nodes), KNOWN.expected[name]
    assert found.thresholds == pytest.approx(expected["zeta"], abs=5e-4)
    assert found.sigma == pytest.approx(expected["sigma"], abs=5e-4)
    # R takes Laplace's curvature one Newton step before the mode: the log-likelihood differs by .0006
    assert found.log_likelihood == pytest.approx(expected["loglik"], abs=5e-4 if nodes > 1 else 7e-4)


def test_few_adaptive_points_do_as_well_as_many():
    few, many = (fit_ordinal(KNOWN.input["counts"], nodes=nodes) for nodes in (5, 21))
    assert few.thresholds == pytest.approx(many.thresholds, abs=1e-5)
    assert few.sigma == pytest.approx(many.sigma, abs=1e-5)


@pytest.mark.parametrize("nodes", [1, 2, 7])
def test_the_gradient_is_exact(nodes):
    rng = np.random.default_rng(0)
    counts = rng.poisson(3, (6, 2, 5)).astype(float)
    counts[0, 1] = 0
    answers = ThresholdAnswers.of_counts(counts)

    def at(point, scores=False):
        parameters = OrdinalParameters(point[:4], np.exp(point[4]), point[5:])
        return integrate_officers(answers, parameters, nodes, np.zeros(6), scores)

    point = np.array([-2, -1, 0.0, 1.2, -0.3, 0, 0.4])
    found = at(point, scores=True)
    steps = np.eye(7) * 1e-5
    slopes = [(at(point + step).log_likelihood - at(point - step).log_likelihood) / 2e-5 for step in steps]
    assert found.gradient == pytest.approx(slopes, abs=1e-6)
    assert found.scores.sum(axis=0) == pytest.approx(found.gradient)


def test_the_likelihood_is_the_integral_it_stands_for():
    counts, sigma = np.array([[1.0, 2, 3, 9, 6], [0, 1, 0, 3, 9]]), 0.8
    answers = ThresholdAnswers.of_counts(counts[:, None])
    found = integrate_officers(answers, OrdinalParameters(THRESHOLDS, sigma, np.zeros(1)), 31, np.zeros(2))

    def density(u, own):
        below = np.concatenate([[0.0], special.expit(THRESHOLDS - u), [1.0]])
        return (
            np.prod(np.diff(below) ** own) * np.exp(-(u**2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))
        )

    known = sum(np.log(integrate.quad(density, -6, 6, args=(own,), epsabs=0)[0]) for own in counts)
    assert found.log_likelihood == pytest.approx(known, abs=1e-8)


def test_thousands_of_answers_an_officer_do_not_break_it():
    counts, effects = answers_about(1, 100, 6667)
    found = fit_ordinal(counts)
    # the spread of the effects as drawn; fixed points find little more than half of it
    assert found.sigma == pytest.approx(effects.std(), rel=0.03)
    rated = rate_ordinal(counts)
    assert rated.effects == pytest.approx(effects - effects.mean(), abs=0.15)


@pytest.mark.parametrize(("officers", "answers"), [(8, 30), (20, 10), (60, 100), (250, 20)])
def test_intervals_hold_the_truth_as_often_as_they_say(officers, answers):
    held = []
    for seed in range(max(2, 400 // officers)):
        counts, effects = answers_about(seed, officers, answers)
        rated = rate_ordinal(counts)
        held.append(np.abs(rated.effects - (effects - effects.mean())) <= 1.96 * rated.deviations)
    assert 0.915 <= np.mean(held) <= 0.98


def test_who_only_has_the_hard_field_is_not_ordered_lower_for_it():
    rng = np.random.default_rng(0)
    mix = rng.dirichlet(np.ones(2), 300)
    mix[:100] = [0, 1]
    counts, effects = answers_about(4, 300, 60, difficulty=(0.0, -1.0), mix=mix)
    adjusted, plain = rate_ordinal(counts), rate_ordinal(counts.sum(axis=1))
    truth = effects - effects.mean()
    assert (plain.effects - truth)[:100].mean() < -0.25
    assert abs((adjusted.effects - truth)[:100].mean()) < 0.06
    assert adjusted.model.strata[0] - adjusted.model.strata[1] == pytest.approx(1, abs=0.12)
    assert (adjusted.shown(0).method, plain.shown(0).method) == (ORDINAL_ADJUSTED, ORDINAL)


def test_a_stratum_without_answers_changes_nothing():
    counts, _ = answers_about(2, 30, 40)
    padded = np.concatenate([np.zeros_like(counts), counts], axis=1)
    assert fit_ordinal(padded).sigma == pytest.approx(fit_ordinal(counts).sigma, abs=1e-5)
    assert fit_ordinal(padded).strata.tolist() == [0, 0]


def test_levels_never_used_are_merged():
    counts, _ = answers_about(2, 30, 40)
    padded = np.insert(counts, 2, 0, axis=2)
    found, known = fit_ordinal(padded), fit_ordinal(counts)
    assert found.levels.tolist() == [0, 1, 3, 4, 5]
    assert found.thresholds == pytest.approx(known.thresholds, abs=1e-6)


def test_all_levels_order_the_middle_better_than_the_top_two_but_not_the_worst_tenth():
    middle, lowest = [], []
    for seed in range(40):
        counts, effects = answers_about(seed, 200, 8)
        rated = rate_ordinal(counts)
        share = counts[:, 0, 3:].sum(axis=1) + 1e-6 * np.random.default_rng(seed).random(200)
        worst = np.argsort(effects)[:20]
        for values, of in ((rated.effects, 0), (share, 1)):
            rank = np.argsort(np.argsort(values))
            middle.append((of, np.corrcoef(rank, np.argsort(np.argsort(effects)))[0, 1]))
            lowest.append((of, np.isin(np.argsort(values)[:20], worst).mean()))
    by = [
        [np.mean([value for of, value in found if of == which]) for which in (0, 1)]
        for found in (middle, lowest)
    ]
    assert by[0][0] > by[0][1] + 0.1
    assert abs(by[1][0] - by[1][1]) < 0.08


def test_an_earlier_fit_is_a_start():
    counts, _ = answers_about(2, 60, 40, difficulty=(0.0, 0.5))
    known = fit_ordinal(counts)
    again = fit_ordinal(counts, start=known)
    assert again.thresholds == pytest.approx(known.thresholds, abs=1e-5)
    assert again.sigma == pytest.approx(known.sigma, abs=1e-5)


def test_the_order_of_officers_does_not_matter():
    counts, _ = answers_about(5, 40, 15)
    plain, other = rate_ordinal(counts), rate_ordinal(counts[::-1])
    assert other.effects[::-1] == pytest.approx(plain.effects, abs=1e-5)
    assert plain.effects[plain.order()].tolist() == sorted(plain.effects)


def test_a_turned_scale_turns_the_effects():
    counts, _ = answers_about(5, 40, 15)
    plain, turned = rate_ordinal(counts), rate_ordinal(counts[:, :, ::-1])
    assert turned.effects == pytest.approx(-plain.effects, abs=1e-4)


def test_answers_of_one_form_count_once():
    counts, _ = answers_about(5, 40, 60)
    forms = counts.sum(axis=(1, 2)) // 3
    rated, naive = rate_ordinal(counts, forms=forms), rate_ordinal(counts)
    assert rated.shown(0).respondents == 20
    assert (rated.deviations > naive.deviations).all()


def test_nothing_is_shown_below_ten_forms_and_nothing_compared_below_thirty_or_when_unreliable():
    counts, _ = answers_about(6, 30, 300, sigma=0.3)
    few = np.zeros((30, 5), dtype=np.int64)
    few[0], few[1], few[2] = [0, 0, 1, 4, 4], [0, 0, 1, 4, 5], [1, 1, 2, 10, 16]
    table = np.where(np.arange(30)[:, None] < 3, few, counts[:, 0])
    rated = rate_ordinal(table)
    assert rated.shown(0) == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    assert rated.shown(1).below_mean == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    assert rated.shown(2).below_mean == NotEstimable(Reason.TOO_UNRELIABLE)
    shown = rated.shown(5)
    assert 0 < shown.below_mean < 1
    assert shown.interval().holds(shown.effect)
    assert shown.odds_ratio_interval().holds(shown.odds_ratio)
    assert (shown.respondents, shown.denominator) == (300, LEVEL_ANSWERS)
    assert "no better" in shown.meaning
    with pytest.raises(OutOfRange):
        OfficerEffect(9, 0.0, 1.0, 0.5, ORDINAL)
    with pytest.raises(OutOfRange):
        rated.shown(30)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([[1, 2, 3]], Reason.FEWER_THAN_TWO_GROUPS),
        ([[0, 9, 0], [0, 5, 0]], Reason.ONE_LEVEL_USED),
        ([[10, 20, 30], [10, 20, 30]], Reason.NO_SPREAD_BETWEEN_GROUPS),
        ([[900, 0], [0, 900]] * 3, Reason.GROUPS_ALL_OR_NOTHING),
    ],
)
def test_what_officers_cannot_tell_is_said(counts, reason):
    assert fit_ordinal(counts) == NotEstimable(reason)


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_whatever_the_counts_effects_are_finite_or_explained(table):
    rated = rate_ordinal(table)
    if not isinstance(rated, NotEstimable):
        assert np.isfinite(rated.effects).all()
        assert (rated.deviations > 0).all()
        assert ((rated.reliability >= 0) & (rated.reliability <= 1)).all()


def test_impossible_input_is_refused():
    with pytest.raises(NegativeCounts):
        fit_ordinal([[1, -1], [2, 2]])
    with pytest.raises(WrongShape):
        fit_ordinal([1, 2])
    with pytest.raises(OutOfRange):
        fit_ordinal([[1, 2], [2, 1]], nodes=0)
    with pytest.raises(WrongShape):
        rate_ordinal([[1, 2], [2, 1]], forms=[3])
    with pytest.raises(OutOfRange):
        rate_ordinal([[1, 2], [2, 1]], forms=[4, 3])


def test_it_is_fast_enough_for_a_dashboard():
    counts, _ = answers_about(3, 1500, 20)
    best = min(_seconds(counts) for _ in range(3))
    assert best < 0.35


def _seconds(counts):
    """Of work: what else the machine does meanwhile does not count."""
    begun = time.process_time()
    fit_ordinal(counts)
    return time.process_time() - begun
