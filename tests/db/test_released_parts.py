"""Figures without flagged forms and of verified visits: exact, and telling of no group of one to nine."""

from datetime import UTC, datetime
from itertools import product

import numpy as np
import pytest
from sqlalchemy import select, update

from db import Store
from db.commands.flag import flag_answers
from db.commands.record import record_responses
from db.commands.recount import recount
from db.commands.release import Policy
from db.models import Flag, PendingDay, Response
from db.queries.figures import figures_of
from db.queries.parts import parts_of
from jobs.release import release_due
from scoring.gates import MIN_SHOWN
from scoring.indices.clusters import ClusterMoments
from scoring.safeguards.with_and_without import beside
from survey import Answers, Month, Period, Tally, TallyLayout
from survey.suspicion import Reason
from tests.db.office import DAY, NAME, Office, instrument, open_office, put_on_duty, sheet

NEXT_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
MARCH = Period(Month.of(DAY), Month.of(DAY))


def filled(store: Store, *, plain: int, flagged: int, verified: int) -> Office:
    """An office with so many forms of each sort, released."""
    office = open_office(store)
    with store.write() as session:
        put_on_duty(session, office)
        forms = [sheet(office, level=1 + n % 5, seed=n) for n in range(plain + flagged + verified)]
        record_responses(session, forms)
    with store.write() as session:
        ids = list(
            session.scalars(
                select(Response.id).where(Response.unit_id == office.unit_id).order_by(Response.id)
            )
        )
        # Tickets are not there yet; what a verified form is counted as, a recount works out from its row.
        session.execute(update(Response).where(Response.id.in_(ids[:verified])).values(verified=True))
        recount(session, repair=True)
        flag_answers(session, {each: {Reason.BURST} for each in ids[verified : verified + flagged]})
    release_due(store, Policy.LIVE, NEXT_DAY)
    return office


def counted_anew(store: Store, office: Office, kept: set[str]) -> tuple[Tally, ClusterMoments]:
    """The same from the rows; all forms are of one officer-day."""
    layout = TallyLayout.of(instrument())
    with store.read() as session:
        rows = session.scalars(select(Response).where(Response.unit_id == office.unit_id)).all()
        vectors = [layout.contribution(Answers.from_json(row.answers)) for row in rows if row.id in kept]
    tally = Tally(instrument(), np.sum(vectors, axis=0))
    return tally, ClusterMoments.of(tally.satisfied[None, :], tally.answered[None, :])


def test_each_part_is_what_its_forms_say(store: Store) -> None:
    office = filled(store, plain=25, flagged=12, verified=15)
    with store.read() as session:
        parts = parts_of(session, [office.unit_id], MARCH, NAME)
        everything = figures_of(session, [office.unit_id], MARCH, NAME)
        rows = session.scalars(select(Response)).all()
        verified = {row.id for row in rows if row.verified}
        flagged = set(session.scalars(select(Flag.response_id)))
    for part, kept in (
        (parts.unflagged, {row.id for row in rows} - flagged),
        (parts.verified, verified),
    ):
        assert part is not None
        tally, moments = counted_anew(store, office, kept)
        assert (part.tally.counts == tally.counts).all()
        assert (part.moments.to_vector() == moments.to_vector()).all()
    assert parts.unflagged is not None
    both = beside(
        everything.moments,
        parts.unflagged.moments,
        respondents=everything.tally.respondents,
        unflagged_respondents=parts.unflagged.tally.respondents,
    )
    assert (both.flagged, both.all.respondents, both.without.respondents) == (12, 52, 40)
    assert both.comparable is not None


SIZES = (0, 3, 9, 10, 14)


@pytest.mark.parametrize(
    ("plain", "flagged", "verified"), [sizes for sizes in product(SIZES, repeat=3) if sum(sizes) >= 10][::3]
)
def test_no_subtraction_of_parts_tells_of_fewer_than_ten(
    sqlite_url: str, plain: int, flagged: int, verified: int
) -> None:
    store = Store(sqlite_url)
    office = filled(store, plain=plain, flagged=flagged, verified=verified)
    with store.read() as session:
        everything = figures_of(session, [office.unit_id], MARCH, NAME).tally.forms
        parts = parts_of(session, [office.unit_id], MARCH, NAME)
    store.close()
    told = {"all": everything}
    if parts.unflagged is not None:
        told["unflagged"] = parts.unflagged.tally.forms
        assert told["unflagged"] == plain + verified
    if parts.verified is not None:
        told["verified"] = parts.verified.tally.forms
        assert told["verified"] == verified
    for signs in product((-1, 0, 1), repeat=len(told)):
        weights = {"plain": 0, "flagged": 0, "verified": 0}
        for sign, name in zip(signs, told, strict=True):
            for group in weights:
                inside = name == "all" or (name == "unflagged" and group != "flagged") or name == group
                weights[group] += sign * inside
        sizes = {"plain": plain, "flagged": flagged, "verified": verified}
        touched = sum(sizes[group] for group, weight in weights.items() if weight)
        assert touched == 0 or touched >= MIN_SHOWN, (told, signs)


def test_a_month_in_which_a_few_are_flagged_tells_nothing_of_a_longer_period(store: Store) -> None:
    office = filled(store, plain=20, flagged=0, verified=0)
    with store.read() as session:
        parts = parts_of(session, [office.unit_id], MARCH, NAME)
        everything = figures_of(session, [office.unit_id], MARCH, NAME)
    assert parts.unflagged is not None
    assert parts.verified is not None
    assert (parts.unflagged.tally.counts == everything.tally.counts).all()
    assert parts.verified.tally.forms == 0
    with store.write() as session:
        record_responses(session, [sheet(office, day=DAY.replace(month=2), seed=n) for n in range(20)])
        [one] = session.scalars(select(Response.id).where(Response.day < DAY).limit(1))
        flag_answers(session, {one: {Reason.BURST}})
        assert session.scalars(select(PendingDay)).all()
    release_due(store, Policy.LIVE, NEXT_DAY)
    quarter = Period(Month(2026, 1), Month(2026, 3))
    with store.read() as session:
        assert parts_of(session, [office.unit_id], quarter, NAME).unflagged is None
        assert parts_of(session, [office.unit_id], MARCH, NAME).unflagged is not None
