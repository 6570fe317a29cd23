"""Lists of the offices: spreadsheets in, and the empty templates out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from cli.speech import Refused, both, database, speaking
from db.commands import counters, dossiers, officers, roster
from imports import (
    TEMPLATES,
    Checked,
    RowProblem,
    RowsRefused,
    TableUnreadable,
    check_rows,
    fitting,
    read_table,
    template_csv,
    template_xlsx,
)
from imports.tables import LARGEST_FILE
from survey.registers import EntriesRefused, Imported
from words import Translator, mark

Store = Callable[[Session, Sequence[Any]], Imported]


def _import_command(name: str, sentence: str, store: Store) -> click.Command:
    @click.command(f"import-{name}", help=both(sentence))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @speaking
    def command(file: Path, t: Translator) -> None:
        import_list(name, file, store, t)

    return command


import_counters = _import_command(
    "counters", mark("Add or change counters from a CSV or XLSX file."), counters.import_counters
)
import_officers = _import_command(
    "officers", mark("Add or change officers from a CSV or XLSX file."), officers.import_officers
)
import_roster = _import_command(
    "roster", mark("Add or change who was on duty from a CSV or XLSX file."), roster.import_roster
)
import_dossiers = _import_command(
    "dossiers", mark("Add or change numbers of dossiers from a CSV or XLSX file."), dossiers.import_dossiers
)
import_fields = _import_command(
    "fields", mark("Add or rename fields of procedure from a CSV or XLSX file."), counters.import_fields
)


@click.command(help=both(mark("Write an empty list to fill in, as .xlsx or .csv.")))
@click.argument("name", type=click.Choice(list(TEMPLATES)))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@speaking
def template(name: str, out: Path, t: Translator) -> None:
    writers = {".xlsx": template_xlsx, ".csv": template_csv}
    if out.suffix.lower() not in writers:
        raise Refused(t("The file's name must end in .xlsx or .csv."))
    write_file(out, writers[out.suffix.lower()](TEMPLATES[name], t), t)
    click.echo(t("Written: {file}", file=out))


def write_file(path: Path, content: bytes, t: Translator) -> None:
    """Write a file and the folders above it. Raises `Refused` where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(t("{file} cannot be written: {reason}", file=path, reason=error.strerror)) from error


class _OnlyTried(Exception):
    """Ends a transaction that was opened to find out what does not fit; nothing of it stays."""


def _stored(checked: Checked, store: Store, t: Translator, *, keep: bool = True) -> Imported:
    """Store what was read, all of it or nothing. Raises `RowsRefused` with what does not fit the offices."""
    try:
        with database(t) as opened, opened.write() as session:
            done = store(session, checked.entries)
            if not keep:
                raise _OnlyTried
    except EntriesRefused as error:
        raise fitting(checked, error) from error
    return done


def _misfits(others: Checked | None, store: Store, t: Translator) -> tuple[RowProblem, ...]:
    """What does not fit the offices in the rows that could be read, of a file that is refused anyway."""
    try:
        if others is not None:
            _stored(others, store, t, keep=False)
    except _OnlyTried:
        pass
    except RowsRefused as error:
        return error.problems
    return ()


def _read_whole(name: str, file: Path, store: Store, t: Translator) -> Checked:
    """The rows of a file. Raises `RowsRefused` with all that is wrong with any of them, in order of lines."""
    try:
        return check_rows(TEMPLATES[name], read_table(_content(file, t)))
    except RowsRefused as error:
        raise RowsRefused([*error.problems, *_misfits(error.others, store, t)]) from error


def import_list(name: str, file: Path, store: Store, t: Translator) -> None:
    try:
        done = _stored(_read_whole(name, file, store, t), store, t)
    except TableUnreadable as error:
        raise Refused(
            t("{file} cannot be read: {reason}.", file=file.name, reason=error.reason.said(t))
        ) from error
    except RowsRefused as error:
        # A row may make several entries, a whole day two parts: what is wrong with it is said once.
        said = list(dict.fromkeys(problem.said(t) for problem in error.problems))
        for sentence in said:
            click.echo(sentence, err=True)
        raise Refused(_count_of_problems(t, len(said))) from error
    click.echo(
        t(
            "{added} added, {changed} changed, {unchanged} unchanged.",
            added=done.added,
            changed=done.changed,
            unchanged=done.unchanged,
        )
    )
    if done.moved:
        click.echo(
            t.plural(
                "{n} answer given before now belongs to the officer on the roster.",
                "{n} answers given before now belong to the officer on the roster.",
                n=done.moved,
            )
        )


def _count_of_problems(t: Translator, n: int) -> str:
    return t.plural("{n} problem; nothing was changed.", "{n} problems; nothing was changed.", n=n)


def _content(file: Path, t: Translator) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refused(t("{file} cannot be read: {reason}.", file=file.name, reason=error.strerror)) from error
