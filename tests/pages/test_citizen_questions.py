"""What a form keeps of the answers that a browser sent."""

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.session_state_proxy import SessionStateProxy

from pages.shared.citizen.opened import OpenedForm
from pages.shared.citizen.questions import Questions
from words import language

RATING, COMMENT = "rating-8", "comment"


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> SessionState:
    """A session whose line has broken: Streamlit stops the script wherever it looks at one value."""
    kept = SessionState()

    def stop() -> None:
        raise StopException

    monkeypatch.setattr(
        "streamlit.runtime.state.session_state_proxy.get_session_state", lambda: SafeSessionState(kept, stop)
    )
    with pytest.raises(StopException):
        SessionStateProxy().get(RATING)
    return kept


@pytest.fixture
def drawn() -> Questions:
    form = OpenedForm(None, "", (), ratings={"8": "3"}, comment="Chờ lâu.")
    return Questions(form, language("vi"), {"8": RATING}, {}, COMMENT)


def test_answers_that_came_as_the_line_broke_are_kept(state, drawn):
    state[RATING], state[COMMENT] = "5", "Nhanh."
    drawn.keep()
    assert drawn.form.ratings == {"8": "5"}
    assert drawn.form.comment == "Nhanh."


def test_what_did_not_arrive_leaves_what_was_known(state, drawn):
    drawn.keep()
    assert drawn.form.ratings == {"8": "3"}
    assert drawn.form.comment == "Chờ lâu."


def test_an_answer_that_was_taken_back_is_taken_back(state, drawn):
    state[RATING], state[COMMENT] = None, ""
    drawn.keep()
    assert drawn.form.ratings == {"8": ""}
    assert drawn.form.comment == ""
