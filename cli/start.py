"""What `make run` calls before the server starts: tables, compressed files, sample data, where to look."""

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from cli.speech import SAID_IN, Refused, both, both_line, database, in_both, settings_or_refuse, speaking
from db import Store
from db import migrate as upgrade
from db.queries.posters import CounterPoster, posters_of
from db.queries.units import roots, subtree
from jobs.form_files import pack_streamlit
from jobs.keys import KeysUnusable, keys
from qr.links import NotACounterLink, NotAPublicUrl, counter_link
from settings import Settings
from survey import local_day
from survey.offices import Channel, UnitKind
from words import Translator, language, mark


@click.command(
    help=both(mark("Make everything ready to start: tables, and sample data on the first start (DEMO=yes)."))
)
def prepare() -> None:
    chosen = settings_or_refuse()
    try:
        keys()
    except KeysUnusable as error:
        raise Refused(str(error)) from error
    pack_streamlit(chosen.var_dir)
    with database(language(SAID_IN[0])) as store:
        upgrade(chosen.database_url)
        if chosen.demo and not _has_units(store):
            _say_both(mark("Sample data are being made, once; this takes about a minute."))
            _load_demo(store, chosen)
        with store.read() as session:
            poster = _a_poster(session)
    for line in greeting(chosen, poster):
        click.echo(line)


@click.command(help=both(mark("Create or upgrade the tables of the database.")))
@speaking
def migrate(t: Translator) -> None:
    with database(t):
        upgrade(settings_or_refuse().database_url)
    click.echo(t("The tables are up to date."))


@click.command(help=both(mark("Fill an empty database with sample data and print the accounts.")))
@speaking
def demo(t: Translator) -> None:
    chosen = settings_or_refuse()
    if not chosen.demo:
        raise Refused(
            t("Sample data are made with DEMO=yes only, so that they are marked wherever they show.")
        )
    with database(t) as store:
        _load_demo(store, chosen)
    click.echo(_accounts(chosen))


def greeting(chosen: Settings, poster: CounterPoster | None) -> list[str]:
    """A poster's link and the accounts, in both languages; `cli.serve` tells the address once it answers."""
    lines: list[str] = []
    if poster is None:
        lines += in_both(mark("No counter yet: add units with import-units, counters with import-counters."))
    else:
        try:
            link = counter_link(chosen.public_url, poster.code)
        except (NotAPublicUrl, NotACounterLink) as error:
            raise Refused(str(error)) from error
        counter = poster.name if poster.name.startswith("Quầy") else f"Quầy {poster.number} – {poster.name}"
        lines += [both_line(mark("A poster's link"), link), f"  {poster.place} · {counter}"]
    if chosen.demo:
        lines += ["", *in_both(mark("These are sample data, for trying out only."))]
    return [*lines, *([_accounts(chosen)] if chosen.demo else [])]


def _a_poster(session: Session) -> CounterPoster | None:
    """One to try: of a counter of the provincial centre if there is one, which sample accounts can follow."""
    today = local_day(datetime.now(UTC))
    centres = [info for info in subtree(session, "/", today) if info.kind is UnitKind.PROVINCIAL_CENTRE]
    for path in (*(centre.path for centre in centres), "/"):
        for poster in posters_of(session, path, today):
            if poster.channel is Channel.COUNTER:
                return poster
    return None


def _has_units(store: Store) -> bool:
    with store.read() as session:
        return bool(roots(session))


def _load_demo(store: Store, chosen: Settings) -> None:
    from cli.demo import DatabaseInUse, load_demo  # slow to load, needed once

    today = local_day(datetime.now(UTC))
    try:
        load_demo(store, today=today, accounts_file=_accounts_file(chosen))
    except DatabaseInUse as error:
        raise Refused(
            "\n".join(
                in_both(mark("There are counters already; sample data go into an empty database only."))
            )
        ) from error


def _accounts_file(chosen: Settings) -> Path:
    return chosen.var_dir / "demo-accounts.txt"


def _accounts(chosen: Settings) -> str:
    """The accounts of the demonstration as they were written down, or what to do where that is gone."""
    try:
        return _accounts_file(chosen).read_text(encoding="utf-8").rstrip()
    except OSError:
        return "\n".join(
            in_both(mark("The list of sample accounts is gone; set-password gives a new password."))
        )


def _say_both(sentence: str) -> None:
    for line in in_both(sentence):
        click.echo(line)
