"""The citizen's way to the first question, against the same questions as Streamlit serves them untouched.

    python -m bench.citizen [--quick]

In Chromium as a Pixel 5 with its CPU slowed four times, nothing kept from one visit to the next. Each figure is the
median of its rounds, with the shortest and the longest beside it; a round takes all lines and ways in turns, so that
a slow minute of the machine meets all of them. A full run ends after eight minutes at most; a short one has fewer
lines and leaves out untouched Streamlit on slow 3G, which takes a minute by itself.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from playwright.sync_api import Browser

from bench._citizen_servers import Served, our_server, served, stock_server
from bench._citizen_visit import NETWORKS, Network, Visit, Way, open_form, phone
from bench._table import Goal, print_table, verdict
from tests.browser import chromium, find_chromium

KB: Final = 1000
WEIGHED: Final = {
    ("shell", "br"): 4,
    ("shell", "gzip"): 4,
    ("quick form", "gzip"): 6,
    ("quick form that asks everything", "gzip"): 6,
}
"""By page and encoding, how many kB it may have; a form is drawn for each visitor and always goes in gzip."""
DRAWS: Final = 12
"""Forms that are weighed: which criteria come first is drawn for each, and moves its size by some fifty bytes."""

ROUNDS: Final = 3
LAST_ROUND_BEGINS: Final = 300.0
"""Seconds after which no other round begins."""

OUR_QUESTION: Final = ".st-key-answers button, #purpose input"
STOCK_QUESTION: Final = "[data-testid=stRadio] input"

STOCK, STREAMLITS, TOLD, NOT_TOLD = "untouched Streamlit", "/p/CODE", "/?c=CODE", "/?c=, tells no line"
NO_SCRIPT, SAVES, QUICK = "/?c=, no script", "/?c=, saves data", "/q/CODE"

Visits: TypeAlias = Mapping[tuple[str, str], list[Visit]]
"""By line and way."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A visit to the quick form from its link up to the thanks."""

    received: int
    sent: int
    requests: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where both servers are, and the code on the poster."""

    ours: str
    stock: str
    code: str

    def ways(self) -> list[tuple[Way, str]]:
        link = f"/?c={self.code}"
        ours = (
            Way(QUICK, f"/q/{self.code}", OUR_QUESTION),
            Way(TOLD, link, OUR_QUESTION),
            Way(NOT_TOLD, link, OUR_QUESTION, tells_connection=False),
            Way(NO_SCRIPT, link, OUR_QUESTION, script=False),
            Way(SAVES, link, OUR_QUESTION, saves_data=True),
            Way(STREAMLITS, f"/p/{self.code}", OUR_QUESTION),
        )
        return [*((way, self.ours) for way in ours), (Way(STOCK, "/", STOCK_QUESTION), self.stock)]


def weigh(base_url: str, code: str, long: str) -> dict[tuple[str, str], Served]:
    """By page and encoding, the largest of some."""
    paths = (f"/?c={code}", f"/?c={code}", f"/q/{code}", f"/q/{long}")
    return {
        (page, encoding): max(
            (served(base_url, path, encoding) for _ in range(DRAWS)), key=lambda each: each.body
        )
        for (page, encoding), path in zip(WEIGHED, paths, strict=True)
    }


def visit_all(browser: Browser, to: Addresses, networks: Sequence[Network], quick: bool) -> Visits:
    """Every way over every line, in rounds."""
    found: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    began = time.monotonic()
    for _ in range(1 if quick else ROUNDS):
        for network in networks:
            for way, base_url in to.ways():
                if quick and way.name == STOCK and network.name == "slow 3G":
                    continue
                with phone(browser, network, way) as (page, line):
                    found[network.name, way.name].append(open_form(page, line, base_url, way))
        if time.monotonic() - began > LAST_ROUND_BEGINS:
            break
    return found


def warm_up(browser: Browser, to: Addresses) -> None:
    """No figure pays for what a server does but once."""
    for way, base_url in to.ways():
        if way.name in {QUICK, STREAMLITS, STOCK}:
            with phone(browser, NETWORKS["none"], way) as (page, line):
                open_form(page, line, base_url, way)


def whole_visit(browser: Browser, to: Addresses) -> Whole:
    """The quick form, all of it answered, with a comment, up to the thanks and what comes after them."""
    way = to.ways()[0][0]
    with phone(browser, NETWORKS["4G"], way) as (page, line):
        open_form(page, line, to.ours, way)
        page.locator("[name=m][value=submit]").check()
        page.locator("summary").last.click()
        for rated in page.locator(".c:visible").all():
            rated.locator("input[value='4']").check()
        page.locator("textarea").fill("Cán bộ hướng dẫn rõ ràng, chờ hơi lâu.")
        page.locator("#send").click()
        page.locator("#receipt").wait_for()
        page.wait_for_timeout(1500)  # a worker that is put in place now is part of the visit
        line.count_workers()
        return Whole(line.received(), line.sent, line.requests())


def streamlits_whole(browser: Browser, to: Addresses) -> int:
    """Bytes of Streamlit's form up to the page on which everything is rated, with all that was loaded for it."""
    way = next(way for way, _ in to.ways() if way.name == STREAMLITS)
    with phone(browser, NETWORKS["4G"], way) as (page, line):
        open_form(page, line, to.ours, way)
        page.locator(".st-key-answers button").first.click()
        page.locator(STOCK_QUESTION).first.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        return line.received()


def print_weights(weights: Mapping[tuple[str, str], Served]) -> None:
    rows = [
        (page, encoding, f"{each.body:,}", f"{each.headers:,}") for (page, encoding), each in weights.items()
    ]
    print_table(("page", "encoding", "bytes", "headers beside"), rows)


def print_visits(visits: Visits) -> None:
    print()
    print_table(
        ("line", "way", "which form", "seconds", "(from, to)", "kB", "requests", "visits"),
        [(line, way, *_figures(each)) for (line, way), each in visits.items()],
    )


def _figures(visits: Sequence[Visit]) -> tuple[object, ...]:
    seconds = [visit.seconds for visit in visits]
    forms = {"quick" if "/q/" in visit.address else "Streamlit" for visit in visits}
    return (
        " or ".join(sorted(forms)),
        f"{statistics.median(seconds):.2f}",
        f"({min(seconds):.2f}, {max(seconds):.2f})",
        f"{_median(visits, 'received') / KB:,.1f}",
        f"{_median(visits, 'requests'):.0f}",
        len(visits),
    )


def _median(visits: Iterable[Visit], what: str) -> float:
    return float(statistics.median(getattr(visit, what) for visit in visits))


def goals(
    weights: Mapping[tuple[str, str], Served], visits: Visits, whole: Whole, streamlits: int
) -> list[Goal]:
    """What is asked of the citizen's way; of visits, those whose line and way were measured."""
    found = [
        Goal(
            f"{page}, {encoding}, kB",
            weights[page, encoding].body / KB,
            WEIGHED[page, encoding],
            at_least=False,
        )
        for page, encoding in WEIGHED
    ]
    for line, way, limit in (
        ("slow 3G", TOLD, 2.5),
        ("slow 3G", NOT_TOLD, 5),
        ("slow 3G", NO_SCRIPT, 2.5),
        ("4G", STREAMLITS, 3.0),
    ):
        found.append(
            Goal(f"{line}, {way}: seconds", _median(visits[line, way], "seconds"), limit, at_least=False)
        )
    found.append(Goal(f"{STREAMLITS} with all ratings, kB", streamlits / KB, 500, at_least=False))
    if visits.get(("slow 3G", STOCK)):
        ours, stock = (_median(visits["slow 3G", way], "seconds") for way in (STREAMLITS, STOCK))
        found.append(
            Goal(f"slow 3G, {STREAMLITS}: part of {STOCK}'s time", ours / stock, 0.25, at_least=False)
        )
    found.append(
        Goal("whole quick visit, kB both ways", (whole.received + whole.sent) / KB, 20, at_least=False)
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one round, 4G and slow 3G")
    quick = parser.parse_args().quick
    path = find_chromium()
    if path is None:
        parser.exit(2, "No Chromium found: install one, or name it in CHROMIUM\n")
    lines = [NETWORKS[name] for name in (("4G", "slow 3G") if quick else NETWORKS)]
    with (
        tempfile.TemporaryDirectory() as own,
        tempfile.TemporaryDirectory() as other,
        our_server(Path(own)) as (ours, code, long),
        stock_server(Path(other)) as stock,
        chromium(path) as browser,
    ):
        to = Addresses(ours.base_url, stock.base_url, code)
        weights = weigh(ours.base_url, code, long)
        warm_up(browser, to)
        visits = visit_all(browser, to, lines, quick)
        whole, streamlits = whole_visit(browser, to), streamlits_whole(browser, to)
    print_weights(weights)
    print_visits(visits)
    print(
        f"\nwhole visit to the quick form: {whole.received:,} bytes received, {whole.sent:,} of answers sent, "
        f"{whole.requests} requests"
    )
    verdict(goals(weights, visits, whole, streamlits))


if __name__ == "__main__":
    main()
