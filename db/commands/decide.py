"""Decides about answers: leaves them out of the counts or clears their flags, or undoes that. One account proposes,
another one confirms.

Nothing is erased. Answers and flags stay in their rows, and the answers in the log; the decision with its reason is
public, and offices see figures change with the next release.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from access import Action, may
from db.commands.flag import flagged_of, form_of
from db.commands.record import cell_of_response, layouts_of
from db.counting import Changes, apply_changes
from db.instruments import published
from db.models import Account, DecidedResponse, Decision, Flag, Response, Unit
from db.patterns import waiting
from db.portions import portions
from db.queries.accounts import active_reader
from survey import Answers, Month
from survey.decisions import IN_FORCE, WAITING, Cause, Effect, Stage, public_sentence


class NoRightToDecide(PermissionError):
    """The account is closed, or has no right to decide about answers of the unit that this names."""


class SamePerson(PermissionError):
    """Who proposed cannot confirm."""


class NoSuchDecision(LookupError):
    """There is no decision of this number."""


class NothingToConfirm(ValueError):
    """The decision waits for nobody, or was dropped."""


class AnswersRefused(ValueError):
    """There are no such answers, they are of several units or months, or some are withdrawn, left out or decided
    about."""


class NoMarkToClear(ValueError):
    """Some of the answers carry no mark, or it was cleared."""


def propose_decision(
    session: Session, response_ids: Collection[str], cause: Cause, sentence: str, account_id: int
) -> int:
    """Propose what the cause stands for, of answers of one unit and month; the number of the decision.

    Nothing moves yet. Raises AnswersRefused, NoMarkToClear, NoRightToDecide, `survey.decisions.SentenceRefused`.
    """
    said = public_sentence(sentence)
    answers = _locked(session, sorted(set(response_ids)))
    places = {(each.unit_id, Month.of(each.day)) for each in answers}
    if len(answers) != len(set(response_ids)) or len(places) != 1:
        raise AnswersRefused("unknown, or of several units or months")
    [(unit_id, month)] = places
    _check_right(session, account_id, unit_id)
    ids = [each.id for each in answers]
    if any(each.withdrawn or each.excluded for each in answers) or _decided_about(session, ids, cause.effect):
        raise AnswersRefused("withdrawn, left out or decided about")
    if cause.effect is Effect.CLEAR_MARKS and flagged_of(session, ids) != set(ids):
        raise NoMarkToClear
    row = Decision(
        unit_id=unit_id,
        month=str(month),
        forms=len(answers),
        cause=str(cause),
        sentence=said,
        stage=str(Stage.PROPOSED),
        proposed_by=account_id,
    )
    session.add(row)
    session.flush()
    session.add_all(DecidedResponse(decision_id=row.id, response_id=each.id) for each in answers)
    session.flush()
    return row.id


def confirm_decision(session: Session, number: int, account_id: int) -> Stage:
    """Carry out what another account proposed, or undo it; where it stands now.

    Raises NoSuchDecision, NothingToConfirm, SamePerson, NoRightToDecide.
    """
    row = _decision(session, number)
    _check_right(session, account_id, row.unit_id)
    match Stage(row.stage):
        case Stage.PROPOSED:
            _check_another(account_id, row.proposed_by)
            row.confirmed_by, stage = account_id, Stage.CONFIRMED
        case Stage.UNDOING:
            _check_another(account_id, row.withdrawn_by)
            row.undone_by, stage = account_id, Stage.UNDONE
        case _:
            raise NothingToConfirm(row.stage)
    carry_out = _leave_out if Cause(row.cause).effect is Effect.LEAVE_OUT else _clear
    carry_out(session, _answers_of(session, row), stage is Stage.CONFIRMED)
    row.stage = str(stage)
    session.flush()
    return stage


def withdraw_decision(session: Session, number: int, account_id: int) -> Stage:
    """Drop a proposal, also one to undo; or propose to undo a decision, which another account confirms. Where it
    stands now.

    Raises NoSuchDecision, NothingToConfirm, NoRightToDecide.
    """
    row = _decision(session, number)
    _check_right(session, account_id, row.unit_id)
    match Stage(row.stage):
        case Stage.PROPOSED:
            row.withdrawn_by, stage = account_id, Stage.DROPPED
        case Stage.CONFIRMED:
            row.withdrawn_by, stage = account_id, Stage.UNDOING
        case Stage.UNDOING:
            row.withdrawn_by, stage = None, Stage.CONFIRMED
        case _:
            raise NothingToConfirm(row.stage)
    row.stage = str(stage)
    session.flush()
    return stage


def _answers_of(session: Session, row: Decision) -> list[Response]:
    """The answers that a decision is about, locked."""
    ids = select(DecidedResponse.response_id).where(DecidedResponse.decision_id == row.id)
    return _locked(session, sorted(session.scalars(ids)))


def _leave_out(session: Session, answers: Sequence[Response], excluded: bool) -> None:
    """Out of the counts, or back. What its citizen has withdrawn meanwhile is in no count either way."""
    layouts, changes = layouts_of(published(session)), Changes()
    ids = [each.id for each in answers]
    flagged, wait = flagged_of(session, ids), waiting(session, ids)
    for response in answers:
        if not response.withdrawn:
            key, form = cell_of_response(response), form_of(response, layouts, waits=response.id in wait)
            put = changes.remove if excluded else changes.add
            put(key, form, flagged=response.id in flagged)
        response.excluded = excluded
    apply_changes(session, changes, layouts)


def _clear(session: Session, answers: Sequence[Response], cleared: bool) -> None:
    """Out of the counts of flagged answers, or back, as far as they are in any count."""
    layouts, changes = layouts_of(published(session)), Changes()
    for response in answers:
        if not (response.withdrawn or response.excluded):
            places = layouts[response.instrument_id].places(Answers.from_json(response.answers))
            (changes.clear if cleared else changes.flag)(cell_of_response(response), places)
    apply_changes(session, changes, layouts)
    for some in portions([each.id for each in answers]):  # after the days that wait, as a release has them
        session.execute(
            update(Flag).where(Flag.response_id.in_(some)).values(cleared=cleared),
            execution_options={"synchronize_session": False},
        )


def _locked(session: Session, ids: Sequence[str]) -> list[Response]:
    found: list[Response] = []
    for some in portions(ids):
        rows = select(Response).where(Response.id.in_(some)).order_by(Response.id).with_for_update()
        found += session.scalars(rows)
    return found


def _decided_about(session: Session, ids: Sequence[str], effect: Effect) -> bool:
    """Whether a decision about one of them waits, or one to the same effect holds. Answers are locked, so no other
    can begin meanwhile."""
    in_the_way = select(Decision.id).where(
        or_(
            Decision.stage.in_(WAITING),
            Decision.stage.in_(IN_FORCE) & Decision.cause.in_(effect.causes),
        )
    )
    return any(
        session.scalar(
            select(
                exists().where(
                    DecidedResponse.decision_id.in_(in_the_way),
                    DecidedResponse.response_id.in_(some),
                )
            )
        )
        for some in portions(ids)
    )


def _decision(session: Session, number: int) -> Decision:
    row = session.get(Decision, number, with_for_update=True)
    if row is None:
        raise NoSuchDecision(number)
    return row


def _check_right(session: Session, account_id: int, unit_id: int) -> None:
    account, unit = session.get(Account, account_id), session.get_one(Unit, unit_id)
    reader = None if account is None else active_reader(session, account.id)
    if not may(reader, Action.DECIDE_ON_ANSWERS, unit.path):
        raise NoRightToDecide(unit.name)


def _check_another(account_id: int, first: int | None) -> None:
    if account_id == first:
        raise SamePerson
