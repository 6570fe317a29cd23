from collections import Counter

import numpy as np
import pytest

from simulate import NOBODY, AgencyMissing, NoOneReceives, NoWorkingDays, Simulation, sample_province
from simulate.offices import DECIDING
from survey.offices import Channel, StaffKind, UnitKind
from tests.simulate.province import days, demo_year, instrument


def test_the_sample_province_has_the_size_that_was_asked() -> None:
    world = demo_year().world
    assert len(world.units) == 93  # the provincial centre and 92 communes
    assert len(world.officers) == 400
    assert 180 <= len(world.counters) <= 220
    assert world.answers.sum() == len(demo_year().forms) == 60_000


def test_some_units_have_fewer_than_ten_and_some_fewer_than_thirty_answers() -> None:
    answers = demo_year().world.answers
    assert ((answers > 0) & (answers < 10)).sum() == 2
    assert ((answers >= 10) & (answers < 30)).sum() == 4
    assert answers.min() > 0


def test_every_channel_and_kind_of_staff_occurs() -> None:
    world = demo_year().world
    assert {counter.channel for counter in world.counters} == set(Channel)
    assert {officer.kind for officer in world.officers} == set(StaffKind)


def test_every_field_is_decided_by_an_agency_or_by_the_commune_itself() -> None:
    world = demo_year().world
    offices = {office.code: office for office in world.offices}
    for counter in world.counters:
        for field in counter.fields:
            decider = offices[field.decider]
            own_commune = offices[counter.unit].parent == decider.code and decider.kind is UnitKind.COMMUNE
            assert decider.kind in DECIDING or own_commune


def test_counters_are_named_once_in_each_unit_and_channel() -> None:
    counters = demo_year().world.counters
    assert max(Counter((c.unit, c.number, c.channel) for c in counters).values()) == 1
    assert all(c.name.startswith(f"Quầy {c.number} – ") for c in counters if c.channel is Channel.COUNTER)


def test_no_officer_has_a_persons_name() -> None:
    officers = demo_year().world.officers
    assert [officer.name for officer in officers] == [f"Cán bộ thẻ {n:04d}" for n in range(1, 401)]


def test_officers_serve_in_their_own_unit_and_at_one_counter_only() -> None:
    world = demo_year().world
    served: dict[int, set[int]] = {}
    for counter, roster in enumerate(world.roster):
        for officer in set(roster.ravel().tolist()) - {NOBODY}:
            assert world.officers[officer].unit == world.counters[counter].unit
            served.setdefault(officer, set()).add(counter)
    assert max(len(counters) for counters in served.values()) == 1


def test_traffic_adds_up_to_one_for_every_unit() -> None:
    world = demo_year().world
    totals = np.bincount(world.unit_of, weights=world.traffic.sum(axis=(1, 2)))
    assert np.allclose(totals, 1)


def test_a_missing_agency_is_named() -> None:
    offices = [office for office in sample_province(4) if office.name != "Sở Tư pháp"]
    with pytest.raises(AgencyMissing, match="Tư pháp"):
        Simulation.of(offices, instrument(), days(), seed=1, answers=100, officers=10)


def test_without_a_centre_or_a_working_day_there_is_nothing_to_simulate() -> None:
    departments = [office for office in sample_province(4) if office.kind is UnitKind.DEPARTMENT]
    with pytest.raises(NoOneReceives):
        Simulation.of(departments, instrument(), days(), seed=1)
    with pytest.raises(NoWorkingDays):
        Simulation.of(sample_province(4), instrument(), [], seed=1)
