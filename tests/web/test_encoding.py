"""Pages made beforehand: their gaps are there, once each and in order."""

from collections.abc import Mapping

import pytest
from starlette.requests import Request

from web.encoding import GapMissing, Prepared


@pytest.fixture(autouse=True)
def served() -> None:
    """No database is needed."""


def asked(headers: Mapping[str, str]) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


@pytest.mark.parametrize(
    ("html", "gaps", "missing"),
    [
        ("<main>no gap</main>", ["<!--a-->"], "<!--a-->"),
        ("<main><!--a--></main>", ["<!--a-->", "<!--b-->"], "<!--b-->"),
        ("<main><!--b--><!--a--></main>", ["<!--a-->", "<!--b-->"], "<!--b-->"),
    ],
)
def test_a_gap_that_is_missing_or_out_of_order_is_named(html: str, gaps: list[str], missing: str) -> None:
    with pytest.raises(GapMissing, match=missing):
        Prepared(html, gaps)


def test_each_gap_has_its_value() -> None:
    page = Prepared("<main><!--a-->, <!--b--></main>", ["<!--a-->", "<!--b-->"])
    assert page.response(asked({}), ["Xin", "chào"], {}).body.decode() == "<main>Xin, chào</main>"


@pytest.mark.parametrize("values", [[], ["one"], ["one", "two", "three"]])
def test_as_many_values_as_gaps_are_wanted(values: list[str]) -> None:
    page = Prepared("<main><!--a-->, <!--b--></main>", ["<!--a-->", "<!--b-->"])
    with pytest.raises(ValueError, match="zip"):
        page.response(asked({}), values, {})
