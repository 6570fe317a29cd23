import numpy as np
import pytest

from scoring.indices.index import satisfaction_index
from scoring.result import Interval
from simulate import Assumptions, Forms, ImpossibleAssumption
from tests.simulate.province import counted, demo_year, instrument, plain, small_year

# Φ(1) and Φ(0.6), from the tables of the standard normal distribution (e.g. NIST handbook 1.3.6.7.1).
PHI_1, PHI_06 = 0.84134, 0.72575


def test_a_share_is_the_normal_probability_of_its_mean() -> None:
    shares = small_year(plain(), answers=100).truth.shares()
    assert shares == pytest.approx(PHI_1, abs=1e-5)


def test_a_share_mixes_volunteers_and_those_who_give_the_best_to_everything() -> None:
    assumed = plain(all_top=(0.1, 0.1), volunteers=0.2, volunteer_shift=0.4)
    shares = small_year(assumed, answers=100).truth.shares()
    assert shares == pytest.approx(0.1 + 0.9 * (0.8 * PHI_1 + 0.2 * PHI_06), abs=1e-5)


def test_national_levels_and_the_order_of_criteria_are_as_published() -> None:
    truth = demo_year().truth
    # National SIPAS 2019-2024 lies between 80 and 87 %; late results displease, attitude pleases most.
    assert 0.80 < truth.index().mean() < 0.90
    by_number = dict(zip(instrument().numbers, truth.shares().mean(axis=0), strict=True))
    assert max(by_number, key=by_number.__getitem__) == 8
    assert sorted(by_number, key=by_number.__getitem__)[:2] == [11, 7]


def test_few_units_are_far_off_and_few_shift_on_a_day() -> None:
    truth = demo_year().truth
    index = truth.index()
    assert 2 <= (np.abs(index - np.median(index)) > 0.1).sum() <= 6
    jumps = np.abs(np.diff(truth.by_unit, axis=1)).max(axis=1)
    assert (jumps > 0.3).sum() == len(truth.assumptions.shifted)


def _standard_errors_off(forms: Forms, rows: np.ndarray, true: np.ndarray) -> float:
    """By how many standard errors the counted index misses the true shares of the same criteria."""
    index = satisfaction_index(counted(forms, rows), respondents=int(rows.sum()))
    interval = index.interval(0.95)
    assert isinstance(index.value, float)
    assert isinstance(interval, Interval)
    error = (interval.high - interval.low) / (2 * 1.96)
    return float((index.value - true[list(index.used)].mean()) / error)


def test_the_counts_estimate_the_true_index_of_big_units() -> None:
    year = demo_year()
    true = year.truth.shares()
    big = np.flatnonzero(year.world.answers >= 300)
    off = np.array([_standard_errors_off(year.forms, year.forms.unit == unit, true[unit]) for unit in big])
    assert len(big) >= 40
    assert np.abs(off).max() < 4
    # Of 64 intervals of 95 %, 84 % and more hold the truth: four standard errors (.027) below 95 %.
    assert (np.abs(off) < 1.96).mean() > 0.84


def test_the_counts_estimate_the_true_share_of_officers() -> None:
    year = demo_year()
    conduct = list(instrument().positions(instrument().conduct))
    shares = year.truth.officer_shares()
    served = np.bincount(year.forms.officer[year.forms.officer >= 0], minlength=len(shares))
    off = []
    for officer in np.flatnonzero(served >= 200):
        rows = year.forms.officer == officer
        moments = counted(year.forms, rows).restrict(conduct)
        index = satisfaction_index(moments, respondents=int(rows.sum()))
        interval = index.interval()
        assert isinstance(interval, Interval)
        assert isinstance(index.value, float)
        off.append((index.value - shares[officer]) / ((interval.high - interval.low) / (2 * 1.96)))
    assert len(off) >= 40
    assert np.abs(off).max() < 4.5


def test_an_officer_who_never_served_has_no_true_share() -> None:
    year = small_year(plain(off_roster=0.0), answers=100)
    shares = year.truth.officer_shares()
    on_duty = np.unique(year.world.roster[year.world.roster >= 0])
    never = np.setdiff1d(np.arange(len(shares)), on_duty)
    assert np.isnan(shares[never]).all()
    assert shares[on_duty] == pytest.approx(PHI_1, abs=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"volunteers": 1.0},
        {"unit_spread": -0.1},
        {"all_top": (0.3, 0.2)},
        {"day_correlation": (0.1, 0.6)},
        {"response_rate": (0.0, 0.2)},
        {"extreme": 0.6, "middle": 0.6},
    ],
)
def test_what_cannot_be_is_not_assumed(wrong: dict[str, object]) -> None:
    with pytest.raises(ImpossibleAssumption, match=next(iter(wrong))):
        Assumptions(**wrong)  # type: ignore[arg-type]
