"""When counters are open: a list in, and what holds for a unit."""

from datetime import UTC, datetime
from pathlib import Path

import click

from cli.lists import import_list
from cli.speech import Refused, both, database, speaking
from db.commands.opening_hours import import_opening_hours
from db.queries.opening_hours import hours_of
from db.queries.units import by_code
from imports.cells import CLOSED
from survey import local_day
from survey.hours import Spans, Weekday, written
from words import Translator, mark


@click.command(
    help=both(
        mark(
            "Take over opening hours, days off and days worked instead from a CSV or XLSX file, or show them."
        )
    )
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", help=both(mark("Show what holds for this unit: its code.")))
@speaking
def opening_hours(file: Path | None, unit: str | None, t: Translator) -> None:
    if file is None and unit is None:
        raise Refused(
            t("Name a file to read, or a unit with --unit; “manage.py template hours” writes an empty list.")
        )
    if file is not None:
        import_list("hours", file, import_opening_hours, t)
    if unit is not None:
        _show(unit, t)


def _show(code: str, t: Translator) -> None:
    with database(t) as store, store.read() as session:
        hours = hours_of(session, by_code(session, code).id)
    for weekday, spans in zip(Weekday, hours.week, strict=True):
        click.echo(f"{t(weekday.label):<12} {_said(spans, t)}")
    year = local_day(datetime.now(UTC)).year
    for day, spans in sorted(hours.days.items()):
        if day.year >= year:
            click.echo(f"{day:%d/%m/%Y}   {_said(spans, t)}")


def _said(spans: Spans, t: Translator) -> str:
    return written(spans) or t(CLOSED)
