"""What broke is in the log with its trace once, then as one line a minute: nobody fills the disk by breaking it.

Anybody may send a page what its own script never sends, and Streamlit writes a trace of fifty lines each time.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LOGGERS: Final = (
    "streamlit.error_util",
    "streamlit.runtime.backend_operation_handler",
    "streamlit.web.server.starlette.starlette_websocket",
    "uvicorn.error",
    "web.same_origin",
)
"""Those that write of what a visitor sent."""

_MINUTE: Final = 60.0
_WORDS: Final = 120


@dataclass(slots=True)
class _Told:
    """When a kind of trouble was last in the log, and how often it came since."""

    at: float
    untold: int = 0


class OneLineAMinute(logging.Filter):
    """Lets a trace pass the first time; then one line for each kind and minute, with how often it came.

    A kind is a class of errors and the place where it was raised, so there are no more than places in the code. The
    line does not repeat what the error says, which may be what a visitor sent. Warnings without a trace are thinned
    in the same way, by their words before anything is put into them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._lock = clock, threading.Lock()
        self._told: dict[tuple[str, str], _Told] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None and record.levelno != logging.WARNING:
            return True
        kind = (record.name, str(record.msg)[:_WORDS] if error is None else _kind(error))
        with self._lock:
            now, told = self._clock(), self._told.get(kind)
            if told is None:
                self._told[kind] = _Told(now)
                return True
            told.untold += 1
            if now - told.at < _MINUTE:
                return False
            times, told.at, told.untold = told.untold, now, 0
        record.msg, record.args = (
            "%s, %d times since the last line; the first is above",
            (kind[1], times),
        )
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def _kind(error: BaseException) -> str:
    """The class of an error and where it was raised."""
    step = error.__traceback__
    if step is None:
        return type(error).__name__
    while step.tb_next is not None:
        step = step.tb_next
    return f"{type(error).__name__} in {step.tb_frame.f_code.co_filename}:{step.tb_lineno}"


_one_line_a_minute = OneLineAMinute()


def keep_the_log_short() -> None:
    """From here on no visitor fills the log with traces. Calling it twice changes nothing."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_one_line_a_minute)
