"""The doors' addresses, named once: pages link to them, `web/` answers there."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from access.rights import Action

SIGN_IN: Final = "/dang-nhap"
SIGN_OUT: Final = "/dang-xuat"
RECEIPT: Final = "/bien-nhan"
LOG: Final = "/nhat-ky"
HEALTH: Final = "/suc-khoe"
POSTER_FILE: Final = "/tep/to-dan"
RESULTS_FILE: Final = "/tep/ket-qua"
PRINT_TICKETS: Final = "/in-ve"
TICKETS_API: Final = "/api/ve"
METHODS: Final = "/phuong-phap"
QUICK: Final = "/q"
KIOSK: Final = "/k"
SHORT_LINK: Final = "/c"
STREAMLITS_FORM: Final = "/p"

ALL_UNITS: Final = "/cac-don-vi"
ONE_UNIT: Final = "/don-vi"
COUNTERS: Final = "/quay"

OFFICE_PAGES: Final[Mapping[str, Action]] = {
    ALL_UNITS: Action.COMPARE_UNITS,
    ONE_UNIT: Action.SEE_RESULTS,
    COUNTERS: Action.MANAGE_COUNTERS,
}
"""The pages of the office, in the order of the menu, and what one must be allowed to do to open each."""

SIGN_IN_COOKIE: Final = "phien_dang_nhap"
"""Holds the token that `db.commands.accounts.open_sign_in` gives."""

LANGUAGE_PARAMETER: Final = "lang"
"""Of every page's address, the same for Streamlit's pages and ours."""

SENT_PARAMETER: Final = "da-gui"
"""What both forms write into their address once a form was sent: the page then says thanks, no other form is due."""


def quick_form(code: str, language: str, *, sent: bool = False) -> str:
    """Where the plain form of a poster is opened and sent; where it was `sent`, says thanks."""
    return f"{QUICK}/{code}" + (
        quick_thanks(language) if sent else f"?{urlencode({LANGUAGE_PARAMETER: language})}"
    )


def quick_thanks(language: str) -> str:
    """Where the plain form says thanks when it is loaded again, seen from the form."""
    return f"?{urlencode({LANGUAGE_PARAMETER: language, SENT_PARAMETER: 1})}"


def kiosk_link(public_url: str, code: str) -> str:
    """The whole address of the page for a tablet at the counter of a poster's code."""
    return f"{public_url.rstrip('/')}{KIOSK}/{code}"


def method_page(name: str, code: str) -> str:
    """Where a page of `docs/methods` is read, by its file's name without language: `01-index`."""
    return f"{METHODS}/{name}?{urlencode({LANGUAGE_PARAMETER: code})}"


def poster_file(unit_id: int, size: str = "A4") -> str:
    """Where the poster sheets of a unit and everything below it are fetched, as PDF; size A4 or A5."""
    return f"{POSTER_FILE}?{urlencode({'unit': unit_id, 'size': size})}"


def counter_poster_file(counter_id: int, size: str = "A4", file_format: str = "pdf") -> str:
    """Where the poster sheet of one counter is fetched; format pdf or png."""
    return f"{POSTER_FILE}?{urlencode({'counter': counter_id, 'size': size, 'format': file_format})}"


def tickets_page(counter_id: int, language: str) -> str:
    """Where sheets of tickets for a counter are asked for."""
    return f"{PRINT_TICKETS}?{urlencode({'counter': counter_id, LANGUAGE_PARAMETER: language})}"


def results_file(unit_id: int, first_month: str, last_month: str, file_format: str) -> str:
    """Where a unit's figures are fetched; months as `2026-07`, both included; format xlsx or csv."""
    query = {"unit": unit_id, "from": first_month, "to": last_month, "format": file_format}
    return f"{RESULTS_FILE}?{urlencode(query)}"
