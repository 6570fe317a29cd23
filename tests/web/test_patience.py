from datetime import UTC, datetime, timedelta

from web.patience import FORGIVEN_AFTER, FREE_FAILURES, LONGEST_WAIT, MOST_NAMES, Patience

NOON = datetime(2026, 7, 22, 5, 0, tzinfo=UTC)
NO_WAIT = timedelta(0)


def test_five_wrong_passwords_are_free():
    patience = Patience()
    assert [patience.try_now("a", NOON) for _ in range(FREE_FAILURES)] == [NO_WAIT] * 5
    assert patience.try_now("a", NOON) == timedelta(seconds=5)


def test_the_wait_doubles_with_each_failure_and_is_capped_at_five_minutes():
    patience = Patience()
    now = NOON
    for _ in range(FREE_FAILURES):
        patience.try_now("a", now)
    waits = []
    for _ in range(10):
        wait = patience.try_now("a", now)
        waits.append(wait.total_seconds())
        now += wait
        assert patience.try_now("a", now) == NO_WAIT
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300, 300]


def test_trying_while_waiting_makes_the_wait_no_longer():
    patience = Patience()
    for _ in range(FREE_FAILURES):
        patience.try_now("a", NOON)
    for _ in range(50):
        patience.try_now("a", NOON + timedelta(seconds=1))
    assert patience.try_now("a", NOON + timedelta(seconds=1)) == timedelta(seconds=4)


def test_the_right_password_forgives():
    patience = Patience()
    for _ in range(FREE_FAILURES):
        patience.try_now("a", NOON)
    patience.succeeded("a")
    patience.succeeded("never failed")
    assert patience.try_now("a", NOON) == NO_WAIT


def test_half_an_hour_without_a_failure_forgives():
    patience = Patience()
    for _ in range(FREE_FAILURES):
        patience.try_now("a", NOON)
    later = NOON + FORGIVEN_AFTER
    assert [patience.try_now("a", later) for _ in range(FREE_FAILURES)] == [NO_WAIT] * 5
    assert patience.try_now("a", later) > NO_WAIT


def test_a_guesser_gets_fewer_than_three_hundred_and_twenty_tries_a_day():
    # 5 free, 6 growing waits, then one each 5 minutes: 86,400 / 300 = 288.
    patience = Patience()
    now, tries = NOON, 0
    while now < NOON + timedelta(days=1):
        wait = patience.try_now("a", now)
        if wait == NO_WAIT:
            tries += 1
        now += wait
    assert timedelta(minutes=5) == LONGEST_WAIT
    assert 280 < tries < 320


def test_made_up_names_fill_no_memory():
    patience = Patience()
    for number in range(MOST_NAMES + 500):
        patience.try_now(f"name-{number}", NOON)
    assert len(patience._failed) <= MOST_NAMES


def test_made_up_names_do_not_make_forget_a_name_that_is_guessed_at():
    patience = Patience()
    for _ in range(FREE_FAILURES + 1):
        patience.try_now("guessed.at", NOON)
    for number in range(3 * MOST_NAMES):
        patience.try_now(f"name-{number}", NOON + timedelta(seconds=1))
    assert patience.try_now("guessed.at", NOON + timedelta(seconds=1)) > NO_WAIT
