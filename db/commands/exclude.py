"""Leaves answers out of the counts, or takes them in again: one account proposes, another one confirms.

Nothing is erased. The answers stay in their rows and in the log, the decision with its reason is public, and offices
see figures change with the next release.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from access import Action, may
from db.commands.flag import carries_flag, form_of
from db.commands.record import cell_of_response, layouts_of
from db.counting import Changes, apply_changes
from db.instruments import published
from db.models import Account, ExcludedResponse, Exclusion, Response, Unit
from db.queries.accounts import active_reader
from survey import Month
from survey.exclusions import Cause, Stage, public_sentence

_OPEN = (Stage.PROPOSED, Stage.CONFIRMED, Stage.REINSTATING)


class NoRightToExclude(PermissionError):
    """The account is closed, or has no right to leave out answers of this unit."""


class SamePerson(PermissionError):
    """Who proposed cannot confirm."""


class NoSuchExclusion(LookupError):
    """There is no decision of this number."""


class NothingToConfirm(ValueError):
    """The decision waits for nobody, or was dropped."""


class AnswersRefused(ValueError):
    """There are no such answers, they are of several units or months, or some are withdrawn or decided about."""


def propose_exclusion(
    session: Session, response_ids: Collection[str], cause: Cause, sentence: str, account_id: int
) -> int:
    """Propose to leave these answers of one unit and month out of the counts; the number of the decision.

    Nothing moves yet. Raises AnswersRefused, NoRightToExclude, `survey.exclusions.SentenceRefused`.
    """
    said = public_sentence(sentence)
    answers = _locked(session, sorted(set(response_ids)))
    places = {(each.unit_id, Month.of(each.day)) for each in answers}
    if len(answers) != len(set(response_ids)) or len(places) != 1:
        raise AnswersRefused("unknown, or of several units or months")
    [(unit_id, month)] = places
    _check_right(session, account_id, unit_id)
    if any(each.withdrawn or each.excluded for each in answers) or _decided_about(session, answers):
        raise AnswersRefused("withdrawn or decided about")
    row = Exclusion(
        unit_id=unit_id,
        month=str(month),
        forms=len(answers),
        reason=str(Cause(cause)),
        sentence=said,
        state=str(Stage.PROPOSED),
        proposed_by=account_id,
    )
    session.add(row)
    session.flush()
    session.add_all(ExcludedResponse(exclusion_id=row.id, response_id=each.id) for each in answers)
    session.flush()
    return row.id


def confirm_exclusion(session: Session, number: int, account_id: int) -> Stage:
    """Carry out what another account proposed: leave answers out, or take them in again; where it stands now.

    Raises NoSuchExclusion, NothingToConfirm, SamePerson, NoRightToExclude.
    """
    row = _decision(session, number)
    _check_right(session, account_id, row.unit_id)
    match Stage(row.state):
        case Stage.PROPOSED:
            _check_another(account_id, row.proposed_by)
            row.confirmed_by, stage = account_id, Stage.CONFIRMED
        case Stage.REINSTATING:
            _check_another(account_id, row.undone_by)
            row.reinstated_by, stage = account_id, Stage.REINSTATED
        case _:
            raise NothingToConfirm(row.state)
    _move(session, row, excluded=stage is Stage.CONFIRMED)
    row.state = str(stage)
    session.flush()
    return stage


def withdraw_exclusion(session: Session, number: int, account_id: int) -> Stage:
    """Drop a proposal; or propose to take answers in again, which another account confirms. Where it stands now.

    Raises NoSuchExclusion, NothingToConfirm, NoRightToExclude.
    """
    row = _decision(session, number)
    _check_right(session, account_id, row.unit_id)
    match Stage(row.state):
        case Stage.PROPOSED:
            stage = Stage.DROPPED
        case Stage.CONFIRMED:
            stage = Stage.REINSTATING
        case _:
            raise NothingToConfirm(row.state)
    row.undone_by, row.state = account_id, str(stage)
    session.flush()
    return stage


def _move(session: Session, row: Exclusion, *, excluded: bool) -> None:
    """Out of the counts, or back. What its citizen has withdrawn meanwhile is in no count either way."""
    ids = session.scalars(
        select(ExcludedResponse.response_id).where(ExcludedResponse.exclusion_id == row.id)
    ).all()
    layouts, changes = layouts_of(published(session)), Changes()
    for response in _locked(session, sorted(ids)):
        if not response.withdrawn:
            key, form = cell_of_response(response), form_of(response, layouts)
            put = changes.remove if excluded else changes.add
            put(key, form, flagged=carries_flag(session, response.id))
        response.excluded = excluded
    apply_changes(session, changes, layouts)


def _locked(session: Session, ids: Sequence[str]) -> list[Response]:
    found: list[Response] = []
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        rows = select(Response).where(Response.id.in_(some)).order_by(Response.id).with_for_update()
        found += session.scalars(rows)
    return found


def _decided_about(session: Session, answers: Sequence[Response]) -> bool:
    """Whether a decision about one of them is open. Answers are locked, so no other can begin meanwhile."""
    open_ones = select(Exclusion.id).where(Exclusion.state.in_([str(stage) for stage in _OPEN]))
    ids = [each.id for each in answers]
    return any(
        session.scalar(
            select(
                exists().where(
                    ExcludedResponse.exclusion_id.in_(open_ones),
                    ExcludedResponse.response_id.in_(ids[start : start + 500]),
                )
            )
        )
        for start in range(0, len(ids), 500)
    )


def _decision(session: Session, number: int) -> Exclusion:
    row = session.get(Exclusion, number, with_for_update=True)
    if row is None:
        raise NoSuchExclusion(number)
    return row


def _check_right(session: Session, account_id: int, unit_id: int) -> None:
    account, unit = session.get(Account, account_id), session.get(Unit, unit_id)
    reader = None if account is None else active_reader(session, account.id)
    if unit is None or not may(reader, Action.EXCLUDE_ANSWERS, unit.path):
        raise NoRightToExclude


def _check_another(account_id: int, first: int | None) -> None:
    if account_id == first:
        raise SamePerson
