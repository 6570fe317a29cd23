"""What pages read of conduct, strata, pairs and series: arrays that say what the answers say."""

from dataclasses import fields
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import event, select

from db import Store
from db.commands.flag import flag_answers
from db.commands.record import record_responses
from db.commands.release import Policy
from db.models import CounterField, Dossiers, Response
from db.queries.conduct import conduct_counts
from db.queries.figures import figures_by_month, figures_by_unit_month
from db.queries.pairs import pairs_of
from db.queries.strata import strata_counts
from jobs.release import release_due
from survey import Month, Period
from survey.suspicion import Reason
from tests.db.office import DAY, NAME, Office, open_office, put_on_duty, sheet

MARCH = Period(Month(2026, 3), Month(2026, 3))
YEAR = Period.of_year(2026)
NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
FEBRUARY = DAY.replace(month=2)


def record(store: Store, office: Office, levels: list[int], **given: object) -> None:
    with store.write() as session:
        record_responses(
            session,
            [sheet(office, level=level, seed=n, **given) for n, level in enumerate(levels)],  # type: ignore[arg-type]
        )


def test_conduct_is_summed_by_officer_field_and_channel(store: Store) -> None:
    office, other = open_office(store), open_office(store, fields=2)
    with store.write() as session:
        officer, stranger = put_on_duty(session, office), put_on_duty(session, other)
        put_on_duty(session, office, FEBRUARY)
    record(store, office, [5, 5, 1])
    record(store, other, [4])
    record(store, office, [5], day=FEBRUARY)
    record(store, office, [5], day=DAY.replace(day=3))  # nobody is known to have been on duty
    units = [office.unit_id, other.unit_id]
    with store.read() as session:
        assert len(conduct_counts(session, units, MARCH, NAME)) == 0
    release_due(store, Policy.LIVE, NEXT_DAY)
    with store.read() as session:
        found = conduct_counts(session, units, MARCH, NAME)
        whole = conduct_counts(session, units, YEAR, NAME)
        [field] = session.scalars(
            select(CounterField.field_id).where(CounterField.counter_id == office.counter_id)
        )
    assert found.officer_ids.tolist() == [officer, stranger]
    assert found.unit_ids.tolist() == units
    assert found.strata == ((0, "counter"), (field, "counter"))
    sums = [getattr(found.counts, each.name).tolist() for each in fields(found.counts)]
    assert sums == [[[0, a], [b, 0]] for a, b in ((3, 1), (9, 3), (6, 3), (18, 9), (18, 9), (27, 9))]
    assert whole.counts.forms.sum() == 5


def test_strata_stand_beside_the_dossiers_of_the_months_that_have_any(store: Store) -> None:
    office, other = open_office(store), open_office(store, fields=2)
    for each in (office, other):
        record(store, each, [5, 2])
        record(store, each, [5], day=FEBRUARY)
    release_due(store, Policy.LIVE, NEXT_DAY)
    with store.write() as session:
        handled_fields = sorted(
            session.scalars(select(CounterField.field_id).where(CounterField.counter_id == office.counter_id))
        )
        for channel, month, handled in (
            *(("counter", "2026-03", 40), ("online", "2026-03", 9)),
            ("counter", "2026-04", 7),
        ):
            session.add(
                Dossiers(
                    unit_id=office.unit_id,
                    field_id=handled_fields[0],
                    channel=channel,
                    month=month,
                    handled=handled,
                    late=0,
                )
            )
    with store.read() as session:
        found = strata_counts(session, [office.unit_id, other.unit_id], YEAR, NAME)
        empty = strata_counts(session, [other.unit_id], YEAR, NAME)
    assert found.months == {office.unit_id: ("2026-03", "2026-04")}
    assert found.unit_ids.tolist() == [office.unit_id] * 2
    assert (found.field_ids.tolist(), found.channels) == (handled_fields * 2, ("counter", "online"))
    assert found.dossiers.tolist() == [47, 9]
    assert found.tallies.respondents.tolist() == [2, 0]
    assert found.tallies.levels[0].sum(axis=0).tolist() == [0, 8, 0, 0, 8]
    assert (len(empty), empty.tallies.levels.shape) == (0, (0, 16, 5))


def test_pairs_of_units_are_added_up(store: Store) -> None:
    offices = [open_office(store), open_office(store)]
    for office in offices:
        record(store, office, [5, 3])
    record(store, offices[0], [4], day=FEBRUARY)
    release_due(store, Policy.LIVE, NEXT_DAY)
    with store.read() as session:
        tables = pairs_of(session, [office.unit_id for office in offices], YEAR, NAME)
        none = pairs_of(session, [], YEAR, NAME)
    assert (tables.items, tables.levels) == (17, 5)
    assert tables.table(7, 8).tolist() == np.diag([0, 0, 2, 1, 2]).tolist()
    assert tables.table(7, 16).tolist() == np.diag([0, 0, 2, 1, 2]).tolist()
    assert none.counts.sum() == 0


def test_series_of_many_units_are_read_in_one_question(store: Store) -> None:
    offices = [open_office(store), open_office(store)]
    for office in offices:
        record(store, office, [5, 3, 4])
        record(store, office, [4], day=FEBRUARY)
    with store.write() as session:
        flag_answers(session, {key: {Reason.BURST} for key in session.scalars(select(Response.id))})
    release_due(store, Policy.LIVE, NEXT_DAY)
    ids = [office.unit_id for office in offices]
    asked: list[str] = []
    with store.read() as session:
        figures_by_unit_month(session, ids, YEAR, NAME)
        event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        series = figures_by_unit_month(session, ids, YEAR, NAME)
        assert len(asked) == 1
        by_month = figures_by_month(session, ids[:1], YEAR, NAME)
    assert list(series) == [(unit_id, Month(2026, month)) for unit_id in sorted(ids) for month in (2, 3)]
    assert series.unit_ids.tolist() == [ids[0], ids[0], ids[1], ids[1]]
    assert series.tallies.respondents.tolist() == [1, 3, 1, 3]
    for month, figures in by_month.items():
        one = series[ids[0], month]
        assert (one.moments, one.flagged) == (figures.moments, figures.flagged)
        assert one.too_many_flagged
        assert one.tally.counts.tolist() == figures.tally.counts.tolist()
    row = list(series).index((ids[0], Month(2026, 3)))
    assert series.tallies.satisfied[row].tolist() == series[ids[0], Month(2026, 3)].tally.satisfied.tolist()
    assert series.tallies.answered[row].tolist() == series[ids[0], Month(2026, 3)].tally.answered.tolist()
