import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import ConfidenceOutOfRange, OutOfRange
from scoring.result import NotEstimable, Reason
from scoring.series.before_after import Verdict, before_after
from scoring.series.contrast import contrast
from scoring.series.panel import Panel
from tests.scoring.series.panels import simulated_panel


def exact(values, forms=400):
    """A panel whose values have no sampling error."""
    table = np.array(values, dtype=float)
    return Panel(table, np.zeros(table.shape), np.full(table.shape, forms), np.full(table.shape, 50))


FOUR = exact([[0.80, 0.90], [0.80, 0.82], [0.70, 0.71], [0.75, 0.78], [0.85, 0.85]])


def test_the_effect_is_the_change_less_the_change_of_similar_units():
    seen = before_after(FOUR, treated=[0], starts=1)
    assert seen.value == pytest.approx(0.10 - (0.02 + 0.01 + 0.03 + 0.00) / 4)
    assert (seen.treated, seen.similar, seen.left_out) == (1, 4, 0)
    assert (seen.before, seen.after, seen.respondents, seen.smallest) == (1, 1, 4000, 400)
    assert seen.denominator.startswith("compared with 4 similar units")


def test_the_effect_of_card_and_krueger():
    # Card & Krueger 1994, American Economic Review 84:772, table 3: 20.44 to 21.03 against 23.33 to 21.17; 2.76.
    panel = exact([[0.2044, 0.2103], [0.2333, 0.2117], [0.2333, 0.2117]])
    assert contrast(panel, np.array([-1.0, 1.0]), [0]).value == pytest.approx(0.0276, abs=0.0001 + 1e-12)


def test_without_sampling_error_the_limits_are_those_of_a_new_change_among_the_old():
    # The t-test of one against many: s² (1 + 1/J) with J - 1 degrees of freedom.
    changes = np.array([0.02, 0.01, 0.03, 0.00])
    half = stats.t.ppf(0.975, 3) * changes.std(ddof=1) * np.sqrt(1 + 1 / 4)
    limits = before_after(FOUR, treated=[0], starts=1).interval()
    assert (limits.low, limits.high) == pytest.approx((0.085 - half, 0.085 + half))


def test_without_differences_between_units_the_error_is_that_of_sampling():
    table = np.array([[0.8, 0.8]] * 41)
    forms = np.full(table.shape, 400)
    seen = contrast(Panel(table, table * 0.2 / forms, forms, forms), np.array([-1.0, 1.0]), [0])
    assert seen.variance == pytest.approx(2 * 0.16 / 400 * (1 + 1 / 40))


def test_what_happened_to_all_is_no_effect():
    rng = np.random.default_rng(1)
    panel = simulated_panel(rng, 10, effect=0.05, between=0.01)
    shocked = Panel(panel.values - [[0, 0.2]], panel.variances, panel.respondents, panel.clusters)
    there, here = (before_after(p, treated=[0], starts=1) for p in (panel, shocked))
    assert here.value == pytest.approx(there.value)
    assert here.interval().low == pytest.approx(there.interval().low)


@given(st.integers(0, 10_000), st.floats(0.5, 0.99))
@settings(max_examples=25)
def test_limits_hold_the_value_and_widen_with_confidence(seed, confidence):
    panel = simulated_panel(np.random.default_rng(seed), 6)
    seen = before_after(panel, treated=[0], starts=1)
    assert seen.interval(confidence).holds(seen.value)
    assert seen.interval(confidence).width <= seen.interval(0.995).width
    order = [0, 4, 2, 6, 1, 3, 5]
    mixed = Panel(*(getattr(panel, f)[order] for f in ("values", "variances", "respondents", "clusters")))
    assert before_after(mixed, treated=[0], starts=1).value == pytest.approx(seen.value)


@pytest.mark.parametrize(("similar", "between"), [(3, 0.0), (3, 0.02), (5, 0.05), (10, 0.02), (30, 0.0)])
def test_limits_cover(similar, between):
    rng = np.random.default_rng(19)
    step = np.array([-1.0, 1.0])
    runs = [contrast(simulated_panel(rng, similar, between=between), step, [0]).limits() for _ in range(700)]
    assert np.mean([limits.holds(0) for limits in runs]) > 0.93


def test_a_real_effect_is_seen_and_its_limits_hold_it():
    rng = np.random.default_rng(2)
    runs = [
        before_after(simulated_panel(rng, 12, effect=0.1, between=0.01, forms=400), treated=[0], starts=1)
        for _ in range(60)
    ]
    assert np.mean([run.verdict is Verdict.ROSE_MORE for run in runs]) > 0.6
    assert np.mean([run.interval().holds(0.1) for run in runs]) > 0.85


def test_placebo_units_rank_by_chance_alone():
    rng = np.random.default_rng(3)
    ranks = [before_after(simulated_panel(rng, 19), treated=[0], starts=1).placebo_p for _ in range(200)]
    assert min(ranks) >= 1 / 20
    # 1 in 10 at or below .10: 200 runs, a standard error of .02.
    assert np.mean(np.array(ranks) <= 0.1 + 1e-9) == pytest.approx(0.1, abs=0.06)


def test_placebo_units_of_several_treated_are_drawn_the_same_each_time():
    panel = simulated_panel(np.random.default_rng(4), 20, treated=4, effect=0.15, between=0.005)
    first, again = (before_after(panel, treated=[0, 1, 2, 3], starts=1) for _ in range(2))
    assert first.placebo_p == again.placebo_p == 0.001
    assert first.treated == 4


def test_dates_when_nothing_had_begun_give_false_alarms_as_often_as_stated():
    rng = np.random.default_rng(5)
    runs = [
        before_after(simulated_panel(rng, 8, periods=6, starts=4), treated=[0], starts=4) for _ in range(150)
    ]
    alarms = [not placebo.interval().holds(0) for run in runs for placebo in run.placebos]
    assert len(alarms) == 450
    assert np.mean(alarms) < 0.08
    assert np.mean([not run.pre_trend().holds(0) for run in runs]) < 0.1
    assert np.mean([run.doubtful for run in runs]) < 0.08


def test_units_that_already_went_apart_leave_doubt():
    rising = np.linspace(0.7, 0.9, 6)
    flat = [[0.80, 0.81, 0.80, 0.79, 0.80, 0.81], [0.75, 0.74, 0.75, 0.76, 0.75, 0.75]]
    more = [[0.85, 0.85, 0.84, 0.85, 0.86, 0.85], [0.70, 0.70, 0.71, 0.70, 0.70, 0.69]]
    seen = before_after(exact([rising, *flat, *more]), treated=[0], starts=4)
    assert seen.verdict is Verdict.ROSE_MORE
    assert seen.doubtful
    assert seen.pre_trend().low > 0
    assert any(not placebo.interval().holds(0) for placebo in seen.placebos)
    assert [placebo.starts for placebo in seen.placebos] == [1, 2, 3]


def test_one_period_before_allows_no_check_of_the_past():
    seen = before_after(FOUR, treated=[0], starts=1)
    assert seen.placebos == ()
    assert seen.pre_trend() == NotEstimable(Reason.TOO_FEW_PERIODS)
    assert not seen.doubtful


def test_units_that_fall_are_told_so_and_units_all_alike_tell_nothing():
    fell = exact([[0.9, 0.7], [0.8, 0.82], [0.7, 0.71], [0.75, 0.78]])
    assert before_after(fell, treated=[0], starts=1).verdict is Verdict.FELL_MORE
    alike = before_after(exact([[0.8, 0.8]] * 5), treated=[0], starts=1)
    assert (alike.value, alike.verdict, alike.placebo_p) == (0, Verdict.NO_CLEAR_DIFFERENCE, 1)


def with_forms(unit, forms):
    respondents = FOUR.respondents.copy()
    respondents[unit, 1] = forms
    return Panel(FOUR.values, FOUR.variances, respondents, FOUR.clusters)


@pytest.mark.parametrize(
    ("panel", "reason"),
    [
        (with_forms(0, 29), Reason.TOO_FEW_TO_COMPARE),
        (with_forms(0, 9), Reason.TOO_FEW_RESPONDENTS),
        (exact([[0.8, 0.9]]), Reason.NOTHING_TO_COMPARE_WITH),
        (exact([[0.8, 0.9]] * 3), Reason.NOTHING_TO_COMPARE_WITH),
    ],
)
def test_too_little_is_not_estimable(panel, reason):
    assert before_after(panel, treated=[0], starts=1) == NotEstimable(reason)


def test_a_similar_unit_with_too_few_forms_is_left_out_and_told():
    seen = before_after(with_forms(2, 29), treated=[0], starts=1)
    assert (seen.similar, seen.left_out) == (3, 1)
    assert seen.value == pytest.approx(0.10 - (0.02 + 0.03 + 0.00) / 3)


@pytest.mark.parametrize("rows", [[], [5], [-1], [0, 0]])
def test_rows_that_are_not_there_are_named(rows):
    with pytest.raises(OutOfRange, match="treated"):
        before_after(FOUR, treated=rows, starts=1)


def test_what_is_off_is_named():
    for starts in (0, 2):
        with pytest.raises(OutOfRange, match="starts"):
            before_after(FOUR, treated=[0], starts=starts)
    with pytest.raises(OutOfRange, match="treated"):
        contrast(FOUR, np.array([-1.0, 1.0]), [0, 1, 2, 3])
    with pytest.raises(ConfidenceOutOfRange):
        before_after(FOUR, treated=[0], starts=1).interval(1.0)
