"""What a visitor breaks on purpose is in the log once with its trace, and then as one line a minute."""

import logging
from collections.abc import Iterator

import pytest

from web.log import LOGGERS, OneLineAMinute, keep_the_log_short


class Written(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, Written, Clock]]:
    logger, handler, clock = logging.getLogger("tests.web.log"), Written(), Clock()
    only = OneLineAMinute(clock)
    logger.addHandler(handler)
    logger.addFilter(only)
    logger.propagate = False
    yield logger, handler, clock
    logger.removeHandler(handler)
    logger.removeFilter(only)


def break_here(logger: logging.Logger, sent: str, kind: type[Exception] = TypeError) -> None:
    try:
        raise kind(sent)
    except kind as error:
        logger.error("Uncaught app execution", exc_info=error)


def test_a_trace_is_written_once_and_then_a_line_a_minute_with_how_often(written) -> None:
    logger, handler, clock = written
    for second in range(200):
        clock.now = float(second)
        break_here(logger, f"sent by a visitor {second}")
    first, *lines = handler.texts
    assert "Traceback" in first
    assert [line.count("\n") for line in lines] == [0, 0, 0]
    assert all(line.startswith("TypeError in ") and "60 times" in line for line in lines)
    assert not any("sent by a visitor" in line for line in lines)


def test_another_kind_has_a_trace_of_its_own(written) -> None:
    logger, handler, _ = written
    for kind in (TypeError, KeyError, TypeError, KeyError):
        break_here(logger, "x", kind)
    assert [text.count("Traceback") for text in handler.texts] == [1, 1]


def test_what_the_server_says_of_itself_passes(written) -> None:
    logger, handler, _ = written
    logger.setLevel(logging.INFO)
    for _ in range(3):
        logger.info("The server starts")
        logger.error("The server cannot start")
    assert len(handler.texts) == 6


def test_a_warning_that_anybody_can_cause_is_a_line_a_minute_too(written) -> None:
    logger, handler, clock = written
    for second in range(200):
        clock.now = float(second)
        logger.warning("Invalid request of %s bytes", second)
    assert handler.texts[0] == "Invalid request of 0 bytes"
    assert (
        handler.texts[1:]
        == ["Invalid request of %s bytes, 60 times since the last line; the first is above"] * 3
    )


def test_the_server_keeps_its_log_short() -> None:
    import survey_app

    assert survey_app.app is not None
    keep_the_log_short()
    for name in LOGGERS:
        found = [each for each in logging.getLogger(name).filters if isinstance(each, OneLineAMinute)]
        assert len(found) == 1
    from streamlit import error_util
    from streamlit.runtime import backend_operation_handler
    from streamlit.web.server.starlette import starlette_websocket

    modules = (error_util, backend_operation_handler, starlette_websocket)
    assert {module._LOGGER.name for module in modules} <= set(LOGGERS)
