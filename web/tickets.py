"""Sheets of tickets for those who print posters: a plain page asks how many, and answers with their PDF.

Making tickets changes something, so it takes a button; a mere link must not.
"""

from datetime import UTC, datetime
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from access import Action, Reader, may, may_somewhere
from db.commands.tickets import MOST_AT_ONCE, MOST_DAYS, USUAL_DAYS, CounterClosed
from db.process import store
from db.queries.counters import CounterInfo, counter_of
from jobs.heavy import run_apart
from jobs.tickets import Given, give_out
from qr.slips import ON_A_SHEET, SlipUnreadable, slips_pdf
from survey import local_day
from survey.wording import counter_title
from web.forms import FormRefused, read_form, whole_number
from web.office_file import NoSuchFile, as_id
from web.pages import NEVER_STORED, not_found, own_page, sorry, translator
from web.visitor import signed_in

_LONGEST_NUMBER: Final = 4


async def ask_for_tickets(request: Request) -> Response:
    """`?counter=ID`: how many, and for how long."""
    counter = await _counter(request)
    return counter if isinstance(counter, Response) else _page(request, counter)


async def print_tickets(request: Request) -> Response:
    """The same with `count` and `days`: new tickets, on sheets of slips."""
    counter = await _counter(request)
    if isinstance(counter, Response):
        return counter
    t = translator(request)
    try:
        form = await read_form(request)
    except FormRefused:
        return sorry(request, t("This form could not be read. Please open it again."), 400)
    count, days = _number(form.get("count", "")), _number(form.get("days", ""))
    if not (1 <= count <= MOST_AT_ONCE and 1 <= days <= MOST_DAYS):
        return _page(request, counter, form.get("count", ""), form.get("days", ""), wrong=True)
    try:
        given = await to_thread.run_sync(_given, counter, count, days)
        content = await run_apart(slips_pdf, given.place, given.issued.codes)
    except CounterClosed:
        return not_found(request)
    except (SlipUnreadable, ValueError):
        return sorry(
            request, t("The sheet cannot be printed: a name or the address is too long for it."), 500
        )
    headers = {**NEVER_STORED, "Content-Disposition": f'attachment; filename="ve-{counter.id}-{count}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


async def _counter(request: Request) -> CounterInfo | Response:
    """The counter that was asked for, or the page that says why there is none for this reader."""
    t = translator(request)
    reader = await signed_in(request)
    if reader is None:
        return sorry(request, t("Please sign in to print tickets."), 403, offer_sign_in=True)
    if not may_somewhere(reader, Action.PRINT_POSTERS):
        return sorry(request, t("Your account has no right to print tickets."), 403, offer_sign_in=True)
    try:
        return await to_thread.run_sync(_own_counter, reader, request.query_params.get("counter"))
    except NoSuchFile:
        return not_found(request)


def _own_counter(reader: Reader, asked: str | None) -> CounterInfo:
    with store().read() as session:
        found = counter_of(session, as_id(asked), local_day(datetime.now(UTC)))
    if found is None or not may(reader, Action.PRINT_POSTERS, found.unit_path):
        raise NoSuchFile
    return found


def _given(counter: CounterInfo, count: int, days: int) -> Given:
    return give_out(store(), counter, count, days, datetime.now(UTC))


def _page(
    request: Request,
    counter: CounterInfo,
    count: str = str(ON_A_SHEET),
    days: str = str(USUAL_DAYS),
    *,
    wrong: bool = False,
) -> Response:
    t = translator(request)
    bounds = t("From 1 to {count} tickets, for 1 to {days} days.", count=MOST_AT_ONCE, days=MOST_DAYS)
    return own_page(
        request,
        "tickets.html",
        t("Print tickets"),
        status=422 if wrong else 200,
        alert=bounds if wrong else "",
        place=counter.place,
        counter=counter_title(counter.number, counter.name, counter.channel, t),
        explanation=t(
            "Each ticket is good for one form at this counter; its answer counts as a verified visit. Hand one to "
            "everybody who was served, not only to those who look content."
        ),
        count_label=t("Number of tickets (a sheet of A4 has {n})", n=ON_A_SHEET),
        days_label=t("Good for how many days, today included"),
        count=count[:_LONGEST_NUMBER],
        days=days[:_LONGEST_NUMBER],
        most=MOST_AT_ONCE,
        most_days=MOST_DAYS,
        button=t("Make the sheets (PDF)"),
        once=t(
            "The system does not keep the codes, so a sheet cannot be fetched again. Each time makes new ones."
        ),
    )


def _number(text: str) -> int:
    """A number as it is typed into the form; 0 for anything else."""
    return whole_number(text, _LONGEST_NUMBER) or 0
