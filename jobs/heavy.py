"""Heavy work in a process of its own: one busy thread beside the writer costs it nine answers out of ten.

Each piece of work is one run of ``python -m jobs.apart``, which ends with it and gives its memory back. Not
`multiprocessing`: that runs the file of ``sys.modules["__main__"]`` again in every new process, and Streamlit puts
each visitor's script there in turn.

A function is given by its module's name, with values that can be pickled: never a session or a store.
"""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

from settings import PROJECT

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_SECONDS: Final = 180.0

_one_at_a_time: Final = asyncio.Semaphore(1)
"""The other core belongs to citizens."""


class WorkDied(RuntimeError):
    """The other process ended without a result: most likely it had too little memory."""


class WorkTookTooLong(RuntimeError):
    """The other process was ended after `LONGEST_SECONDS`."""


async def run_apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The function's result, worked out in another process while this one goes on serving.

    What it raises is raised here. Whoever stops waiting ends the work.

    Raises:
        WorkDied, WorkTookTooLong: there is no result.
    """
    work = pickle.dumps((function, args, kwargs))
    async with _one_at_a_time:
        came_back, result = pickle.loads(await _answer(work))  # noqa: S301  (written by our own process)
    if not came_back:
        raise result
    answer: T = result
    return answer


def run_apart_here(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`run_apart` for a thread that has time to wait. Raises what it raises, as that does."""
    work = pickle.dumps((function, args, kwargs))
    command = [sys.executable, "-m", "jobs.apart"]
    try:
        done = subprocess.run(  # noqa: S603  (our own program)
            command, cwd=PROJECT, input=work, stdout=subprocess.PIPE, timeout=LONGEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise WorkTookTooLong(f"no result after {LONGEST_SECONDS:.0f} s") from error
    if done.returncode != 0:
        raise WorkDied(f"it ended with {done.returncode}")
    came_back, result = pickle.loads(done.stdout)  # noqa: S301  (written by our own process)
    if not came_back:
        raise result
    answer: T = result
    return answer


async def _answer(work: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "jobs.apart",
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        answer, _ = await asyncio.wait_for(process.communicate(work), LONGEST_SECONDS)
    except TimeoutError as error:
        raise WorkTookTooLong(f"no result after {LONGEST_SECONDS:.0f} s") from error
    finally:
        await _end(process)
    if process.returncode != 0:
        raise WorkDied(f"it ended with {process.returncode}")
    return answer


async def _end(process: Any) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
