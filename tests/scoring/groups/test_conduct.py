import numpy as np
import pytest

from scoring.errors import ConfidenceOutOfRange, OutOfRange, WrongShape
from scoring.groups.conduct import CONDUCT_ANSWERS, NESTED, NESTED_ADJUSTED, OfficerConduct, rate_conduct
from scoring.groups.conduct_counts import ConductCounts
from scoring.groups.mix_offset import Link
from scoring.groups.nested import nested
from scoring.result import NotEstimable, Reason
from tests.scoring.groups.simulated_officers import officers_within_units

TRUTH = officers_within_units(2, officers=60, officers_a_unit=6, forms=40)
RATED = rate_conduct(TRUTH.counts, TRUTH.units)


def held(truth, rated):
    low, high = rated.intervals().T
    return (low <= truth.shares) & (truth.shares <= high)


# The truth is simulated: officers within units, answers of a form alike; tolerances are for few runs in a test.
@pytest.mark.parametrize(
    ("officers", "forms", "share", "alike", "runs"),
    [
        (8, 8, 0.9, 0.5, 40),
        (20, 20, 0.97, 0.3, 16),
        (60, 5, 0.7, 0.7, 8),
        (300, 8, 0.9, 0.5, 4),
        (1500, 20, 0.97, 0.3, 1),
    ],
)
def test_intervals_hold_the_truth_as_often_as_they_say(officers, forms, share, alike, runs):
    rate = []
    for seed in range(runs):
        truth = officers_within_units(seed, officers, min(officers, 10), forms, share=share, alike=alike)
        rate.append(held(truth, rate_conduct(truth.counts, truth.units)).mean())
    assert 0.92 <= np.mean(rate) <= 0.985


def test_the_reliability_claimed_is_what_the_raw_share_tells_of_colleagues():
    truth = officers_within_units(11, 1500, 10, 20)
    rated = rate_conduct(truth.counts, truth.units)
    real = (truth.shares - truth.unit_means).var()
    chance = (truth.counts.satisfied / truth.counts.answers - truth.shares).var()
    assert rated.shares.reliability.mean() == pytest.approx(real / (real + chance), abs=0.06)
    as_if_independent = nested(truth.counts.satisfied, truth.counts.answers, truth.units)
    assert as_if_independent.reliability.mean() > rated.shares.reliability.mean() + 0.1


@pytest.mark.parametrize("own_field", [True, False])
def test_who_only_has_the_hard_field_is_not_rated_worse_for_it(own_field):
    rng = np.random.default_rng(4)
    officers = 600
    hard_only = np.arange(officers) % 3 == 1
    mix = np.eye(3)[rng.integers(0, 3, officers)] if own_field else rng.dirichlet(np.ones(3), officers)
    mix[hard_only] = [0, 1, 0]
    truth = officers_within_units(4, officers, 6, 40, difficulty=np.array([0.0, -1.0, 0.3]), mix=mix)
    usual = truth.counts.answers.sum(axis=0) / truth.counts.answers.sum()
    logit = np.log(truth.shares / (1 - truth.shares))
    fair = (usual / (1 + np.exp(-logit[:, None] - [0.0, -1.0, 0.3]))).sum(axis=1)
    adjusted = rate_conduct(truth.counts, truth.units)
    plain = rate_conduct(truth.counts.over_strata(), truth.units)

    def unfair(rated):
        return (rated.shares.officers.mean() - fair)[hard_only].mean()

    assert unfair(plain) < -0.04
    assert abs(unfair(adjusted)) < 0.012
    assert adjusted.offsets.offsets[0] - adjusted.offsets.offsets[1] == pytest.approx(1, abs=0.2)
    assert set(adjusted.links) == {Link.UNITS if own_field else Link.OFFICERS}


def test_where_each_unit_has_one_field_nothing_is_adjusted_and_that_is_said():
    mix = np.eye(2)[np.arange(60) % 10 % 2]
    truth = officers_within_units(1, 60, 6, 30, difficulty=np.array([0.0, -1.0]), mix=mix)
    rated = rate_conduct(truth.counts, truth.units)
    assert (rated.links == Link.NOTHING).all()
    assert (rated.offsets.offsets == 0).all()
    assert rated.shown(0).method == NESTED
    plain = rate_conduct(truth.counts.over_strata(), truth.units)
    assert rated.shares.officers.mean() == pytest.approx(plain.shares.officers.mean(), abs=0.01)


def test_one_stratum_is_no_adjustment():
    counts = ConductCounts(*(getattr(TRUTH.counts, name)[:, None] for name in TRUTH.counts.__slots__))
    rated = rate_conduct(counts, TRUTH.units)
    assert rated.shares.officers.mean() == pytest.approx(RATED.shares.officers.mean(), abs=1e-9)
    assert rated.of(0).link == Link.NOTHING


def test_a_rating_carries_what_it_is_out_of():
    shown = RATED.shown(3)
    assert (shown.respondents, shown.method, shown.denominator) == (40, NESTED, CONDUCT_ANSWERS)
    assert shown.raw_share == TRUTH.counts.satisfied[3] / TRUTH.counts.answers[3]
    assert shown.interval().holds(shown.estimate)
    assert shown.interval(0.5).width < shown.interval().width
    assert (shown.interval().low, shown.interval().high) == pytest.approx(tuple(RATED.intervals()[3]))
    assert 0 < RATED.of(3).below_unit < 1
    assert RATED.of(3).below(0) == 0
    assert RATED.of(3).below(1) == pytest.approx(1, abs=1e-12)


def test_the_method_says_when_field_and_channel_are_taken_account_of():
    mix = np.full((60, 2), 0.5)
    truth = officers_within_units(1, 60, 6, 30, difficulty=np.array([0.0, -1.0]), mix=mix)
    shown = rate_conduct(truth.counts, truth.units).shown(0)
    assert (shown.method, shown.adjusted) == (NESTED_ADJUSTED, Link.OFFICERS)


def test_nothing_is_shown_below_ten_forms_and_nothing_compared_below_thirty_or_when_unreliable():
    who = np.repeat(np.arange(6), [9, 10, 29, 30, 400, 400])
    rng = np.random.default_rng(0)
    likely = np.array([0.9, 0.9, 0.9, 0.9, 0.6, 0.95])[who]
    counts = ConductCounts.from_forms(who, 3 * (rng.random(len(who)) < likely), np.full(len(who), 3), 6)
    rated = rate_conduct(counts, np.zeros(6))
    assert rated.shown(0) == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    assert rated.shown(1).below_unit == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    assert rated.shown(2).below_unit == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    assert [rated.shown(i).comparable for i in range(1, 6)][:2] == [False, False]
    assert rated.shown(4).comparable
    assert rated.shown(4).below_unit > 0.99
    with pytest.raises(OutOfRange):
        OfficerConduct(9, 0.9, 0.9, None, rated.of(0))


def test_thirty_forms_are_not_enough_where_officers_hardly_differ():
    truth = officers_within_units(9, 400, 10, 30, concentration=300.0, spread=0.1)
    assert rate_conduct(truth.counts, truth.units).shown(0).below_unit == NotEstimable(Reason.TOO_UNRELIABLE)


@pytest.mark.parametrize("all_or_none", [0, 3])
def test_answers_all_alike_still_rate(all_or_none):
    who = np.repeat(np.arange(4), 12)
    counts = ConductCounts.from_forms(who, np.full(48, all_or_none), np.full(48, 3), 4)
    rated = rate_conduct(counts, [1, 1, 2, 2])
    assert rated.design_effect == 3
    assert abs(rated.shown(0).estimate - all_or_none / 3) < 0.05
    assert rated.shown(0).interval().width < 0.2


def test_nobody_and_one_alone_are_said():
    nobody = ConductCounts.from_forms([], [], [], officers=3)
    assert rate_conduct(nobody, [0, 0, 1]) == NotEstimable(Reason.NO_ANSWERS)
    alone = ConductCounts.from_forms([0, 0], [3, 2], [3, 3], officers=3)
    assert rate_conduct(alone, [0, 0, 1]) == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    by_stratum = ConductCounts.from_forms([], [], [], officers=2, stratum=[], strata=2)
    assert rate_conduct(by_stratum, [0, 0]) == NotEstimable(Reason.NO_ANSWERS)


def test_an_officer_without_forms_is_not_shown_and_disturbs_nobody():
    padded = ConductCounts(*(np.append(getattr(TRUTH.counts, name), 0) for name in TRUTH.counts.__slots__))
    rated = rate_conduct(padded, np.append(TRUTH.units, 0))
    assert rated.shown(60) == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    assert rated.shares.officers.mean()[:60] == pytest.approx(RATED.shares.officers.mean(), abs=1e-6)


def test_what_does_not_fit_is_refused():
    with pytest.raises(WrongShape):
        rate_conduct(TRUTH.counts, [1, 2])
    with pytest.raises(OutOfRange):
        RATED.of(60)
    with pytest.raises(OutOfRange):
        RATED.of(-1)
    with pytest.raises(OutOfRange):
        RATED.of(0).below(1.2)
    with pytest.raises(ConfidenceOutOfRange):
        RATED.intervals(95)
