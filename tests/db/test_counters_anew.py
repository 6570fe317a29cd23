"""Whatever happens to answers, in whatever order: what was counted on the way is what a fresh count gives."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from db import Store
from db.commands.purge import purge
from db.commands.reattribute import reattribute
from db.commands.record import Receipt, record_responses
from db.commands.recount import recount
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.models import Response, Roster
from db.queries.released_check import altered_months
from jobs.release import release_due
from survey import AnswerSheet, Pace, Part, Submission, Timing, Visit, read_sheet
from tests.db.counting_anew import counted_anew, released_rows
from tests.db.office import DAY, Office, instrument, open_office, put_on_duty

DAYS = (DAY, date(2026, 3, 5), date(2026, 2, 27))
EVENING = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)


@dataclass
class _World:
    store: Store
    offices: list[Office]
    receipts: list[str] = field(default_factory=list)
    forms: int = 0

    def record(self, chance: Random, together: int) -> None:
        sheets = [self._sheet(chance) for _ in range(together)]
        with self.store.write() as session:
            outcomes = record_responses(session, sheets)
        self.receipts += [outcome.code for outcome in outcomes if isinstance(outcome, Receipt)]

    def _sheet(self, chance: Random) -> AnswerSheet:
        form, purpose = instrument(), chance.choice(["ask", "submit", "result"])
        order = form.draw(chance)
        self.forms += 1
        office = chance.choice(self.offices)
        asked = [*map(str, form.asked(Visit(purpose), order)), "overall"]
        return read_sheet(
            form,
            Submission(
                key=f"{self.offices[0].code}-form-{self.forms:06d}",
                code=office.code,
                day=chance.choice(DAYS),
                part=chance.choice(list(Part)),
                order=order,
                purpose=purpose,
                ratings={"8": "5", **{n: chance.choice(["1", "4", "5", "5", "na", ""]) for n in asked}},
                timing=chance.choice([None, Timing(chance.randrange(480, 500), chance.choice(list(Pace)))]),
            ),
        )

    def withdraw(self, chance: Random) -> None:
        if self.receipts:
            receipt = self.receipts.pop(chance.randrange(len(self.receipts)))
            with self.store.write() as session:
                withdraw(session, receipt)

    def roster(self, chance: Random) -> None:
        """An officer stands on the roster, another than before, or nobody any more."""
        office, day, part = chance.choice(self.offices), chance.choice(DAYS), chance.choice(list(Part))
        shift = (office.counter_id, day, str(part))
        with self.store.write() as session:
            session.execute(delete(Roster).filter_by(counter_id=office.counter_id, day=day, part=str(part)))
            if chance.random() < 0.8:
                put_on_duty(session, office, day, part)
            reattribute(session, [shift])

    def release(self, chance: Random) -> None:
        release_due(self.store, Policy.LIVE, EVENING)

    def purge(self, chance: Random) -> None:
        with self.store.write() as session:
            purge(session, EVENING + timedelta(days=chance.choice([0, 1, 60])))

    def check(self) -> None:
        with self.store.read() as session:
            found = recount(session)
            assert found.agrees, found.by_table


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.sampled_from(["record", "record", "withdraw", "roster", "release", "purge"]),
        min_size=3,
        max_size=9,
    ),
    seed=st.integers(0, 2**16),
)
def test_counts_on_the_way_are_those_of_a_fresh_count(store: Store, steps: list[str], seed: int) -> None:
    with store.write() as session:
        session.execute(delete(Response))
        recount(session, repair=True)
    world, chance = _World(store, [open_office(store), open_office(store, fields=2)]), Random(seed)
    world.record(chance, 4)
    for step in steps:
        if step == "record":
            world.record(chance, chance.randint(1, 4))
        else:
            getattr(world, step)(chance)
        world.check()
    world.release(chance)
    with store.read() as session:
        units = {office.unit_id for office in world.offices}
        anew, released = counted_anew(session, EVENING.date()), released_rows(session)
        assert not units.intersection(unit_id for unit_id, _ in altered_months(session))
    for table, rows in released.items():
        assert {key: counts for key, counts in rows.items() if key[0] in units} == anew[table], table


def test_a_recount_makes_every_table_what_the_answers_say(store: Store) -> None:
    world, chance = _World(store, [open_office(store)]), Random(5)
    world.record(chance, 12)
    with store.read() as session:
        before = recount(session)
    assert before.agrees
    assert before.by_table == {}
    tables = ("tally_cell", "pair_cell", "pattern_count")
    for table in tables:
        with store.write() as session:
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
        with store.read() as session:
            assert set(recount(session).by_table) == {table}
        with store.write() as session:
            assert set(recount(session, repair=True).by_table) == {table}
        world.check()
