import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from scoring.errors import MoreAnswersThanRespondents, OutOfRange, WrongShape
from scoring.result import NotEstimable, Reason
from scoring.series.ordered_alternative import jonckheere_terpstra, ordered_trend

TABLES = st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=2, max_size=5)


def counts_of(groups):
    levels = sorted({value for group in groups for value in group})
    return [[group.count(level) for level in levels] for group in groups]


def rows_of(counts):
    cells = np.argwhere(np.ones_like(counts))
    return np.repeat(cells, np.ravel(counts), axis=0)


def test_the_textbook_example_of_hollander_and_wolfe():
    # Nonparametric Statistical Methods, 2nd edition, example 6.2 (Hundal 1969): J = 22 + 30.5 + 26.5 = 79.
    groups = [[40, 35, 38, 43, 44, 41], [38, 40, 47, 44, 40, 42], [48, 40, 45, 43, 46, 44]]
    test = jonckheere_terpstra(counts_of(groups))
    assert (test.j, test.expected) == (79, 54)
    assert test.z() == pytest.approx(2.04, abs=0.005)


def test_the_example_of_sachs():
    # Sachs 1997, Angewandte Statistik, p. 402, as R's PMCMRplus::jonckheereTest prints it: z = 2.2716, p .01156.
    groups = [[106, 114, 116, 127, 145], [110, 125, 143, 148, 151], [136, 139, 149, 152, 174]]
    test = jonckheere_terpstra(counts_of(groups))
    assert test.z() == pytest.approx(2.2716, abs=5e-5)
    assert test.p() / 2 == pytest.approx(0.01156, abs=5e-6)


@given(TABLES)
def test_the_counts_say_what_the_rows_say_to_scipy(table):
    counts = np.array(table)
    assume(counts.any(axis=1).sum() > 1)
    period, level = rows_of(counts).T
    later = period[:, None] < period[None, :]
    wins = (np.sign(level[None, :] - level[:, None]) + 1) / 2
    test = jonckheere_terpstra(counts)
    assert test.j == pytest.approx((wins * later).sum())
    assert test.pairs == later.sum()
    if len(set(level)) > 1 and len(level) > 2:  # of two answers scipy divides by nothing
        assert test.p() == pytest.approx(
            stats.kendalltau(period, level, method="asymptotic").pvalue, abs=1e-9
        )
    elif len(set(level)) == 1:
        assert (test.z(), test.p()) == (0, 1)


@given(TABLES)
def test_the_periods_read_backwards_fall_as_they_rose(table):
    counts = np.array(table) + 3
    there, back = jonckheere_terpstra(counts), jonckheere_terpstra(counts[::-1])
    assert back.superiority == pytest.approx(1 - there.superiority)
    assert back.variance == pytest.approx(there.variance)
    assert back.spread == pytest.approx(there.spread)


@given(TABLES, st.floats(0.5, 0.99))
def test_the_limits_hold_the_value(table, confidence):
    counts = np.array(table) + 4
    seen = ordered_trend(counts, counts.sum(axis=1))
    assert seen.interval(confidence).holds(seen.value)


def test_forms_alike_within_a_day_make_it_less_sure():
    counts = [[5, 9, 6], [3, 8, 9], [2, 6, 12]]
    alone, alike = ordered_trend(counts, [20] * 3), ordered_trend(counts, [20] * 3, design_effect=2.0)
    assert alike.value == alone.value
    assert alike.p > alone.p
    assert alike.interval().width > alone.interval().width


def test_when_every_later_answer_is_better_the_limits_stay_wide_enough():
    seen = ordered_trend([[15, 0], [0, 15]], [15, 15])
    assert seen.value == 1
    # As exact as fifteen out of fifteen: Clopper–Pearson.
    assert seen.interval().low == pytest.approx(0.025 ** (1 / 15))


@pytest.mark.parametrize(
    ("counts", "forms", "reason"),
    [
        ([[5, 5], [5, 4]], [10, 9], Reason.TOO_FEW_RESPONDENTS),
        ([[5, 5], [5, 5]], [10, 10], Reason.TOO_FEW_TO_COMPARE),
        ([[5, 5], [0, 0]], [20, 20], Reason.TOO_FEW_PERIODS),
        ([[0, 20], [0, 20]], [20, 20], Reason.ONE_LEVEL_USED),
    ],
)
def test_too_little_is_not_estimable(counts, forms, reason):
    assert ordered_trend(counts, forms) == NotEstimable(reason)


def test_limits_cover_and_false_alarms_are_as_stated():
    rng = np.random.default_rng(3)
    runs = [ordered_trend(rng.multinomial(15, [0.03, 0.05, 0.12, 0.4, 0.4], 8), [15] * 8) for _ in range(800)]
    assert 0.03 < np.mean([run.p < 0.05 for run in runs]) < 0.075
    assert np.mean([run.interval().holds(0.5) for run in runs]) > 0.93


def test_bad_input_is_named():
    with pytest.raises(MoreAnswersThanRespondents, match="respondents"):
        ordered_trend([[20, 20], [20, 20]], [30, 40])
    with pytest.raises(WrongShape, match="counts"):
        ordered_trend([20, 20], [30, 40])
    with pytest.raises(OutOfRange, match="counts"):
        jonckheere_terpstra([[1, 2]])
    with pytest.raises(OutOfRange, match="design_effect"):
        jonckheere_terpstra([[1, 2], [2, 1]]).p(0.5)
