"""Figures move by release only, and every door reads the same one."""

from datetime import UTC, date, datetime
from random import Random

import numpy as np
import pytest
from sqlalchemy import select

from db import Store
from db.commands.reattribute import reattribute
from db.commands.record import Receipt, record_responses
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.models import Release, ReleasedCell
from db.queries.conduct import conduct_counts, officers_named
from db.queries.figures import (
    figures_by_month,
    figures_by_unit,
    figures_of,
    months_in,
    released_through,
    versions_in,
)
from jobs.release import release_due
from scoring import ClusterMoments, satisfaction_index
from survey import Month, Part, Period, Visit
from tests.db.office import DAY, NAME, Office, instrument, open_office, put_on_duty, sheet

MARCH = Period(Month(2026, 3), Month(2026, 3))
SAME_DAY = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def record(
    store: Store, office: Office, forms: int, *, level: int = 5, day: date = DAY, start: int = 0
) -> list[str]:
    with store.write() as session:
        outcomes = record_responses(
            session, [sheet(office, level=level, day=day, seed=start + place) for place in range(forms)]
        )
    return [outcome.code for outcome in outcomes if isinstance(outcome, Receipt)]


def released(store: Store, office: Office, period: Period = MARCH) -> int:
    with store.read() as session:
        return figures_of(session, [office.unit_id], period, NAME).tally.forms


def test_an_open_day_shows_nothing_and_a_closed_one_shows_all(store: Store) -> None:
    office = open_office(store)
    record(store, office, 12)
    assert release_due(store, Policy.DAILY, SAME_DAY) == 0
    assert released(store, office) == 0
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 1
    assert released(store, office) == 12


@pytest.mark.parametrize(("forms", "moves"), [(9, 0), (10, 1)])
def test_a_release_needs_ten_further_answers(store: Store, forms: int, moves: int) -> None:
    office = open_office(store)
    record(store, office, forms)
    assert release_due(store, Policy.DAILY, NEXT_DAY) == moves
    assert released(store, office) == (forms if moves else 0)


def test_answers_of_several_closed_days_add_up_to_a_release(store: Store) -> None:
    office = open_office(store)
    record(store, office, 6, day=date(2026, 3, 3))
    record(store, office, 3, day=date(2026, 3, 4))
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 0
    record(store, office, 1, day=date(2026, 3, 3))
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 1
    assert released(store, office) == 10


def test_live_releases_move_at_once(store: Store) -> None:
    office = open_office(store)
    record(store, office, 1)
    assert release_due(store, Policy.LIVE, SAME_DAY) == 1
    assert released(store, office) == 1
    assert release_due(store, Policy.LIVE, SAME_DAY) == 0


def test_a_withdrawal_waits_for_the_next_release(store: Store) -> None:
    office = open_office(store)
    receipts = record(store, office, 12)
    release_due(store, Policy.DAILY, NEXT_DAY)
    with store.write() as session:
        withdraw(session, receipts[0])
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 0
    assert released(store, office) == 12
    record(store, office, 11, start=100)
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 1
    assert released(store, office) == 22


def test_forms_that_were_sent_and_withdrawn_bring_nobody_elses_out_alone(store: Store) -> None:
    office, earlier = open_office(store), date(2026, 3, 3)
    record(store, office, 12, start=20)
    release_due(store, Policy.DAILY, NEXT_DAY)
    record(store, office, 1, level=1)
    for day, start in ((DAY, 40), (earlier, 60)):
        for receipt in record(store, office, 9, day=day, start=start):
            with store.write() as session:
                withdraw(session, receipt)
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 0
    assert released(store, office) == 12
    record(store, office, 9, day=earlier, start=80)
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 1
    assert released(store, office) == 22


def test_withdrawals_of_days_that_were_released_keep_further_answers_from_nobody(store: Store) -> None:
    office = open_office(store)
    receipts = record(store, office, 12)
    release_due(store, Policy.DAILY, NEXT_DAY)
    for receipt in receipts:
        with store.write() as session:
            withdraw(session, receipt)
    record(store, office, 10, day=date(2026, 3, 3), start=20)
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 1
    assert released(store, office) == 10


def test_a_change_of_officer_is_no_further_answer(store: Store) -> None:
    """Or a corrected roster could move figures when fewer than ten people have answered."""
    office = open_office(store)
    record(store, office, 9)
    with store.write() as session:
        put_on_duty(session, office)
        assert reattribute(session, [(office.counter_id, DAY, Part.MORNING)]) == 9
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 0
    record(store, office, 1, start=50)
    assert release_due(store, Policy.DAILY, NEXT_DAY) == 1


def test_today_stays_out_of_a_release_of_yesterday(store: Store) -> None:
    office = open_office(store)
    record(store, office, 10)
    record(store, office, 5, day=date(2026, 3, 5))
    release_due(store, Policy.DAILY, NEXT_DAY)
    assert released(store, office) == 10
    with store.read() as session:
        assert released_through(session, [office.unit_id]) == DAY


def test_a_change_after_the_close_of_a_month_is_a_numbered_revision(store: Store) -> None:
    office = open_office(store)
    record(store, office, 10)
    release_due(store, Policy.DAILY, NEXT_DAY)
    for moment, expected in (
        (datetime(2026, 4, 15, 1, 0, tzinfo=UTC), 0),  # 15 days after the end of March: still open
        (datetime(2026, 4, 16, 1, 0, tzinfo=UTC), 1),
        (datetime(2026, 5, 2, 1, 0, tzinfo=UTC), 2),
    ):
        record(store, office, 10, start=int(moment.timestamp()))
        release_due(store, Policy.DAILY, moment)
        with store.read() as session:
            assert figures_of(session, [office.unit_id], MARCH, NAME).revisions == expected
    with store.read() as session:
        assert session.scalars(select(Release.number).order_by(Release.number)).all() == [1, 2, 3, 4]


def test_the_released_moments_are_those_of_officer_days(store: Store) -> None:
    """Two parts of a day of one officer are one cluster; a counter without an officer is one of its own."""
    office = open_office(store)
    with store.write() as session:
        put_on_duty(session, office)
    record(store, office, 4, level=5)
    record(store, office, 8, level=3, day=date(2026, 3, 3))
    release_due(store, Policy.DAILY, NEXT_DAY)
    with store.read() as session:
        figures = figures_of(session, [office.unit_id], MARCH, NAME)
    first = np.array([_answered(range(4)), _answered(range(8))])
    x = np.array([first[0], np.zeros(16, dtype=int)])
    assert figures.moments == ClusterMoments.of(x, first)
    assert figures.index().value == satisfaction_index(figures.moments, respondents=12).value
    assert (figures.tally.respondents, figures.moments.clusters) == (12, 2)


def _answered(seeds: range) -> list[int]:
    form = instrument()
    counts = dict.fromkeys(form.numbers, 0)
    for seed in seeds:
        for number in form.asked(Visit("result"), form.draw(Random(seed))):
            counts[number] += 1
    return [counts[number] for number in form.numbers]


def test_sums_over_units_and_months_agree_with_their_parts(store: Store) -> None:
    offices = [open_office(store), open_office(store)]
    for office in offices:
        record(store, office, 10)
        record(store, office, 11, day=date(2026, 2, 27))
    release_due(store, Policy.DAILY, NEXT_DAY)
    ids = [office.unit_id for office in offices]
    year = Period.of_year(2026)
    with store.read() as session:
        whole = figures_of(session, ids, year, NAME)
        by_unit = figures_by_unit(session, ids, year, NAME)
        by_month = figures_by_month(session, ids, year, NAME)
        assert versions_in(session, ids, year) == [NAME]
        assert months_in(session, ids) == [Month(2026, 2), Month(2026, 3)] == list(by_month)
    assert whole.tally.forms == 42
    for parts in (by_unit.values(), by_month.values()):
        assert (sum(part.tally.counts for part in parts) == whole.tally.counts).all()
        assert sum((part.moments for part in parts), ClusterMoments.zero(16)) == whole.moments


def test_officers_are_read_from_the_release_too(store: Store) -> None:
    office = open_office(store)
    with store.write() as session:
        officer_id = put_on_duty(session, office)
    record(store, office, 6, level=5)
    record(store, office, 4, level=2)
    with store.read() as session:
        assert len(conduct_counts(session, [office.unit_id], MARCH, NAME)) == 0
    release_due(store, Policy.DAILY, NEXT_DAY)
    with store.read() as session:
        found = conduct_counts(session, [office.unit_id], MARCH, NAME)
        (officer,) = officers_named(session, found.officer_ids.tolist())
    assert (officer.officer_id, officer.name) == (officer_id, "Cán bộ tiếp nhận")
    assert (int(found.counts.satisfied.sum()), int(found.counts.answers.sum())) == (18, 30)


def test_a_released_cell_tells_the_month_and_never_the_day() -> None:
    assert "day" not in ReleasedCell.__table__.columns
