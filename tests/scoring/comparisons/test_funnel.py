import numpy as np
import pytest

from scoring.comparisons.funnel import Flag, Place, funnel
from scoring.comparisons.overdispersion import overdispersion
from scoring.comparisons.unit_shares import unit_indices, unit_shares
from scoring.errors import OutOfRange
from scoring.indices.clusters import ClusterMoments
from scoring.result import NotEstimable, Reason

RNG = np.random.default_rng(10)
ANSWERS = RNG.integers(60, 400, 40)
SATISFIED = RNG.binomial(ANSWERS, RNG.beta(170, 30, 40))
SATISFIED[7] = ANSWERS[7] // 2


def test_a_unit_far_below_its_kind_is_flagged_and_outside_the_lines():
    seen = funnel(unit_shares(SATISFIED, ANSWERS))
    flagged = [at for at, unit in enumerate(seen.units) if unit.flag]
    low = seen.units[7]
    assert flagged == [7]
    assert (low.flag, low.place) == (Flag.LOWER, Place.OUTSIDE_998)
    assert low.adjusted_tail >= low.tail
    assert low.interval().holds(low.share)
    assert low.respondents == ANSWERS[7]
    assert seen.respondents == ANSWERS.sum()
    assert low.method
    assert low.denominator


def test_the_lines_are_drawn_where_units_are_judged():
    seen = funnel(unit_shares(SATISFIED, ANSWERS))
    low, high = seen.line(ANSWERS, 0.998)
    for unit, at_low, at_high in zip(seen.units, low, high, strict=True):
        assert (unit.alarm.low, unit.alarm.high) == pytest.approx((at_low, at_high))
        assert (unit.place is Place.OUTSIDE_998) == (not unit.alarm.holds(unit.share))
        assert unit.alarm.low <= unit.warning.low <= seen.target <= unit.warning.high <= unit.alarm.high


def test_units_under_thirty_stand_outside_and_change_nothing():
    with_small = funnel(unit_shares([*SATISFIED, 2, 0], [*ANSWERS, 29, 0]))
    assert with_small.units[-2:] == (NotEstimable(Reason.TOO_FEW_TO_COMPARE),) * 2
    assert with_small.units[:-2] == funnel(unit_shares(SATISFIED, ANSWERS)).units


def test_the_order_of_units_does_not_matter():
    plain, turned = (
        funnel(unit_shares(x, n)) for x, n in ((SATISFIED, ANSWERS), (SATISFIED[::-1], ANSWERS[::-1]))
    )
    assert [u.flag for u in turned.units[::-1]] == [u.flag for u in plain.units]
    assert turned.tau2 == pytest.approx(plain.tau2)


def test_clustered_answers_are_worth_less_and_stand_out_less():
    worth_all = funnel(unit_shares(SATISFIED, ANSWERS))
    worth_half = funnel(unit_shares(SATISFIED, ANSWERS, 4.0))
    assert worth_half.units[7].tail > worth_all.units[7].tail
    assert worth_half.units[7].effective == ANSWERS[7] / 4


def test_units_where_all_are_satisfied_have_a_place_too():
    seen = funnel(unit_shares([90, 85, 40], [100, 100, 40]))
    assert seen.units[2].share == 1
    assert seen.units[2].warning.high <= 1


def test_no_funnel_of_one_unit_or_of_answers_all_alike():
    assert funnel(unit_shares([90, 3], [100, 9])) == NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    assert funnel(unit_shares([], [])) == NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    assert funnel(unit_shares([90, 80], [90, 80])) == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    with pytest.raises(OutOfRange, match="false_discoveries"):
        funnel(unit_shares(SATISFIED, ANSWERS), 5)


@pytest.mark.parametrize(("mean", "concentration"), [(0.85, 100), (0.93, 40), (0.85, 1e9)])
def test_where_nobody_is_an_outlier_so_many_are_taken_for_one_as_is_said(mean, concentration):
    # 60 funnels of 92 units: 5 % are known to .3 points; lines by the uncorrected tau2 leave 11 % outside
    rng = np.random.default_rng(11)
    low = high = alarms = flagged = plain = 0
    for _ in range(60):
        n = np.clip(np.exp(rng.normal(np.log(120), 0.8, 92)), 30, 1500).astype(int)
        x = rng.binomial(n, rng.beta(mean * concentration, (1 - mean) * concentration, 92))
        seen = funnel(unit_shares(x, n))
        low += sum(unit.tail < 0.05 and unit.share < seen.target for unit in seen.units)
        high += sum(unit.tail < 0.05 and unit.share > seen.target for unit in seen.units)
        alarms += sum(unit.tail < 0.002 for unit in seen.units)
        flagged += any(unit.flag for unit in seen.units)
        spread = overdispersion(x, n)
        plain += (np.abs(spread.z) > 1.96 * np.sqrt(1 + 4 * n * spread.tau2)).sum()
    units = 60 * 92
    assert 0.012 <= low / units <= 0.035
    assert 0.012 <= high / units <= 0.035
    assert alarms / units <= 0.006
    assert flagged / 60 <= 0.17
    if concentration < 1e9:
        assert plain / units > 0.09


def test_a_funnel_of_indices_reads_officer_days():
    rng = np.random.default_rng(12)
    units, forms = [], []
    for _ in range(20):
        n = 1 + rng.poisson(5, 30)
        units.append(ClusterMoments.of(rng.binomial(n, rng.beta(17, 3, 30))[:, None], n[:, None]))
        forms.append(n.sum())
    seen = funnel(unit_indices(units, forms))
    assert sum(unit.effective for unit in seen.units) < 0.9 * sum(forms)
    assert not any(unit.flag for unit in seen.units)
