"""The log against tampering: checked against the answers, its head taken to whoever keeps it outside."""

import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, is_zipfile

import click

from cli.speech import Refused, both, database, speaking
from db.queries.log import newest_head
from db.queries.log_check import Finding, LogCheck, check_log
from jobs.keys import signer
from survey import local_day
from trust.heads import Head, HeadRefused, Signer
from trust.kept_heads import as_published
from words import Translator, mark

_TEXTS: Final = "xl/sharedStrings.xml"
"""Where a workbook keeps the texts of its cells."""
_LARGEST_TEXTS: Final = 50_000_000

_SAID = {
    Finding.ALTERED: mark("Answers that were altered after they were received: {n} ({places})."),
    Finding.COMMENT_ALTERED: mark("Comments that were altered: {n} ({places})."),
    Finding.COMMENT_MISSING: mark("Comments that are gone before their term: {n} ({places})."),
    Finding.ROW_MISSING: mark("Answers that were removed: {n} ({places})."),
    Finding.WITHOUT_PLACE: mark("Answers that nobody handed in through the system: {n} ({places})."),
    Finding.NOT_WITHDRAWN_BY_ITS_RECEIPT: mark(
        "Answers withdrawn by somebody without their receipt: {n} ({places})."
    ),
    Finding.PLACE_MISSING: mark("Places of the log that are empty: {n} ({places})."),
    Finding.PROOFS_BROKEN: mark("Stored proofs that no longer fit: {n} ({places})."),
    Finding.OTHER_ROOT: mark("Signed heads that these answers do not lead to: {n} ({places})."),
    Finding.HEAD_FORGED: mark("Heads without a valid signature: {n} ({places})."),
    Finding.NO_HEAD: mark("The newest answers are under no signed head: {n} ({places})."),
    Finding.SHORTER: mark("The log was cut off; it once had more answers: {n} ({places})."),
    Finding.OTHER_HISTORY: mark("The log is not the one of the head that was kept: {n} ({places})."),
    Finding.MOVED: mark(
        "Answers or comments counted elsewhere than they were given, or for another officer than on the roster: "
        "{n} ({places})."
    ),
    Finding.NOT_AS_PUBLISHED: mark(
        "Questionnaires that are not the ones that were published: {n} ({places})."
    ),
    Finding.MISREAD: mark(
        "Answers that are read under a questionnaire that does not have their questions: {n} ({places})."
    ),
    Finding.LEFT_OUT_BY_NOBODY: mark(
        "Answers left out of the counts, or back in them, without two people having decided so: {n} ({places})."
    ),
    Finding.CLEARED_BY_NOBODY: mark(
        "Marks cleared, or back again, without two people having decided so: {n} ({places})."
    ),
}


@click.command(help=both(mark("Check that no answer was altered, removed or slipped in.")))
@click.option(
    "--against",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=both(
        mark(
            "A head that somebody outside has kept, or a file of results with one; may be given several times."
        )
    ),
)
@speaking
def verify_log(files: tuple[Path, ...], t: Translator) -> None:
    ours = signer()
    kept = tuple(_kept(file, ours, t) for file in files)
    with database(t) as store, store.read() as session:
        check = check_log(session, local_day(datetime.now(UTC)), ours.read, kept)
    counted = t(
        "{answers} answers, {sealed} of them sealed under {heads} heads, {withdrawn} withdrawn.",
        answers=t.number(check.answers, 0),
        sealed=t.number(check.sealed, 0),
        heads=t.number(check.heads, 0),
        withdrawn=t.number(check.withdrawn, 0),
    )
    if not check.agrees:
        raise Refused("\n".join((counted, *_told(check, t))))
    click.echo(counted + " " + t("Answers and log agree."))
    if kept:
        click.echo(t.plural("The head that was kept fits.", "All {n} heads that were kept fit.", n=len(kept)))


@click.command(help=both(mark("Print the newest signed head, for somebody outside to keep.")))
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help=both(mark("Write it to this file.")),
)
@speaking
def tree_head(file: Path | None, t: Translator) -> None:
    with database(t) as store, store.read() as session:
        head = newest_head(session)
    if head is None:
        raise Refused(t("Nothing has been sealed yet."))
    if file is None:
        click.echo(head.note, nl=False)
        return
    file.write_text(head.note, encoding="utf-8")
    click.echo(t("Written to {file}.", file=file))


def _kept(file: Path, ours: Signer, t: Translator) -> Head:
    try:
        return ours.read(as_published(_text_of(file)))
    except (HeadRefused, UnicodeDecodeError, BadZipFile) as error:
        raise Refused(t("{file} is no head that this log has signed.", file=file)) from error


def _text_of(file: Path) -> str:
    """A text file as it is; of a workbook the texts of its cells. Raises UnicodeDecodeError, BadZipFile."""
    if not is_zipfile(file):
        return file.read_text(encoding="utf-8-sig").strip()  # as mail programs and editors keep it
    with ZipFile(file) as book:
        names = [each.filename for each in book.infolist() if each.file_size <= _LARGEST_TEXTS]
        try:
            return book.read(_TEXTS).decode("utf-8") if _TEXTS in names else ""
        except (zlib.error, EOFError, RuntimeError) as error:  # RuntimeError: a password is asked for
            raise BadZipFile from error


def _told(check: LogCheck, t: Translator) -> list[str]:
    return [
        t(
            _SAID[finding],
            n=t.number(number, 0),
            places=", ".join(check.places[finding]) + ("…" if number > len(check.places[finding]) else ""),
        )
        for finding, number in check.numbers.items()
    ]
