"""Decisions about answers, by two accounts: to leave answers out of the counts, or to clear their marks."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import click
from sqlalchemy.orm import Session

from cli.accounts import ask_once
from cli.inspection import MARKS, days, place, where
from cli.speech import Refused, both, changing, database, speaking
from db.commands import decide
from db.queries.accounts import check_password
from db.queries.decisions import Decided, ToConfirm, decisions_for, to_confirm
from db.queries.flagged import flagged_answers, named_answers
from survey.decisions import LONGEST_SENTENCE, WAITING, Cause, Effect, SentenceRefused, Stage
from survey.suspicion import Reason
from words import Translator, mark

_TO_CONFIRM: Final = {
    (Effect.LEAVE_OUT, Stage.PROPOSED): mark(
        "To confirm: {n} answers of {unit}, {month}, are no longer counted."
    ),
    (Effect.LEAVE_OUT, Stage.UNDOING): mark("To confirm: {n} answers of {unit}, {month}, are counted again."),
    (Effect.CLEAR_MARKS, Stage.PROPOSED): mark(
        "To confirm: {n} answers of {unit}, {month}, no longer count as marked."
    ),
    (Effect.CLEAR_MARKS, Stage.UNDOING): mark(
        "To confirm: {n} answers of {unit}, {month}, count as marked again."
    ),
}
_DONE: Final = {
    (Effect.LEAVE_OUT, Stage.CONFIRMED): mark(
        "The answers are no longer counted; figures change with the next release."
    ),
    (Effect.LEAVE_OUT, Stage.UNDONE): mark(
        "The answers are counted again; figures change with the next release."
    ),
    (Effect.LEAVE_OUT, Stage.UNDOING): mark(
        "It is proposed to count the answers again; another account has to confirm it with “manage.py "
        "confirm-decision {number} --as ACCOUNT”."
    ),
    (Effect.CLEAR_MARKS, Stage.CONFIRMED): mark(
        "The answers no longer count as marked; figures change with the next release."
    ),
    (Effect.CLEAR_MARKS, Stage.UNDONE): mark(
        "The answers count as marked again; figures change with the next release."
    ),
    (Effect.CLEAR_MARKS, Stage.UNDOING): mark(
        "It is proposed that the answers count as marked again; another account has to confirm it with “manage.py "
        "confirm-decision {number} --as ACCOUNT”."
    ),
}
_DROPPED: Final = mark("The proposal is dropped; nothing was changed.")
_STAGES: Final = {
    Stage.PROPOSED: mark("proposed"),
    Stage.CONFIRMED: mark("in force"),
    Stage.UNDOING: mark("in force, proposed to be undone"),
    Stage.UNDONE: mark("undone"),
    Stage.DROPPED: mark("dropped"),
}
_REFUSALS: Final[dict[type[Exception], str]] = {
    decide.NoRightToDecide: mark("This account may not decide about answers of {refused}."),
    decide.SamePerson: mark("Another account has to confirm than the one that proposed."),
    decide.NoSuchDecision: mark("There is no decision of this number."),
    decide.NothingToConfirm: mark(
        "Nothing of the kind can be done with this decision as it stands; “manage.py list-decisions --all” tells how "
        "it stands."
    ),
    decide.AnswersRefused: mark(
        "These answers cannot be decided about together: they must be of one unit and month, neither withdrawn nor "
        "left out already, and no other decision may wait for them or say the same."
    ),
    decide.NoMarkToClear: mark("Some of these answers carry no mark, or it was cleared."),
    SentenceRefused: mark("The sentence beside the reason has 1 to {most} characters."),
}


def _propose_command(name: str, sentence: str, effect: Effect) -> click.Command:
    @click.command(name, help=both(sentence))
    @click.argument("answers", nargs=-1)
    @where
    @click.option(
        "--flagged", is_flag=True, help=both(mark("All flagged answers of the counter and these days."))
    )
    @click.option(
        "--mark",
        type=click.Choice([each.value for each in Reason]),
        help=both(mark("With --flagged: only those with this mark and no other.")),
    )
    @click.option("--reason", required=True, type=click.Choice([each.value for each in effect.causes]))
    @click.option(
        "--because", required=True, help=both(mark("A sentence that everybody can read; no names."))
    )
    @click.option("--as", "username", required=True, help=both(mark("The account that proposes.")))
    @speaking
    def command(
        answers: tuple[str, ...],
        unit: str,
        number: str | None,
        first: datetime | None,
        last: datetime | None,
        flagged: bool,
        mark: str | None,
        reason: str,
        because: str,
        username: str,
        t: Translator,
    ) -> None:
        if flagged == bool(answers) or (flagged and (number is None or first is None)):
            raise Refused(t("Name the answers; or give --flagged with --number and --from."))
        if mark and not flagged:
            raise Refused(t("--mark goes with --flagged alone."))
        password = ask_once(t)
        with changing(t, _REFUSALS, most=LONGEST_SENTENCE) as session:
            account_id = _account(session, username, password, t)
            if flagged:
                chosen = _flagged(session, unit, number, first, last, mark)
                if not chosen:
                    raise Refused(t("No answer of this counter and these days that is counted is marked so."))
            else:
                chosen = _named(session, unit, answers, t)
            proposed = decide.propose_decision(session, chosen, Cause(reason), because, account_id)
        click.echo(
            t(
                "Decision {number} proposed, about {n} answers. Another account has to confirm it with “manage.py "
                "confirm-decision {number} --as ACCOUNT”.",
                number=proposed,
                n=t.number(len(set(chosen)), 0),
            )
        )

    return command


propose_exclusion = _propose_command(
    "propose-exclusion",
    mark("Propose to leave answers out of the counts; another account has to confirm it."),
    Effect.LEAVE_OUT,
)
propose_clearing = _propose_command(
    "propose-clearing",
    mark("Propose that marked answers count as unmarked; another account has to confirm it."),
    Effect.CLEAR_MARKS,
)


@click.command(help=both(mark("Confirm as a second account what another one proposed.")))
@click.argument("number", type=int)
@click.option("--as", "username", required=True, help=both(mark("The account that confirms.")))
@speaking
def confirm_decision(number: int, username: str, t: Translator) -> None:
    found = _find(number, t)
    if found.said.stage in WAITING:
        click.echo(_proposal(found, t))
    password = ask_once(t)
    with changing(t, _REFUSALS, most=LONGEST_SENTENCE) as session:
        stage = decide.confirm_decision(session, number, _account(session, username, password, t))
    click.echo(t(_DONE[found.said.cause.effect, stage]))


@click.command(
    help=both(mark("Drop a proposal; or propose to undo a decision, which another account has to confirm."))
)
@click.argument("number", type=int)
@click.option("--as", "username", required=True, help=both(mark("The account that takes it back.")))
@speaking
def withdraw_decision(number: int, username: str, t: Translator) -> None:
    effect = _find(number, t).said.cause.effect
    password = ask_once(t)
    with changing(t, _REFUSALS, most=LONGEST_SENTENCE) as session:
        stage = decide.withdraw_decision(session, number, _account(session, username, password, t))
    said = _DONE[effect, stage] if stage is Stage.UNDOING else _DROPPED
    click.echo(t(said, number=number))


@click.command(
    help=both(mark("List the decisions about answers that wait for a second account, with their numbers."))
)
@click.option("--all", "all_stages", is_flag=True, help=both(mark("Those decided or dropped as well.")))
@click.option("--as", "username", required=True, help=both(mark("The account that asks.")))
@speaking
def list_decisions(all_stages: bool, username: str, t: Translator) -> None:
    password = ask_once(t)
    with changing(t, _REFUSALS) as session:
        account_id = _account(session, username, password, t)
        found = decisions_for(session, account_id, all_stages=all_stages)
    for each in found:
        click.echo(_line(each, t))
    if not found:
        click.echo(t("There is no decision yet.") if all_stages else t("No decision waits."))


def _find(number: int, t: Translator) -> ToConfirm:
    with database(t) as store, store.read() as session:
        found = to_confirm(session, number)
    if found is None:
        raise Refused(t(_REFUSALS[decide.NoSuchDecision]))
    return found


def _account(session: Session, username: str, password: str, t: Translator) -> int:
    found = check_password(session, username, password)
    if found is None:
        raise Refused(t("The username or the password is not right."))
    return found


def _flagged(
    session: Session,
    unit: str,
    number: str | None,
    first: datetime | None,
    last: datetime | None,
    only: str | None,
) -> Collection[str]:
    """The answers of a counter and these days that count and are marked; only those with one mark, if it is named."""
    unit_ids, counter_id = place(session, unit, number)
    found = flagged_answers(session, unit_ids, *days(first, last or first), counter_id)
    return [
        each.id
        for each in found
        if not each.excluded and each.cleared_by is None and (only is None or each.reasons == (only,))
    ]


def _named(session: Session, unit: str, answers: Collection[str], t: Translator) -> Collection[str]:
    unit_ids, _ = place(session, unit, None)
    found = named_answers(session, unit_ids, answers)
    if missing := set(answers) - found.keys():
        raise Refused(t("No answer of this unit begins with {name}.", name=min(missing)))
    return list(found.values())


def _proposal(found: ToConfirm, t: Translator) -> str:
    """What whoever confirms has to know before the password is asked for."""
    said = found.said
    lines = [
        t(
            _TO_CONFIRM[said.cause.effect, said.stage],
            n=t.number(len(found.answers), 0),
            unit=said.unit_name,
            month=_month(said),
        ),
        t("Reason: {reason}. {sentence}", reason=t(said.cause.label), sentence=said.sentence),
    ]
    lines += [
        t("Marked, {mark}: {n}", mark=t(MARKS[reason]), n=t.number(n, 0))
        for reason, n in sorted(found.marks.items())
    ]
    return "\n".join((*lines, ", ".join(found.answers)))


def _line(said: Decided, t: Translator) -> str:
    return t(
        "{number}  [{stage}] {effect}: {unit}, {month}, {n} answers. {reason}. {sentence}",
        number=said.number,
        stage=t(_STAGES[said.stage]),
        effect=t(said.cause.effect.label),
        unit=said.unit_name,
        month=_month(said),
        n=t.number(said.forms, 0),
        reason=t(said.cause.label),
        sentence=said.sentence,
    )


def _month(said: Decided) -> str:
    return f"{said.month.month:02d}/{said.month.year}"
