"""Counts and releases: proved, made to agree, moved; an answer taken back, and what is past its term removed."""

from collections.abc import Iterator

import click

from cli.speech import Refused, both, database, settings_or_refuse, speaking
from db.commands.recount import Recount
from db.commands.recount import recount as count_again
from db.commands.release import Policy
from db.commands.withdraw import AlreadyWithdrawn, ReceiptUnknown
from db.commands.withdraw import withdraw as take_back
from db.counting import note_pending
from db.queries.released_check import altered_months
from jobs.purge import purge_due
from jobs.release import release_due
from trust.codes import NotACode
from words import Translator, mark


@click.command(help=both(mark("Count every answer anew and mend the counts that differ.")))
@click.option("--check", is_flag=True, help=both(mark("Only compare; ends with 1 where they differ.")))
@speaking
def recount(check: bool, t: Translator) -> None:
    with database(t) as store:
        if check:
            with store.read() as session:
                found = count_again(session)
                altered = list(altered_months(session))
        else:
            with store.write() as session:
                found = count_again(session, repair=True)
                altered = list(altered_months(session))
                note_pending(session, {(unit_id, month.first_day): (0, 0) for unit_id, month in altered})
    counted = t(
        "{rows} answers in {cells} cells counted.",
        rows=t.number(found.rows, 0),
        cells=t.number(found.cells, 0),
    )
    if found.agrees and not altered:
        click.echo(counted + " " + t("Answers and counts agree."))
        return
    different = " ".join(_differing(found, len(altered), t))
    if check:
        raise Refused(f"{counted} {different}")
    click.echo(f"{counted} {different} " + t("They are mended; offices see it with the next release."))


def _differing(found: Recount, altered: int, t: Translator) -> Iterator[str]:
    if not found.agrees:
        yield t.plural("{n} cell differed.", "{n} cells differed.", n=len(found.differing))
        yield t(
            "By table: {tables}.",
            tables=", ".join(f"{table} {t.number(n, 0)}" for table, n in found.by_table.items()),
        )
    if altered:
        yield t.plural(
            "Released figures of {n} month of a unit were altered.",
            "Released figures of {n} months of units were altered.",
            n=altered,
        )


@click.command(help=both(mark("Release the figures that are due.")))
@click.option(
    "--now",
    is_flag=True,
    help=both(mark("Everything that waits, today included: for demonstrations, it protects nobody.")),
)
@speaking
def release(now: bool, t: Translator) -> None:
    policy = Policy.LIVE if now else Policy(settings_or_refuse().release.value)
    with database(t) as store:
        moved = release_due(store, policy)
    click.echo(t.plural("The figures of {n} unit moved.", "The figures of {n} units moved.", n=moved))


@click.command(help=both(mark("Take back the answer that belongs to a receipt.")))
@click.argument("receipt")
@speaking
def withdraw(receipt: str, t: Translator) -> None:
    try:
        with database(t) as store, store.write() as session:
            take_back(session, receipt)
    except (ReceiptUnknown, NotACode) as error:
        raise Refused(t("No stored answer belongs to this receipt.")) from error
    except AlreadyWithdrawn as error:
        raise Refused(t("This answer was taken back before.")) from error
    click.echo(t("The answer is erased and no longer counted; figures change with the next release."))


@click.command(help=both(mark("Remove what is past its term; the server does so each hour by itself.")))
@click.option(
    "--rewrite",
    is_flag=True,
    help=both(
        mark("Write the whole database anew too, so that no copy stays in its files; forms wait meanwhile.")
    ),
)
@speaking
def purge(rewrite: bool, t: Translator) -> None:
    with database(t) as store:
        removed = purge_due(store)
        if rewrite:
            store.rewrite()
    click.echo(t.plural("{n} comment removed.", "{n} comments removed.", n=removed.comments))
    click.echo(
        t.plural(
            "The minute of sending of {n} form removed.",
            "The minutes of sending of {n} forms removed.",
            n=removed.minutes,
        )
    )
    click.echo(
        t.plural(
            "{n} count of equal ratings removed.",
            "{n} counts of equal ratings removed.",
            n=removed.patterns,
        )
    )
    click.echo(t.plural("{n} ticket removed.", "{n} tickets removed.", n=removed.tickets))
    if rewrite:
        click.echo(t("The whole database was written anew."))
