import numpy as np
import pytest
from scipy import special, stats

from scoring.errors import NegativeCounts, NotANumber, OutOfRange, WrongShape
from scoring.groups.shrunken import ShrunkenShare
from scoring.result import NotEstimable, Reason
from scoring.series.alert_design import design_alert, design_alerts, worse_than
from scoring.series.step_sizes import icc_of, step_sizes

PROVINCE = {"streams": 150, "false_alarms_a_year": 4, "steps_a_year": 52}
LEVELS = [1, 2, 7, 40, 50]


def known_by(answers, share=0.9):
    return ShrunkenShare(share * answers, (1 - share) * answers, answers, 0.9)


def test_the_expected_delays_of_the_specification():
    # At 5 forms a week a fall from .9 to .8 takes about 24 weeks to see, to .7 nine.
    design = design_alert(0.9, 5, **PROVINCE)
    assert design.expected_delay(0.8) == pytest.approx(24, abs=1.5)
    assert design.expected_delay(0.7) == pytest.approx(9, abs=0.5)


def test_the_scores_are_log_likelihood_ratios():
    design = design_alert(0.9, 5, **PROVINCE)
    assert design.worse == pytest.approx(0.8)
    up, down = design.scores
    assert up / -down == pytest.approx(np.log(2) / np.log(9 / 8), rel=0.03)


@pytest.mark.parametrize("share", [0.03, 0.3, 0.6, 0.8, 0.9, 0.98, 0.999])
@pytest.mark.parametrize("levels", [None, LEVELS])
def test_a_design_never_promises_more_than_was_asked_for(share, levels):
    design = design_alert(share, 5, levels=levels, icc=0.02, **PROVINCE)
    assert 0.5 * 4 < design.expected_false_alarms <= 4
    usual = np.array(design.levels)
    assert usual[design.satisfied_from - 1 :].sum() == pytest.approx(share)
    assert np.array(design.scores) @ usual < 0
    assert design.expected_delay(design.worse) < design.expected_delay(share)


def test_fewer_false_alarms_cost_a_longer_delay():
    delays = [
        design_alert(0.9, 5, streams=150, false_alarms_a_year=f, steps_a_year=52).expected_delay(0.8)
        for f in (12, 4, 1)
    ]
    assert delays == sorted(delays)
    twice = design_alert(0.9, 5, streams=300, false_alarms_a_year=8, steps_a_year=52)
    assert twice.limit == design_alert(0.9, 5, **PROVINCE).limit


def test_all_levels_see_a_fall_sooner_than_the_share():
    share, levels = design_alert(0.9, 5, **PROVINCE), design_alert(0.9, 5, levels=LEVELS, **PROVINCE)
    assert levels.expected_delay(0.8) < 0.7 * share.expected_delay(0.8)


def test_forms_alike_need_a_higher_limit():
    alone, alike = design_alert(0.9, 5, **PROVINCE), design_alert(0.9, 5, icc=0.1, **PROVINCE)
    assert alike.design_effect == pytest.approx(1.5)
    assert alike.limit > alone.limit


def test_a_baseline_known_less_well_needs_a_higher_limit():
    limits = [design_alert(known_by(n), 5, **PROVINCE).limit for n in (150, 300, 1000, 100_000)]
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] == design_alert(0.9, 5, **PROVINCE).limit


def test_the_number_is_kept_over_what_the_baseline_may_truly_be():
    # 400 equally likely shares in place of the few points of the Beta.
    design = design_alert(ShrunkenShare(90, 10, 60, 0.6), 5, **PROVINCE)
    truths = stats.beta(90, 10).ppf((np.arange(400) + 0.5) / 400)
    steps = [design.expected_delay(truth) for truth in truths.tolist()]
    alarms = [0.0 if isinstance(each, NotEstimable) else 1 / each for each in steps]
    assert 150 * 52 * np.mean(alarms) == pytest.approx(design.expected_false_alarms, rel=0.02)


def test_a_baseline_hardly_known_keeps_no_number():
    badly = design_alert(known_by(20), 5, levels=LEVELS, **PROVINCE)
    assert badly == NotEstimable(Reason.BASELINE_TOO_UNCERTAIN)


def test_an_improvement_is_not_seen_by_a_watch_for_a_fall():
    assert design_alert(0.9, 5, **PROVINCE).expected_delay(0.999) == NotEstimable(Reason.NEVER_SEEN)


def test_step_sizes_may_be_those_that_were_seen():
    seen = np.bincount(stats.poisson(5).rvs(4000, random_state=1))
    assert design_alert(0.9, seen, **PROVINCE).expected_delay(0.8) == pytest.approx(
        design_alert(0.9, 5, **PROVINCE).expected_delay(0.8), rel=0.05
    )
    assert step_sizes([1, 3, 0]).tolist() == [0.25, 0.75]


def test_every_step_of_one_form_is_the_bernoulli_chart():
    # By hand: scores 1 and -1, share .6 to .4, limit 2: r0 = 1 + .4 r1 + .6 r0, r1 = 1 + .6 r0, so 8.75.
    design = design_alert(0.6, [0, 1], worse=0.4, streams=1, false_alarms_a_year=1, steps_a_year=8)
    assert (design.scores, design.limit) == ((1, -1), 2)
    assert design.expected_false_alarms == pytest.approx(8 / 8.75)


def test_large_steps_are_watched_in_grains():
    design = design_alert(0.9, 400, icc=0.02, **PROVINCE)
    assert design.grain > 1
    assert design.expected_false_alarms <= 4


def test_streams_nearly_alike_share_a_design():
    designs = design_alerts([0.9, 0.9004, 0.8], [5, 5.1, 5], **PROVINCE)
    assert designs[0] is designs[1]
    assert designs[2].baseline == pytest.approx(0.8)
    posterior = design_alerts([known_by(1000)], [5], **PROVINCE)[0]
    assert posterior.uncertainty == pytest.approx(np.sqrt(special.polygamma(1, [900, 100]).sum()), rel=0.05)


def test_the_fall_looked_for_has_odds_so_many_times_lower():
    assert worse_than(0.9) == pytest.approx(0.8)
    assert worse_than(0.995) == pytest.approx(0.945)
    assert worse_than(0.04) < 0.02 + 1e-9


def test_a_design_effect_becomes_a_correlation_and_back():
    design = design_alert(0.9, 12, icc=icc_of(1.8, 12), **PROVINCE)
    assert design.design_effect == pytest.approx(1.8)
    assert icc_of(1.0, 0.5) == 0


@pytest.mark.parametrize(
    ("wrong", "call"),
    [
        ("baseline", lambda: design_alert(1.0, 5, **PROVINCE)),
        ("worse", lambda: design_alert(0.9, 5, worse=0.9, **PROVINCE)),
        ("forms_a_step", lambda: design_alert(0.9, 0, **PROVINCE)),
        ("forms_a_step", lambda: design_alert(0.9, [3, 0], **PROVINCE)),
        ("icc", lambda: design_alert(0.9, 5, icc=1, **PROVINCE)),
        ("levels", lambda: design_alert(0.9, 5, levels=[0, 0, 0, 4, 4], **PROVINCE)),
        ("streams", lambda: design_alert(0.9, 5, streams=0, false_alarms_a_year=1, steps_a_year=52)),
        ("false_alarms", lambda: design_alert(0.9, 5, streams=1, false_alarms_a_year=0, steps_a_year=52)),
        ("steps", lambda: design_alert(0.9, 5, streams=1, false_alarms_a_year=1, steps_a_year=0)),
        ("share", lambda: design_alert(0.9, 5, **PROVINCE).expected_delay(1.0)),
        ("design_effect", lambda: icc_of(9, 5)),
        ("design_effect", lambda: icc_of(0.5, 5)),
    ],
)
def test_what_is_off_is_named(wrong, call):
    with pytest.raises(OutOfRange, match=wrong):
        call()


def test_bad_input_is_named():
    with pytest.raises(NotANumber, match="baseline"):
        design_alert(np.nan, 5, **PROVINCE)
    with pytest.raises(NegativeCounts, match="forms_a_step"):
        design_alert(0.9, -5, **PROVINCE)
    with pytest.raises(WrongShape, match="forms_a_step"):
        design_alert(0.9, [[1, 2]], **PROVINCE)
    with pytest.raises(WrongShape, match="levels"):
        design_alert(0.9, 5, levels=[1, 2, 3], **PROVINCE)
    with pytest.raises(WrongShape, match="forms_a_step"):
        design_alerts([0.9], [5, 6], **PROVINCE)
