"""From the database to units beside each other, on both databases: what is hidden takes part in nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from db import Store
from db.commands.flag import flag_answers
from db.models import Response
from db.queries.figures import siblings_effect
from db.queries.units import unit
from jobs.exports import neighbours, periods_of, receiving_units
from jobs.flagged import with_parts
from jobs.standing import members, units_beside
from pages.shared.results.choice import Choice
from pages.shared.results.found import find
from reports import Asked, UnitsReport
from reports.standing import KindStanding, standings
from survey.offices import UnitKind
from survey.suspicion import Reason
from tests.db.office import NAME, Office
from tests.pages.province import answer, asked_with, open_offices, province_of, release

DAYS = [date(2026, 2, day) for day in range(2, 12)]


def beside(store: Store, province: int, below: Office | None = None) -> UnitsReport:
    with store.read() as session:
        path = unit(session, province).path
        (named, *_) = periods_of(session, [info.id for info in receiving_units(session, path)])
        scope = None if below is None else unit(session, below.unit_id).path
        return units_beside(session, Asked(path, named, NAME), scope)


def only_kind(report: UnitsReport) -> KindStanding:
    [kind] = report.kinds.values()
    return kind


@pytest.fixture
def communes(store: Store) -> dict[str, Office]:
    """Eleven communes of 30 forms on ten days, the first satisfied on eight days, the second on nine, and so on."""
    offices = open_offices(store, [f"Xã {letter}" for letter in "ABCDEFGHIJKL"])
    for place, office in enumerate(list(offices.values())[:11]):
        for number, day in enumerate(DAYS):
            answer(store, office, 3, day=day, level=2 if number < place % 3 else 5)
    return offices


def test_units_are_compared_once_and_a_narrower_scope_only_leaves_out_lines(store: Store, communes):
    province = province_of(store, communes)
    release(store)
    first = communes["Xã A"]
    whole, narrow = beside(store, province), beside(store, province, below=first)
    assert [line.unit_id for line in narrow.lines] == [first.unit_id]
    assert narrow.standing(narrow.lines[0]) == whole.standing(whole.lines[0])
    kind = only_kind(whole)
    assert kind.kind is UnitKind.COMMUNE_CENTRE
    assert len(kind.by_unit) == len(kind.in_funnel) == 11
    assert {whole.instrument.numbers[place] for place in kind.criteria} == asked_with(0)
    assert kind.ranked == 0  # three forms of a day that are all alike are one voice: 10 of them, not 30


def test_a_hidden_unit_takes_part_in_nothing(store: Store, communes):
    """Nine forms at the lowest level are hidden, and thirty that would give them away."""
    province = province_of(store, communes)
    answer(store, communes["Xã L"], 9, level=1)
    release(store)
    report = beside(store, province)
    hidden = [line for line in report.lines if line.figures is None]
    assert communes["Xã L"].unit_id in {line.unit_id for line in hidden}
    assert len(hidden) == 2
    assert {report.standing(line) for line in hidden} == {None}
    kind = only_kind(report)
    assert kind.by_unit.keys() == {line.unit_id for line in report.shown}
    assert kind == standings(members(report.shown))[kind.kind]


def test_a_unit_with_four_of_thirty_forms_marked_is_beside_nobody_and_its_forms_are_not_told_apart(
    store: Store, communes
):
    """What others borrow holds nothing of it either, the same on pages and in files."""
    province, odd = province_of(store, communes), communes["Xã B"]
    with store.write() as session:
        ids = session.scalars(select(Response.id).where(Response.unit_id == odd.unit_id).limit(4)).all()
        flag_answers(session, {each: {Reason.BURST} for each in ids})
    release(store)
    report = beside(store, province)
    kind = only_kind(report)
    assert [unit_id for unit_id, each in kind.by_unit.items() if each.too_many_flagged] == [odd.unit_id]
    assert kind.in_funnel.keys() == kind.by_unit.keys() - {odd.unit_id}
    other = communes["Xã C"]
    with store.read() as session:
        path = unit(session, province).path
        asked = Asked(path, report.named, NAME)
        told = with_parts(session, asked, report).parts
        around = neighbours(session, asked)
        page = find(session, Choice(unit(session, other.unit_id), (other.unit_id,), report.named, NAME, path))
        [line] = units_beside(session, asked, unit(session, other.unit_id).path, by_criterion=True).shown
    assert told.keys() == kind.by_unit.keys()
    assert (told[odd.unit_id].flagged, told[odd.unit_id].unflagged) == (None, None)
    assert {each.flagged for unit_id, each in told.items() if unit_id != odd.unit_id} == {0}
    everybody = around.by_unit
    lenders = [figures for unit_id, figures in everybody.items() if unit_id != odd.unit_id]
    number = min(asked_with(0))
    lent, of_one = siblings_effect(lenders), siblings_effect(lenders, [number])
    assert lent != siblings_effect(everybody.values())
    assert line.figures is not None
    assert (line.figures.siblings, line.figures.criteria_siblings[number]) == (lent, of_one)
    assert (page.siblings, around.effect_for([other.unit_id], [number])) == (lent, of_one)
