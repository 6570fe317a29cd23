"""The script that sends what was kept, as a service worker runs it: without a page."""

import json

import pytest
from playwright.sync_api import Page

from web.lean import lean

IN_A_WORKER = """
([script, answer]) => new Promise(done => {
    const fast = `const later = self.setTimeout;
        self.setTimeout = (act, ms) => later(() => { act(); postMessage({limit: ms}); }, ms / 100);`;
    const told = `keeper.post({url: '/q/x', body: 't=1'}, (status, page) => postMessage({told: [status, page]}));`;
    const scope = new Worker(URL.createObjectURL(new Blob([fast, answer, script, told])));
    const heard = [];
    scope.onmessage = event => { heard.push(event.data); if (event.data.limit) done(heard); };
    setTimeout(() => done(heard), 60000);
})
"""
"""What the worker says until its time is up, a hundred times as fast, and how long that was meant to be."""

NEVER = "self.fetch = () => new Promise(() => {});"
BODY_NEVER_ENDS = "self.fetch = () => Promise.resolve({status: 200, text: () => new Promise(() => {})});"
TWICE = "self.fetch = () => Promise.resolve({status: 200, text: () => Promise.resolve('page')});"


@pytest.fixture(autouse=True)
def served() -> None:
    """Nothing is asked of a server."""


@pytest.mark.parametrize(
    ("answer", "told"), [(NEVER, [0, ""]), (BODY_NEVER_ENDS, [0, ""]), (TWICE, [200, "page"])]
)
def test_a_worker_waits_for_an_answer_for_25_seconds_and_tells_what_became_of_it_once(
    page: Page, answer: str, told: list[object]
) -> None:
    page.goto("about:blank")
    assert page.evaluate(IN_A_WORKER, [lean("store.js"), answer]) == [{"told": told}, {"limit": 25_000}]


@pytest.mark.parametrize(
    ("status", "content", "verdict"),
    [
        (200, '<output id="receipt">F0Q3', "sent"),
        (200, "<h1>Wi-Fi</h1>", "trouble"),
        (422, '<p id="said">x</p><input name="t"', "wrong"),
        (410, '<h1 id="said">x</h1>', "refused"),
        (404, "nginx", "trouble"),
        (503, '<p id="said">x</p>', "trouble"),
        (0, "", "offline"),
    ],
)
def test_only_our_own_page_says_what_became_of_a_form(
    page: Page, status: int, content: str, verdict: str
) -> None:
    page.goto("about:blank")
    asked = f"(keeper => keeper.verdict({status}, {json.dumps(content)}))"
    assert page.evaluate(f"() => {{ {lean('store.js')}; return {asked}(keeper); }}") == verdict
