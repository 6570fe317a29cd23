"""What somebody has begun outlives a broken line."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from pages.shared.sessions import KEPT_SECONDS, MOST_KEPT, NoRuntime, keep_begun_forms


def test_a_hall_full_of_people_whose_line_broke_is_kept_for_hours():
    manager = WebsocketSessionManager(MemorySessionStorage(), None, None, None)
    keep_begun_forms(SimpleNamespace(_runtime=SimpleNamespace(_session_mgr=manager)))
    cache = manager._session_storage._cache
    assert (cache.maxsize, cache.ttl) == (MOST_KEPT, KEPT_SECONDS)
    assert MOST_KEPT >= 1000
    assert KEPT_SECONDS >= 3600


def test_streamlit_keeps_its_runtime_and_its_sessions_where_we_look():
    assert "_session_mgr" in Runtime.__init__.__code__.co_names
    assert "_session_storage" in WebsocketSessionManager._resume_stored_session.__code__.co_names


def test_a_server_without_a_runtime_says_so():
    with pytest.raises(NoRuntime):
        keep_begun_forms(SimpleNamespace(_runtime=None))
