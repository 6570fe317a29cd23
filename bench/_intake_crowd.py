"""Three hundred people on the quick form and thirty on Streamlit's: a hall that is asked to take out its phones.

They come within ten seconds, and another time all in the same moment. Each on the quick form opens it and sends it at
once, on a line of their own; each on Streamlit's opens it and says why they came. Nobody may wait longer than two
seconds for anything.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench._intake_client import Visits, visit
from bench._intake_http import our_server
from bench._intake_office import Offices, databases, furnish
from bench._intake_sessions import Page, arrive
from bench._table import Goal, print_table

QUICK, STREAMLIT = 300, 30
SPREAD_SECONDS = 10.0
LONGEST_WAIT = 2.0


def report(quick: bool) -> list[Goal]:
    """Let them all come, print the table, and give the goals."""
    people, sessions, spreads = (60, 6, (2.0, 0.0)) if quick else (QUICK, STREAMLIT, (SPREAD_SECONDS, 0.0))
    rows: list[tuple[object, ...]] = []
    goals: list[Goal] = []
    with databases() as addresses:
        for name, address in addresses.items():
            offices = furnish(address)
            for spread in spreads:
                row, some = _come(name, offices, people, sessions, spread)
                rows.append(row)
                goals += some
    print(f"{people} people on the quick form and {sessions} on Streamlit's")
    headings = (
        "database",
        "within, s",
        "longest to open, s",
        "to send, s",
        "Streamlit's, s",
        "MB before",
        "after",
    )
    print_table(headings, rows)
    return goals


def _come(
    name: str, offices: Offices, people: int, sessions: int, spread: float
) -> tuple[tuple[object, ...], list[Goal]]:
    with our_server(offices) as server, ThreadPoolExecutor(1) as other:
        arrive(_page(server.base_url, offices.codes[0]), 1, 0.0)  # the first visitor of the day
        before, memory = offices.stored(), _megabytes(server.process.pid)
        there = other.submit(arrive, _page(server.base_url, offices.codes[1]), sessions, spread)
        tally = visit(Visits(server.base_url, offices.codes, people, spread=spread))
        seen = there.result()
        after = _megabytes(server.process.pid)
        lost = abs(offices.stored() - before - len(set(tally.receipts)))
    waits = [max(waits, default=0.0) for waits in (tally.opened, tally.sent, seen.waits)]
    came = f"within {spread:g} s" if spread else "at once"
    served = len(tally.receipts) + len(seen.waits)
    row = (name, f"{spread:g}", *(f"{wait:.2f}" for wait in waits), f"{memory:.0f}", f"{after:.0f}")
    return row, [
        Goal(f"{name}: longest wait of a crowd {came}, seconds", max(waits), LONGEST_WAIT, at_least=False),
        Goal(f"{name}: people of a crowd {came} who got through", served, people + sessions),
        Goal(f"{name}: receipts of a crowd {came} without a row, or the other way", lost, 0, at_least=False),
    ]


def _page(base_url: str, code: str) -> Page:
    return Page(base_url, f"c={code}&lang=vi", "Hài lòng".encode(), taps="purpose-result")


def _megabytes(process: int) -> float:
    """Memory that a process holds just now."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")
