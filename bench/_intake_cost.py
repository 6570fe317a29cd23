"""What the log and the signals add to the cost of storing an answer, side by side.

The batching writer stores the same answers with everything, without what the log keeps of them (salts,
commitments, what waits to be sealed), without what the signals keep (minute and pace), and without both.
Runs alternate, each round begins with another way; before each run what waits is sealed, as a server does every few
seconds. Sealing and judging come later, in the background, and are printed as time for each answer.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final
from unittest.mock import patch

from bench._intake_office import databases
from bench._intake_writer import batching, counters, draw_sheets
from bench._table import Goal, print_table
from db import Store, migrate
from db.commands.release import Policy
from jobs.seal import seal_due
from jobs.signals import flag_due
from trust.heads import Signer

MOST_ADDED: Final = 0.15
_ROUNDS: Final = 24


def _nothing(*_: object) -> None:
    pass


def _no_columns(*_: object) -> dict[str, Any]:
    return {}


_LOG = {
    "db.commands.record.binding": _no_columns,
    "db.commands.record.commitment_to": _nothing,
    "db.commands.record._insert_unsealed": _nothing,
}
_SIGNALS = {"db.commands.record._insert_timings": _nothing}
WAYS: Final[Mapping[str, Mapping[str, Callable[..., Any]]]] = {
    "everything": {},
    "without the log": _LOG,
    "without the signals": _SIGNALS,
    "without both": {**_LOG, **_SIGNALS},
}


def report(quick: bool) -> list[Goal]:
    """Measure on both databases, print the table, and give the goals."""
    answers, rounds = (320, 1) if quick else (2400, _ROUNDS)
    rows: list[tuple[object, ...]] = []
    goals: list[Goal] = []
    with databases() as addresses:
        for name, address in addresses.items():
            found, later = measure(address, answers, rounds)
            rows += _lines(name, found, later)
            goals.append(
                Goal(
                    f"{name}: added by the log and the signals",
                    added(found, "without both"),
                    MOST_ADDED,
                    at_least=False,
                )
            )
    print_table(("database", "way", "ms an answer", "added by what is left out"), rows)
    return goals


def measure(address: str, answers: int, rounds: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Milliseconds for each answer: of every round by way, and of what is done later."""
    migrate(address)
    store = Store(address)
    codes = counters(store)
    batching(store, draw_sheets(codes, 200))  # warm
    later = _later(store, codes, answers)  # while a counter's day has no more forms than a day can have
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    names = list(WAYS)
    for first in range(rounds):
        for way in names[first % len(names) :] + names[: first % len(names)]:
            with ExitStack() as patches:
                for place, instead in WAYS[way].items():
                    patches.enter_context(patch(place, instead))
                _seal(store)
                store.forget_deleted(())  # its log is empty: no run pays for writing back what came before it
                found[way].append(1000 / batching(store, draw_sheets(codes, answers)).per_second)
    store.close()
    return found, later


def added(found: Mapping[str, Sequence[float]], without: str) -> float:
    """The share of the cost that came with what a way leaves out: medians of the rounds, for a slow disk now and then
    meets one run and not the next."""
    return statistics.median(found["everything"]) / statistics.median(found[without]) - 1


def _later(store: Store, codes: list[str], answers: int) -> dict[str, float]:
    """Milliseconds for each answer that sealing and judging take, in rounds of as many as they find."""
    tasks: dict[str, Callable[[], object]] = {
        "sealed later": lambda: _seal(store),
        "judged later": lambda: flag_due(store, Policy.LIVE),
    }
    for task in tasks.values():
        while task():
            pass
    batching(store, draw_sheets(codes, answers))
    taken = {}
    for name, task in tasks.items():
        began = time.perf_counter()
        task()
        taken[name] = (time.perf_counter() - began) * 1000 / answers
    return taken


def _seal(store: Store) -> object:
    return seal_due(store, Policy.LIVE, Signer.of("bench", bytes(32)))


def _lines(
    database: str, found: Mapping[str, Sequence[float]], later: Mapping[str, float]
) -> list[tuple[object, ...]]:
    ways = [
        (
            database,
            way,
            f"{statistics.median(times):.3f}",
            "" if not WAYS[way] else f"{added(found, way):.0%}",
        )
        for way, times in found.items()
    ]
    return [*ways, *((database, name, f"{each:.3f}", "") for name, each in later.items())]
