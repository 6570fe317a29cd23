"""Counter K4: forms of a counter's day with the same ratings, kept only as long as the check for false answers needs.

A form's ratings are counted when its day is judged, not when it is stored (`db.commands.patterns`): until then its
row of `ResponseTiming` says so. Straight lines and forms with the highest level throughout are places of the tallies.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from db.inserts import insert_adding
from db.models import PatternCount, ResponseTiming
from db.portions import portions
from survey import Answers, Instrument
from trust.codes import digest

_PATTERN_BYTES: Final = 8


class PatternKey(NamedTuple):
    """The key of `PatternCount`, in its order."""

    counter_id: int
    day: date
    pattern: int


def pattern_of(instrument: Instrument, answers: Answers) -> int:
    """Equal patterns are equal ratings of the same questions of one questionnaire."""
    hashed = digest("ratings", f"{instrument.name} {answers.ratings()}")[:_PATTERN_BYTES]
    return int.from_bytes(hashed, signed=True)


def waiting(session: Session, response_ids: Collection[str]) -> set[str]:
    """Those of these answers whose ratings are not counted yet, nor will be before this transaction ends."""
    found: set[str] = set()
    for some in portions(sorted(response_ids)):
        rows = select(ResponseTiming.response_id).where(
            ResponseTiming.response_id.in_(some), ResponseTiming.counted.is_(False)
        )
        found.update(session.scalars(rows.order_by(ResponseTiming.response_id).with_for_update()))
    return found


def add_patterns(session: Session, forms: Mapping[PatternKey, int]) -> None:
    """Count further forms."""
    rows = [{**key._asdict(), "forms": number} for key, number in sorted(forms.items())]
    insert_adding(session, PatternCount, rows, adding=("forms",))


def take_patterns(session: Session, forms: Mapping[PatternKey, int]) -> None:
    """Take forms out again. What was purged is not there any more, and nothing is taken from it."""
    if not forms:
        return
    table: Any = PatternCount.__table__
    same = [table.c[name] == bindparam(f"at_{name}") for name in PatternKey._fields]
    keys = [{f"at_{name}": value for name, value in key._asdict().items()} for key in sorted(forms)]
    less = [{**at, "less": forms[key]} for at, key in zip(keys, sorted(forms), strict=True)]
    connection = session.connection()
    connection.execute(update(table).where(*same).values(forms=table.c.forms - bindparam("less")), less)
    connection.execute(delete(table).where(*same, table.c.forms == 0), keys)
