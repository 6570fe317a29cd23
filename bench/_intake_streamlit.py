"""Sessions a second of Streamlit's form, against the same questions as a stock Streamlit application.

A session is what a person's browser does first: a WebSocket, and a run of the script to its end. Eight are open at a
time, in two processes of the client. The stock form asks everything on its first page; ours asks first why somebody
came, so what it takes to that person's second page, with everything that is rated, is told beside.
"""

import shutil
import statistics
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from bench._citizen_servers import stock_server
from bench._intake_client import quantile
from bench._intake_http import our_server
from bench._intake_office import Offices, databases, furnish
from bench._intake_sessions import AT_ONCE, Page, Seen, open_for
from bench._table import Goal, print_table
from tests.server import PROJECT

SETTINGS = ".streamlit"
OURS, BOTH, STOCK, BARE = "ours", "ours, to the second page", "stock", "stock with our settings"
TIMES_STOCK, OF_BARE = 10, 0.7

_A_PURPOSE = "Nộp hồ sơ".encode()
_A_LEVEL = "Hài lòng".encode()


def report(quick: bool) -> list[Goal]:
    """Measure all ways, print the table, and give the goals."""
    rounds, seconds = (1, 2.0) if quick else (3, 5.0)
    with databases() as addresses:
        found = measure(furnish(addresses["SQLite"]), rounds, seconds)
    rows = [(way, *_figures(runs)) for way, runs in found.items()]
    print(f"{AT_ONCE} sessions at a time, {rounds} x {seconds:g} seconds")
    print_table(("form", "sessions/s", "median ms", "p95 ms", "failed"), rows)
    return [
        Goal("Streamlit's form: sessions a second, times stock", _ratio(found, STOCK), TIMES_STOCK),
        Goal("Streamlit's form: of stock with our settings", _ratio(found, BARE), OF_BARE),
        Goal("Streamlit's form: sessions failed", _failed(found), 0, at_least=False),
    ]


def measure(offices: Offices, rounds: int, seconds: float) -> dict[str, list[Seen]]:
    """By form, the runs; they alternate."""
    found: dict[str, list[Seen]] = {OURS: [], BOTH: [], STOCK: [], BARE: []}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        ours = servers.enter_context(our_server(offices)).base_url
        bare, stock = Path(folder) / "bare", Path(folder) / "stock"
        shutil.copytree(PROJECT / SETTINGS, bare / SETTINGS)
        stock.mkdir()
        query = f"c={offices.codes[0]}&lang=vi"
        pages = {
            OURS: Page(ours, query, _A_PURPOSE),
            BOTH: Page(ours, query, _A_LEVEL, taps="purpose-result"),
            STOCK: Page(servers.enter_context(stock_server(stock)).base_url, shows=_A_LEVEL),
            BARE: Page(servers.enter_context(stock_server(bare)).base_url, shows=_A_LEVEL),
        }
        for page in pages.values():
            open_for(page, 0.5)
        for _ in range(rounds):
            for way, page in pages.items():
                found[way].append(open_for(page, seconds))
    return found


def _ratio(found: Mapping[str, list[Seen]], other: str) -> float:
    """The median over the rounds."""
    pairs = zip(found[OURS], found[other], strict=True)
    return statistics.median(ours.per_second / theirs.per_second for ours, theirs in pairs)


def _failed(found: Mapping[str, list[Seen]]) -> int:
    return sum(run.failed for way in (OURS, BOTH) for run in found[way])


def _figures(runs: list[Seen]) -> tuple[object, ...]:
    middle = sorted(runs, key=lambda run: run.per_second)[len(runs) // 2]
    waits = (f"{quantile(middle.waits, share) * 1000:.0f}" for share in (0.5, 0.95))
    return (f"{middle.per_second:.1f}", *waits, sum(run.failed for run in runs))
