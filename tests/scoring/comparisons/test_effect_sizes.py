import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from scoring.comparisons.effect_sizes import share_beyond_chance, share_of_largest, superiority
from scoring.errors import ConfidenceOutOfRange, OutOfRange
from scoring.result import NotEstimable
from tests.scoring.comparisons.answers import raw, tables


@given(tables(most=2))
def test_superiority_counts_pairs_of_answers_and_its_interval_holds_it(table):
    found = superiority(*table)
    if isinstance(found, NotEstimable):
        return
    one, other = raw(table[0])[:, None], raw(table[1])[None, :]
    assert found[0] == pytest.approx(((one > other) + (one == other) / 2).mean())
    assert found[1].holds(found[0])


def test_superiority_is_surer_of_more_answers_and_less_sure_of_clustered_ones():
    few, many = superiority([3, 5, 9], [4, 6, 4]), superiority([30, 50, 90], [40, 60, 40])
    clustered = superiority([30, 50, 90], [40, 60, 40], design_effects=(2.0, 2.0))
    assert few[0] == pytest.approx(many[0])
    assert many[1].width < clustered[1].width < few[1].width


def test_the_interval_of_superiority_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(9)
    first, second = np.array([0.02, 0.03, 0.1, 0.45, 0.4]), np.array([0.05, 0.08, 0.17, 0.45, 0.25])
    truth = float(first @ (np.cumsum(second) - second / 2))
    held = sum(
        superiority(rng.multinomial(60, first), rng.multinomial(40, second))[1].holds(truth)
        for _ in range(1000)
    )
    assert 0.935 <= held / 1000 <= 0.975


@pytest.mark.parametrize(("statistic", "df"), [(12.0, 4), (53.56, 3)])
def test_limits_are_noncentralities_that_put_the_statistic_in_their_tails(statistic, df):
    limits = share_of_largest(statistic, df, 1000)
    assert stats.ncx2.sf(statistic, df, limits.low * 1000) == pytest.approx(0.025, rel=1e-6)
    assert stats.ncx2.cdf(statistic, df, limits.high * 1000) == pytest.approx(0.025, rel=1e-6)


def test_limits_stay_between_nothing_and_all_and_hold_what_was_seen():
    assert share_of_largest(0.0, 3, 100).low == 0
    assert share_of_largest(1.0, 10, 100).holds(0.01)
    assert share_of_largest(100.0, 1, 100).high == 1


@pytest.mark.parametrize("statistic", [0.0, 2.0, 30.0, 74.0, 89.0, 95.0, 130.0, 900.0])
def test_with_chance_taken_off_the_limits_hold_the_share_without_being_widened(statistic):
    value, limits = share_beyond_chance(statistic, 89, 4000)
    assert value == pytest.approx(max(statistic - 89, 0) / 4000)
    assert limits.holds(value)
    for end, tail in ((limits.low, stats.ncx2.sf), (limits.high, stats.ncx2.cdf)):
        assert end == 0 or tail(statistic, 89, end * 4000) == pytest.approx(0.025, rel=1e-6)


def test_a_statistic_that_chance_gives_leaves_nothing_between_groups():
    assert share_beyond_chance(89.0, 89, 4000)[0] == 0
    assert share_of_largest(89.0, 89, 4000).high > 0.02


def test_a_share_with_chance_taken_off_is_at_most_all():
    value, limits = share_beyond_chance(500.0, 1, 100)
    assert (value, limits.high) == (1, 1)


def test_impossible_requests_are_refused():
    with pytest.raises(OutOfRange):
        share_beyond_chance(1, 0, 100)
    with pytest.raises(OutOfRange):
        share_of_largest(-1, 3, 100)
    with pytest.raises(ConfidenceOutOfRange):
        superiority([1, 2], [2, 1], 95)
