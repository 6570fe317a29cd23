"""How a file of the office leaves: asked of `access` first, made in another process, kept by nobody on the way.

A stranger gets the same page whatever is asked for. A reader who may fetch such files learns of units outside the
own subtree as little as of units that do not exist.

Each kind of file is one function that reads the request and says what work makes the file::

    def _work(session: Session, request: Request, reader: Reader) -> FileWork:
        unit = own_unit(session, reader, Action.EXPORT_RESULTS, request.query_params.get("unit"))
        ...
        return FileWork("ket-qua.xlsx", XLSX, workbook, (values,))

    async def results_file(request: Request) -> Response:
        return await office_file(request, Action.EXPORT_RESULTS, _work)
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from weakref import WeakValueDictionary

from anyio import to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from access import Action, Reader, may, may_somewhere
from db.process import store
from db.queries.units import UnitInfo, UnitUnknown, unit
from jobs.heavy import run_apart
from web.encoding import encoded
from web.forms import whole_number
from web.pages import NEVER_STORED, not_found, sorry, translator
from web.visitor import signed_in

_LONGEST_ID = 9
"""Digits: what is longer fits no key of the database, and PostgreSQL would say so with an error."""

_turns: Final[WeakValueDictionary[int, asyncio.Lock]] = WeakValueDictionary()


class NoSuchFile(LookupError):
    """What was asked for is not there, or not for this reader."""


@dataclass(frozen=True, slots=True)
class FileWork:
    """What makes a file: a function of a module and its arguments, which another process can be given."""

    name: str
    """ASCII, with its ending."""
    media_type: str
    make: Callable[..., bytes]
    arguments: tuple[object, ...]


Asked = Callable[[Session, Request, Reader], FileWork]
"""Reads the request; raises NoSuchFile."""


async def office_file(request: Request, action: Action, asked: Asked) -> Response:
    """The file, or a page that says why there is none."""
    t = translator(request)
    reader = await signed_in(request)
    if reader is None:
        return sorry(request, t("Please sign in to fetch this file."), 403, offer_sign_in=True)
    if not may_somewhere(reader, action):
        return sorry(request, t("Your account has no right to this file."), 403, offer_sign_in=True)
    try:
        work = await to_thread.run_sync(_asked, asked, request, reader)
        async with _turn_of(reader.account_id):
            content = await run_apart(work.make, *work.arguments)
    except NoSuchFile:
        return not_found(request)
    headers = {**NEVER_STORED, "Content-Disposition": f'attachment; filename="{quote(work.name)}"'}
    if work.media_type.startswith("text/"):
        return encoded(request, content, work.media_type, headers=headers)
    return Response(content, media_type=work.media_type, headers=headers)


def _turn_of(account_id: int) -> asyncio.Lock:
    """Held while a file of this account is made, so that many asked for at once keep nobody else waiting."""
    return _turns.setdefault(account_id, asyncio.Lock())


def own_unit(session: Session, reader: Reader, action: Action, asked: str | None) -> UnitInfo:
    """The unit with this id, if the reader may do that there. Raises NoSuchFile."""
    try:
        found = unit(session, as_id(asked))
    except UnitUnknown as error:
        raise NoSuchFile from error
    if not may(reader, action, found.path):
        raise NoSuchFile
    return found


def as_id(text: str | None) -> int:
    """An id as it stands in an address. Raises NoSuchFile for anything else."""
    number = whole_number(text or "", _LONGEST_ID)
    if number is None:
        raise NoSuchFile
    return number


def _asked(asked: Asked, request: Request, reader: Reader) -> FileWork:
    with store().read() as session:
        return asked(session, request, reader)
