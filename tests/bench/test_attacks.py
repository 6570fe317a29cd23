"""The measurement of attacks runs: a month of few forms with some of them, through the doors, to its goals."""

import shutil
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from bench import attacks
from bench._attacks_citizens import opinions
from bench._attacks_month import live
from bench._attacks_office import SqliteCopies
from bench._attacks_ways import WAYS, Way
from scoring.safeguards.straight_lining import too_straight

NAMED = {way.name: way for way in WAYS}
NOBODY = NAMED["nobody cheats"]
EVENING = NAMED["officer rates himself 50 times in an evening"]
CAPTURED = NAMED["captured forms sent again"]
INSIDER = NAMED["insider, 2 or 3 a day for a month"]


@pytest.fixture(scope="module")
def databases(migrated_sqlite, tmp_path_factory):
    folder = tmp_path_factory.mktemp("months")
    shutil.copy(migrated_sqlite, folder / "migrated.db")
    return SqliteCopies(folder)


@pytest.fixture(scope="module")
def rows(databases):
    tried = (NOBODY, EVENING, CAPTURED, INSIDER)
    found = attacks.measure(databases, (30,), (0.7,), months=1, ways=tried)
    return {row.way.name: row for row in found}


def test_an_evening_is_marked_and_moves_neither_the_index_without_marks_nor_that_of_visits(rows):
    (lived,) = rows[EVENING.name].after
    (before,) = rows[NOBODY.name].after
    assert (lived.tried, lived.accepted, lived.marked, lived.marked_honest) == (50, 50, 50, 0)
    assert (lived.unmarked, lived.verified) == (before.everybody, before.verified)
    assert lived.everybody.value - before.everybody.value > before.everybody.half
    assert not lived.compared


def test_a_month_of_fewer_than_ten_marks_that_are_more_than_a_tenth_is_not_compared_either(databases):
    few = Way("four of them", lambda month: islice(EVENING.makes(month), 4))
    lived = live(few, 30, 0.7, 0, databases)
    assert (lived.forms, lived.marked, lived.unmarked, lived.compared) == (34, 4, None, False)


def test_a_captured_form_is_the_same_answer_however_often_it_comes(rows):
    (lived,) = rows[CAPTURED.name].after
    assert (lived.tried, lived.accepted) == (60, 0)
    assert rows[CAPTURED.name].moved(lambda each: each.everybody) == [0]


def test_a_patient_insider_is_not_found(rows):
    (lived,) = rows[INSIDER.name].after
    assert (lived.accepted, lived.marked, lived.hours, lived.compared) == (55, 0, None, True)


def test_goals_are_met_and_one_that_is_not_says_where(rows):
    assert all(goal.met for goal in attacks.goals(list(rows.values())))
    insider = rows[INSIDER.name]
    asked = replace(insider, way=replace(INSIDER, limit=True))
    missed = [goal.name for goal in attacks.goals([rows[NOBODY.name], asked]) if not goal.met]
    assert missed == [f"without marked forms, moved in half-widths ({INSIDER.name}, n 30, 70 %)"]


def test_every_row_fills_the_table(rows):
    assert {len(row.cells()) for row in rows.values()} == {len(attacks.HEADINGS)}


def straight_lined(answered):
    """Forms with one level for all of eight criteria, out of those with four answers or more."""
    rated = [{each.levels[number] for number in range(5, 13)} - {"na"} for each in answered]
    return sum(len(levels) == 1 for levels in rated), len(rated)


def test_full_halls_of_content_people_are_not_called_straight():
    rng = np.random.default_rng(7)
    for _ in range(40):
        usual = straight_lined(opinions(rng, 0.85, np.arange(120) // 6, alike=0.15))
        hall = straight_lined(opinions(rng, 0.85, np.zeros(60, dtype=int), alike=0.15))
        assert not too_straight(*hall, usual_straight=usual[0], usual_forms=usual[1])
    assert hall[0] > 10, "or nothing would be said of it anyway"
