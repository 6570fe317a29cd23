import numpy as np
import pytest

from scoring.errors import OutOfRange
from scoring.series.run_length import cusum_run_length, ewma_run_length
from tests.figures import case

CUSUM = case("cusum_arl_h4_h5")


@pytest.mark.parametrize("name", ["ewma_arl_0.03", "ewma_arl_0.1", "ewma_arl_0.25"])
def test_runs_of_averages_are_those_of_r(name):
    known = case(name)
    run = ewma_run_length(known.input["lambda"], known.input["L"], known.input["shift_sigma"])
    assert run == pytest.approx(known.expected["arl"], rel=known.tolerance["rel"])


@pytest.mark.parametrize("h", [4, 5])
def test_runs_of_sums_are_those_of_r(h):
    run = cusum_run_length(CUSUM.input["k"], h, CUSUM.input["shift_sigma"])
    assert run == pytest.approx(CUSUM.expected[f"h{h}"], rel=CUSUM.tolerance["rel"])


def test_one_side_alone_runs_twice_as_long():
    run = cusum_run_length(0.5, 5, 0, sided="one")
    assert run == pytest.approx(CUSUM.expected["h5_one_sided_0"], rel=CUSUM.tolerance["rel"])


def test_a_head_start_shortens_runs_as_printed():
    # Lucas & Crosier 1982, Technometrics 24:199, table 1: h = 5, S0 = 2.5: 430 and 6.35.
    assert cusum_run_length(0.5, 5, [0, 1], head_start=2.5) == pytest.approx([430, 6.35], rel=0.002)


def test_the_limit_of_montgomery_gives_370():
    # Montgomery, Introduction to Statistical Quality Control, table 9.4: k = .25, h = 8.01.
    assert cusum_run_length(0.25, 8.01) == pytest.approx(370, abs=0.5)


def test_an_average_of_the_last_reading_alone_is_shewharts_chart():
    assert ewma_run_length(1, 3, [0, 1]) == pytest.approx([370.398, 43.895], rel=1e-5)


@pytest.mark.parametrize("sided", ["one", "two"])
def test_runs_are_those_of_simulated_charts(sided):
    rng = np.random.default_rng(5)
    weight, width, shift = 0.2, 2.0, 0.5
    z, run, alive = np.zeros(4000), np.zeros(4000), np.ones(4000, bool)
    high = width * np.sqrt(weight / (2 - weight))
    while alive.any():
        run += alive
        z = weight * (rng.standard_normal(4000) + shift) + (1 - weight) * z
        if sided == "one":
            z = np.maximum(z, 0)
        alive &= np.abs(z) <= high
    assert ewma_run_length(weight, width, shift, sided=sided) == pytest.approx(run.mean(), rel=0.05)


def test_small_weights_and_wide_limits_do_not_need_more_from_the_caller():
    assert ewma_run_length(0.005, 1.8, 0) == pytest.approx(681.907, rel=1e-5)
    assert cusum_run_length(0.5, 12, 0.5) == pytest.approx(173.322, rel=1e-5)


def test_a_shift_may_be_to_either_side():
    assert cusum_run_length(0.5, 4, -1) == pytest.approx(cusum_run_length(0.5, 4, 1))
    assert ewma_run_length(0.1, 2.8, -1) == pytest.approx(ewma_run_length(0.1, 2.8, 1))
    assert ewma_run_length(0.1, 2.8, [[0, 1]]).shape == (1, 2)


@pytest.mark.parametrize(
    ("wrong", "call"),
    [
        ("weight", lambda: ewma_run_length(0, 3)),
        ("width", lambda: ewma_run_length(0.1, 0)),
        ("head_start", lambda: ewma_run_length(0.1, 2, head_start=3)),
        ("sided", lambda: ewma_run_length(0.1, 2, sided="both")),
        ("allowance", lambda: cusum_run_length(-1, 4)),
        ("limit", lambda: cusum_run_length(0.5, 0)),
        ("head_start", lambda: cusum_run_length(0.5, 4, head_start=5)),
        ("sided", lambda: cusum_run_length(0.5, 4, sided="three")),
    ],
)
def test_what_is_off_is_named(wrong, call):
    with pytest.raises(OutOfRange, match=wrong):
        call()


def test_a_chart_that_never_signals_says_never_and_not_what_rounding_makes_of_it():
    never = 1e12
    for allowance, limit, shift in ((0.5, 5, -10), (0.5, 5, -50), (10, 5, 0), (0.5, 50, 0), (0.5, 120, 0)):
        assert cusum_run_length(allowance, limit, shift, sided="one") == never
    assert cusum_run_length(0.5, 5, 1e8) == 1
    assert ewma_run_length(0.1, 20) == never
    assert ewma_run_length(0.1, 3, 1e8) == 1


def test_a_chart_too_wide_to_compute_is_refused():
    with pytest.raises(OutOfRange, match="weight"):
        ewma_run_length(1e-6, 3)
    with pytest.raises(OutOfRange, match="limit"):
        cusum_run_length(0.5, 500)
