"""Who answered: the weighted index, self-selection and worst cases, held against figures by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from reports import Answered, UnitFigures
from reports.who_answered import (
    Strata,
    Unweighted,
    WhoAnswered,
    months_told,
    weighted_index,
    who_answered,
)
from scoring import Index, NotEstimable, Reason, difference
from scoring.weighting.post_stratified import PostStratified
from survey import Answers, Tallies, TallyLayout, Visit
from tests.reports.made import asked, figures, instrument


def rows(*forms: dict[int, int]) -> Tallies:
    """One row of counts for each: so many forms at each level."""
    form = instrument()
    layout = TallyLayout.of(form)
    counts = [
        sum(
            (
                layout.contribution(Answers(Visit("ask"), level, dict.fromkeys(asked(), level))) * n
                for level, n in levels.items()
            ),
            np.zeros(layout.width, dtype=np.int64),
        )
        for levels in forms
    ]
    return Tallies(form, np.array(counts))


def strata(fields: list[int], forms: list[dict[int, int]], dossiers: list[int]) -> Strata:
    return Strata(np.array(fields), ("counter",) * len(fields), rows(*forms), np.array(dossiers))


UNIT = figures({5: 40, 2: 20}, Answered(60, 600, 3))
TWO_FIELDS = strata([1, 2], [{5: 30, 2: 10}, {5: 10, 2: 10}], [300, 300])


def unit_of(satisfied: int, dissatisfied: int) -> UnitFigures:
    return figures({5: satisfied, 2: dissatisfied}, Answered(satisfied + dissatisfied, 600, 3))


def test_fields_count_as_their_dossiers_do():
    """40 forms of one field, 30 satisfied, 20 of another, 10 satisfied; as many dossiers of each."""
    found = weighted_index(UNIT, TWO_FIELDS)
    assert isinstance(found, PostStratified)
    assert found.value == pytest.approx((30 / 40 + 10 / 20) / 2)
    assert found.raw == pytest.approx(40 / 60)
    assert found.respondents == 60


def test_fields_of_several_units_are_one_field():
    split = strata(
        [1, 2, 1], [{5: 10, 2: 10}, {5: 10, 2: 10}, {5: 20}], [100, 300, 200]
    )  # the same forms and dossiers, from two units
    one, other = weighted_index(UNIT, TWO_FIELDS), weighted_index(UNIT, split)
    assert isinstance(one, PostStratified)
    assert isinstance(other, PostStratified)
    assert one.value == pytest.approx(other.value)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (strata([1, 2], [{5: 40}, {2: 20}], [0, 0]), Unweighted.NO_DOSSIERS),
        (strata([0, 1], [{5: 40, 2: 20}, {}], [0, 600]), Unweighted.FIELDS_UNKNOWN),
        (strata([0, 1], [{5: 13}, {5: 27, 2: 20}], [0, 600]), Unweighted.FIELDS_UNKNOWN),
        (strata([1, 2], [{5: 40, 2: 13}, {2: 7}], [300, 300]), Unweighted.ONE_GROUP),
    ],
)
def test_where_the_index_cannot_be_weighted_the_reason_is_told(given, why):
    assert weighted_index(UNIT, given) is why


def test_a_unit_under_ten_forms_has_nothing_to_weight():
    assert weighted_index(figures({5: 9}), TWO_FIELDS) is Unweighted.NO_INDEX


def test_silence_moves_the_index_by_mengs_identity():
    """60 of 600 answered, 2/3 satisfied: 0.05 * sqrt(9) * sqrt(2/9), and between 1/15 and 1/15 + 0.9."""
    found = who_answered(UNIT, TWO_FIELDS, None)
    assert found.silence is not None
    assert found.silence.verdict is None
    assert found.silence.moved == pytest.approx(0.05 * 3 * math.sqrt(2) / 3)
    assert (found.silence.low, found.silence.high) == (pytest.approx(1 / 15), pytest.approx(1 / 15 + 0.9))


@pytest.mark.parametrize("dossiers", [60, 59, 0])
def test_with_as_many_forms_as_dossiers_nothing_is_said_of_silence(dossiers):
    unit = replace(UNIT, answered=Answered(60, dossiers, 3))
    assert who_answered(unit, TWO_FIELDS, None).silence is None


def test_without_dossiers_nothing_is_said_of_silence():
    found = who_answered(replace(UNIT, answered=None), Unweighted.NO_DOSSIERS, None)
    assert (found.silence, found.weighted) == (None, Unweighted.NO_DOSSIERS)


def test_it_never_moves_below_the_worst_case():
    found = who_answered(figures({5: 20, 2: 20}, Answered(40, 10**6, 3)), Unweighted.FIELDS_UNKNOWN, None)
    assert found.silence is not None
    index = found.raw
    assert isinstance(index, Index)
    assert isinstance(index.value, float)
    assert index.value - found.silence.moved == pytest.approx(found.silence.low)


def verdict_of(one: tuple[int, int], other: tuple[int, int]) -> WhoAnswered:
    unit, others = _many_days(*one), _many_days(*other)
    beside = difference(
        after=unit.moments, before=others.moments, respondents=(unit.respondents, others.respondents)
    )
    unit = replace(unit, answered=Answered(unit.respondents, 10 * unit.respondents, 3))
    return who_answered(unit, Unweighted.FIELDS_UNKNOWN, beside)


def _many_days(satisfied: int, dissatisfied: int) -> UnitFigures:
    """So many forms a day on twenty days, one more satisfied on every second."""
    parts = [figures({5: satisfied + day % 2, 2: dissatisfied - day % 2}) for day in range(20)]
    days = [part.moments for part in parts]
    tallies = [part.tally for part in parts]
    moments = sum(days[1:], days[0])
    return UnitFigures.of(sum(tallies[1:], tallies[0]), moments, range(moments.criteria))


def test_a_difference_beyond_chance_is_told_with_the_selection_that_would_undo_it():
    """190 of 200 against 150 of 200 satisfied, a tenth of the dossiers answered: (.95 - .75)/(3 sqrt(.75 * .25))."""
    found = verdict_of((9, 1), (7, 3))
    assert found.silence is not None
    assert found.silence.verdict is not None
    assert found.silence.verdict.verdict == pytest.approx(0.75)
    expected = 0.2 / (3 * math.sqrt(0.75 * 0.25))
    assert found.silence.verdict.correlation_needed == pytest.approx(expected)


def test_a_difference_within_chance_has_no_verdict_that_silence_could_undo():
    found = verdict_of((7, 3), (7, 3))
    assert found.silence is not None
    assert found.silence.verdict is None
    unreliable = who_answered(UNIT, TWO_FIELDS, NotEstimable(Reason.TOO_UNRELIABLE))
    assert unreliable.silence is not None
    assert unreliable.silence.verdict is None


@pytest.mark.parametrize(
    ("left_out", "shown", "told"),
    [
        ({}, frozenset(), True),
        ({"2026-03": 0}, frozenset(), True),
        ({"2026-03": 40}, frozenset({"2026-03"}), True),
        ({"2026-03": 40}, frozenset({"2026-02"}), False),  # a hidden month would be told by subtraction
        ({"2026-03": 4}, frozenset({"2026-03"}), False),  # a part of a month, of one unit among several
    ],
)
def test_months_without_dossiers_are_left_out_only_where_they_are_shown_themselves(left_out, shown, told):
    everybody = {"2026-02": 50, "2026-03": 40}
    assert months_told(left_out, everybody, shown) is told
