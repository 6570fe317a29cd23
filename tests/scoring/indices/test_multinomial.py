import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from statsmodels.stats.proportion import multinomial_proportions_confint

from scoring.errors import ConfidenceOutOfRange, NegativeCounts, ScoringError, WrongShape
from scoring.indices.clusters import ClusterMoments
from scoring.indices.multinomial import goodman, level_shares, sison_glaz
from scoring.indices.officer_days import OfficerDays
from scoring.result import NotEstimable, Reason
from tests.figures import case

SPREAD = (0.03, 0.05, 0.12, 0.42, 0.38)
COUNTS = st.lists(st.integers(0, 300), min_size=2, max_size=8).filter(lambda counts: sum(counts) > 0)


@pytest.mark.parametrize(
    ("name", "limits"), [("ci_multinomial_goodman", goodman), ("ci_multinomial_sison_glaz", sison_glaz)]
)
def test_limits_of_all_levels_are_those_of_the_paper_s_data(name, limits):
    known = case(name)
    low, high = limits(known.input["counts"], known.input["conf"])
    near = {"abs": known.tolerance["abs"], "rel": 0}
    assert low.tolist() == pytest.approx(known.expected["lower"], **near)
    assert high.tolist() == pytest.approx(known.expected["upper"], **near)


@pytest.mark.parametrize("counts", [[2, 3, 10, 45, 40], [22, 0, 1, 90], [5, 5], [300, 2, 41, 7, 60, 12]])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("name", "limits"), [("goodman", goodman), ("sison-glaz", sison_glaz)])
def test_limits_are_those_of_statsmodels(counts, confidence, name, limits):
    low, high = limits(counts, confidence)
    expected = multinomial_proportions_confint(counts, 1 - confidence, method=name)
    assert np.allclose(np.column_stack([low, high]), expected, atol=1e-7)


@given(COUNTS, st.sampled_from([0.8, 0.95, 0.99]))
def test_limits_hold_the_shares_and_stay_between_0_and_1(counts, confidence):
    share = np.array(counts) / sum(counts)
    for limits in (goodman, sison_glaz):
        low, high = limits(counts, confidence)
        assert (low >= 0).all() and (low <= share).all()
        assert (share <= high).all() and (high <= 1).all()


@given(COUNTS, st.integers(2, 9))
def test_more_answers_with_the_same_spread_make_all_levels_surer(counts, times):
    once, often = goodman(counts), goodman(np.array(counts) * times)
    assert (often[1] - often[0] < once[1] - once[0]).all()


@given(COUNTS, st.floats(1, 50))
def test_forms_of_a_day_that_are_alike_widen_the_limits_of_every_level(counts, effect):
    found, share = level_shares(counts), np.array(counts) / sum(counts)
    widened = found.clustered_intervals(effect)
    if isinstance(widened, NotEstimable):
        assert sum(counts) < 10
        return
    for alone, limits, value in zip(found.intervals(), widened, share, strict=True):
        assert limits.low <= alone.low + 1e-12
        assert limits.high >= alone.high - 1e-12
        assert limits.low <= value <= limits.high


def test_a_design_effect_of_two_is_half_of_the_answers():
    for one, other in zip(
        level_shares([4, 6, 20, 90, 80]).clustered_intervals(2.0),
        level_shares([2, 3, 10, 45, 40]).intervals(),
        strict=True,
    ):
        assert (one.low, one.high) == pytest.approx((other.low, other.high))


@pytest.mark.parametrize("effect", [0.5, -1, float("nan")])
def test_a_design_effect_below_one_is_refused(effect):
    with pytest.raises(ScoringError, match="design_effect"):
        level_shares([20, 30]).clustered_intervals(effect)


def _levels_and_effect(rng, days, forms_a_day, alike):
    """Levels of one question and what officer-days cost it, told by the satisfied answers to four others."""
    day = np.repeat(np.arange(days), 1 + rng.poisson(forms_a_day - 1, days))
    shared = np.sqrt(alike) * rng.standard_normal(days)[day]
    shared = shared + np.sqrt(0.55 - alike) * rng.standard_normal(len(day))
    five = shared[:, None] + np.sqrt(0.45) * rng.standard_normal((len(day), 5))
    levels = np.digitize(five, special.ndtri(np.cumsum(SPREAD[:-1])))
    x, n = np.zeros((days, 4), dtype=np.int64), np.zeros((days, 4), dtype=np.int64)
    np.add.at(x, day, levels[:, 1:] >= 3)
    np.add.at(n, day, 1)
    return np.bincount(levels[:, 0], minlength=5), OfficerDays.of(ClusterMoments.of(x, n)).effect(len(day))


def test_with_days_counted_the_limits_hold_all_levels_as_often_as_they_say():
    rng = np.random.default_rng(40)
    held = {True: 0, False: 0}
    for _ in range(300):
        counts, effect = _levels_and_effect(rng, 40, 12, 0.15)
        found = level_shares(counts)
        for clustered, limits in ((True, found.clustered_intervals(effect)), (False, found.intervals())):
            held[clustered] += all(
                interval.holds(share) for interval, share in zip(limits, SPREAD, strict=True)
            )
    assert held[True] >= 282
    assert held[False] < 275


def test_a_million_answers_take_no_longer_and_stay_exact():
    low, high = sison_glaz([1_000_000, 2_000_000, 500_000])
    # n = 3.5 million: the half width is some 2.3 standard errors of the largest share
    assert 0.0004 < high[1] - 2 / 3.5 < 0.0009
    assert low[1] < 2 / 3.5


def test_one_level_used_is_not_certain_for_ever():
    low, high = sison_glaz([0, 0, 40])
    assert low[2] < 0.9
    assert high[0] > 0.1


def test_without_answers_anything_may_be():
    for limits in (goodman, sison_glaz):
        low, high = limits([0, 0, 0])
        assert (low.tolist(), high.tolist()) == ([0, 0, 0], [1, 1, 1])


def test_the_spread_of_levels_is_shown_from_ten_answers():
    shares = level_shares([2, 3, 10, 45, 40])
    assert sum(shares.values) == pytest.approx(1)
    low, high = goodman([2, 3, 10, 45, 40])
    assert [(i.low, i.high) for i in shares.intervals()] == list(zip(low, high, strict=True))
    assert shares.intervals(method="sison-glaz")[0].method.startswith("Sison–Glaz")
    assert shares.respondents == 100 and "100" in shares.denominator
    few = level_shares([0, 0, 0, 4, 5])
    assert few.values == few.intervals() == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    assert few.counts == ()


def test_impossible_counts_are_refused():
    for limits in (goodman, sison_glaz, level_shares):
        with pytest.raises(WrongShape, match="counts"):
            limits([3])
        with pytest.raises(NegativeCounts, match="counts"):
            limits([3, -1])
    with pytest.raises(WrongShape, match="counts"):
        sison_glaz([[3, 4]])
    with pytest.raises(ConfidenceOutOfRange):
        sison_glaz([3, 4], 1.0)
