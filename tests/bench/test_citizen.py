"""The measurement of the citizen's way runs: a visit of each kind on a line of no delay, and its tables and goals."""

import compileall
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench import citizen
from bench._citizen_servers import UNIT, Served, open_counter, served, stock_app
from bench._citizen_visit import NETWORKS, Visit, open_form, phone
from bench.citizen import Addresses, Whole
from db import Store
from tests.server import Server


@pytest.fixture
def to(sqlite_url: str, serve: Callable[..., Server]) -> Addresses:
    """Our server alone; nobody goes to the other one."""
    store = Store(sqlite_url)
    code = open_counter(store)
    store.close()
    return Addresses(serve(sqlite_url).base_url, "http://127.0.0.1:9", code)


def test_a_visit_tells_when_a_question_could_be_answered_and_what_came_till_then(
    browser: Browser, to: Addresses
) -> None:
    found = {}
    for way, base_url in to.ways():
        if way.name in {citizen.QUICK, citizen.NO_SCRIPT, citizen.SAVES}:
            with phone(browser, NETWORKS["none"], way) as (page, line):
                found[way.name] = open_form(page, line, base_url, way)
    assert all("/q/" in visit.address and visit.seconds > 0 for visit in found.values())
    form = served(to.ours, f"/q/{to.code}", "gzip")
    assert found[citizen.QUICK].received > form.body
    assert found[citizen.NO_SCRIPT].received > form.body + served(to.ours, f"/?c={to.code}", "br").body
    whole = citizen.whole_visit(browser, to)
    assert whole.received > found[citizen.QUICK].received
    assert whole.sent > 100
    assert whole.requests >= 3


def test_untouched_streamlit_asks_the_same_in_a_script_that_stands_by_itself(tmp_path: Path) -> None:
    script = tmp_path / "stock.py"
    script.write_text(stock_app(), encoding="utf-8")
    assert compileall.compile_file(script, quiet=1)
    assert UNIT in stock_app()
    assert stock_app().count("st.radio(") == 2 + 7


def visits(seconds: float, where: str = "/q/X", times: int = 3) -> list[Visit]:
    return [Visit(seconds + step, 450_000, 60, where) for step in range(times)]


def test_medians_are_held_against_the_goals_and_the_tables_say_which_form_came(
    capsys: pytest.CaptureFixture[str],
) -> None:
    weights = {weighed: Served(200, 600, 5000) for weighed in citizen.WEIGHED}
    seen = {
        ("slow 3G", citizen.TOLD): visits(1),
        ("slow 3G", citizen.NOT_TOLD): visits(3.5),
        ("slow 3G", citizen.NO_SCRIPT): visits(2),
        ("slow 3G", citizen.STREAMLITS): visits(12, "/?c=X"),
        ("4G", citizen.STREAMLITS): visits(1.5, "/?c=X"),
    }
    whole = Whole(15_000, 4_000, 4)
    missed = [goal.name for goal in citizen.goals(weights, seen, whole, 450_000) if not goal.met]
    assert missed == ["shell, br, kB", "shell, gzip, kB", "slow 3G, /?c=, no script: seconds"]
    seen["slow 3G", citizen.STOCK] = visits(50, "/")
    parts = [goal for goal in citizen.goals(weights, seen, whole, 450_000) if citizen.STOCK in goal.name]
    assert [(goal.reached, goal.met) for goal in parts] == [(13 / 51, False)]
    citizen.print_weights(weights)
    citizen.print_visits(seen)
    printed = capsys.readouterr().out
    assert "slow 3G  /?c=CODE             quick       2.00     (1.00, 3.00)" in printed
    assert "4G       /p/CODE              Streamlit   2.50" in printed
