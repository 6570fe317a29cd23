"""The overall question, whole forms and voluntary answers have respondents of their own, judged over all sums."""

import json
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.hidden_criteria import Area
from reports.hiding import Counted, pack, unpack, work_out
from survey import NOTHING_APART, Apart, Month, Period
from tests.reports.test_hiding import AREAS, MONTHS, UNITS, forms, told_of_a_criterion

NAME = "a/1"
CRITERIA = 2
WIDTH = CRITERIA + len(Apart) + CRITERIA


@st.composite
def answers(draw):
    """The forms of three units in three months: all rate two criteria, few do what is counted apart."""
    counts = draw(forms())
    few = st.lists(st.integers(0, 14), min_size=WIDTH - CRITERIA, max_size=WIDTH - CRITERIA)
    answered = {cell: (n, n, *(min(n, each) for each in draw(few))) for cell, n in sorted(counts.items())}
    return Counted(counts, answered, {NAME: CRITERIA})


@settings(max_examples=15, deadline=None)
@given(answers())
def test_of_nothing_apart_is_anything_told_of_few(counted):
    found = work_out(counted, AREAS)
    for position in range(CRITERIA, WIDTH):
        assert told_of_a_criterion(found, counted, position) is None


@settings(max_examples=15, deadline=None)
@given(answers(), answers())
def test_nor_in_the_next_release_nor_before_it_is_worked_out(earlier, later):
    before = work_out(earlier, AREAS)
    for found in (before.as_things_are(later), work_out(later, AREAS, before.before)):
        for position in range(CRITERIA, WIDTH):
            assert told_of_a_criterion(found, later, position) is None


@settings(max_examples=25, deadline=None)
@given(answers())
def test_what_is_looked_up_is_what_was_judged(counted):
    found = unpack(pack(work_out(counted, AREAS)))
    for (area, period, version), bits in found.shown.items():
        apart, criteria = found.apart(area, period, version), found.criteria(area, period, version)
        places = {each.value + CRITERIA for each in apart.figures} | criteria
        places |= {place + CRITERIA + len(Apart) for place in apart.voluntary}
        assert sum(1 << place for place in places) == bits
        assert criteria <= {0, 1}


YEAR_TO_MARCH = [Month(2025, 4).shift(place) for place in range(12)]


def a_year(voluntary: dict[Month, int]) -> Counted:
    """A unit with 40 forms in each of twelve months; so many of them answer the first criterion voluntarily."""
    answered = {
        (1, month, NAME): (40, 40, 40, 40, 40, 40, given, given, 0)
        for month in YEAR_TO_MARCH
        for given in [voluntary.get(month, 0)]
    }
    return Counted(dict.fromkeys(answered, 40), answered, {NAME: CRITERIA})


def test_one_persons_voluntary_answer_is_not_told_by_two_long_periods():
    """20 in 2025 and one in March 2026: the twelve months less the year 2025 would be that one person."""
    found = work_out(a_year({YEAR_TO_MARCH[3]: 20, YEAR_TO_MARCH[-1]: 1}), [Area({1})])
    told = [named for named in found.periods if found.apart([1], named.period, NAME).voluntary]
    covered = {
        (named.period.first <= YEAR_TO_MARCH[3], YEAR_TO_MARCH[-1] <= named.period.last) for named in told
    }
    assert len(covered) == 1
    for named in told:
        assert Apart.VOLUNTEERS in found.apart([1], named.period, NAME)
    assert all(Apart.OVERALL in found.apart([1], named.period, NAME) for named in found.periods)


def test_meanwhile_a_first_voluntary_answer_hides_itself_alone():
    before = work_out(a_year({YEAR_TO_MARCH[3]: 20}), [Area({1})])
    now = before.as_things_are(a_year({YEAR_TO_MARCH[3]: 20, YEAR_TO_MARCH[-1]: 1}))
    year = Period(YEAR_TO_MARCH[0], YEAR_TO_MARCH[-1])
    assert before.apart([1], year, NAME).voluntary == {0}
    assert now.apart([1], year, NAME).voluntary == frozenset()
    assert now.apart([1], year, NAME).figures == frozenset(Apart) - {Apart.VOLUNTEERS}
    assert now.criteria([1], year, NAME) == {0, 1}


def test_nothing_apart_is_told_of_what_was_never_judged():
    found = work_out(a_year({YEAR_TO_MARCH[3]: 20}), [Area({1})])
    assert found.apart(UNITS, MONTHS_OF_2026, NAME) == NOTHING_APART
    assert found.apart([1], MONTHS_OF_2026, "b/1") == NOTHING_APART


MONTHS_OF_2026 = Period(MONTHS[0], MONTHS[-1])


def test_what_was_stored_before_anything_was_counted_apart_is_still_read():
    written = json.loads(zlib.decompress(pack(work_out(a_year({}), [Area({1})]))))
    del written["criteria"]
    for row in written["forms"]:
        row[-1] = row[-1][:CRITERIA]
    for row in written["sums"]:
        row[-2:] = [bits & 3 if bits > 0 else bits for bits in row[-2:]]
    old = unpack(zlib.compress(json.dumps(written).encode()))
    year = Period(YEAR_TO_MARCH[0], YEAR_TO_MARCH[-1])
    for found in (old, old.as_things_are(a_year({}))):
        assert found.criteria([1], year, NAME) == {0, 1}
        assert found.apart([1], year, NAME) == NOTHING_APART
    assert Apart.OVERALL in work_out(a_year({}), [Area({1})], old.before).apart([1], year, NAME)
