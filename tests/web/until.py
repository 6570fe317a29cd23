"""What a test of a page waits for, and the page's clock: no machine is too busy for either."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


def until(page: Page, so: Callable[[], bool]) -> None:
    """Goes on once it is so, and fails after thirty seconds at the earliest."""
    for _ in range(600):
        if so():
            return
        page.wait_for_timeout(50)
    pytest.fail("it did not come to that in thirty seconds")


def stop_clock(page: Page) -> None:
    """From here on time passes in the page as the test lets it pass; its clock was installed before."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 3600)


def pass_time_until(page: Page, so: Callable[[], bool]) -> None:
    """In a page whose clock stands still: what has yet to be set off is given time again and again."""

    def soon() -> bool:
        page.clock.run_for(1_000)
        return so()

    until(page, soon)
