"""What Streamlit names in English only, in the reader's language."""

import re

import pytest

from access import Role
from jobs.packed import streamlit_folder
from tests.web.asking import get
from web.names import NAMES, _names, naming_address
from words import language, languages


@pytest.mark.parametrize("code", languages())
def test_streamlits_page_asks_for_the_names_in_its_language(code):
    [address] = re.findall(r'<script src="([^"]+)" async>', get(f"/?lang={code}").text)
    script = get(address.replace("&amp;", "&"))
    assert address == naming_address(code).replace("&", "&amp;")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert f'"Expand sidebar":"{language(code)("Open the menu beside the page")}"' in script.text


def test_it_is_on_the_pages_of_the_office_and_small(cookie_of):
    assert NAMES in get("/don-vi", cookie=cookie_of(Role.UNIT_HEAD)).text
    assert len(get(NAMES, **{"accept-encoding": "gzip"}).body) < 1_500


def test_streamlit_still_has_every_name_that_is_named_again():
    """A name that an upgrade changes would be read in English again, and nobody would notice."""
    scripts = "".join(file.read_text("utf-8") for file in (streamlit_folder() / "static" / "js").glob("*.js"))
    assert "let n=navigator.languages" in scripts, "by which it writes numbers"
    missing = [name for name in _names(language("en")) if f"`{name}`" not in scripts]
    assert missing == []
