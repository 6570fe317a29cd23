"""What goes with satisfaction, and where to look first; expected parts from rows by another way."""

from itertools import permutations
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from reports.drivers import criterion_drivers, element_drivers, look_first, may_lead
from reports.paired import asked_together
from scoring import ClusterMoments, Index, NotEstimable, Reason, satisfaction_index
from scoring.questionnaire.drivers import Drivers
from survey import shipped_instruments
from tests.reports.made import instrument
from tests.reports.paired_forms import draw_forms, paired, rows


@pytest.fixture(scope="module")
def forms():
    return draw_forms(2500)


@pytest.fixture(scope="module")
def found(forms):
    drivers = element_drivers(paired(forms))
    assert isinstance(drivers, Drivers)
    return drivers


def explained(covariance: np.ndarray, chosen: tuple[int, ...]) -> float:
    if not chosen:
        return 0.0
    places = list(chosen)
    towards = covariance[places, 0]
    return float(towards @ np.linalg.solve(covariance[np.ix_(places, places)], towards) / covariance[0, 0])


def test_the_parts_of_elements_are_those_of_the_rows(forms, found):
    """Covariances pair by pair (pandas), element means by weights, LMG over all 120 orders."""
    form, table = instrument(), pd.DataFrame(rows(forms))
    asked = [str(number) for number in form.numbers if number not in {15, 16}]
    columns = ["overall", *asked]
    weights = np.zeros((6, len(columns)))
    weights[0, 0] = 1
    for place, element in enumerate(form.elements, start=1):
        own = [columns.index(str(n)) for n in form.element_numbers(element.id) if str(n) in asked]
        weights[place, own] = 1 / len(own)
    covariance = weights @ table[columns].cov().to_numpy() @ weights.T
    expected = np.zeros(5)
    for order in permutations(range(1, 6)):
        for place, driver in enumerate(order):
            before = order[:place]
            expected[driver - 1] += explained(covariance, (*before, driver)) - explained(covariance, before)
    expected /= 120
    assert found.names == ("A", "B", "C", "D", "E")
    assert found.contributions == pytest.approx(expected, abs=1e-9)
    assert found.r_squared == pytest.approx(explained(covariance, (1, 2, 3, 4, 5)), abs=1e-9)
    assert found.respondents == 2500
    both = table[asked].notna().astype(int)
    assert found.smallest_pair == (both.T @ both).to_numpy().min()


def test_the_element_that_the_overall_answer_follows_leads_alone(found):
    assert may_lead(found) == ("C",)
    assert found.ranks("C").last == 1


def test_criteria_that_the_overall_answer_follows_come_before_all_others(forms):
    found = criterion_drivers(paired(forms))
    assert isinstance(found, Drivers)
    assert found.names == tuple(str(number) for number in range(1, 15))
    weights = dict(zip(found.names, found.contributions, strict=True))
    assert set(sorted(weights, key=weights.__getitem__)[-3:]) == {"8", "9", "10"}


def test_criteria_about_petitions_never_meet_those_about_results_and_are_left_out():
    assert asked_together(instrument()) == tuple(range(1, 15))
    assert asked_together(shipped_instruments()["sipas-service-2026/1"]) == tuple(range(1, 17))


def test_under_two_hundred_forms_a_pair_nothing_is_said(forms):
    """A pair of rotating criteria meets on 2 of 15 forms: 4 of 10 are drawn."""
    assert element_drivers(paired(forms[:1000])) == NotEstimable(Reason.TOO_FEW_PAIRS)
    assert criterion_drivers(paired(forms[:1000])) == NotEstimable(Reason.TOO_FEW_PAIRS)
    assert element_drivers(paired(forms[:9])) == NotEstimable(Reason.TOO_FEW_RESPONDENTS)


def test_without_a_known_design_effect_nothing_is_said(forms):
    assert element_drivers(paired(forms, design_effect=None)) == NotEstimable(Reason.NO_OFFICER_DAYS)
    assert criterion_drivers(paired(forms, design_effect=None)) == NotEstimable(Reason.NO_OFFICER_DAYS)


def test_alike_days_widen_places_and_intervals(forms, found):
    alike = element_drivers(paired(forms, design_effect=3.0))
    assert isinstance(alike, Drivers)
    assert alike.shares == found.shares
    for name in found.names:
        assert alike.interval(name).width > found.interval(name).width


def index(satisfied: int, forms: int = 100) -> Index:
    """One criterion over twenty days; every other day has one satisfied form more than its share, or one fewer."""
    per_day = forms // 20
    days = np.repeat(satisfied / 20, 20) + np.tile([1, -1], 10) * (satisfied / 20 if per_day == 1 else 1)
    moments = ClusterMoments.of(
        np.round(days).astype(np.int64)[:, np.newaxis], np.full((20, 1), per_day, np.int64)
    )
    return satisfaction_index(moments, respondents=forms)


def drivers(**contributions: float) -> Drivers:
    """Parts that are known: who is drawn first is who leads; equal ones take turns."""
    names, parts = tuple(contributions), np.array(list(contributions.values()))
    drawn = np.tile(parts, (200, 1)) + 1e-3 * np.random.default_rng(3).random((200, len(parts)))
    return Drivers(names, tuple(parts), float(parts.sum()), 250, 200.0, 900, "LMG", drawn)


APART = MappingProxyType({"A": index(80), "B": index(60), "C": index(20)})


def test_the_lowest_of_those_that_lead_is_looked_at_first():
    first = look_first(drivers(A=0.1, B=0.3, C=0.3), APART)
    assert first is not None
    assert (first.element, first.lowest, first.alone, first.apart) == ("C", "C", False, True)
    assert first.told


def test_an_element_that_leads_is_looked_at_before_a_lower_one_that_does_not():
    first = look_first(drivers(A=0.1, B=0.3, C=0.1), APART)
    assert first is not None
    assert (first.element, first.lowest, first.alone, first.apart) == ("B", "C", True, True)


def test_overlapping_intervals_are_told():
    first = look_first(drivers(A=0.3, B=0.3, C=0.1), {**APART, "A": index(60)})
    assert first is not None
    assert not first.apart
    assert not first.told  # C is lower than both of those that lead


def test_an_element_under_thirty_forms_is_not_compared():
    few = {**APART, "C": index(10, forms=20)}
    first = look_first(drivers(A=0.1, B=0.3, C=0.3), few)
    assert first is not None
    assert (first.element, first.lowest) == ("B", "B")
    assert not first.alone  # C may go with it as much
    assert look_first(drivers(A=0.1, B=0.1, C=0.3), few) is None
    assert look_first(drivers(A=0.1, B=0.3), {"A": few["C"], "B": few["B"]}) is None
