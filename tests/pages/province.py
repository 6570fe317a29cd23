"""A small province whose figures can be worked out by hand, for the tests of results."""

from datetime import UTC, date, datetime
from random import Random
from secrets import token_urlsafe

from db import Store
from db.commands.record import Receipt, record_responses
from db.commands.release import Policy
from db.models import Dossiers, Unit
from jobs.release import release_due
from survey import Part, Submission, Visit, read_sheet, shipped_instruments
from tests.db.office import DAY, Office, instrument, open_office, sheet

RELEASED_AT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
PERIOD = "2026-03"
EVERYTHING = "sipas-service-2026/1"


def province_of(store: Store, offices: dict[str, Office]) -> int:
    """A province above these offices, each under a commune of the name given; its id."""
    with store.write() as session:
        province = Unit(code="99", kind="province", name="Tỉnh Mẫu", path="", valid_from=date(2025, 7, 1))
        session.add(province)
        session.flush()
        province.path = f"/{province.id}/"
        for place, (name, office) in enumerate(offices.items()):
            commune = Unit(
                code=f"99{place:03d}", kind="commune", name=name, path="", valid_from=date(2025, 7, 1)
            )
            commune.parent_id = province.id
            session.add(commune)
            session.flush()
            commune.path = f"{province.path}{commune.id}/"
            unit = session.get_one(Unit, office.unit_id)
            unit.parent_id, unit.path = commune.id, f"{commune.path}{unit.id}/"
        return province.id


def answer(
    store: Store,
    office: Office,
    forms: int,
    *,
    level: int = 5,
    seed: int = 0,
    day: date = DAY,
    part: Part = Part.MORNING,
    comment: str = "",
) -> None:
    """So many forms of somebody who came to ask, all with the same questions and the same level."""
    with store.write() as session:
        sheets = [
            sheet(office, level=level, purpose="ask", seed=seed, day=day, part=part, comment=comment)
            for _ in range(forms)
        ]
        assert all(isinstance(outcome, Receipt) for outcome in record_responses(session, sheets))


def answer_all(store: Store, office: Office, forms: int, *, level: int = 5, day: date = DAY) -> None:
    """So many forms of the questionnaire that asks everything, all at the same level."""
    form = shipped_instruments()[EVERYTHING]
    with store.write() as session:
        for _ in range(forms):
            order = form.draw(Random(0))
            asked = form.asked(Visit(None), order)
            [outcome] = record_responses(
                session,
                [
                    read_sheet(
                        form,
                        Submission(
                            key=token_urlsafe(24),
                            code=office.code,
                            day=day,
                            part=Part.MORNING,
                            order=order,
                            ratings={str(number): str(level) for number in asked},
                        ),
                    )
                ],
            )
            assert isinstance(outcome, Receipt)


def asked_with(seed: int) -> set[int]:
    """The criteria on a form with this draw."""
    form = instrument()
    return set(form.asked(Visit("ask"), form.draw(Random(seed))))


def release(store: Store) -> None:
    """Everything that was answered until the fifth of March 2026."""
    release_due(store, Policy.LIVE, RELEASED_AT)


def import_dossiers(store: Store, office: Office, handled: int) -> None:
    """Dossiers of March 2026 of the office's first field."""
    with store.write() as session:
        session.add(
            Dossiers(
                unit_id=office.unit_id, field_id=1, channel="counter", month=PERIOD, handled=handled, late=0
            )
        )


def open_offices(store: Store, names: list[str]) -> dict[str, Office]:
    """One office for each commune's name, under one province."""
    return {name: open_office(store) for name in names}
