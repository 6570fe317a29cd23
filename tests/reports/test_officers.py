"""Officers are rated beside colleagues of their kind, and never listed where one could be worked out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from reports.officers import Badge, Beside, ConductFound, OfficerRatings, officer_ratings
from scoring import ConductCounts, NotEstimable, rate_conduct
from tests.scoring.groups.simulated_officers import officers_within_units

ONE = ((0, "counter"),)


def conduct(
    forms: Sequence[Sequence[tuple[int, int]]],
    *,
    units: Sequence[int] | None = None,
    totals: dict[int, int] | None = None,
    strata: tuple[tuple[int, str], ...] = ONE,
) -> ConductFound:
    """For each officer, (satisfied forms, other forms) in each stratum; three answers a form, all alike."""
    good, bad = (np.array([[cell[part] for cell in row] for row in forms]) for part in (0, 1))
    n, labels = good + bad, np.array(units or [1] * len(forms), dtype=np.int64)
    counts = ConductCounts(n, 3 * n, 3 * good, 9 * good, 9 * good, 9 * n)
    every = {int(unit): int(n[labels == unit].sum()) for unit in labels}
    ids = np.arange(len(forms), dtype=np.int64)
    return ConductFound(ids, labels, strata, counts, {**every, **(totals or {})})


def badges(found: ConductFound) -> dict[int, Badge]:
    return {int(officer): Badge(f"{officer:04d}", "Cán bộ") for officer in found.officer_ids}


def rated(found: ConductFound, unit_id: int = 1) -> OfficerRatings:
    ratings = officer_ratings(found, unit_id, badges(found))
    assert not isinstance(ratings, NotEstimable)
    return ratings


KIND = conduct([[(38, 2)], [(20, 20)], [(29, 1)], [(10, 2)], [(5, 1)], [(60, 30)]])


def test_a_form_counts_once_however_many_criteria_it_answers():
    """All three answers of a form alike: three of them count as one."""
    ratings = rated(KIND)
    assert ratings.design_effect == pytest.approx(3)
    first = ratings.shown[0]
    assert (first.satisfied, first.answers, first.conduct.respondents) == (114, 120, 40)
    assert first.conduct.raw_share == 0.95
    assert 0.8 < first.conduct.estimate < 0.95


def test_a_rating_is_that_of_the_nested_model():
    truth = officers_within_units(3, 60, 6, 40)
    found = ConductFound(
        np.arange(60),
        truth.units.astype(np.int64),
        ONE,
        _as_strata(truth.counts),
        dict.fromkeys(range(10), 240),
    )
    expected = rate_conduct(truth.counts, truth.units)
    assert not isinstance(expected, NotEstimable)
    ratings = rated(found, unit_id=4)
    rows = found.rows_of(4)
    assert [each.conduct.estimate for each in ratings.shown] == pytest.approx(
        [expected.of(row).estimate for row in rows], abs=1e-9
    )
    assert (ratings.officers, ratings.units, ratings.hidden) == (60, 10, 0)
    assert ratings.mean == pytest.approx(expected.shares.mean)


def _as_strata(counts: ConductCounts) -> ConductCounts:
    sums = ("forms", "answers", "satisfied", "satisfied_squared", "products", "answers_squared")
    return ConductCounts(*(getattr(counts, name)[:, None] for name in sums))


def test_badges_give_the_order_and_not_ratings():
    names = {officer: Badge(f"{9 - officer:04d}", "") for officer in range(6)}
    ratings = officer_ratings(KIND, 1, names)
    assert not isinstance(ratings, NotEstimable)
    assert [rating.badge.number for rating in ratings.shown] == ["0004", "0007", "0008", "0009"]


@pytest.mark.parametrize(("total", "hidden"), [(218, 2), (228, 1)])
def test_another_is_hidden_only_where_the_total_would_tell(total, hidden):
    """6 forms are hidden: with a total of 218 so are the 12, with ten forms of nobody known they need not be."""
    assert rated(replace(KIND, totals={1: total})).hidden == hidden


def test_who_is_hidden_moves_no_figure_of_another():
    """Otherwise the answers of the one with 6 forms could be worked out from everybody's rating."""
    other = conduct([[(38, 2)], [(20, 20)], [(29, 1)], [(2, 10)], [(0, 6)], [(60, 30)]])
    one, two = rated(KIND), rated(other)
    assert one.hidden == two.hidden == 2
    assert [each.conduct.estimate for each in one.shown] == [each.conduct.estimate for each in two.shown]
    assert (one.mean, one.design_effect) == (two.mean, two.design_effect)


def test_officers_who_differ_no_more_than_chance_get_the_same_and_are_not_compared():
    ratings = rated(conduct([[(30, 10)]] * 5))
    assert len({round(each.conduct.estimate, 6) for each in ratings.shown}) == 1
    assert ratings.shown[0].conduct.estimate == pytest.approx(0.75, abs=0.02)
    assert not any(each.beside.compared for each in ratings.shown)


def test_where_too_many_forms_of_the_unit_are_flagged_nobody_is_compared_with_colleagues():
    compared = rated(KIND)
    assert any(each.beside.compared for each in compared.shown)
    marked = officer_ratings(KIND, 1, badges(KIND), too_many_flagged=True)
    assert not isinstance(marked, NotEstimable)
    assert {each.beside for each in marked.shown} == {Beside.MARKED}
    assert [each.conduct.estimate for each in marked.shown] == [
        each.conduct.estimate for each in compared.shown
    ]


def test_officers_who_satisfied_everybody_have_intervals_too():
    ratings = rated(conduct([[(40, 0)]] * 5))
    interval = ratings.shown[0].conduct.interval()
    assert interval.holds(ratings.shown[0].conduct.estimate)
    assert 0.9 < interval.low < 1


def test_under_thirty_forms_nobody_is_compared():
    shown = {each.badge.number: each for each in rated(replace(KIND, totals={1: 228})).shown}
    assert shown["0003"].beside is Beside.TOO_FEW


def test_from_thirty_forms_a_reliable_rating_says_on_which_side_of_colleagues_it_lies():
    found = conduct([[(590, 10)], [(480, 120)], *[[(545, 55)]] * 8, [(31, 4)]])
    high, low, usual, *_, few = rated(found).shown
    assert (high.beside, low.beside, usual.beside) == (Beside.ABOVE, Beside.BELOW, Beside.ALIKE)
    assert few.beside is Beside.UNRELIABLE
    assert few.conduct.reliability < 0.7 < usual.conduct.reliability


def test_the_only_officer_shown_at_a_unit_has_no_colleagues_to_be_compared_with():
    found = conduct([[(290, 10)], [(150, 150)], [(240, 60)]], units=[1, 2, 2])
    assert [each.beside for each in rated(found).shown] == [Beside.ALONE]


def test_officers_who_each_have_one_field_only_are_not_compared_and_nothing_is_adjusted():
    strata = ((1, "counter"), (2, "counter"))
    found = conduct([[(290, 10), (0, 0)], [(0, 0), (150, 150)]], strata=strata)
    ratings = rated(found)
    assert {each.beside for each in ratings.shown} == {Beside.OTHER_FIELDS}
    assert ratings.adjusted == 0


def test_officers_who_serve_several_fields_are_rated_as_if_with_the_usual_mix():
    """Both satisfy 95 % in one field and 70 % in the other; one has mostly the hard field."""
    strata = ((1, "counter"), (2, "counter"))
    found = conduct(
        [[(380, 20), (70, 30)], [(95, 5), (280, 120)], [(190, 10), (140, 60)], [(190, 10), (140, 60)]],
        strata=strata,
    )
    ratings = rated(found)
    easy, hard = ratings.shown[:2]
    assert easy.conduct.raw_share - hard.conduct.raw_share == pytest.approx(0.15)
    assert abs(easy.conduct.estimate - hard.conduct.estimate) < 0.01
    assert (ratings.adjusted, ratings.by_units) == (1, False)
    assert {each.beside for each in ratings.shown} <= {Beside.ALIKE, Beside.UNRELIABLE}


def test_a_few_forms_of_a_field_that_nothing_ties_do_not_forbid_a_comparison():
    strata = ((0, "counter"), (0, "online"))
    found = conduct(
        [[(290, 10), (1, 0)], [(150, 150), (0, 0)], [(240, 60), (0, 0)], [(230, 70), (0, 0)]], strata=strata
    )
    assert [each.beside for each in rated(found).shown][:2] == [Beside.ABOVE, Beside.BELOW]


def test_units_of_other_strata_are_joined_column_by_column():
    one = conduct([[(20, 5)], [(11, 4)]], units=[1, 1], strata=((2, "counter"),))
    two = conduct([[(9, 9), (30, 3)]], units=[2], strata=((1, "counter"), (2, "counter")))
    both = one.joined(two)
    assert both.strata == ((1, "counter"), (2, "counter"))
    assert both.counts.forms.tolist() == [[0, 25], [0, 15], [18, 33]]
    assert both.counts.satisfied.tolist() == [[0, 60], [0, 33], [27, 90]]
    assert both.totals == {1: 40, 2: 51}


def test_without_two_officers_who_may_be_shown_nobody_is_rated():
    for found in (conduct([[(9, 0)], [(5, 3)]]), conduct([[(40, 2)]])):
        assert isinstance(officer_ratings(found, 1, badges(found)), NotEstimable)
    empty = ConductFound(
        np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), (), ConductCounts(*np.zeros((6, 0, 0))), {}
    )
    assert isinstance(officer_ratings(empty, 1, {}), NotEstimable)
    assert isinstance(officer_ratings(empty.joined(conduct([[(9, 0)]])), 1, {}), NotEstimable)


def test_an_officer_without_answers_is_hidden_and_breaks_nothing():
    silent = conduct([[(38, 2)], [(20, 20)], [(29, 11)], [(0, 0)]])
    assert [each.badge.number for each in rated(silent).shown] == ["0000", "0001", "0002"]
