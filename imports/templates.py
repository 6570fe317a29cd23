"""The lists that offices send, and the entries that a row of each makes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from imports import cells
from imports.columns import (
    BADGE,
    CHANNEL,
    FIELD_CODE,
    FROM,
    NUMBER,
    PARTS,
    STAFF,
    TO,
    UNIT,
    Column,
    PartChoice,
    read_part,
    read_staff,
)
from imports.reasons import RowRefused
from survey.calendar import Part
from survey.hours import Weekday
from survey.offices import Channel, StaffKind
from survey.registers import (
    DEFAULT_INSTRUMENT,
    CounterEntry,
    DossierEntry,
    DutyEntry,
    FieldEntry,
    HoursEntry,
    OfficerEntry,
)
from words import mark

Values = Mapping[str, Any]
"""The cells of one row, read, by the name of their column; None where an optional cell is empty."""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of list. `entries` makes the entries of a row and may raise `RowRefused`."""

    name: str
    title: str
    columns: tuple[Column, ...]
    entries: Callable[[Values], Sequence[Any]]
    merges: bool = False
    """Rows of the same entry are put together instead of being refused as repeated: a field a row."""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _period(values: Values) -> dict[str, date | None]:
    """The period with the first day that is no longer in it, where lists give the last that is."""
    first, last = values["valid_from"], values["valid_to"]
    if last is not None and last < first:
        raise RowRefused("valid_to", mark("the last day lies before the first"))
    return {"valid_from": first, "valid_to": None if last is None else last + timedelta(days=1)}


def _counter(values: Values) -> list[CounterEntry]:
    return [
        CounterEntry(
            unit=values["unit"],
            number=values["number"],
            name=values["name"],
            channel=values["channel"] or Channel.COUNTER,
            instrument=values["instrument"] or DEFAULT_INSTRUMENT,
            fields=values["fields"] or (),
            **_period(values),  # type: ignore[arg-type]
        )
    ]


def _officer(values: Values) -> list[OfficerEntry]:
    period: Any = _period(values)
    return [OfficerEntry(values["unit"], values["badge"], values["name"], values["kind"], **period)]


def _duties(values: Values) -> list[DutyEntry]:
    choice = values["part"]
    parts = list(Part) if choice is PartChoice.BOTH else [Part(choice)]
    channel = values["channel"] or Channel.COUNTER
    return [
        DutyEntry(values["unit"], values["number"], channel, values["day"], part, values["badge"])
        for part in parts
    ]


def _dossiers(values: Values) -> list[DossierEntry]:
    if values["late"] > values["handled"]:
        raise RowRefused("late", mark("more dossiers are late than were handled"))
    channel = values["channel"] or Channel.COUNTER
    return [
        DossierEntry(
            values["unit"], values["field"], channel, values["month"], values["handled"], values["late"]
        )
    ]


def _field(values: Values) -> list[FieldEntry]:
    return [FieldEntry(values["code"], values["name"])]


def _hours(values: Values) -> list[HoursEntry]:
    return [HoursEntry(values["unit"], day, values["hours"]) for day in values["day"]]


TEMPLATES: Final[Mapping[str, Template]] = {
    template.name: template
    for template in (
        Template(
            "counters",
            mark("List of counters"),
            (
                UNIT,
                NUMBER,
                Column(
                    "name",
                    mark("Counter name"),
                    cells.name,
                    mark("What the counter does, as citizens read it on the form."),
                    "Tư pháp, hộ tịch",
                    also=("tên",),
                ),
                CHANNEL,
                Column(
                    "instrument",
                    mark("Questionnaire"),
                    cells.instrument,
                    mark("The questionnaire of this counter; empty: counter-2026."),
                    DEFAULT_INSTRUMENT,
                    required=False,
                    also=("phiếu", "mẫu phiếu"),
                ),
                Column(
                    "fields",
                    mark("Fields handled"),
                    cells.fields,
                    mark(
                        "The fields handled here, each with the code of the unit that decides: HT=05443; "
                        "DD=19-SNNMT. Without a code this unit decides. One row for each field is fine too."
                    ),
                    "HT=05443; CT=05443",
                    required=False,
                    also=("lĩnh vực", "các lĩnh vực", "field"),
                ),
                FROM,
                TO,
            ),
            _counter,
            merges=True,
        ),
        Template(
            "officers",
            mark("List of officers"),
            (
                UNIT,
                BADGE,
                Column(
                    "name",
                    mark("Full name"),
                    cells.name,
                    mark("Never shown to the public."),
                    mark("Holder of badge 0123"),
                    also=("tên", "họ tên", "cán bộ"),
                ),
                Column(
                    "kind",
                    mark("Employment"),
                    read_staff,
                    mark("Official, contract staff or post-office clerk."),
                    StaffKind.OFFICIAL.label,
                    also=("loại", "đối tượng"),
                    choices=tuple(STAFF.values()),
                ),
                FROM,
                TO,
            ),
            _officer,
        ),
        Template(
            "roster",
            mark("Duty roster"),
            (
                UNIT,
                NUMBER,
                CHANNEL,
                Column(
                    "day",
                    mark("Day of duty"),
                    cells.day,
                    mark("The day of duty, 31/03/2026."),
                    "02/03/2026",
                    also=("ngày",),
                ),
                Column(
                    "part",
                    mark("Part of the day"),
                    read_part,
                    mark("Morning, afternoon or the whole day."),
                    PARTS[PartChoice.BOTH],
                    also=("ca", "ca trực"),
                    choices=tuple(PARTS.values()),
                ),
                replace(
                    BADGE,
                    read=cells.badge,
                    help=mark("Who was on duty; a hyphen takes an earlier entry back."),
                ),
            ),
            _duties,
        ),
        Template(
            "dossiers",
            mark("Dossiers by month"),
            (
                UNIT,
                FIELD_CODE,
                CHANNEL,
                Column("month", mark("Month"), cells.month, mark("The month, 03/2026."), "03/2026"),
                Column(
                    "handled",
                    mark("Dossiers handled"),
                    cells.count,
                    mark("How many dossiers were finished in this month."),
                    "120",
                    also=("đã giải quyết", "số hồ sơ"),
                ),
                Column(
                    "late",
                    mark("Of these late"),
                    cells.count,
                    mark("How many of them were finished after their date."),
                    "4",
                    also=("quá hạn", "trễ hạn"),
                ),
            ),
            _dossiers,
        ),
        Template(
            "fields",
            mark("Fields of procedure"),
            (
                replace(FIELD_CODE, name="code"),
                Column(
                    "name",
                    mark("Field name"),
                    cells.name,
                    mark("Its name in full."),
                    "Hộ tịch",
                    also=("tên",),
                ),
            ),
            _field,
        ),
        Template(
            "hours",
            mark("Opening hours and days off"),
            (
                replace(
                    UNIT,
                    help=mark(
                        "The code of the unit; its hours hold for the units below it too, a province's for all."
                    ),
                ),
                Column(
                    "day",
                    mark("Day"),
                    cells.days,
                    mark(
                        "A day of the week, or a day: a holiday, a Saturday that is worked instead. Several in a "
                        "row: Monday - Friday, 16/02/2026 - 20/02/2026."
                    ),
                    Weekday.SATURDAY.label,
                    also=("ngày", "thứ"),
                ),
                Column(
                    "hours",
                    mark("Opening hours"),
                    cells.hours,
                    mark(
                        "07:30-11:30 13:30-17:00, or closed; a hyphen takes an earlier row back. An hour before and "
                        "after counts as open too."
                    ),
                    "07:30-11:30",
                    also=("giờ", "giờ làm việc"),
                ),
            ),
            _hours,
        ),
    )
}
"""Every list by its name."""
