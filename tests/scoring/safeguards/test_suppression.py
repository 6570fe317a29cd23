from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, OutOfRange, WrongShape
from scoring.safeguards.disclosure import shown_groups
from scoring.safeguards.suppression import suppress, suppress_table
from tests.scoring.safeguards.attacker import limits_of, told_of_few

few_or_many = st.one_of(st.integers(0, 9), st.integers(0, 30))


@st.composite
def small_tables(draw):
    """Two areas of units by months, with totals of either and of both."""
    units, months = draw(st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3), (4, 2), (2, 4)]))
    counts = draw(st.lists(few_or_many, min_size=units * months, max_size=units * months))
    areas = {f"unit {u}": [u] for u in range(units)} | {"pair": [0, 1], "all": list(range(units))}
    periods = {f"month {t}": [t] for t in range(months)} | {
        "quarter": list(range(months)),
        "first two": [0, 1],
        "last two": [months - 2, months - 1],
    }
    return np.array(counts).reshape(units, months), areas, periods


@st.composite
def any_sums(draw):
    """Some cells and any sums of them."""
    weights = draw(st.lists(few_or_many, min_size=2, max_size=7))
    cells = st.sets(st.integers(0, len(weights) - 1), min_size=1)
    return weights, draw(st.lists(cells, min_size=1, max_size=9))


def _block(found, areas, periods, months):
    return [{u * months + t for u in areas[area] for t in periods[period]} for area, period in found]


@settings(max_examples=60, deadline=None)
@given(small_tables())
def test_suppression_never_reveals_what_few_said_in_a_table(table):
    counts, areas, periods = table
    found = suppress_table(counts, areas, periods)
    sums = _block(found.shown, areas, periods, counts.shape[1])
    assert told_of_few(counts.ravel().tolist(), sums) is None


@settings(max_examples=120, deadline=None)
@given(any_sums())
def test_suppression_never_reveals_what_few_said_in_any_sums(given_sums):
    weights, sums = given_sums
    found = suppress(dict(enumerate(weights)), dict(enumerate(sums)))
    assert told_of_few(weights, [sums[name] for name in found.shown]) is None


@settings(max_examples=60, deadline=None)
@given(any_sums())
def test_whatever_is_hidden_would_have_revealed_something(given_sums):
    weights, sums = given_sums
    found = suppress(dict(enumerate(weights)), dict(enumerate(sums)))
    shown = [sums[name] for name in found.shown]
    for name in found.too_few | found.protecting:
        assert told_of_few(weights, [*shown, sums[name]]) is not None


@settings(max_examples=25, deadline=None)
@given(small_tables())
def test_knowing_that_counts_are_not_negative_helps_no_attacker(table):
    counts, areas, periods = table
    found = suppress_table(counts, areas, periods)
    sums = _block(found.shown, areas, periods, counts.shape[1])
    weights = counts.ravel()
    assume(sums)
    small = [cell for cell in range(len(weights)) if 0 < weights[cell] < 10]
    for chosen in [*combinations(small, 1), *list(combinations(small, 2))[:4]]:
        if weights[list(chosen)].sum() < 10:
            low, high = limits_of(weights, sums, chosen)
            assert high - low > 0.5


@settings(max_examples=60, deadline=None)
@given(any_sums(), st.randoms(use_true_random=False))
def test_the_order_of_cells_does_not_matter(given_sums, random):
    weights, sums = given_sums
    cells = list(enumerate(weights))
    there = suppress(dict(cells), dict(enumerate(sums)))
    random.shuffle(cells)
    assert suppress(dict(cells), dict(enumerate(sums))) == there


@settings(max_examples=60, deadline=None)
@given(any_sums())
def test_every_sum_has_one_fate(given_sums):
    weights, sums = given_sums
    found = suppress(dict(enumerate(weights)), dict(enumerate(sums)))
    fates = [found.shown, found.too_few, found.protecting, found.empty]
    assert sum(map(len, fates)) == len(sums)
    assert frozenset().union(*fates) == set(range(len(sums)))
    assert all(sum(weights[cell] for cell in sums[name]) < 10 for name in found.too_few)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_groups_beside_their_total_are_hidden_as_by_the_simple_rule(counts):
    groups = dict(enumerate(counts))
    sums = {group: [group] for group in groups} | {"all": list(groups)}
    found = suppress(groups, sums)
    assume("all" in found.shown)
    simple = {group for group in shown_groups(groups, sum(counts)) if counts[group]}
    by_size = sorted(counts[group] for group in found.shown - {"all"})
    assert by_size == sorted(counts[group] for group in simple)


def test_a_chain_of_subtractions_over_units_and_months_does_not_tell():
    # With one more hidden in each row and column, (a, Jan) could still be worked out along a chain of them.
    counts = [[4, 12, 50], [50, 12, 15], [40, 40, 14]]
    units = {"a": [0], "b": [1], "c": [2], "all": [0, 1, 2]}
    months = {"Jan": [0], "Feb": [1], "Mar": [2], "quarter": [0, 1, 2]}
    found = suppress_table(counts, units, months)
    sums = _block(found.shown, units, months, 3)
    assert told_of_few(np.ravel(counts).tolist(), sums) is None
    assert found.too_few == {("a", "Jan")}
    assert all(found.may_show(("all", month)) for month in months)
    assert len(found.protecting) <= 5


def test_what_an_earlier_release_told_is_counted_in():
    counts = {"Jan": 20, "Feb": 4, "Mar": 30}
    sums = {"Jan": ["Jan"], "Mar": ["Mar"]}
    assert suppress(counts, sums).shown == {"Jan", "Mar"}
    after = suppress(counts, sums, told_before=[["Jan", "Feb", "Mar"]])
    assert after.shown == {"Mar"}
    assert after.protecting == {"Jan"}


def test_a_last_twelve_months_that_moves_on_does_not_tell_the_months_it_left():
    months = dict.fromkeys(range(14), 20) | {0: 4, 12: 3}
    before = [list(range(12))]
    windows = {"now": range(1, 13), "next": range(2, 14)}
    found = suppress(months, windows, told_before=before)
    assert told_of_few(list(months.values()), [*before, windows["now"]]) == {0, 12}
    assert found.shown == {"next"}


def test_two_questionnaires_in_one_month_do_not_tell_each_other():
    # Unit, questionnaire: 25 by the old one, 5 by the new one; the total of both is published as well.
    found = suppress_table([[[25, 5]]], {"unit": [0]}, {"May": [0]}, {"old": [0], "new": [1], "both": [0, 1]})
    assert found.shown == {("unit", "May", "both")}
    assert found.protecting == {("unit", "May", "old")}


def test_nobody_is_nothing_to_hide():
    found = suppress_table([[0, 30]], {"unit": [0]}, {"May": [0], "June": [1], "both": [0, 1]})
    assert found.empty == {("unit", "May")}
    assert found.shown == {("unit", "June"), ("unit", "both")}
    assert not found.may_show(("unit", "May"))
    assert suppress({}, {}).shown == frozenset()


def test_a_province_of_150_units_and_two_years_is_worked_out():
    drawn = np.random.default_rng(11)
    size = 40 * np.exp(drawn.normal(0, 0.8, (150, 1)))
    counts = drawn.poisson(size * np.ones((150, 24)))
    units = {f"unit {u}": [u] for u in range(150)} | {"province": range(150)}
    periods = {f"month {t}": [t] for t in range(24)} | {
        f"quarter {q}": range(3 * q, 3 * q + 3) for q in range(8)
    }
    periods |= {"year 1": range(12), "year 2": range(12, 24)}
    found = suppress_table(counts, units, periods)
    assert all(found.may_show(("province", period)) for period in periods)
    assert len(found.protecting) < 0.05 * len(found.shown)


def test_bad_input_names_its_argument():
    with pytest.raises(NegativeCounts, match="respondents"):
        suppress({"a": -1}, {"a": ["a"]})
    with pytest.raises(OutOfRange, match="sums"):
        suppress({"a": 1}, {"b": ["b"]})
    with pytest.raises(WrongShape, match="respondents"):
        suppress_table([1, 2], {"a": [0]}, {"b": [0]})
    with pytest.raises(OutOfRange, match="sides"):
        suppress_table([[1, 2]], {"a": [1]}, {"b": [0]})


@settings(max_examples=60, deadline=None)
@given(any_sums(), st.integers(0, 6))
def test_what_was_shown_once_stays_shown(given_sums, later):
    weights, sums = given_sums
    first = suppress(dict(enumerate(weights)), dict(enumerate(sums[:later])))
    told = [sums[name] for name in sorted(first.shown)]
    after = suppress(dict(enumerate(weights)), dict(enumerate(sums)), told_before=told)
    assert first.shown <= after.shown
    assert told_of_few(weights, [sums[name] for name in after.shown]) is None


def test_what_was_told_too_freely_before_is_not_made_worse():
    # An earlier door told February by subtraction; that cannot be unsaid, and nothing new follows from it.
    counts = {"Jan": 20, "Feb": 4, "Mar": 30, "Apr": 5, "May": 40}
    told = [["Jan", "Feb"], ["Jan"]]
    found = suppress(
        counts, {"spring": ["Mar", "Apr", "May"], "May": ["May"], "Mar": ["Mar"]}, told_before=told
    )
    assert found.shown == {"spring", "May"}


@settings(max_examples=60, deadline=None)
@given(any_sums(), st.integers(0, 6), st.lists(st.integers(0, 12), min_size=7, max_size=7))
def test_what_was_shown_of_cells_that_grew_stays_shown_only_while_it_tells_of_nobody(
    given_sums, later, grown
):
    weights, sums = given_sums
    first = suppress(dict(enumerate(weights)), dict(enumerate(sums[:later])))
    now = [weight + more for weight, more in zip(weights, grown, strict=False)]
    before = [sums[name] for name in sorted(first.shown)]
    after = suppress(dict(enumerate(now)), dict(enumerate(sums)), shown_before=before)
    assert told_of_few(now, [sums[name] for name in after.shown]) is None
    if all(weights):
        assert first.shown <= after.shown


def test_a_cell_that_was_empty_is_not_told_by_what_was_shown_while_it_was():
    # Nobody in June when May and the quarter were shown as one; now June has 4.
    sums = {"quarter": ["May", "June"], "May": ["May"]}
    found = suppress({"May": 20, "June": 4}, sums, shown_before=[["May", "June"], ["May"]])
    assert found.shown == {"quarter"}
    table = suppress_table(
        [[20, 4]], {"unit": [0]}, {"May": [0], "both": [0, 1]}, shown_before=[([0], [0, 1]), ([0], [0])]
    )
    assert table.shown == {("unit", "both")}
