"""How fast a form was answered, in coarse steps."""

from datetime import UTC, datetime, timedelta

import pytest

from survey import Pace, Timing, pace_of, timing_of

SENT = datetime(2026, 3, 4, 17, 30, 59, 999_999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "pace"),
    [
        (0, "under_10"),
        (9.999, "under_10"),
        (10, "from_10"),
        (20, "from_20"),
        (40, "from_40"),
        (89.9, "from_40"),
        (90, "from_90"),
        (300, "from_300"),
        (86_400, "from_300"),
        (-1, "unknown"),
        (None, "unknown"),
    ],
)
def test_seconds_fall_in_coarse_steps(seconds: float | None, pace: str) -> None:
    assert pace_of(seconds) == pace


def test_a_timing_knows_the_minute_in_vietnam_and_never_the_second() -> None:
    assert timing_of(SENT - timedelta(seconds=25), SENT) == Timing(30, Pace.FROM_20)
    assert timing_of(None, SENT) == Timing(30, Pace.UNKNOWN)
    assert set(Timing.__slots__) == {"minute", "pace"}
