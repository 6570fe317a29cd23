import asyncio
import os
import pickle
import sys
import threading
import time
from types import ModuleType

import pytest

from jobs import heavy
from jobs.apart import answer
from jobs.heavy import WorkDied, WorkTookTooLong, run_apart


def test_work_is_done_in_another_process():
    assert asyncio.run(run_apart(os.getpid)) != os.getpid()


def test_work_gives_way_to_whoever_is_served():
    assert asyncio.run(run_apart(os.nice, 0)) > os.nice(0)


def test_arguments_and_results_of_any_size_come_across():
    large = os.urandom(3_000_000)
    assert asyncio.run(run_apart(bytes.join, b"", [large, large])) == large + large


def test_what_goes_wrong_there_is_raised_here():
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(run_apart(int, "not a number"))


def test_an_error_that_cannot_travel_is_told_by_its_name():
    came_back, error = pickle.loads(answer(pickle.dumps((_raise_a_lock, (), {}))))  # noqa: S301
    assert not came_back
    assert type(error) is RuntimeError
    assert str(error).startswith("ValueError: ")


def _raise_a_lock() -> None:
    raise ValueError(threading.Lock())


def test_what_the_work_prints_does_not_stand_in_its_result():
    assert asyncio.run(run_apart(print, "a word on the way")) is None


def test_a_process_that_dies_is_told_and_the_next_work_is_done():
    with pytest.raises(WorkDied, match="3"):
        asyncio.run(run_apart(os._exit, 3))
    assert asyncio.run(run_apart(abs, -3)) == 3


def test_work_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(heavy, "LONGEST_SECONDS", 0.5)
    start = time.monotonic()
    with pytest.raises(WorkTookTooLong):
        asyncio.run(run_apart(time.sleep, 60))
    assert time.monotonic() - start < 20


def test_a_script_that_streamlit_runs_meanwhile_is_not_run_again_there(monkeypatch, tmp_path):
    script = tmp_path / "script.py"
    script.write_text("raise SystemExit('the script was run again')")
    main = ModuleType("__main__")
    main.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert asyncio.run(run_apart(abs, -3)) == 3


def test_this_process_goes_on_serving_meanwhile_and_work_is_done_one_by_one():
    async def beats_while_working() -> tuple[int, float]:
        start = time.monotonic()
        work = asyncio.gather(run_apart(time.sleep, 0.4), run_apart(time.sleep, 0.4))
        beats = 0
        while not work.done():
            await asyncio.sleep(0.01)
            beats += 1
        return beats, time.monotonic() - start

    beats, seconds = asyncio.run(beats_while_working())
    assert beats > 10
    assert seconds >= 0.8
