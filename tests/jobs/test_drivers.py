"""From released pairs to what goes with satisfaction, on both databases: whose, of whom, and who is never in it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from db import Store
from db.commands.flag import flag_answers
from db.models import Response
from db.queries.units import unit
from jobs.drivers import GoesWith, goes_with_at, goes_with_of_kind
from jobs.exports import compare_units, neighbours, periods_of
from reports import Asked, Span
from scoring import NotEstimable, Reason
from scoring.questionnaire.drivers import Drivers
from survey.offices import UnitKind
from survey.suspicion import Reason as Suspicion
from tests.db.office import NAME, Office
from tests.pages.province import answer, open_offices, province_of, release
from tests.pages.varied import answer_variedly


def told_at(store: Store, office: Office) -> GoesWith:
    with store.read() as session:
        (named, *_) = periods_of(session, [office.unit_id])
        assert named.span is Span.LAST_YEAR
        asked = Asked(unit(session, office.unit_id).path, named, NAME)
        return goes_with_at(session, asked, [office.unit_id], neighbours(session, asked))


def test_a_unit_has_its_own_or_that_of_its_kind_and_neither_hidden_nor_much_marked_units_are_in_it(
    store: Store,
):
    """2,200 forms at one commune, 40 at the second, of which five are marked then; 9 and 8 at two that are hidden."""
    offices = open_offices(store, ["Xã Một", "Xã Hai", "Xã Ba", "Xã Bốn"])
    province = province_of(store, offices)
    large, small, *hidden = offices.values()
    answer_variedly(store, large, 2200)
    answer_variedly(store, small, 40, seed=2)
    for office, forms in zip(hidden, (9, 8), strict=True):
        answer(store, office, forms)
    release(store)

    own = told_at(store, large)
    assert (own.missing, own.paired.kind, own.paired.tally.respondents) == (None, None, 2200)
    assert isinstance(own.elements, Drivers)
    assert own.elements.ranks("C").last == 1
    assert own.elements.respondents == 2200
    assert own.quality.known.keys() == {"A", "B", "C", "D"}

    of_kind = told_at(store, small)
    assert of_kind.missing == NotEstimable(Reason.TOO_FEW_PAIRS)
    assert of_kind.paired.kind is UnitKind.COMMUNE_CENTRE
    assert (of_kind.paired.units, of_kind.paired.tally.respondents) == (2, 2240)
    assert isinstance(of_kind.elements, Drivers)
    assert of_kind.elements.smallest_pair >= own.elements.smallest_pair

    with store.read() as session:
        asked = Asked(f"/{province}/", periods_of(session, [large.unit_id])[0], NAME)
        report = compare_units(session, asked)
        of_lines = goes_with_of_kind(session, asked, report.lines)
        nobody = goes_with_of_kind(session, asked, [line for line in report.lines if line.figures is None])
    assert nobody is None
    assert of_lines is not None
    assert of_lines.paired.tables == of_kind.paired.tables
    assert of_lines.paired.design_effect == of_kind.paired.design_effect
    assert isinstance(of_lines.elements, Drivers)
    assert of_lines.elements.shares == of_kind.elements.shares

    with store.write() as session:
        marked = session.scalars(select(Response.id).where(Response.unit_id == small.unit_id).limit(5)).all()
        flag_answers(session, {key: {Suspicion.BURST} for key in marked})
    release(store)
    with store.read() as session:
        of_lines = goes_with_of_kind(session, asked, compare_units(session, asked).lines)
    assert of_lines is not None
    assert (of_lines.paired.units, of_lines.paired.tally.respondents) == (1, 2200)
    assert of_lines.paired.tables == own.paired.tables
    alone = told_at(store, small)  # one other unit is no kind
    assert (alone.paired.kind, alone.paired.tally.respondents) == (None, 40)
    assert alone.elements == NotEstimable(Reason.TOO_FEW_PAIRS)


def test_where_the_kind_has_too_few_as_well_the_reason_is_told(store: Store):
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province_of(store, offices)
    for office in offices.values():
        answer(store, office, 30)
    release(store)
    told = told_at(store, offices["Xã Một"])
    assert told.elements == NotEstimable(Reason.NO_OFFICER_DAYS)  # one day each
    assert told.lacking == NotEstimable(Reason.NO_OFFICER_DAYS)
    assert told.paired.units == 2


@pytest.mark.parametrize("overall", [True, False])
def test_without_an_overall_question_the_quality_decides_whose_it_is(overall, store: Store):
    [office] = open_offices(store, ["Xã Một"]).values()
    answer(store, office, 30)
    release(store)
    told = told_at(store, office)
    if not overall:
        instrument = replace(told.paired.instrument, overall=None, digest="without an overall question")
        tally = type(told.paired.tally)(instrument, told.paired.tally.counts)
        told = replace(told, paired=replace(told.paired, tally=tally))
    assert told.lacking is (told.elements if overall else told.quality.whole)
