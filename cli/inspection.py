"""For whoever looks into odd answers: which carry flags and why, and which counters and months stand out."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import click
from sqlalchemy.orm import Session

from cli.speech import both, database, speaking
from db.commands.counters import find_counter
from db.queries.flagged import FlaggedAnswer, flagged_answers
from db.queries.units import by_code, subtree
from jobs.group_signals import group_signals
from scoring.safeguards.signals import Kind, Signal
from survey import local_day
from survey.offices import Channel
from survey.suspicion import Reason
from words import Translator, mark

_SHOWN_DAYS: Final = timedelta(days=30)
_DAY: Final = click.DateTime(["%d/%m/%Y", "%Y-%m-%d"])

MARKS: Final = {
    Reason.TOO_FAST: mark("sent too fast to have been read"),
    Reason.SAME_ANSWERS: mark("the same answers again and again"),
    Reason.SAME_LEVEL: mark("one level for everything, far more often than elsewhere in the unit"),
    Reason.BURST: mark("more within ten minutes than a full hall"),
    Reason.OUT_OF_HOURS: mark("sent when the counter was shut"),
    Reason.BEYOND_CAPACITY: mark("more in half a day than the counter can serve"),
}
_PARTS: Final = {"morning": mark("morning"), "afternoon": mark("afternoon")}
_GROUPS: Final = {
    Kind.STRAIGHT_LINES: mark(
        "Counter {stream}: {seen} of the forms have one level throughout, {usual} elsewhere in the unit."
    ),
    Kind.MORE_THAN_DOSSIERS: mark("Month {stream}: {seen} forms for each dossier handled, {usual} usually."),
}


def where(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say of which unit, counter and days."""
    for option in (
        click.option("--to", "last", type=_DAY, help=both(mark("The last day, such as 31/03/2026."))),
        click.option("--from", "first", type=_DAY, help=both(mark("The first day, such as 01/03/2026."))),
        click.option("--number", help=both(mark("The counter's number."))),
        click.option("--unit", required=True, help=both(mark("The code of the unit."))),
    ):
        command = option(command)
    return command


@click.command(
    help=both(mark("List the answers that carry flags, with the reasons; never what was answered."))
)
@where
@speaking
def list_flags(
    unit: str, number: str | None, first: datetime | None, last: datetime | None, t: Translator
) -> None:
    period = days(first, last)
    with database(t) as store, store.read() as session:
        unit_ids, counter_id = place(session, unit, number)
        found = flagged_answers(session, unit_ids, *period, counter_id)
        groups = group_signals(session, unit_ids, *period) if counter_id is None else ()
    for each in found:
        click.echo(_line(each, t))
    cleared = sum(each.cleared_by is not None for each in found)
    click.echo(t.plural("{n} answer carries a flag.", "{n} answers carry a flag.", n=len(found) - cleared))
    if cleared:
        click.echo(
            t.plural("Of {n} more the marks were cleared.", "Of {n} more the marks were cleared.", n=cleared)
        )
    for signal in groups:
        click.echo(_group(signal, t))


def place(session: Session, unit: str, number: str | None) -> tuple[list[int], int | None]:
    """The units at and below a code; one counter of that unit where its number is given."""
    info = by_code(session, unit)
    counter_id = None if number is None else find_counter(session, info.id, number, Channel.COUNTER)
    return [each.id for each in subtree(session, info.path)], counter_id


def days(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    """The first and the last day; the last thirty where none is given."""
    end = last.date() if last else local_day(datetime.now(UTC))
    return (first.date() if first else end - _SHOWN_DAYS), end


def _line(found: FlaggedAnswer, t: Translator) -> str:
    reasons = ", ".join(t(MARKS[reason]) for reason in found.reasons)
    said = t(
        "{answer}  {unit}, counter {counter}, {day}, {part}: {reasons}",
        answer=found.short,
        unit=found.unit_code,
        counter=found.counter_number,
        day=t.date(found.day),
        part=t(_PARTS[found.part]),
        reasons=reasons,
    )
    notes = [t("not counted")] if found.excluded else []
    if found.cleared_by is not None:
        notes.append(t("marks cleared by decision {number}", number=found.cleared_by))
    return " ".join((said, *(f"[{note}]" for note in notes)))


def _group(signal: Signal, t: Translator) -> str:
    share = signal.kind is Kind.STRAIGHT_LINES
    seen, usual = (t.percent(x) if share else t.number(x, 2) for x in (signal.seen, signal.usual))
    return t(_GROUPS[signal.kind], stream=signal.stream, seen=seen, usual=usual)
