"""Whatever happens to answers in whatever order, counts of flagged ones stay what a recount says."""

from contextlib import suppress
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import select

from db import Store
from db.commands.decide import (
    AnswersRefused,
    NoMarkToClear,
    NothingToConfirm,
    SamePerson,
    confirm_decision,
    propose_decision,
    withdraw_decision,
)
from db.commands.flag import flag_answers
from db.commands.patterns import count_patterns
from db.commands.reattribute import reattribute
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.withdraw import AlreadyWithdrawn, withdraw
from db.models import Decision, Flag, Response, Roster
from db.queries.places_check import decided_by_nobody
from jobs.purge import purge_due
from jobs.release import release_due
from survey import Pace
from survey.decisions import Cause, Effect
from survey.suspicion import Reason
from tests.db.office import DAY, open_office, put_on_duty
from tests.db.people import People
from tests.db.test_signals import store_all, timed

STEPS = 60
LATER = datetime(2026, 3, 7, 1, 0, tzinfo=UTC)


def _check(store: Store, after: str) -> None:
    with store.read() as session:
        found = recount(session)
        assert found.agrees, (after, found.by_table)
        assert [each for effect in Effect for each in decided_by_nobody(session, effect)] == [], after


@pytest.mark.parametrize("seed", range(3))
def test_counts_stay_in_step(store: Store, seed: int) -> None:
    chance = Random(seed)
    office = open_office(store)
    people = People(store, office.unit_id)
    receipts = store_all(
        store, *(timed(office, 500 + n, chance.choice(list(Pace)[:6]), seed=n) for n in range(12))
    )
    with store.read() as session:
        ids = list(session.scalars(select(Response.id)))

    def flag() -> None:
        flag_answers(session, {each: {chance.choice(list(Reason))} for each in chance.sample(ids, 3)})

    def take_back() -> None:
        withdraw(session, chance.choice(receipts))

    def count() -> None:
        count_patterns(session)

    def move() -> None:
        session.query(Roster).delete()
        put_on_duty(session, office)
        reattribute(session, [(office.counter_id, DAY, "morning")])

    def propose() -> None:
        marked = session.scalars(select(Flag.response_id).distinct().order_by(Flag.response_id)).all()
        some = chance.choice((marked, marked, ids))
        cause = chance.choice((Cause.TRIAL, Cause.MORE_SERVED))
        some = chance.sample(some, min(len(some), chance.randrange(1, 4)))
        propose_decision(session, some, cause, "Làm thử.", chance.choice(both))

    def decide() -> None:
        numbers = list(session.scalars(select(Decision.id)))
        if numbers:
            act = chance.choice([confirm_decision, confirm_decision, withdraw_decision])
            act(session, chance.choice(numbers), chance.choice(both))

    both = (people.first, people.second)
    refused = (AlreadyWithdrawn, AnswersRefused, NoMarkToClear, NothingToConfirm, SamePerson)
    for step in range(STEPS):
        act = chance.choices((flag, take_back, count, move, propose, decide), (4, 1, 1, 2, 5, 8))[0]
        with suppress(*refused), store.write() as session:
            act()
        _check(store, f"{step} {act.__name__}")
        if step == STEPS // 2:
            purge_due(store, LATER)
            release_due(store, Policy.LIVE, LATER)
