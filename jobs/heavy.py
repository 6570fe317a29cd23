"""Heavy work in a process of its own: one busy thread beside the writer costs it nine answers out of ten.

A spawned process knows nothing of this one, so a function is given by its module's name, with values that can be
pickled: never a session or a store. It ends with the server.
"""

import asyncio
import multiprocessing
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_WORKERS = 1
"""The other core belongs to citizens."""

_door = threading.Lock()
_workers: ProcessPoolExecutor | None = None


async def run_apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The function's result, worked out in another process while this one goes on serving.

    What it raises is raised here. A process that died (memory) is replaced and the work tried once more;
    BrokenProcessPool where that dies too.
    """
    try:
        return await asyncio.wrap_future(_submit(function, *args, **kwargs))
    except BrokenProcessPool:
        close_workers(wait=False)
        return await asyncio.wrap_future(_submit(function, *args, **kwargs))


def close_workers(*, wait: bool) -> None:
    """End the process; what has not begun is dropped. Twice is no error."""
    global _workers
    with _door:
        closing, _workers = _workers, None
    if closing is not None:
        closing.shutdown(wait=wait, cancel_futures=True)


def _submit(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
    global _workers
    with _door:
        if _workers is None:
            _workers = ProcessPoolExecutor(
                _WORKERS, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupts
            )
        return _workers.submit(function, *args, **kwargs)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches the whole group; the server ends its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
