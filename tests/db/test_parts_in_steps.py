"""Parts of a month's forms from release to release: no subtraction tells of one to nine forms."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Store
from db.cells import CellKey
from db.commands.decide import confirm_decision, propose_decision, withdraw_decision
from db.commands.flag import flag_answers
from db.commands.record import Receipt, receipt_digest, record_responses
from db.commands.release import Policy
from db.commands.withdraw import withdraw
from db.models import Flag, Response
from db.packing import pack
from db.queries.figures import figures_of
from db.queries.parts import Parts, parts_of
from db.released import MonthCopy
from db.released_parts import MonthParts, Subset, ToldBefore
from db.told_flags import Batch
from jobs.release import release_due
from scoring.gates import MIN_SHOWN
from survey import TallyLayout
from survey.decisions import Cause
from survey.suspicion import Reason
from tests.db.office import DAY, NAME, Office, instrument, open_office, put_on_duty, sheet
from tests.db.people import People
from tests.db.test_released_parts import MARCH, NEXT_DAY

WIDTH = TallyLayout.of(instrument()).width


class Walk:
    """Forms that come, by ticket or not, are marked at once or later, and their marks cleared or given back, or they
    are left out and come back; each in a cell of its own, and none like another."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.plain: set[int] = set()
        self.verified: set[int] = set()
        self.marked: set[int] = set()
        self.cleared: set[int] = set()
        self.left_out: set[int] = set()
        self.batches: dict[int, tuple[int, bool]] = {}
        self.told: list[frozenset[int]] = []
        self._forms = 0
        self._last: dict[Subset, frozenset[int]] = {}
        self._before: ToldBefore | None = None

    def release(self) -> None:
        """Twenty-five forms and more came; a few of those before carry a mark now, or theirs was cleared."""
        self._decide()
        self.plain |= self._new(25)
        self.verified |= self._new(self.chance.choice((0, 3, 9, 10, 12, 20)))
        late = set(self.chance.sample(sorted(self.plain), self.chance.choice((0, 2, 5))))
        self.plain -= late
        late |= self._new(self.chance.choice((0, 0, 3, 9, 10, 12, 20)))
        self.marked |= late
        self._tell()

    def _decide(self) -> None:
        """Marked forms are left out, or come back; marks are cleared, or given back."""
        back, out = self._some(self.left_out), self._some(self.marked)
        self.marked = (self.marked - out) | back
        self.left_out = (self.left_out - back) | out
        again = self._some(self.cleared)
        self.plain -= again
        some = self._some(self.marked)
        self.plain |= some
        self.marked = (self.marked - some) | again
        self.cleared = (self.cleared - again) | some

    def _some(self, forms: set[int]) -> set[int]:
        """None, a few or many of those that came last."""
        number = self.chance.choice((0, 0, 2, 10, 12, 100))
        return set(sorted(forms)[-number:]) if number else set()

    def _new(self, forms: int) -> set[int]:
        self._forms += forms
        return set(range(self._forms - forms, self._forms))

    def _cells(self, forms: Iterable[int]) -> dict[CellKey, np.ndarray]:
        return {
            CellKey(1, DAY, form, 0, 0, 1, 0, "counter", "ask", verified=form in self.verified): _counts(form)
            for form in forms
        }

    def _batches(self) -> list[Batch]:
        """As `db.told_flags` reads them."""
        self.batches = dict.fromkeys(self.marked | self.cleared | self.left_out, (0, False)) | self.batches
        forms: dict[tuple[int, bool], set[int]] = {}
        for form, batch in self.batches.items():
            forms.setdefault(batch, set()).add(form)
        return [
            Batch(
                number,
                told,
                self._cells(each for each in some - self.left_out if (each in self.marked) is told),
                self._cells(each for each in some - self.left_out if (each in self.marked) is not told),
                absent=tuple(map(str, some & self.left_out)),
            )
            for (number, told), some in forms.items()
        ]

    def _tell(self) -> None:
        everybody = frozenset(self.plain | self.verified | self.marked)
        parts = MonthParts(
            instrument(),
            self._cells(everybody),
            self._cells(self.marked),
            self._batches(),
            self._before,
        )
        rows = {row.part: row for row in parts.rows()}
        found = parts.told_as_flagged()
        if found is not None:
            marked = {key.counter_id for key, counts in found.cells.items() if counts.any()}
            self._last[Subset.UNFLAGGED] = everybody - marked
            taken = max((number for number, _ in self.batches.values()), default=0)
            for number, batch in enumerate(parts.batches, start=taken + 1):
                right = not any(batch is each for each in found.put_right)
                apart = set() if right else {key.counter_id for key in batch.wrong}
                apart |= set(map(int, batch.absent)) if batch.told else set()
                self.batches |= dict.fromkeys(apart, (number, not batch.told))
        if rows.get(Subset.VERIFIED) != (self._before and self._before.rows.get(Subset.VERIFIED)):
            self._last[Subset.VERIFIED] = frozenset(self.verified)
        self.told += [everybody, *(self._last[part] for part in rows if part in self._last)]
        self._before = ToldBefore(pack(sum(map(_counts, everybody))), rows)


def _counts(form: int) -> np.ndarray:
    """A form and a respondent, and a count that no other form has."""
    return (
        np.eye(1, WIDTH, dtype=np.int64)[0]
        + np.eye(1, WIDTH, 1, dtype=np.int64)[0]
        + np.eye(1, WIDTH, 2 + form, dtype=np.int64)[0]
    )


@pytest.mark.parametrize("seed", [*range(36), 201, 332, 924, 2198])
def test_no_chain_of_releases_that_each_brought_unmarked_forms_tells_of_fewer_than_ten(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(3):
        walk.release()
    told = np.zeros((len(walk.told), max(map(max, walk.told)) + 1), dtype=np.int64)
    for row, forms in enumerate(walk.told):
        told[row, sorted(forms)] = 1
    told = np.unique(told, axis=0)
    signs = np.array(list(product((-1, 0, 1), repeat=len(told))))
    touched = (signs @ told != 0).sum(axis=1)
    assert touched[touched > 0].min() >= MIN_SHOWN


def _told(store: Store, office: Office) -> tuple[Parts, int, int]:
    """What is told of the parts, all forms, and how many carry a mark for the gate."""
    with store.read() as session:
        everything = figures_of(session, [office.unit_id], MARCH, NAME)
        return (
            parts_of(session, [office.unit_id], MARCH, NAME),
            everything.tally.respondents,
            everything.flagged,
        )


def _come(store: Store, office: Office, forms: int) -> list[str]:
    """The receipts of so many forms."""
    with store.write() as session:
        outcomes = record_responses(session, [sheet(office, seed=n) for n in range(forms)])
    return [each.code for each in outcomes if isinstance(each, Receipt)]


def _mark(store: Store, receipts: list[str]) -> None:
    digests = [receipt_digest(receipt) for receipt in receipts]
    with store.write() as session:
        found = session.scalars(select(Response.id).where(Response.receipt_digest.in_(digests))).all()
        flag_answers(session, {each: {Reason.BURST} for each in found})


def _decide(store: Store, receipts: list[str], cause: Cause, people: People) -> int:
    """The number of what was decided."""
    digests = [receipt_digest(receipt) for receipt in receipts]
    with store.write() as session:
        found = session.scalars(select(Response.id).where(Response.receipt_digest.in_(digests))).all()
        number = propose_decision(session, found, cause, "Có đoàn khách.", people.first)
        confirm_decision(session, number, people.second)
    return number


def _undo(store: Store, number: int, people: People) -> None:
    with store.write() as session:
        withdraw_decision(session, number, people.first)
        confirm_decision(session, number, people.second)


def test_fewer_than_ten_further_marks_wait_and_the_gate_counts_them_at_once(store: Store) -> None:
    office = open_office(store)
    with store.write() as session:
        put_on_duty(session, office)
    seen, moment = [], NEXT_DAY
    for marked in (12, 3, 7):
        forms = _come(store, office, 40)
        _mark(store, forms[:marked])
        release_due(store, Policy.DAILY, moment)
        moment += timedelta(days=1)
        parts, respondents, for_the_gate = _told(store, office)
        assert parts.unflagged is not None
        assert parts.unflagged.tally.respondents + (parts.flagged or 0) == respondents
        seen.append((parts.flagged, for_the_gate))
    assert seen == [(12, 12), (12, 15), (22, 22)]
    with store.read() as session:
        assert all(session.scalars(select(Flag.told)))


def test_fewer_than_ten_cleared_marks_wait_and_the_gate_leaves_them_out_at_once(store: Store) -> None:
    office = open_office(store)
    people = People(store, office.unit_id)
    forms = _come(store, office, 80)
    _mark(store, forms[:30])
    release_due(store, Policy.DAILY, NEXT_DAY)
    seen, moment = [], NEXT_DAY
    for cleared in (forms[:4], forms[4:12], forms[12:30]):
        _decide(store, cleared, Cause.MORE_SERVED, people)
        _come(store, office, 20)
        moment += timedelta(days=1)
        release_due(store, Policy.DAILY, moment)
        parts, respondents, for_the_gate = _told(store, office)
        assert parts.unflagged is not None
        assert parts.unflagged.tally.respondents + (parts.flagged or 0) == respondents
        with store.read() as session:
            shut = figures_of(session, [office.unit_id], MARCH, NAME).too_many_flagged
        seen.append((parts.flagged, for_the_gate, shut))
    assert seen == [(30, 26, True), (18, 18, True), (0, 0, False)]


@pytest.mark.parametrize("cause", [Cause.TRIAL, Cause.MORE_SERVED])
def test_what_remains_of_marks_told_together_is_not_told_by_what_was_told_before_them(
    store: Store, cause: Cause
) -> None:
    office = open_office(store)
    people = People(store, office.unit_id)
    seen, moment = [], NEXT_DAY
    for marked, decided in ((30, 0), (12, 10), (0, 2)):
        forms = _come(store, office, 60)
        _mark(store, forms[:marked])
        release_due(store, Policy.DAILY, moment)
        parts, _, for_the_gate = _told(store, office)
        seen.append((parts.flagged, for_the_gate))
        if marked:
            last = forms[:marked]
        if decided:
            _decide(store, last[:decided], cause, people)
            last = last[decided:]
        moment += timedelta(days=1)
    _come(store, office, 60)
    release_due(store, Policy.DAILY, moment)
    parts, _, for_the_gate = _told(store, office)
    assert seen == [(30, 30), (42, 42), (42, 32)], "thirty-two and thirty would tell of two"
    assert (parts.flagged, for_the_gate) == (30, 30)


@pytest.mark.parametrize(("at_first", "later"), [(24, 0), (12, 12)])
def test_marked_forms_that_were_left_out_and_came_back_are_told_apart_from_others_by_ten_and_more(
    store: Store, at_first: int, later: int
) -> None:
    office = open_office(store)
    people = People(store, office.unit_id)
    seen, moment = [], NEXT_DAY

    def release() -> None:
        nonlocal moment
        release_due(store, Policy.DAILY, moment)
        moment += timedelta(days=1)
        parts, _, for_the_gate = _told(store, office)
        seen.append((parts.flagged, for_the_gate))

    forms = _come(store, office, 60)
    _mark(store, forms[:at_first])
    release()
    left_out = _decide(store, forms[:12], Cause.TRIAL, people)
    others = (forms[12:] if later == 0 else []) + _come(store, office, 60)
    _mark(store, others[:later])
    release()
    _undo(store, left_out, people)
    _come(store, office, 60)
    release()
    _decide(store, [*forms[:1], *others[:9]], Cause.MORE_SERVED, people)
    _come(store, office, 60)
    release()
    assert seen == [(at_first, at_first), (12, 12), (24, 24), (24, 14)], (
        "eleven and three beside twelve tell of four"
    )


def test_a_mark_that_comes_while_a_release_is_written_goes_on_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(store)
    with store.write() as session:
        put_on_duty(session, office)
    forms, read = _come(store, office, 60), MonthCopy.read
    _mark(store, forms[:12])

    def read_and_marked(session: Session, *asked: Any) -> MonthCopy:
        copy = read(session, *asked)
        digest = receipt_digest(forms[20])
        late = session.scalars(select(Response.id).where(Response.receipt_digest == digest)).one()
        flag_answers(session, {late: {Reason.BURST}})
        return copy

    monkeypatch.setattr(MonthCopy, "read", read_and_marked)
    release_due(store, Policy.DAILY, NEXT_DAY)
    with store.read() as session:
        assert sorted(session.scalars(select(Flag.told))) == [False] + [True] * 12


def test_a_marked_form_that_is_withdrawn_leaves_what_was_told_as_it_was(store: Store) -> None:
    office = open_office(store)
    forms = _come(store, office, 40)
    _mark(store, forms[:12])
    release_due(store, Policy.DAILY, NEXT_DAY)
    before, *_ = _told(store, office)
    with store.write() as session:
        withdraw(session, forms[0])
    _come(store, office, 40)
    release_due(store, Policy.DAILY, NEXT_DAY + timedelta(days=1))
    after, respondents, for_the_gate = _told(store, office)
    assert (respondents, for_the_gate) == (79, 11)
    assert after.flagged == before.flagged == 12
    assert before.unflagged is not None
    assert after.unflagged is not None
    assert after.unflagged.tally.respondents == before.unflagged.tally.respondents == 28
