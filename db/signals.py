"""Counter K4: what tells of false answers, counted with the answer and kept only as long as it is needed.

By counter and day: forms with the same ratings, by the time that answering took, by the minute of the day. Straight
lines and forms with the highest level throughout are places of the tallies (`survey.tally`) and need no table.
"""

from collections import Counter as Sums
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from db.inserts import insert_adding
from db.models import Base, MinuteCount, PaceCount, PatternCount
from survey import Answers, Instrument, Pace, Timing
from trust.codes import digest

SignalKey: TypeAlias = tuple[int, date, Any]
"""Counter, day, and the pattern, the pace or the minute."""

_PATTERN_BYTES: Final = 8

SIGNALS: Final[Mapping[type[Base], tuple[str, tuple[str, ...]]]] = {
    PatternCount: ("pattern", ("forms",)),
    PaceCount: ("pace", ("forms",)),
    MinuteCount: ("minute", ("forms", "answered", "satisfied")),
}
"""Each table with the last column of its key and the columns that are counted."""


class FormSignal(NamedTuple):
    """What one form tells; `timing` is None where nobody saw when it was sent, or it is no longer known."""

    pattern: int
    answered: int
    satisfied: int
    timing: Timing | None


def form_signal(instrument: Instrument, answers: Answers, timing: Timing | None) -> FormSignal:
    """What one form tells. Equal patterns are equal ratings of the same questions of one questionnaire."""
    ratings = [rating for rating in answers.asked.values() if isinstance(rating, int)]
    hashed = digest("ratings", f"{instrument.name} {answers.ratings()}")[:_PATTERN_BYTES]
    return FormSignal(
        pattern=int.from_bytes(hashed, signed=True),
        answered=len(ratings),
        satisfied=sum(rating >= instrument.scale.satisfied_from for rating in ratings),
        timing=timing,
    )


class Signals:
    """The signals of some forms, summed by table and key."""

    def __init__(self) -> None:
        self.sums: dict[type[Base], dict[SignalKey, Sums[str]]] = {table: {} for table in SIGNALS}

    def add(self, counter_id: int, day: date, form: FormSignal) -> None:
        self._sum(PatternCount, (counter_id, day, form.pattern)).update(forms=1)
        if form.timing is None:
            return
        if form.timing.minute is not None:
            minute = self._sum(MinuteCount, (counter_id, day, form.timing.minute))
            minute.update(forms=1, answered=form.answered, satisfied=form.satisfied)
        if form.timing.pace is not Pace.UNKNOWN:
            self._sum(PaceCount, (counter_id, day, str(form.timing.pace))).update(forms=1)

    def _sum(self, table: type[Base], key: SignalKey) -> Sums[str]:
        return self.sums[table].setdefault(key, Sums())

    def rows(self, table: type[Base]) -> list[dict[str, Any]]:
        """The sums of a table in the order of its key."""
        last, counted = SIGNALS[table]
        return [
            {"counter_id": key[0], "day": key[1], last: key[2], **{name: sums[name] for name in counted}}
            for key, sums in sorted(self.sums[table].items())
        ]


def add_signals(session: Session, signals: Signals) -> None:
    """Count further forms."""
    for table, (_, counted) in SIGNALS.items():
        insert_adding(session, table, signals.rows(table), adding=counted)


def take_signals(session: Session, signals: Signals) -> None:
    """Take forms out again. What was purged is not there any more, and nothing is taken from it."""
    for table, (last, counted) in SIGNALS.items():
        rows = signals.rows(table)
        if not rows:
            continue
        columns = table.__table__.c
        same = [columns[name] == bindparam(f"at_{name}") for name in ("counter_id", "day", last)]
        less = {name: columns[name] - bindparam(f"less_{name}") for name in counted}
        at = [
            {f"{'less' if name in counted else 'at'}_{name}": value for name, value in row.items()}
            for row in rows
        ]
        connection = session.connection()
        connection.execute(update(table.__table__).where(*same).values(less), at)  # type: ignore[arg-type]
        keys = [{name: value for name, value in row.items() if name.startswith("at_")} for row in at]
        nothing = delete(table.__table__).where(*same, columns["forms"] == 0)  # type: ignore[arg-type]
        connection.execute(nothing, keys)
