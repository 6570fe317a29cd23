"""Commands on the tree of units."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import click
from sqlalchemy.orm import Session

from cli.speech import Refused, both, database, speaking
from db.commands import succession
from db.commands.units import import_units as add_official_units
from db.official_units import UnknownProvince
from db.queries.units import UnitInfo, by_code, subtree
from imports.cells import code as read_code
from imports.cells import day as read_day
from imports.cells import name as read_name
from imports.reasons import CellRefused
from survey import local_day
from words import Translator, mark

_REFUSALS = {
    succession.AlreadyClosed: mark("The unit {code} no longer exists."),
    succession.DayTooEarly: mark("The unit {code} did not exist before that day."),
    succession.UnitsDiffer: mark(
        "{code}: several units are needed, each with a code of its own, of one kind, below the same unit."
    ),
    succession.CodeInUse: mark("Another unit bears the code {code}."),
    succession.UnitsBelow: mark("Units stand below {code}; close them first."),
    succession.CounterNotThere: mark("The unit has no counter {code}."),
}


@click.command(help=both(mark("Add a province with all its communes, agencies and centres.")))
@click.option("--province", "code", required=True, help=both(mark("The official code, such as 19.")))
@speaking
def import_units(code: str, t: Translator) -> None:
    try:
        with database(t) as store, store.write() as session:
            done = add_official_units(session, code.strip())
    except UnknownProvince as error:
        there_are = ", ".join(f"{known} {name}" for known, name in error.known.items())
        raise Refused(
            t("There is no province {code}. There are: {known}.", code=code, known=there_are)
        ) from error
    click.echo(
        t("{added} units added, {unchanged} were there already.", added=done.added, unchanged=done.unchanged)
    )


@click.command(help=both(mark("List the codes and names of units; * marks those that can have counters.")))
@click.option("--below", default=None, help=both(mark("Only this unit and those below it: its code.")))
@speaking
def list_units(below: str | None, t: Translator) -> None:
    today = local_day(datetime.now(UTC))
    with database(t) as store, store.read() as session:
        path = "/" if below is None else by_code(session, below).path
        found = subtree(session, path, today)
    for info in found:
        click.echo(f"{'*' if info.kind.has_counters else ' '} {info.code:<14} {info.name}")


def _on(context: click.Context, option: click.Parameter, value: str | None) -> date:
    """The day of a change: today if none is named; never later, because changes apply at once."""
    t: Translator = context.params["t"]
    today = local_day(datetime.now(UTC))
    if value is None:
        return today
    try:
        day = read_day(value)
    except CellRefused as refused:
        raise Refused(refused.reason.said(t)) from refused
    if day > today:
        raise Refused(t("A change of units applies at once; run it on its day."))
    return day


_on_option = click.option(
    "--on", "on", callback=_on, help=both(mark("The first day of the new state; today if left out."))
)


@click.command(help=both(mark("Give a unit a new name; its history stays under the old one.")))
@click.argument("code")
@click.option("--name", required=True, help=both(mark("The new name.")))
@_on_option
@speaking
def rename_unit(code: str, name: str, on: date, t: Translator) -> None:
    with _changing(t) as session:
        _tell(t, succession.rename_unit(session, by_code(session, code).id, _name(name, t), on))


@click.command(help=both(mark("Make several units of one kind into one; their history stays with them.")))
@click.argument("codes", nargs=-1, required=True)
@click.option("--code", required=True, help=both(mark("The code of the new unit.")))
@click.option("--name", required=True, help=both(mark("The new name.")))
@_on_option
@speaking
def merge_units(codes: tuple[str, ...], code: str, name: str, on: date, t: Translator) -> None:
    with _changing(t) as session:
        ids = [by_code(session, each).id for each in codes]
        _tell(t, succession.merge_units(session, ids, _code(code, t), _name(name, t), on))


@click.command(
    help=both(
        mark("Make one unit into several: for each part its code, its name and its counters, 03,04 or -.")
    )
)
@click.argument("code")
@click.option("--part", "parts", nargs=3, multiple=True, required=True, metavar="CODE NAME COUNTERS")
@_on_option
@speaking
def split_unit(code: str, parts: tuple[tuple[str, str, str], ...], on: date, t: Translator) -> None:
    wanted = [
        succession.PartOfUnit(
            _code(part, t),
            _name(name, t),
            frozenset(number.strip() for number in counters.split(",")) - {"-", ""},
        )
        for part, name, counters in parts
    ]
    with _changing(t) as session:
        for info in succession.split_unit(session, by_code(session, code).id, wanted, on):
            _tell(t, info)


@click.command(help=both(mark("End a unit without a successor, with its counters and posters.")))
@click.argument("code")
@_on_option
@speaking
def close_unit(code: str, on: date, t: Translator) -> None:
    with _changing(t) as session:
        succession.close_unit(session, by_code(session, code).id, on)
    click.echo(t("The unit {code} is closed.", code=code))


def _name(text: str, t: Translator) -> str:
    """A unit's name, as lists may give one. Raises `Refused`."""
    try:
        written = read_name(text)
    except CellRefused as refused:
        raise Refused(refused.reason.said(t)) from refused
    if not written:
        raise Refused(t("A unit needs a name."))
    return written


def _code(text: str, t: Translator) -> str:
    """A unit's code, as lists may give one. Raises `Refused`."""
    try:
        return read_code(text.strip())
    except CellRefused as refused:
        raise Refused(refused.reason.said(t)) from refused


@contextmanager
def _changing(t: Translator) -> Iterator[Session]:
    try:
        with database(t) as store, store.write() as session:
            yield session
    except succession.SuccessionRefused as error:
        raise Refused(t(_REFUSALS[type(error)], code=error.code)) from error


def _tell(t: Translator, info: UnitInfo) -> None:
    click.echo(t("{code} {name}, from {day}", code=info.code, name=info.name, day=t.date(info.valid_from)))
