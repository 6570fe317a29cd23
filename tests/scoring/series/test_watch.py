import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, WrongShape
from scoring.groups.shrunken import fit
from scoring.result import Interval, NotEstimable, Reason
from scoring.series.alert_design import design_alert, design_alerts
from scoring.series.watch import alerts, watch

PROVINCE = {"streams": 150, "false_alarms_a_year": 4, "steps_a_year": 52}
DESIGN = design_alert(0.9, 5, **PROVINCE)
WEEK = st.tuples(st.integers(0, 9), st.integers(0, 9))


def simulated(rng, share, streams, steps, forms=5.0, icc=0.0):
    n = rng.poisson(forms, (streams, steps))
    day = rng.beta(share * (1 / icc - 1), (1 - share) * (1 / icc - 1), n.shape) if icc else share
    satisfied = rng.binomial(n, day)
    return np.stack([n - satisfied, satisfied], axis=-1)


@given(st.lists(WEEK, min_size=1, max_size=30))
def test_the_sums_are_those_of_one_form_after_another_step_by_step(weeks):
    seen = watch(DESIGN, [weeks])
    total = forms = 0
    for step, (bad, good) in enumerate(weeks):
        total, forms = max(0, total + 6 * bad - good), forms + bad + good
        assert (seen.sums[0, step], seen.forms[0, step]) == (total, forms)
        assert seen.signals[0, step] == (total >= DESIGN.limit and forms >= 30)
        if seen.signals[0, step]:
            total = forms = 0


@given(st.lists(WEEK, min_size=1, max_size=20), st.integers(0, 20))
def test_a_step_without_forms_moves_nothing(weeks, at):
    with_gap = [*weeks[:at], (0, 0), *weeks[at:]]
    seen, gap = watch(DESIGN, [weeks]), watch(DESIGN, [with_gap])
    assert [w for w in gap.signals[0] if w] == [w for w in seen.signals[0] if w]
    if not seen.signals.any():
        assert gap.sums[0, -1] == seen.sums[0, -1] or at >= len(weeks)


@settings(max_examples=30)
@given(st.permutations(range(5)))
def test_streams_do_not_hear_of_each_other(order):
    counts = simulated(np.random.default_rng(1), 0.7, 5, 30)
    assert (watch(DESIGN, counts[order]).signals == watch(DESIGN, counts).signals[order]).all()


@pytest.mark.parametrize(("share", "forms", "icc"), [(0.9, 5, 0), (0.9, 20, 0.05), (0.8, 8, 0.1)])
def test_false_alarms_are_as_many_as_stated(share, forms, icc):
    design = design_alert(share, forms, icc=icc, **PROVINCE)
    counts = simulated(np.random.default_rng(2), share, 1500, 520, forms, icc)
    a_year = watch(design, counts).signals[:, 52:].sum() / 1500 / 9 * 150
    # 1,500 streams for nine years: a standard error of 5 %.
    assert a_year == pytest.approx(design.expected_false_alarms, rel=0.15)


def test_delays_are_as_long_as_stated():
    fallen = simulated(np.random.default_rng(3), 0.8, 1500, 200)
    signals = watch(DESIGN, fallen).signals
    assert signals.any(axis=1).all()
    assert (signals.argmax(axis=1) + 1).mean() == pytest.approx(DESIGN.expected_delay(0.8), rel=0.05)


def test_all_levels_keep_their_false_alarms_and_see_falls_sooner():
    rng = np.random.default_rng(4)
    design = design_alert(0.9, 5, levels=[1, 2, 7, 40, 50], **PROVINCE)
    usual = rng.multinomial(rng.poisson(5, (1500, 520)), design.levels)
    a_year = watch(design, usual).signals[:, 52:].sum() / 1500 / 9 * 150
    assert a_year == pytest.approx(design.expected_false_alarms, rel=0.15)


def test_a_shrunken_baseline_keeps_what_a_units_own_sixty_forms_do_not():
    rng = np.random.default_rng(5)
    truth = rng.beta(35, 5, 1500)
    history = rng.binomial(60, truth)
    kind = fit(history, np.full(1500, 60))
    n = rng.poisson(5, (1500, 104))
    satisfied = rng.binomial(n, truth[:, None])
    counts = np.stack([n - satisfied, satisfied], axis=-1)
    own = design_alerts(np.clip(history, 1, 59) / 60, np.full(1500, 5), **PROVINCE)
    shrunken = design_alerts([kind.shrunken(h, 60) for h in history], np.full(1500, 5), **PROVINCE)
    by_own, by_kind = (watch(designs, counts).signals.sum() / 20 for designs in (own, shrunken))
    assert by_own > 5 * 4
    assert by_kind <= 4


def test_an_alert_tells_since_when_and_of_how_many_forms():
    weeks = [[0, 5]] * 10 + [[4, 4]] * 4
    (alert,) = alerts(DESIGN, [weeks])
    assert (alert.stream, alert.step, alert.began) == (0, 12, 10)
    assert (alert.satisfied, alert.respondents, alert.watched) == (12, 24, 74)
    assert alert.share == 0.5
    assert isinstance(alert.interval(), Interval)
    assert alert.interval().holds(0.5)
    assert alert.interval(0.5).width < alert.interval().width
    assert alert.denominator == "24 forms since step 10"


def test_a_share_of_fewer_than_ten_forms_is_not_shown():
    (alert,) = alerts(DESIGN, [[[0, 5]] * 10 + [[8, 0]]])
    assert alert.respondents == 8
    assert alert.share == alert.interval() == NotEstimable(Reason.TOO_FEW_RESPONDENTS)


def test_no_alarm_comes_of_fewer_than_thirty_forms():
    assert alerts(DESIGN, [[[9, 0]] * 3]) == ()
    assert [alert.step for alert in alerts(DESIGN, [[[9, 0]] * 4])] == [3]


def test_a_stream_without_a_design_is_not_watched():
    bad = [[[9, 9]] * 9] * 2
    found = alerts([NotEstimable(Reason.BASELINE_TOO_UNCERTAIN), DESIGN], bad)
    assert {alert.stream for alert in found} == {1}


def test_nobody_to_watch_and_no_step_yet_are_no_alarm():
    assert alerts(DESIGN, np.zeros((0, 5, 2))) == ()
    assert alerts(DESIGN, np.zeros((3, 0, 2))) == ()
    assert alerts(DESIGN, np.zeros((3, 9, 2))) == ()


def test_bad_input_is_named():
    with pytest.raises(WrongShape, match="counts"):
        watch(DESIGN, [[1, 2]])
    with pytest.raises(WrongShape, match="counts"):
        watch(DESIGN, np.zeros((1, 2, 5)))
    with pytest.raises(WrongShape, match="designs"):
        watch([DESIGN], np.zeros((2, 2, 2)))
    with pytest.raises(NegativeCounts, match="counts"):
        watch(DESIGN, [[[1, -1]]])
