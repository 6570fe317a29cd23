"""The server: Streamlit's pages and our own routes on one port, with one database and one writer behind them.

Start it in the project's folder: ``python -m streamlit run survey_app.py``, or ``uvicorn survey_app:app``.
"""

from contextlib import AbstractAsyncContextManager

import streamlit as st

import web
from jobs.life import running
from pages.shared.sessions import keep_begun_forms
from pages.shared.trouble import say_trouble
from settings import PROJECT, keep_addresses_out_of_the_log, settings
from web.heads import bound_requests
from web.log import keep_the_log_short

keep_addresses_out_of_the_log()
keep_the_log_short()
bound_requests()


def life(begun: st.App) -> AbstractAsyncContextManager[None]:
    """What runs beside the pages, from the first request to the last."""
    keep_begun_forms(begun)
    return running(settings().database_url, settings().release.value)


app = st.App(
    PROJECT / "pages" / "router.py",
    middleware=web.middleware(),
    exception_handlers=web.error_pages(),
    on_script_error=say_trouble,
    lifespan=life,
)
