"""The only script that Streamlit runs: it decides, for each visitor and run, which pages there are.

Pages are functions in modules, never files that Streamlit could find and serve by their path. A page that is not
listed for this visitor does not exist for them.
"""

from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module

import streamlit as st

from access import Reader, may_somewhere
from access.addresses import LANGUAGE_PARAMETER, OFFICE_PAGES
from pages import landing
from pages.shared.account import show_account
from pages.shared.banner import show_banner
from pages.shared.guard import signed_in
from pages.shared.office_pages import SHOWN_AT
from pages.shared.state import poster_code, translator
from pages.shared.turns import office_turns
from settings import settings
from words import Translator


def run() -> None:
    """One run of one visitor's page."""
    t = translator()
    reader = signed_in()
    code = poster_code()
    pages = _citizen_pages(code, t) if code or reader is None else _office_pages(reader, t)
    at_work = reader is not None and code is None
    chosen = st.navigation(pages, position="hidden")
    if code is None:
        st.set_page_config(page_title=_title(chosen.title, t), layout="wide" if at_work else "centered")
    if at_work and reader is not None:
        show_account(reader, pages[1:], t)
    show_banner(settings(), t)
    with office_turns.own() if at_work else nullcontext():
        chosen.run()


def _citizen_pages(code: str | None, t: Translator) -> list[st.Page]:
    if code is None:
        return [st.Page(landing.page, title=t("Your opinion"), url_path="y-kien", default=True)]
    # The window takes a lone page's title, so that a form need not say it in a message of its own.
    title = _title(t("Your opinion"), t)
    return [st.Page(_page_of("pages.citizen.form"), title=title, url_path="phieu", default=True)]


def _title(page: str, t: Translator) -> str:
    return f"{page} · {t('One-stop feedback')}"


def _office_pages(reader: Reader, t: Translator) -> list[st.Page]:
    """First a way in, which is not in the menu, then the pages: each keeps a path of its own, to be bookmarked."""
    listed = [
        st.Page(
            _page_of(SHOWN_AT[address].module), title=t(SHOWN_AT[address].title), url_path=address.lstrip("/")
        )
        for address, action in OFFICE_PAGES.items()
        if may_somewhere(reader, action)
    ]

    def arrive() -> None:
        st.switch_page(listed[0], query_params={LANGUAGE_PARAMETER: t.code})

    way_in = st.Page(arrive, title=listed[0].title, url_path="vao", default=True, visibility="hidden")
    return [way_in, *listed]


def _page_of(module: str) -> Callable[[], None]:
    """The page of a module that is loaded when it is first shown: a citizen's form waits for no charts."""

    def show() -> None:
        import_module(module).page()

    return show


if __name__ == "__main__":
    run()
