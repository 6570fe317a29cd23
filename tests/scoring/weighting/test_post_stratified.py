import numpy as np
import pytest

from scoring.errors import (
    ConfidenceOutOfRange,
    MoreAnswersThanRespondents,
    MoreSatisfiedThanAnswers,
    WrongShape,
)
from scoring.gates import Gate
from scoring.indices.clusters import ClusterMoments
from scoring.indices.linearisation import DesignEffect, linearised_variance
from scoring.result import NotEstimable, Reason
from scoring.weighting.post_stratified import post_stratified_index
from scoring.weighting.raking import rake, raking_error
from scoring.weighting.stratum_days import StratumDays, residual_variance

DOSSIERS = np.array([[500, 300], [100, 100]])
SHARES = np.array([[0.9, 0.8], [0.7, 0.5]])


def a_quarter(seed, days=40, criteria=3, per_day=6, mix=(0.15, 0.2, 0.3, 0.35), alike=0.0):
    """Forms of officer-days from two fields and two channels; who answers is not who came."""
    chance = np.random.default_rng(seed)
    rows = []
    for day in range(days):
        forms = chance.multinomial(1 + chance.poisson(per_day - 1), mix).reshape(2, 2)
        shift = alike * chance.standard_normal()
        for field, channel in np.argwhere(forms):
            n = int(forms[field, channel])
            share = np.clip(SHARES[field, channel] + shift, 0, 1)
            one = chance.random((n, 1)) < share  # a form that is of one mind on about half of its criteria
            own = chance.random((n, criteria)) < share
            asked = chance.random((n, criteria)) < 0.8
            x = np.where(chance.random((n, criteria)) < 0.5, one, own) & asked
            rows.append((day, field, channel, n, x.sum(axis=0), asked.sum(axis=0)))
    day, field, channel, forms, x, n = (np.array(column) for column in zip(*rows, strict=True))
    return StratumDays(day, field, channel, forms, x, n)


def by_cell(days):
    satisfied, answered = (np.zeros((2, 2, days.answered.shape[1]), dtype=int) for _ in range(2))
    forms = np.zeros((2, 2), dtype=int)
    np.add.at(satisfied, (days.field, days.channel), days.satisfied)
    np.add.at(answered, (days.field, days.channel), days.answered)
    np.add.at(forms, (days.field, days.channel), days.forms)
    return satisfied, answered, forms


def test_the_figure_is_the_share_of_each_cell_weighted_by_its_dossiers():
    days = a_quarter(1)
    x, n, forms = by_cell(days)
    found = post_stratified_index(x, n, forms, DOSSIERS, days=days)
    weight = DOSSIERS / forms
    expected = ((weight[..., None] * x).sum(axis=(0, 1)) / (weight[..., None] * n).sum(axis=(0, 1))).mean()
    assert found.value == pytest.approx(expected)
    assert found.raw == pytest.approx((x.sum(axis=(0, 1)) / n.sum(axis=(0, 1))).mean())
    assert found.value > found.raw + 0.05
    assert (found.respondents, found.dossiers, found.covered) == (forms.sum(), 1000, 1.0)
    assert found.denominator == f"{forms.sum()} forms for 1000 dossiers, 3 criteria"
    assert found.gate is Gate.SHOWN
    assert found.deff > 1.3
    assert found.interval().holds(found.value)
    assert found.interval(0.8).width < found.interval().width
    with pytest.raises(ConfidenceOutOfRange):
        found.interval(0)


def test_its_variance_is_that_of_raking_to_one_margin():
    days = a_quarter(2, criteria=1)
    days = StratumDays(days.day, days.field, days.channel, days.answered[:, 0], days.satisfied, days.answered)
    x, n, forms = by_cell(days)
    found = post_stratified_index(x, n, forms, DOSSIERS, days=days)
    sums, answers = np.zeros((days.days, 4)), np.zeros((days.days, 4))
    at = np.unique(days.day, return_inverse=True)[1], 2 * days.field + days.channel
    np.add.at(sums, at, days.satisfied[:, 0])
    np.add.at(answers, at, days.forms)
    raked = rake(forms.ravel(), [DOSSIERS.ravel()])
    assert found.value == pytest.approx(raked.mean(sums.sum(axis=0)))
    shares = np.array([found.value])
    as_survey = residual_variance(
        days, found.strata, [0], 1 / forms.sum() + 0 * shares, shares, corrected=False
    )
    assert as_survey == pytest.approx(raking_error(raked, sums, answers) ** 2)
    assert as_survey < found.own_variance < 1.25 * as_survey


def test_of_one_cell_it_is_the_plain_index():
    days = a_quarter(3)
    nowhere = np.zeros_like(days.field)
    days = StratumDays(days.day, nowhere, nowhere, days.forms, days.satisfied, days.answered)
    x, n = (part.sum(axis=0)[None, None] for part in (days.satisfied, days.answered))
    found = post_stratified_index(x, n, [[days.forms.sum()]], [[1000]], days=days)
    assert found.value == pytest.approx(found.raw)
    assert found.deff == 1.0
    xs, ns = (np.zeros((40, 3), dtype=int) for _ in range(2))
    np.add.at(xs, days.day, days.satisfied)
    np.add.at(ns, days.day, days.answered)
    plain = linearised_variance(ClusterMoments.of(xs, ns))
    assert found.own_variance == pytest.approx(plain * 40 / 39)


def test_without_its_own_days_it_borrows_or_lets_a_form_speak_once():
    days = a_quarter(4)
    x, n, forms = by_cell(days)
    own = post_stratified_index(x, n, forms, DOSSIERS, days=days).interval()
    lent = post_stratified_index(x, n, forms, DOSSIERS, design=DesignEffect(1.3, 300)).interval()
    alone = post_stratified_index(x, n, forms, DOSSIERS).interval()
    assert len({own.method, lent.method, alone.method}) == 3
    assert lent.width == pytest.approx(own.width, rel=0.25)
    assert alone.width > own.width
    nine = days.day < 9
    few = StratumDays(*(getattr(days, name)[nine] for name in StratumDays.__slots__))
    short = post_stratified_index(*by_cell(few), DOSSIERS, days=few, design=DesignEffect(1.3, 300))
    assert short.interval().method == lent.method


def test_who_are_all_content_have_an_interval_all_the_same():
    n = np.full((2, 2, 2), 15)
    found = post_stratified_index(n, n, np.full((2, 2), 15), DOSSIERS)
    assert found.value == 1.0
    interval = found.interval()
    assert interval.high == 1.0
    assert 0.85 < interval.low < 0.97


def test_what_was_joined_and_cut_is_told():
    n = np.array([[[190], [5]], [[12], [10]]])
    found = post_stratified_index(n // 2, n, n[..., 0], [[100, 0], [100, 2000]])
    assert found.merged == (((0, 0), (0, 1)),)
    assert found.capped == 1


def test_a_criterion_with_few_answers_is_left_out():
    n = np.array([[[40, 5], [20, 4]]])
    found = post_stratified_index(n // 2, n, [[40, 20]], [[100, 100]])
    assert found.used == (0,)


def test_figures_that_may_not_be_shown_are_not_made():
    n = np.array([[[5], [4]]])
    assert post_stratified_index(n, n, [[5, 4]], [[9, 9]]) == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    n = np.array([[[5], [5]]])
    assert post_stratified_index(n, n, [[5, 5]], None) == NotEstimable(Reason.NO_DOSSIERS)
    assert post_stratified_index(n, n, [[5, 5]], [[0, 0]]) == NotEstimable(Reason.NO_DOSSIERS)
    few = post_stratified_index(n - 1, n - 1, [[5, 5]], [[9, 9]])
    assert few == NotEstimable(Reason.NO_CRITERION_ANSWERED_ENOUGH)
    ten = post_stratified_index(n, n, [[5, 5]], [[9, 9]])
    assert ten.gate is Gate.COUNTS_ONLY


def test_bad_input_is_refused_by_name():
    n = np.array([[[5], [5]]])
    with pytest.raises(MoreSatisfiedThanAnswers, match="satisfied"):
        post_stratified_index(n + 1, n, [[5, 5]], None)
    with pytest.raises(WrongShape, match="answered"):
        post_stratified_index(n, n, [5, 5], None)
    with pytest.raises(MoreAnswersThanRespondents, match="forms"):
        post_stratified_index(n, n, [[5, 4]], None)
    with pytest.raises(WrongShape, match="dossiers"):
        post_stratified_index(n, n, [[5, 5]], [[1, 2, 3]])
    with pytest.raises(MoreSatisfiedThanAnswers, match="satisfied"):
        StratumDays([0], [0], [0], [1], [[1]], [[0]])
    with pytest.raises(WrongShape, match="field"):
        StratumDays([0], [0, 1], [0], [1], [[1]], [[1]])
    with pytest.raises(WrongShape):
        StratumDays([0, 1], [0, 1], [0, 1], [1, 1], [[1]], [[1]])


def test_intervals_held_the_truth_in_simulation():
    truth = float((SHARES * DOSSIERS).sum() / DOSSIERS.sum())
    held = 0
    for seed in range(400):
        days = a_quarter(seed, alike=0.0)
        found = post_stratified_index(*by_cell(days), DOSSIERS, days=days)
        held += found.interval().holds(truth)
    assert 0.935 <= held / 400 <= 0.985
