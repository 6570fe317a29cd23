"""How many forms one poster may send: honest crowds pass, a script does not, and no address is looked at."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from jobs.doors import A_MINUTE, AT_ONCE, MOST_POSTERS, TRIES, Doors

_forms = (str(number) for number in count())


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def let_in(doors: Doors, clock: Clock, a_second: float, seconds: int, code: str = "A") -> int:
    """How many of so many forms a second pass."""
    passed = 0
    for _ in range(int(a_second * seconds)):
        passed += doors.lets_in(code, next(_forms))
        clock.now += 1 / a_second
    return passed


def test_sixty_phones_within_a_minute_pass_and_twenty_forms_a_second_do_not() -> None:
    clock = Clock()
    doors = Doors(clock)
    assert let_in(doors, clock, 1, 60) == 60
    clock.now += 3600
    assert let_in(doors, clock, 20, 60) < 130
    assert let_in(doors, clock, 1, 60, code="B") == 60


def test_a_tablet_that_was_offline_for_a_day_sends_what_it_has() -> None:
    clock = Clock()
    assert let_in(Doors(clock), clock, 10, 12) == 120


def test_memory_does_not_grow_with_posters() -> None:
    clock = Clock()
    doors = Doors(clock)
    for number in range(MOST_POSTERS + 2):
        doors.lets_in(str(number), next(_forms))
        clock.now += 60
    assert len(doors._left) < 100 and len(doors._tries) < 100


def test_a_captured_form_that_is_sent_for_an_hour_keeps_nobody_out() -> None:
    clock = Clock()
    doors = Doors(clock)
    passed = 0
    for _ in range(3600):
        passed += doors.lets_in("A", "captured")
        clock.now += 1
    assert TRIES < passed < 500
    assert let_in(doors, clock, 60, 1) == 60


def test_who_tries_again_while_nothing_can_be_stored_takes_no_turn_from_others() -> None:
    clock = Clock()
    doors = Doors(clock)
    for _ in range(10):
        assert all(doors.lets_in("A", f"waits {number}") for number in range(60))
        clock.now += 10
    assert let_in(doors, clock, 60, 1) == 60


@given(st.lists(st.floats(0, 600), max_size=400))
def test_never_more_than_a_full_hall_twice_and_ten_times_what_a_counter_serves(pauses: list[float]) -> None:
    clock = Clock()
    doors = Doors(clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        passed += doors.lets_in("A", next(_forms))
    assert passed <= AT_ONCE + sum(pauses) * A_MINUTE / 60 + 1
    assert passed >= min(len(pauses), AT_ONCE)
