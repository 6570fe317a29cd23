"""Tickets, each good for one form, and the keys of systems that may ask for them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cli.lists import write_file
from cli.speech import Refused, both, changing, database, settings_or_refuse, speaking
from db import Store
from db.commands import api_keys
from db.commands.counters import find_counter
from db.commands.tickets import MOST_AT_ONCE, MOST_DAYS, USUAL_DAYS, CounterClosed
from db.commands.tickets import end_tickets as end_unspent
from db.queries.api_keys import systems
from db.queries.counters import counter_of
from db.queries.units import by_code
from jobs.tickets import Given, give_out
from qr.slips import ON_A_SHEET, SlipUnreadable, slips_pdf
from survey import local_day
from survey.offices import Channel
from words import Translator, mark

_REFUSALS: dict[type[Exception], str] = {
    api_keys.SystemNameRefused: mark(
        "The name has 3 to 64 of a–z, 0–9, dot, hyphen and underscore, and begins and ends with a letter or digit."
    ),
    api_keys.SystemNameTaken: mark("There is a key of this name already."),
    api_keys.NoSuchSystem: mark("There is no key of this name."),
}


def _of_a_counter(function: Any) -> Any:
    """Adds the options that name a counter."""
    channels = click.Choice([each.value for each in Channel])
    for option in (
        click.option("--channel", type=channels, default=Channel.COUNTER.value, show_default=True),
        click.option("--number", required=True, help=both(mark("The counter's number."))),
        click.option("--unit", required=True, help=both(mark("The code of the unit."))),
    ):
        function = option(function)
    return function


@click.command(
    help=both(mark("Make tickets for a counter: slips to print (.pdf) or a list for a system (.csv)."))
)
@_of_a_counter
@click.option(
    "--count",
    type=click.IntRange(1, MOST_AT_ONCE),
    default=ON_A_SHEET,
    show_default=True,
    help=both(mark("How many tickets.")),
)
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=USUAL_DAYS,
    show_default=True,
    help=both(mark("For how many days they are good, today included.")),
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@speaking
def tickets(unit: str, number: str, channel: str, count: int, days: int, out: Path, t: Translator) -> None:
    makers = {".pdf": _slips, ".csv": _list}
    if out.suffix.lower() not in makers:
        raise Refused(t("The file's name must end in .pdf or .csv."))
    settings_or_refuse()
    now = datetime.now(UTC)
    with database(t) as store:
        counter_id = _counter(store, unit, number, channel)
        with store.read() as session:
            counter = counter_of(session, counter_id, local_day(now))
        try:
            if counter is None:
                raise CounterClosed(counter_id)
            given = give_out(store, counter, count, days, now)
        except CounterClosed as error:
            raise Refused(t("The counter is closed; no tickets were made.")) from error
    write_file(out, makers[out.suffix.lower()](given, t), t)
    said = t.plural("{n} ticket written to {file}", "{n} tickets written to {file}", n=count, file=out)
    until = t("They are good until {day}.", day=t.date(given.issued.last_day))
    click.echo(f"{said}. {until} " + t("Their codes are kept nowhere else; this file cannot be made again."))


@click.command(help=both(mark("From today on, the unused tickets of a counter open no form.")))
@_of_a_counter
@speaking
def end_tickets(unit: str, number: str, channel: str, t: Translator) -> None:
    with database(t) as store:
        counter_id = _counter(store, unit, number, channel)
        with store.write() as session:
            ended = end_unspent(session, counter_id, local_day(datetime.now(UTC)))
    click.echo(t.plural("{n} ticket ended.", "{n} tickets ended.", n=ended))


@click.command(
    help=both(mark("Let a system ask for tickets of a unit and those below it; its key is shown once."))
)
@click.argument("name")
@click.option("--unit", required=True, help=both(mark("The code of the unit.")))
@speaking
def add_api_key(name: str, unit: str, t: Translator) -> None:
    with changing(t, _REFUSALS) as session:
        key = api_keys.add_api_key(session, name, by_code(session, unit).id)
    click.echo(t("The key of {name}, shown only this once:", name=name))
    click.echo(key)


@click.command(help=both(mark("Close the key of a system; tickets that it was given stay good.")))
@click.argument("name")
@speaking
def close_api_key(name: str, t: Translator) -> None:
    with changing(t, _REFUSALS) as session:
        api_keys.close_api_key(session, name)
    click.echo(t("The key of {name} opens nothing any more.", name=name))


@click.command(help=both(mark("List the systems that have a key, and for which unit.")))
@speaking
def list_api_keys(t: Translator) -> None:
    with database(t) as store, store.read() as session:
        for each in systems(session):
            click.echo(f"{each.name:<24} {each.unit_code:<14} {each.unit_name}")


def _slips(given: Given, t: Translator) -> bytes:
    try:
        return slips_pdf(given.place, given.issued.codes)
    except (SlipUnreadable, ValueError) as error:
        raise Refused(t("A sheet of tickets cannot be made: {reason}", reason=error)) from error


def _list(given: Given, t: Translator) -> bytes:
    return given.as_csv()


def _counter(store: Store, unit: str, number: str, channel: str) -> int:
    with store.read() as session:
        return find_counter(session, by_code(session, unit).id, number, Channel(channel))
