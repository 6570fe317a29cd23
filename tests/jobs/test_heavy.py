import asyncio
import os

import pytest

from jobs.heavy import close_workers, run_apart


@pytest.fixture(autouse=True)
def closed_afterwards():
    yield
    close_workers(wait=True)


def test_work_is_done_in_another_process():
    assert asyncio.run(run_apart(os.getpid)) != os.getpid()


def test_what_goes_wrong_there_is_raised_here():
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(run_apart(int, "not a number"))


def test_the_process_is_kept_for_the_next_work():
    async def twice() -> tuple[int, int]:
        return await run_apart(os.getpid), await run_apart(os.getpid)

    first, second = asyncio.run(twice())
    assert first == second


def test_a_process_that_died_is_replaced():
    async def die_then_live() -> int:
        with pytest.raises(Exception, match="terminated"):
            await run_apart(os._exit, 3)
        return await run_apart(os.getpid)

    assert asyncio.run(die_then_live()) > 0


def test_this_process_goes_on_serving_meanwhile():
    async def beats_while(seconds: float) -> int:
        import time

        work = asyncio.ensure_future(run_apart(time.sleep, seconds))
        beats = 0
        while not work.done():
            await asyncio.sleep(0.01)
            beats += 1
        return beats

    assert asyncio.run(beats_while(0.5)) > 5
