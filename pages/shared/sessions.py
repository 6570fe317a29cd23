"""How long what somebody has begun is kept while their line is down: a phone in a pocket, a lift, a lunch."""

from typing import Any, Final

import streamlit as st
from streamlit.runtime.memory_session_storage import MemorySessionStorage

KEPT_SECONDS: Final = 4 * 60 * 60
"""Streamlit keeps two minutes, and then begins the form anew without a word."""

MOST_KEPT: Final = 2048
"""Of some 40 kB each; Streamlit keeps 128, which a busy hall fills in minutes. The oldest go first."""


class NoRuntime(RuntimeError):
    """Streamlit has not made its runtime yet, or keeps it elsewhere."""


def keep_begun_forms(app: st.App) -> None:
    """From here on visitors whose line breaks find what they had begun. Streamlit has no setting for how many.

    Raises NoRuntime.
    """
    manager: Any = getattr(getattr(app, "_runtime", None), "_session_mgr", None)
    if not hasattr(manager, "_session_storage"):
        raise NoRuntime
    manager._session_storage = MemorySessionStorage(MOST_KEPT, KEPT_SECONDS)
