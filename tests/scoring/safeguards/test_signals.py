from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import MoreSatisfiedThanAnswers, NegativeCounts, OutOfRange
from scoring.result import NotEstimable, Reason
from scoring.safeguards.repeats import alike_by_chance, coincidences_tail, pairs_alike, repeats
from scoring.safeguards.signals import Kind, Signal, screened
from scoring.safeguards.straight_lining import (
    is_straight_lined,
    longest_run,
    spread_within,
    straight_lining,
)
from scoring.safeguards.tails import larger_share, unusual_share
from scoring.safeguards.volume import against_dossiers, out_of_hours
from tests.figures import case


def test_long_strings_and_spread_within_a_form_are_those_of_the_r_package_careless():
    known = case("straightline")
    assert [longest_run(row) for row in known.input["rows"]] == known.expected["longstring"]
    spreads = [spread_within(row) for row in known.input["rows"]]
    assert spreads == pytest.approx(known.expected["irv_sd_ddof1"], abs=1e-12)


@given(st.lists(st.integers(1, 5), max_size=25))
def test_a_form_is_straight_lined_where_it_does_not_spread(levels):
    alike = len(levels) >= 4 and len(set(levels)) == 1
    assert is_straight_lined(levels) is alike
    if len(levels) > 1:
        assert (spread_within(levels) == 0) is (longest_run(levels) == len(levels))


def test_one_answer_or_none_has_no_spread():
    assert spread_within([5]) == NotEstimable(Reason.NO_ANSWERS)
    assert longest_run([]) == 0
    assert not is_straight_lined([4, 4, 4])


def test_straight_lining_is_held_against_the_units_own_rate():
    many = straight_lining(18, 20, usual_straight=30, usual_forms=300, stream="quầy 2")
    assert many.kind is Kind.STRAIGHT_LINES
    assert (many.seen, many.usual) == (0.9, 0.1)
    assert many.p < 1e-10
    usual_there = straight_lining(18, 20, usual_straight=270, usual_forms=300, stream="quầy 2")
    assert usual_there.p > 0.5


def test_a_well_known_usual_share_gives_the_binomial_tail():
    assert unusual_share(9, 20, 10**7, 10**8) == pytest.approx(stats.binom.sf(8, 20, 0.1), rel=1e-2)


def test_counters_that_differ_without_fault_are_less_unusual():
    alone = unusual_share(9, 20, 30, 300)
    assert (
        alone
        < unusual_share(9, 20, 30, 300, concentration=30)
        < unusual_share(9, 20, 30, 300, concentration=5)
    )
    assert unusual_share(0, 20, 30, 300) == 1


def test_tails_of_a_usual_share_alarm_as_often_as_they_say():
    chance = np.random.default_rng(3)
    usual, here = chance.binomial(200, 0.2, 2000), chance.binomial(40, 0.2, 2000)
    alarms = np.mean([unusual_share(a, 40, b, 200) <= 0.05 for a, b in zip(here, usual, strict=True)])
    assert 0.02 <= alarms <= 0.055


def test_fishers_tea():
    assert larger_share(3, 4, 1, 4) == pytest.approx(17 / 70)
    assert larger_share(3, 4, 1, 4) == pytest.approx(stats.fisher_exact([[3, 1], [1, 3]], "greater").pvalue)


def test_the_birthday_problem():
    exact = 1 - np.prod(1 - np.arange(23) / 365)
    assert coincidences_tail(1, 23, 1 / 365) == pytest.approx(exact, abs=0.01)
    assert coincidences_tail(0, 23, 1 / 365) == 1


@given(st.lists(st.integers(0, 6), max_size=8))
def test_pairs_alike_are_counted_as_from_rows(times):
    rows = np.repeat(np.arange(len(times)), times)
    pairs = sum(int((rows[place + 1 :] == row).sum()) for place, row in enumerate(rows))
    assert pairs_alike(times) == pairs == sum(comb(count, 2) for count in times)


def test_forms_of_independent_criteria_agree_as_often_as_said():
    counts = [[10, 20, 70], [5, 5, 90], [30, 30, 40]]
    chance = np.random.default_rng(1)
    one, other = (np.stack([chance.choice(3, 60_000, p=np.array(c) / 100) for c in counts]) for _ in range(2))
    assert alike_by_chance(counts) == pytest.approx((one == other).all(axis=0).mean(), abs=0.006)


def test_a_set_of_answers_that_only_one_counter_sends_is_noticed():
    elsewhere = {f"set {n}": 2 for n in range(100)} | {"all satisfied": 100}
    odd = {f"set {n}": 1 for n in range(12)} | {"copied": 8}
    signal = repeats(odd, elsewhere, stream="quầy 7")
    assert (signal.seen, signal.usual) == (8, 0)
    assert signal.p < 1e-6
    common = {f"set {n}": 1 for n in range(12)} | {"all satisfied": 8}
    assert repeats(common, elsewhere, stream="").p > 0.5
    assert repeats({f"set {n}": 1 for n in range(12)}, elsewhere, stream="").p == 1


def test_more_answers_than_dossiers_is_no_matter_of_chance():
    signal = against_dossiers(31, 30, stream="quầy 1, 5/2026")
    assert signal.p is None
    assert signal.seen == pytest.approx(31 / 30)
    assert against_dossiers(30, 30, stream="").p == 1


def test_answers_are_held_against_the_counters_own_rate():
    signal = against_dossiers(28, 30, usual_answers=60, usual_dossiers=600, stream="")
    assert (signal.usual, signal.ratio) == (0.1, pytest.approx(28 / 3))
    assert signal.p == pytest.approx(stats.binom.sf(27, 88, 30 / 630))
    assert against_dossiers(28, 0, stream="") == NotEstimable(Reason.NO_DOSSIERS)
    assert against_dossiers(9, 5, stream="") == NotEstimable(Reason.TOO_FEW_RESPONDENTS)


def test_top_forms_out_of_hours_are_held_against_those_in_hours():
    signal = out_of_hours(20, 20, top_in=100, forms_in=200, stream="")
    assert (signal.seen, signal.usual) == (1, 0.5)
    assert signal.p < 1e-5
    assert out_of_hours(10, 20, top_in=100, forms_in=200, stream="").p > 0.4
    assert out_of_hours(9, 9, top_in=1, forms_in=200, stream="") == NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    with pytest.raises(MoreSatisfiedThanAnswers, match="top_out"):
        out_of_hours(21, 20, top_in=1, forms_in=200, stream="")


def _with(p):
    return Signal(Kind.BURST, "", 3, 2, p, 40, "", "")


def test_of_many_streams_those_are_told_that_benjamini_and_hochberg_keep():
    known = case("multiplicity_bh1995")
    told = screened([_with(p) for p in known.input["p"]])
    assert len(told) == known.expected["n_reject_.05"]["bh"]
    assert [signal.p for signal in told] == sorted(known.input["p"])[:4]


def test_what_is_no_matter_of_chance_is_told_first():
    assert [signal.p for signal in screened([_with(1e-9), _with(None), _with(0.5)])] == [None, 1e-9]
    assert screened([]) == ()
    assert screened([_with(None)]) == (_with(None),)


def test_quiet_streams_stay_quiet():
    chance = np.random.default_rng(5)
    told = [len(screened([_with(p) for p in chance.random(100)])) > 0 for _ in range(200)]
    assert np.mean(told) < 0.09


def test_a_signal_is_valid_or_refused():
    assert _with(0.1).ratio == 1.5
    assert Signal(Kind.REPEATS, "", 3, 0, 0.1, 40, "", "").ratio is None
    with pytest.raises(OutOfRange, match="p"):
        _with(1.5)
    with pytest.raises(OutOfRange, match="seen"):
        Signal(Kind.BURST, "", float("nan"), 2, 0.1, 40, "", "")
    with pytest.raises(NegativeCounts, match="respondents"):
        Signal(Kind.BURST, "", 1, 2, 0.1, -1, "", "")
    with pytest.raises(OutOfRange, match="false_share"):
        screened([], 0)
    with pytest.raises(OutOfRange, match="concentration"):
        unusual_share(1, 2, 3, 4, concentration=0)
    with pytest.raises(OutOfRange, match="alike"):
        coincidences_tail(1, 2, 2)
    with pytest.raises(OutOfRange, match="level_counts"):
        alike_by_chance([[0, 0]])
