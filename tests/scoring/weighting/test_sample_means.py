import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NotANumber, OutOfRange, WrongShape
from scoring.weighting.sample_means import (
    between_clusters,
    cluster_mean,
    simple_random_error,
    stratified_mean,
)
from tests.figures import case


def test_a_simple_random_sample_has_the_error_of_survey():
    given_, expected = case("svy_srs_fpc").input, case("svy_srs_fpc").expected
    variance = given_["sd"] ** 2
    assert simple_random_error(variance, given_["n"], given_["N"]) == pytest.approx(expected["se_fpc"])
    assert simple_random_error(variance, given_["n"]) == pytest.approx(expected["se_nofpc"])


def test_strata_have_the_mean_and_error_of_survey():
    strata, expected = case("svy_strat_mean").input["strata"].values(), case("svy_strat_mean").expected
    columns = ([stratum[key] for stratum in strata] for key in ("n", "N", "mean", "var"))
    mean, error = stratified_mean(*columns)
    assert (mean, error) == pytest.approx((expected["mean"], expected["se"]), abs=1e-6)


@pytest.mark.parametrize(("name", "sums", "mean"), [
    ("svy_cluster_mean", "cluster_sum", "mean"), ("svy_cluster_prop_fpc", "cluster_x", "p"),
])  # fmt: skip
def test_clusters_have_the_mean_and_error_of_survey(name, sums, mean):
    given_, expected = case(name).input, case(name).expected
    found = cluster_mean(given_[sums], given_["cluster_n"], given_["n_clusters_pop"])
    assert found == pytest.approx((expected[mean], expected["se"]), abs=1e-9)
    endless = cluster_mean(given_[sums], given_["cluster_n"])[1]
    assert endless == pytest.approx(found[1] / np.sqrt(1 - 15 / 757))


@given(st.lists(st.integers(0, 1), min_size=2, max_size=40).filter(lambda x: len(x) > 1))
def test_clusters_of_one_are_a_simple_random_sample(answers):
    mean, error = cluster_mean(answers, np.ones(len(answers)))
    assert mean == pytest.approx(np.mean(answers))
    assert error == pytest.approx(simple_random_error(np.var(answers, ddof=1), len(answers)), abs=1e-12)


def test_one_stratum_is_a_simple_random_sample():
    assert stratified_mean([50], [400], [3.5], [2.0])[1] == pytest.approx(simple_random_error(2.0, 50, 400))


def test_who_asked_everybody_is_sure():
    assert simple_random_error(5.0, 30, 30) == 0.0
    assert stratified_mean([5, 6], [5, 6], [1.0, 2.0], [3.0, 3.0])[1] == 0.0


def test_bad_samples_are_refused_by_name():
    with pytest.raises(OutOfRange, match="n:"):
        simple_random_error(1.0, 0)
    with pytest.raises(OutOfRange, match="population"):
        simple_random_error(1.0, 10, 9)
    with pytest.raises(WrongShape, match="means"):
        stratified_mean([5], [6], [1.0, 2.0], [3.0])
    with pytest.raises(OutOfRange, match="n:"):
        stratified_mean([0], [6], [1.0], [3.0])
    with pytest.raises(OutOfRange, match="population"):
        stratified_mean([7], [6], [1.0], [3.0])
    with pytest.raises(NotANumber, match="means"):
        stratified_mean([5], [6], [np.nan], [3.0])
    with pytest.raises(WrongShape, match="sums"):
        cluster_mean([1, 2, 3], [1, 2])
    with pytest.raises(OutOfRange, match="n:"):
        cluster_mean([1], [1])
    with pytest.raises(OutOfRange, match="parts"):
        between_clusters([1.0])
