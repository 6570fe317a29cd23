"""Posters on paper, and the codes they carry."""

from datetime import UTC, datetime
from pathlib import Path

import click

from cli.lists import write_file
from cli.speech import Refused, both, database, settings_or_refuse, speaking
from db.commands.counters import CodeUnknown, add_code, find_counter
from db.commands.counters import revoke_code as retire
from db.queries.posters import CounterPoster, posters_of
from db.queries.units import by_code
from qr.check import PosterUnreadable
from qr.links import NotACounterLink, NotAPublicUrl, counter_link
from qr.posters import posters_pdf
from qr.sheet import Poster, PosterIncomplete, Size
from survey import local_day
from survey.offices import Channel
from trust.codes import NotACode, pretty
from words import Translator, mark


@click.command(
    help=both(mark("Write the posters of a unit and those below it: one PDF, or one for each into a folder."))
)
@click.option("--unit", required=True, help=both(mark("The code of the unit.")))
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option(
    "--size", type=click.Choice([size.name for size in Size]), default=Size.A4.name, show_default=True
)
@speaking
def posters(unit: str, out: Path, size: str, t: Translator) -> None:
    found = [sheet_of(poster) for poster in _posters(unit, t)]
    if not found:
        raise Refused(t("The unit {code} has no open counter with a code.", code=unit))
    single = out.suffix.lower() == ".pdf"
    files = {out: found} if single else {out / f"{poster.file_name}.pdf": [poster] for poster in found}
    try:
        for file, sheets in files.items():
            write_file(file, posters_pdf(sheets, Size[size]), t)
    except (PosterUnreadable, ValueError) as error:
        raise Refused(t("A poster cannot be made: {reason}", reason=error)) from error
    click.echo(
        t.plural("{n} poster written to {file}", "{n} posters written to {file}", n=len(found), file=out)
    )


@click.command(help=both(mark("Give a counter a further code; its other posters keep working.")))
@click.option("--unit", required=True, help=both(mark("The code of the unit.")))
@click.option("--number", required=True, help=both(mark("The counter's number.")))
@click.option(
    "--channel",
    type=click.Choice([each.value for each in Channel]),
    default=Channel.COUNTER.value,
    show_default=True,
)
@speaking
def new_code(unit: str, number: str, channel: str, t: Translator) -> None:
    today = local_day(datetime.now(UTC))
    with database(t) as store, store.write() as session:
        counter_id = find_counter(session, by_code(session, unit).id, number, Channel(channel))
        code = add_code(session, counter_id, today)
    click.echo(t("New code: {code}", code=pretty(code)))
    click.echo(counter_link(settings_or_refuse().public_url, code))


@click.command(help=both(mark("From today on, posters with this code open no form; others keep working.")))
@click.argument("code")
@click.option(
    "--abused",
    is_flag=True,
    help=both(mark("It was used to collect forms: those that were opened with it before are refused too.")),
)
@speaking
def revoke_code(code: str, abused: bool, t: Translator) -> None:
    try:
        with database(t) as store, store.write() as session:
            fresh = retire(session, code, local_day(datetime.now(UTC)), abused=abused)
    except (CodeUnknown, NotACode) as error:
        raise Refused(t("No poster carries the code {code}.", code=code)) from error
    click.echo(t("The code is revoked.") if fresh else t("The code was revoked before."))


def sheet_of(poster: CounterPoster) -> Poster:
    """What is printed for a counter, with the address and the mark of sample data from the settings."""
    chosen = settings_or_refuse()
    try:
        return Poster(
            place=poster.place,
            counter=poster.name,
            number=poster.number if poster.channel is Channel.COUNTER else "",
            code=poster.code,
            public_url=chosen.public_url,
            sample=chosen.demo,
        )
    except (NotAPublicUrl, NotACounterLink, PosterIncomplete) as error:
        raise Refused(str(error)) from error


def _posters(unit: str, t: Translator) -> tuple[CounterPoster, ...]:
    with database(t) as store, store.read() as session:
        return posters_of(session, by_code(session, unit).path, local_day(datetime.now(UTC)))
