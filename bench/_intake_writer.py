"""Answers stored a second: the batching writer against a thread and a transaction for each post.

32 callers hand in answers and wait for the receipt, with durable commits (SQLite: synchronous=FULL; PostgreSQL:
fsync on, synchronous_commit on). Both ways do the same work on the same tables: they call the same
`record_responses`. Runs alternate, so that a slow minute of the machine meets both.
"""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random

from sqlalchemy.exc import OperationalError

from bench._intake_office import databases
from bench._table import Goal, print_table
from db import Store, migrate
from db.commands.record import Receipt, record_responses
from db.commands.recount import recount
from db.models import Counter, CounterCode, Unit
from db.writer import Writer
from survey import AnswerSheet, Pace, Part, Submission, Timing, Visit, read_sheet, shipped_instruments
from trust.codes import new_code

CALLERS = 32
COUNTERS = 40
TIMES_FASTER = {"SQLite": 4, "PostgreSQL": 2}
"""What is asked of the writer, by database."""

DAY = date(2026, 3, 4)
_numbers = count()


@dataclass(frozen=True, slots=True)
class Run:
    """One run: answers a second, and how long callers waited, in milliseconds."""

    per_second: float
    median_wait: float
    p95_wait: float
    longest_wait: float
    errors: int


def counters(store: Store) -> list[str]:
    codes = []
    with store.write() as session:
        for number in range(COUNTERS):
            unit = Unit(
                code=f"B{number}", kind="commune_centre", name="x", path=f"/{number}/", valid_from=DAY
            )
            session.add(unit)
            session.flush()
            counter = Counter(
                unit_id=unit.id,
                number="1",
                name="x",
                channel="counter",
                instrument="counter-2026",
                valid_from=DAY,
            )
            session.add(counter)
            session.flush()
            codes.append(new_code())
            session.add(CounterCode(code=codes[-1], counter_id=counter.id, valid_from=DAY))
    return codes


def draw_sheets(codes: list[str], number: int) -> list[AnswerSheet]:
    """Answers as they come on a busy day: spread over counters and purposes."""
    randomness = Random(number)
    form = shipped_instruments()["counter-2026/1"]
    made = []
    for _ in range(number):
        order, purpose = form.draw(randomness), randomness.choice(["ask", "submit", "result"])
        ratings = {
            str(c): str(randomness.choices([1, 2, 3, 4, 5], [2, 3, 10, 45, 40])[0])
            for c in (8, 9, 10, *order[:4])
        }
        asked = {str(n) for n in form.asked(Visit(purpose), order)}
        raw = Submission(
            key=f"bench-{next(_numbers):020d}",
            code=randomness.choice(codes),
            day=DAY,
            part=Part.MORNING,
            order=order,
            purpose=purpose,
            ratings={question: rating for question, rating in ratings.items() if question in asked},
            timing=Timing(minute=480 + randomness.randrange(240), pace=randomness.choice(list(Pace))),
        )
        made.append(read_sheet(form, raw))
    return made


def _timed(sheets: list[AnswerSheet], hand_in: Callable[[AnswerSheet], object]) -> Run:
    def one(sheet: AnswerSheet) -> tuple[float, bool]:
        began = time.perf_counter()
        try:
            hand_in(sheet)
        except OperationalError:
            return time.perf_counter() - began, False
        return time.perf_counter() - began, True

    began = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        waits = list(callers.map(one, sheets))
    seconds = time.perf_counter() - began
    times = sorted(wait * 1000 for wait, _ in waits)
    stored = sum(good for _, good in waits)
    return Run(
        stored / seconds,
        statistics.median(times),
        times[int(len(times) * 0.95)],
        times[-1],
        len(sheets) - stored,
    )


def batching(store: Store, sheets: list[AnswerSheet]) -> Run:
    writer = Writer(store)
    writer.start()
    run = _timed(sheets, lambda sheet: writer.submit(sheet).result())
    writer.stop()
    return run


def one_transaction_each(store: Store, sheets: list[AnswerSheet]) -> Run:
    def hand_in(sheet: AnswerSheet) -> None:
        with store.write() as session:
            (outcome,) = record_responses(session, [sheet])
        assert isinstance(outcome, Receipt)

    return _timed(sheets, hand_in)


def measure(address: str, answers: int, rounds: int) -> tuple[list[Run], list[Run]]:
    migrate(address)
    store = Store(address)
    codes = counters(store)
    batched, single = [], []
    batching(store, draw_sheets(codes, 200))  # warm
    for _ in range(rounds):
        batched.append(batching(store, draw_sheets(codes, answers)))
        single.append(one_transaction_each(store, draw_sheets(codes, answers // 4)))
    with store.read() as session:
        assert recount(session).agrees, "rows and tallies have parted"
    store.close()
    return batched, single


def _middle(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda run: run.per_second)[len(runs) // 2]


def _line(database: str, way: str, runs: list[Run]) -> tuple[object, ...]:
    run = _middle(runs)
    return (
        database,
        way,
        f"{run.per_second:.0f}",
        f"{run.median_wait:.0f}",
        f"{run.p95_wait:.0f}",
        f"{max(each.longest_wait for each in runs):.0f}",
        sum(each.errors for each in runs),
    )


def _goals(database: str, batched: list[Run], single: list[Run]) -> list[Goal]:
    ratios = [ours.per_second / theirs.per_second for ours, theirs in zip(batched, single, strict=True)]
    longest = max(run.longest_wait for run in batched) / 1000
    refused = sum(run.errors for run in batched)
    return [
        Goal(f"{database}: times a transaction each", statistics.median(ratios), TIMES_FASTER[database]),
        Goal(f"{database}: longest wait, seconds", longest, 1, at_least=False),
        Goal(f"{database}: answers not stored", refused, 0, at_least=False),
    ]


def report(quick: bool) -> list[Goal]:
    """Measure both ways on both databases, print the table, and give the goals."""
    answers, rounds = (400, 1) if quick else (4000, 3)
    rows: list[tuple[object, ...]] = []
    goals: list[Goal] = []
    with databases() as addresses:
        for name, address in addresses.items():
            batched, single = measure(address, answers, rounds)
            rows += [_line(name, "batching writer", batched), _line(name, "transaction each", single)]
            goals += _goals(name, batched, single)
    print_table(("database", "way", "answers/s", "median ms", "p95 ms", "longest ms", "refused"), rows)
    return goals
