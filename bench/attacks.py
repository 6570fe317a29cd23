"""What attacks on a counter's forms achieve: fakes that get in, when they are marked, how far the index moves.

    python -m bench.attacks [--quick] [--postgres]

An office of three counters lives through a month in an empty database: so many honest citizens answer, half of them
with a ticket, and one attacker goes through the same doors. Signals, purges and the release run as the server runs
them, by a clock that is set. The index before and after is what offices are told: of all forms, of those without a
mark, of verified visits. Each figure is the median of several months; movements are in half-widths of the interval
that the index has without the attack.
"""

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bench._attacks_month import Databases, Lived, Told, live
from bench._attacks_office import PostgresCopies, SqliteCopies
from bench._attacks_ways import WAYS, Way
from bench._table import Goal, print_table, verdict
from db import migrate
from scoring.gates import MOST_FLAGGED
from tests.postgres import postgres_server

FORMS: Final = (30, 100, 400)
INDICES: Final = (0.70, 0.85)
MONTHS: Final = 5
HALF: Final = 0.5
"""Of its half-width the index without marked forms may move."""


@dataclass(frozen=True, slots=True)
class Row:
    """One attack at one number of forms and one index, in several months: `before` without it, `after` with it."""

    way: Way
    forms: int
    index: float
    before: tuple[Lived, ...]
    after: tuple[Lived, ...]

    def median(self, figure: Callable[[Lived], float | None]) -> float | None:
        """Over the months that have it; None where most do not."""
        known = [each for each in map(figure, self.after) if each is not None]
        return statistics.median(known) if 2 * len(known) > len(self.after) else None

    def moved(self, told: Callable[[Lived], Told | None]) -> list[float]:
        """By how many half-widths the index moved in each month.

        An index that is not told any more leaves readers that of all forms.
        """
        found = []
        for before, after in zip(self.before, self.after, strict=True):
            was, now = told(before), told(after) or after.everybody
            if was is not None and now is not None:
                found.append((now.value - was.value) / was.half)
        return found

    @property
    def where(self) -> str:
        return f"{self.way.name}, n {self.forms}, {100 * self.index:.0f} %"

    def cells(self) -> tuple[str, ...]:
        marked = self.median(lambda lived: lived.marked / lived.accepted if lived.accepted else None)
        return (
            self.way.name,
            str(self.forms),
            f"{100 * self.index:.0f} %",
            _number(self.median(lambda lived: lived.tried)),
            _number(self.median(lambda lived: lived.accepted)),
            _number(self.median(lambda lived: lived.by_then)),
            _number(self.median(lambda lived: lived.hours), 1),
            "–" if marked is None else f"{100 * marked:.0f} %",
            _number(self.median(lambda lived: lived.marked_honest)),
            self._index(self.before),
            self._index(self.after),
            *(f"{statistics.median(self.moved(each)):+.2f}" for each in (_everybody, _unmarked, _verified)),
            "yes" if sum(lived.compared for lived in self.after) * 2 > len(self.after) else "no",
        )

    def _index(self, months: Sequence[Lived]) -> str:
        told = [lived.everybody for lived in months if lived.everybody is not None]
        value, half = (
            statistics.median(figures) for figures in zip(*((t.value, t.half) for t in told), strict=True)
        )
        return f"{value:.1f} ±{half:.1f}"


HEADINGS: Final = (
    *("attack", "n", "index", "tried", "got in", "in before a mark", "hours to a mark", "marked"),
    *("honest marked", "index before", "after", "moved", "without marked", "verified", "compared"),
)


def _everybody(lived: Lived) -> Told | None:
    return lived.everybody


def _unmarked(lived: Lived) -> Told | None:
    return lived.unmarked


def _verified(lived: Lived) -> Told | None:
    return lived.verified


def measure(
    databases: Databases,
    forms: Sequence[int] = FORMS,
    indices: Sequence[float] = INDICES,
    months: int = MONTHS,
    ways: Sequence[Way] = WAYS,
    processes: int = 1,
) -> list[Row]:
    """Every way in every month; the first way is the month without any attack."""
    settings = [(n, index) for n in forms for index in indices]
    tasks = [
        (WAYS.index(way), n, index, seed) for seed in range(months) for n, index in settings for way in ways
    ]
    one = partial(_live, databases)
    if processes == 1:
        lived = [one(task) for task in tasks]
    else:
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
            os.environ[name] = "1"
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            lived = pool.map(one, tasks, chunksize=1)
    found = dict(zip(tasks, lived, strict=True))

    def of(way: int, n: int, index: float) -> tuple[Lived, ...]:
        return tuple(found[way, n, index, seed] for seed in range(months))

    return [
        Row(way, n, index, of(WAYS.index(ways[0]), n, index), of(WAYS.index(way), n, index))
        for way in ways
        for n, index in settings
    ]


def _live(databases: Databases, task: tuple[int, int, float, int]) -> Lived:
    place, forms, index, seed = task
    return live(WAYS[place], forms, index, seed, databases)


def goals(rows: Sequence[Row]) -> list[Goal]:
    """What is asked of the attacks that the signals are there for, and of honest crowds."""
    attacks = [row for row in rows if not row.way.honest]
    crowds = [row for row in rows if row.way.honest and row.way.limit]
    limited = [row for row in attacks if row.way.limit]
    found = [_worst("without marked forms, moved in half-widths", limited)]
    refused = [row for row in attacks if not row.way.stored]
    return [
        Goal(
            "verified index: months in which an attack changed one count of it",
            sum(
                before.verified != after.verified
                for row in attacks
                for before, after in zip(row.before, row.after, strict=True)
            ),
            0,
            at_least=False,
        ),
        *found,
        Goal(
            "captured forms and guessed tickets that got in",
            sum(lived.accepted for row in refused for lived in row.after),
            0,
            at_least=False,
        ),
        Goal(
            "months with over 10 % of forms marked that are compared",
            sum(_too_many(lived) and lived.compared for row in rows for lived in row.after),
            0,
            at_least=False,
        ),
        Goal(
            "honest crowds: forms marked",
            sum(lived.marked_honest for row in crowds for lived in row.after),
            0,
            False,
        ),
        Goal(
            "honest forms turned away",
            sum(lived.refused_honest for row in rows for lived in row.after),
            0,
            at_least=False,
        ),
    ]


def _worst(name: str, rows: Sequence[Row]) -> Goal:
    """The median of the months, where it is largest; and every other row that misses it."""

    def moved(row: Row) -> float:
        return abs(statistics.median(row.moved(_unmarked)))

    worst, *rest = sorted(rows, key=moved, reverse=True)
    others = tuple(f"{row.where}: {moved(row):.2f}" for row in rest if moved(row) > HALF)
    return Goal(f"{name} ({worst.where})", moved(worst), HALF, at_least=False, others=others)


def _largest(rows: Sequence[Row]) -> str:
    """The single month of all in which an attack that should be found moved the index without marks most."""
    moved = {
        (row.where, month): abs(by)
        for row in rows
        if row.way.limit and not row.way.honest
        for month, by in enumerate(row.moved(_unmarked))
    }
    (where, month), most = max(moved.items(), key=lambda item: item[1])
    over = sum(by > HALF for by in moved.values())
    return (
        f"without marked forms, in any single month: {most:.2f} at most ({where}, month {month}); "
        f"above {HALF:g} in {over} of {len(moved)}"
    )


def _undetected(rows: Sequence[Row]) -> list[str]:
    """The attacks of which fakes got in and none was marked in any month."""
    marked: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        marked.setdefault(row.way.name, []).extend((lived.accepted, lived.marked) for lived in row.after)
    return [
        name
        for name, months in marked.items()
        if any(accepted for accepted, _ in months) and not any(found for _, found in months)
    ]


def _too_many(lived: Lived) -> bool:
    return lived.marked + lived.marked_honest > MOST_FLAGGED * lived.forms


def _number(value: float | None, decimals: int = 0) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


@contextmanager
def _databases(postgres: bool) -> Iterator[Databases]:
    if postgres:
        with postgres_server() as server:
            server.make_template(migrate)
            yield PostgresCopies(server.socket_dir)
    else:
        memory = Path("/dev/shm")  # noqa: S108  (nothing here has to outlast a power cut)
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
            yield SqliteCopies.made(Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one month of 100 forms at 70 per cent")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    asked = parser.parse_args()
    began = time.perf_counter()
    with _databases(asked.postgres) as databases:
        cores = os.cpu_count() or 1
        if asked.quick:
            rows = measure(databases, (100,), (0.70,), 1, processes=cores)
        else:
            rows = measure(databases, processes=cores)
    months = len(rows[0].after)
    print_table(HEADINGS, [row.cells() for row in rows])
    print(
        f"\nmedians of {months} months each; moved: in half-widths; {time.perf_counter() - began:.0f} seconds"
    )
    print(_largest(rows))
    print(f"not detected, which is why there are tickets: {'; '.join(_undetected(rows))}")
    verdict(goals(rows))


if __name__ == "__main__":
    main()
