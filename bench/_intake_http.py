"""Complete submissions a second: a form opened and sent, over HTTP, against two routes that do nothing but answer.

32 kept-alive connections of a client in processes of its own open a form, answer everything that it asks, and send
it, over and over. The other server is bare Starlette, started in the same way: two routes that serve the same form at
the same size, compressed by Starlette's own middleware, and read and echo what was sent. That is what the goal is set
against: whoever draws a form for each visitor, and signs it, must compress each. Beside it stands what bare routes do
that give everybody the same bytes, compressed once beforehand: no form that is good for one answer can be served so,
and the line tells what all of drawing, signing, checking and storing costs. Runs alternate, so that a slow minute of
the machine meets all.
"""

import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench._intake_bare import PAGE
from bench._intake_beside import beside
from bench._intake_client import PROCESSES, Tally, Visits, visit
from bench._intake_office import Offices, databases, furnish
from bench._table import Goal, print_table
from tests.server import Server, running_server
from trust.keys import new_key

CONNECTIONS = 32
WARM_SECONDS = 1.0

OF_BARE = 0.25
"""Of what the bare routes do."""
LEAST_PER_SECOND = 260
"""Twenty times the 13 a second of LimeSurvey on such a machine."""
LONGEST_P95 = 250.0
"""Milliseconds, of the slower of the two requests."""


@dataclass(slots=True)
class Measured:
    """What one database gave: our runs and bare ones side by side, and runs beside which offices were at work."""

    ours: list[Tally] = field(default_factory=list)
    bare: list[Tally] = field(default_factory=list)
    compressing: list[Tally] = field(default_factory=list)
    busy: list[Tally] = field(default_factory=list)
    beside: str = ""
    lost: int = 0

    @property
    def of_bare(self) -> float:
        """What we do of bare routes that give the same bytes to all; the median over the rounds."""
        return _share(self.ours, self.bare)

    @property
    def of_compressing(self) -> float:
        """The same, of bare routes that compress each page: the goal."""
        return _share(self.ours, self.compressing)


def _share(ours: list[Tally], theirs: list[Tally]) -> float:
    return statistics.median(
        one.per_second / other.per_second for one, other in zip(ours, theirs, strict=True)
    )


def report(quick: bool) -> list[Goal]:
    """Measure on both databases, print the table, and give the goals."""
    rounds, seconds = (1, 1.5) if quick else (3, 6.0)
    print(f"{CONNECTIONS} connections of {PROCESSES} processes of the client, {rounds} x {seconds:g} seconds")
    rows: list[tuple[object, ...]] = []
    goals: list[Goal] = []
    with databases() as addresses:
        for name, address in addresses.items():
            found = measure(furnish(address), rounds, seconds)
            rows += _lines(name, found)
            goals += _goals(name, found)
    print_table(("database", "server", "submissions/s", "median ms", "p95 ms", "longest ms", "refused"), rows)
    return goals


def measure(offices: Offices, rounds: int, seconds: float) -> Measured:
    """So many pairs of runs of so many seconds, then one while offices work."""
    found = Measured()
    with (
        our_server(offices) as ours,
        _bare_server(ours, offices, packed=True) as bare,
        _bare_server(ours, offices, packed=False) as compressing,
    ):
        before, receipts = offices.stored(), set[str]()

        def ask(server: Server, lasting: float) -> Tally:
            tally = visit(Visits(server.base_url, offices.codes, CONNECTIONS, lasting))
            receipts.update(tally.receipts)
            return tally

        ask(ours, WARM_SECONDS)
        ask(bare, WARM_SECONDS)
        ask(compressing, WARM_SECONDS)
        for _ in range(rounds):
            found.ours.append(ask(ours, seconds))
            found.bare.append(ask(bare, seconds))
            found.compressing.append(ask(compressing, seconds))
        with beside(ours.base_url, offices) as work:
            found.busy.append(ask(ours, seconds))
        found.beside = str(work)
        found.lost = abs(offices.stored() - before - len(receipts))
    return found


@contextmanager
def our_server(offices: Offices) -> Iterator[Server]:
    """This product as `streamlit run` starts it."""
    with tempfile.TemporaryDirectory() as folder:
        env = {"DATABASE_URL": offices.address, "VAR_DIR": folder, "SIGNING_KEYS": new_key()}
        with running_server(Path(folder) / "ours.log", env) as server:
            yield server


@contextmanager
def _bare_server(ours: Server, offices: Offices, *, packed: bool) -> Iterator[Server]:
    """Two routes with the page that our server gives."""
    asked = urllib.request.Request(f"{ours.base_url}/q/{offices.codes[0]}?lang=vi")
    asked.add_header("Accept-Encoding", "gzip" if packed else "identity")
    with tempfile.TemporaryDirectory() as folder, urllib.request.urlopen(asked) as page:
        file = Path(folder) / ("page.html.gz" if packed else "page.html")
        file.write_bytes(page.read())
        with running_server(Path(folder) / "bare.log", {PAGE: str(file)}, app="bench/_intake_bare") as server:
            yield server


def _lines(name: str, found: Measured) -> list[tuple[object, ...]]:
    ways = {
        "ours": found.ours,
        f"bare, the same bytes for all: ours is {found.of_bare:.2f}": found.bare,
        "bare routes, compressing": found.compressing,
        f"ours, {found.beside}": found.busy,
    }
    return [(name, way, *_figures(runs)) for way, runs in ways.items()]


def _figures(runs: list[Tally]) -> tuple[object, ...]:
    middle = _middle(runs)
    waits = (f"{middle.longest(share):.0f}" for share in (0.5, 0.95, 1.0))
    return (f"{middle.per_second:.0f}", *waits, sum(run.refused for run in runs))


def _middle(runs: list[Tally]) -> Tally:
    return sorted(runs, key=lambda run: run.per_second)[len(runs) // 2]


def _goals(name: str, found: Measured) -> list[Goal]:
    def p95(runs: list[Tally]) -> float:
        return statistics.median(run.longest(0.95) for run in runs)

    refused = sum(run.refused for run in (*found.ours, *found.busy))
    return [
        Goal(f"{name}: submissions a second, of bare routes", found.of_compressing, OF_BARE),
        Goal(f"{name}: submissions a second", _middle(found.ours).per_second, LEAST_PER_SECOND),
        Goal(f"{name}: p95, ms", p95(found.ours), LONGEST_P95, at_least=False),
        Goal(f"{name}: p95 while offices work, ms", p95(found.busy), LONGEST_P95, at_least=False),
        Goal(f"{name}: forms refused", refused, 0, at_least=False),
        Goal(f"{name}: receipts without a row, or rows without a receipt", found.lost, 0, at_least=False),
    ]
