from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest

from access import Role
from pages.shared import turns
from pages.shared.turns import Turns
from tests.pages.test_router import at

LONG = 30.0


def waiting(queue: Turns) -> int:
    return len(queue._waiting)


def test_one_at_a_time_and_whoever_came_first_is_first():
    queue, came, inside = Turns(LONG), [], []

    def look(number: int) -> None:
        with queue.own():
            inside.append(number)
            came.append((number, len(inside)))
            inside.remove(number)

    with ThreadPoolExecutor(5) as pool, queue.own():
        for number in range(5):
            pool.submit(look, number)
            while waiting(queue) <= number:
                sleep(0.001)
        assert came == []
    assert came == [(number, 1) for number in range(5)]


@pytest.mark.parametrize("end", [KeyboardInterrupt, ValueError])
def test_a_turn_ends_with_its_page_however_that_ends(end):
    """Streamlit ends a page that is left, or asked for again, by an exception that is no Exception."""
    queue = Turns(LONG)
    with pytest.raises(end), queue.own():
        raise end
    with queue.own() as mine:
        assert mine


def test_whoever_waited_too_long_goes_ahead_and_takes_nobody_elses_turn():
    queue = Turns(0.01)
    with queue.own():
        with queue.own() as mine:
            assert not mine
        assert waiting(queue) == 0
        with queue.own() as mine:
            assert not mine  # the first still has it
    with queue.own() as mine:
        assert mine


def test_a_turn_that_nobody_waits_for_is_free_again():
    queue, entered, leave = Turns(LONG), Event(), Event()

    def look() -> bool:
        with queue.own() as mine:
            entered.set()
            leave.wait(LONG)
        return mine

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(look)
        entered.wait(LONG)
        leave.set()
        assert first.result()
    with queue.own() as mine:
        assert mine


class Taken(Turns):
    """Notes whoever asks."""

    asked = 0

    def own(self):
        self.asked += 1
        return super().own()


@pytest.fixture
def office_turns(monkeypatch: pytest.MonkeyPatch) -> Taken:
    queue = Taken(LONG)
    monkeypatch.setattr(turns, "office_turns", queue)
    return queue


def test_who_fills_in_a_form_never_waits_for_a_turn(office, sign_in, office_turns):
    with office_turns.own():
        assert at(c=office.code).button
        sign_in(Role.UNIT_HEAD)  # also on an office's own computer
        assert at(c=office.code).button
    assert office_turns.asked == 1


def test_a_page_of_an_office_takes_a_turn_and_gives_it_back(sign_in, office_turns):
    sign_in(Role.UNIT_HEAD)
    at()
    assert office_turns.asked
    assert not office_turns._taken
