"""Three hundred people on the quick form and thirty on Streamlit's within ten seconds: the first minute of a hearing.

They arrive within ten seconds. Each on the quick form opens it and sends it at once, on a line of their own; each on
Streamlit's opens it and says why they came. Nobody may wait longer than two seconds for anything.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench._intake_client import Visits, visit
from bench._intake_http import our_server
from bench._intake_office import databases, furnish
from bench._intake_sessions import Page, arrive
from bench._table import Goal, print_table

QUICK, STREAMLIT = 300, 30
SPREAD_SECONDS = 10.0
LONGEST_WAIT = 2.0


def report(quick: bool) -> list[Goal]:
    """Let them all come, print the table, and give the goals."""
    people, sessions, spread = (60, 6, 2.0) if quick else (QUICK, STREAMLIT, SPREAD_SECONDS)
    rows: list[tuple[object, ...]] = []
    goals: list[Goal] = []
    with databases() as addresses:
        for name, address in addresses.items():
            row, some = _come(name, address, people, sessions, spread)
            rows.append(row)
            goals += some
    print(f"{people} people on the quick form and {sessions} on Streamlit's, within {spread:g} seconds")
    headings = ("database", "longest to open, s", "to send, s", "Streamlit's, s", "MB before", "after")
    print_table(headings, rows)
    return goals


def _come(
    name: str, address: str, people: int, sessions: int, spread: float
) -> tuple[tuple[object, ...], list[Goal]]:
    offices = furnish(address)
    with our_server(offices) as server, ThreadPoolExecutor(1) as other:
        arrive(_page(server.base_url, offices.codes[0]), 1, 0.0)  # the first visitor of the day
        before, memory = offices.stored(), _megabytes(server.process.pid)
        there = other.submit(arrive, _page(server.base_url, offices.codes[1]), sessions, spread)
        tally = visit(Visits(server.base_url, offices.codes, people, spread=spread))
        seen = there.result()
        after = _megabytes(server.process.pid)
        lost = abs(offices.stored() - before - len(set(tally.receipts)))
    waits = [max(waits, default=0.0) for waits in (tally.opened, tally.sent, seen.waits)]
    served = len(tally.receipts) + len(seen.waits)
    row = (name, *(f"{wait:.2f}" for wait in waits), f"{memory:.0f}", f"{after:.0f}")
    return row, [
        Goal(f"{name}: longest wait of a crowd, seconds", max(waits), LONGEST_WAIT, at_least=False),
        Goal(f"{name}: people of a crowd who got through", served, people + sessions),
        Goal(f"{name}: receipts of a crowd without a row, or the other way", lost, 0, at_least=False),
    ]


def _page(base_url: str, code: str) -> Page:
    return Page(base_url, f"c={code}&lang=vi", "Hài lòng".encode(), taps="purpose-result")


def _megabytes(process: int) -> float:
    """Memory that a process holds just now."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")
