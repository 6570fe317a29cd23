"""A small office with sensible defaults, for the tests of the database."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from db import Store
from db.models import Counter, CounterCode, CounterField, Field, Officer, Roster, Unit
from survey import AnswerSheet, Instrument, Part, Submission, Visit, read_sheet, shipped_instruments
from trust.codes import new_code

DAY = date(2026, 3, 4)
NAME = "counter-2026/1"


@dataclass(frozen=True, slots=True)
class Office:
    """One centre with one counter; `code` is on its poster."""

    unit_id: int
    counter_id: int
    code: str


_numbers = count(1)


def open_office(store: Store, *, fields: int = 1, valid_to: date | None = None) -> Office:
    """A unit, a counter with so many fields, and a poster code, all standing since 2025."""
    with store.write() as session:
        number = next(_numbers)
        unit = Unit(
            code=f"U{number}",
            kind="commune_centre",
            name=f"Trung tâm {number}",
            path="",
            valid_from=date(2025, 7, 1),
        )
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        counter = Counter(
            unit_id=unit.id,
            number=str(number),
            name="Tư pháp, hộ tịch",
            channel="counter",
            instrument="counter-2026",
            valid_from=date(2025, 7, 1),
            valid_to=valid_to,
        )
        session.add(counter)
        session.flush()
        for place in range(fields):
            field = Field(code=f"F{number}-{place}", name="Hộ tịch")
            session.add(field)
            session.flush()
            session.add(CounterField(counter_id=counter.id, field_id=field.id, deciding_unit_id=unit.id))
        code = new_code()
        session.add(CounterCode(code=code, counter_id=counter.id, valid_from=date(2025, 7, 1)))
        return Office(unit.id, counter.id, code)


def put_on_duty(session: Session, office: Office, day: date = DAY, part: Part = Part.MORNING) -> int:
    """A new officer of the office, on the roster of its counter."""
    officer = Officer(
        unit_id=office.unit_id,
        badge=f"B{next(_numbers)}",
        name="Cán bộ tiếp nhận",
        kind="official",
        valid_from=date(2025, 7, 1),
    )
    session.add(officer)
    session.flush()
    session.add(Roster(counter_id=office.counter_id, day=day, part=str(part), officer_id=officer.id))
    session.flush()
    return officer.id


def instrument() -> Instrument:
    return shipped_instruments()[NAME]


def sheet(
    office: Office,
    key: str | None = None,
    *,
    level: int = 5,
    day: date = DAY,
    part: Part = Part.MORNING,
    purpose: str = "result",
    comment: str = "",
    seed: int = 0,
) -> AnswerSheet:
    """A form on which every question asked has the same level."""
    form = instrument()
    order = form.draw(Random(seed))
    ratings = {str(number): str(level) for number in form.numbers if number not in {15, 16}}
    return read_sheet(
        form,
        Submission(
            key=key or f"key-of-the-form-{next(_numbers):06d}",
            code=office.code,
            day=day,
            part=part,
            order=order,
            purpose=purpose,
            ratings={
                **{n: r for n, r in ratings.items() if int(n) in asked(form, order, purpose)},
                "overall": str(level),
            },
            comment=comment,
        ),
    )


def asked(form: Instrument, order: tuple[int, ...], purpose: str) -> tuple[int, ...]:
    return form.asked(Visit(purpose), order)
