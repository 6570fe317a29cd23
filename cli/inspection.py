"""For whoever looks into odd answers: which carry flags and why, and what two people leave out of the counts."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import click
from sqlalchemy.orm import Session

from cli.accounts import ask_once
from cli.speech import Refused, both, changing, database, speaking
from db.commands import exclude
from db.commands.counters import find_counter
from db.queries.accounts import check_password
from db.queries.exclusions import FlaggedAnswer, Waiting, flagged_answers, named_answers, waiting
from db.queries.units import by_code, subtree
from jobs.group_signals import group_signals
from scoring.safeguards.signals import Kind, Signal
from survey import local_day
from survey.exclusions import LONGEST_SENTENCE, Cause, SentenceRefused, Stage
from survey.offices import Channel
from survey.suspicion import Reason
from words import Translator, mark

_SHOWN_DAYS: Final = timedelta(days=30)
_DAY: Final = click.DateTime(["%d/%m/%Y", "%Y-%m-%d"])

_REASONS: Final = {
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
_WAITING: Final = {
    Stage.PROPOSED: mark("To confirm: {n} answers of {unit}, {month}, are no longer counted."),
    Stage.REINSTATING: mark("To confirm: {n} answers of {unit}, {month}, are counted again."),
}
_STAGES: Final = {
    Stage.CONFIRMED: mark("The answers are no longer counted; figures change with the next release."),
    Stage.REINSTATED: mark("The answers are counted again; figures change with the next release."),
    Stage.DROPPED: mark("The proposal is dropped; nothing was changed."),
    Stage.REINSTATING: mark(
        "It is proposed to count the answers again; another account has to confirm it with “manage.py "
        "confirm-exclusion {number} --as ACCOUNT”."
    ),
}
_REFUSALS: Final[dict[type[Exception], str]] = {
    exclude.NoRightToExclude: mark("This account may not leave out answers of this unit."),
    exclude.SamePerson: mark("Another account has to confirm than the one that proposed."),
    exclude.NoSuchExclusion: mark("There is no decision of this number."),
    exclude.NothingToConfirm: mark("This decision waits for nothing of the kind."),
    exclude.AnswersRefused: mark(
        "These answers cannot be left out together: they must be of one unit and month, not withdrawn, and no other "
        "decision may be about them."
    ),
    SentenceRefused: mark("The sentence beside the reason has 1 to {most} characters."),
}


def _where(command: Callable[..., Any]) -> Callable[..., Any]:
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
@_where
@speaking
def list_flags(
    unit: str, number: str | None, first: datetime | None, last: datetime | None, t: Translator
) -> None:
    days = _days(first, last)
    with database(t) as store, store.read() as session:
        unit_ids, counter_id = _place(session, unit, number)
        found = flagged_answers(session, unit_ids, *days, counter_id)
        groups = group_signals(session, unit_ids, *days) if counter_id is None else ()
    for each in found:
        click.echo(_line(each, t))
    click.echo(t.plural("{n} answer carries a flag.", "{n} answers carry a flag.", n=len(found)))
    for signal in groups:
        click.echo(_group(signal, t))


@click.command(
    help=both(mark("Propose to leave answers out of the counts; another account has to confirm it."))
)
@click.argument("answers", nargs=-1)
@_where
@click.option(
    "--flagged", is_flag=True, help=both(mark("All flagged answers of the counter and these days."))
)
@click.option("--reason", required=True, type=click.Choice([each.value for each in Cause]))
@click.option("--because", required=True, help=both(mark("A sentence that everybody can read; no names.")))
@click.option("--as", "username", required=True, help=both(mark("The account that proposes.")))
@speaking
def propose_exclusion(
    answers: tuple[str, ...],
    unit: str,
    number: str | None,
    first: datetime | None,
    last: datetime | None,
    flagged: bool,
    reason: str,
    because: str,
    username: str,
    t: Translator,
) -> None:
    if flagged == bool(answers) or (flagged and (number is None or first is None)):
        raise Refused(t("Name the answers; or give --flagged with --number and --from."))
    password = ask_once(t)
    with changing(t, _REFUSALS, most=LONGEST_SENTENCE) as session:
        account_id = _account(session, username, password, t)
        unit_ids, counter_id = _place(session, unit, number)
        if flagged:
            chosen: Collection[str] = [
                each.id
                for each in flagged_answers(session, unit_ids, *_days(first, last or first), counter_id)
                if not each.excluded
            ]
        else:
            named = named_answers(session, unit_ids, answers)
            if missing := set(answers) - named.keys():
                raise Refused(t("No answer of this unit begins with {name}.", name=min(missing)))
            chosen = list(named.values())
        proposed = exclude.propose_exclusion(session, chosen, Cause(reason), because, account_id)
    click.echo(
        t(
            "Decision {number} proposed, about {n} answers. Another account has to confirm it with “manage.py "
            "confirm-exclusion {number} --as ACCOUNT”.",
            number=proposed,
            n=t.number(len(set(chosen)), 0),
        )
    )


@click.command(help=both(mark("Confirm as a second account what another one proposed.")))
@click.argument("number", type=int)
@click.option("--as", "username", required=True, help=both(mark("The account that confirms.")))
@speaking
def confirm_exclusion(number: int, username: str, t: Translator) -> None:
    with database(t) as store, store.read() as session:
        proposed = waiting(session, number)
    if proposed is not None:
        click.echo(_proposal(proposed, t))
    password = ask_once(t)
    with changing(t, _REFUSALS, most=LONGEST_SENTENCE) as session:
        stage = exclude.confirm_exclusion(session, number, _account(session, username, password, t))
    click.echo(t(_STAGES[stage]))


@click.command(
    help=both(
        mark("Drop a proposal; or propose to count answers again, which another account has to confirm.")
    )
)
@click.argument("number", type=int)
@click.option("--as", "username", required=True, help=both(mark("The account that takes it back.")))
@speaking
def withdraw_exclusion(number: int, username: str, t: Translator) -> None:
    password = ask_once(t)
    with changing(t, _REFUSALS, most=LONGEST_SENTENCE) as session:
        stage = exclude.withdraw_exclusion(session, number, _account(session, username, password, t))
    click.echo(t(_STAGES[stage], number=number))


def _account(session: Session, username: str, password: str, t: Translator) -> int:
    found = check_password(session, username, password)
    if found is None:
        raise Refused(t("The username or the password is not right."))
    return found


def _place(session: Session, unit: str, number: str | None) -> tuple[list[int], int | None]:
    """The units at and below a code; one counter of that unit where its number is given."""
    info = by_code(session, unit)
    counter_id = None if number is None else find_counter(session, info.id, number, Channel.COUNTER)
    return [each.id for each in subtree(session, info.path)], counter_id


def _days(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    end = last.date() if last else local_day(datetime.now(UTC))
    return (first.date() if first else end - _SHOWN_DAYS), end


def _line(found: FlaggedAnswer, t: Translator) -> str:
    reasons = ", ".join(t(_REASONS[reason]) for reason in found.reasons)
    where = t(
        "{answer}  {unit}, counter {counter}, {day}, {part}: {reasons}",
        answer=found.short,
        unit=found.unit_code,
        counter=found.counter_number,
        day=t.date(found.day),
        part=t(_PARTS[found.part]),
        reasons=reasons,
    )
    return f"{where} [{t('not counted')}]" if found.excluded else where


def _proposal(found: Waiting, t: Translator) -> str:
    """What whoever confirms has to know before the password is asked for."""
    what = t(
        _WAITING[found.stage],
        n=t.number(len(found.answers), 0),
        unit=found.unit_name,
        month=f"{found.month.month:02d}/{found.month.year}",
    )
    why = t("Reason: {reason}. {sentence}", reason=t(found.cause.label), sentence=found.sentence)
    return f"{what}\n{why}\n{', '.join(found.answers)}"


def _group(signal: Signal, t: Translator) -> str:
    share = signal.kind is Kind.STRAIGHT_LINES
    seen, usual = (t.percent(x) if share else t.number(x, 2) for x in (signal.seen, signal.usual))
    return t(_GROUPS[signal.kind], stream=signal.stream, seen=seen, usual=usual)
