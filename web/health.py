"""Whether this server can do its work, for the program that watches it."""

import logging

from anyio import to_thread
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from db.process import store, writer
from web.pages import NEVER_STORED

_log = logging.getLogger(__name__)


async def health(request: Request) -> JSONResponse:
    """200 where the database answers and answers can be stored, 503 otherwise; tells nothing else."""
    checks = {"database": await to_thread.run_sync(_database_answers), "writer": writer().alive}
    return JSONResponse(checks, 200 if all(checks.values()) else 503, headers=NEVER_STORED)


def _database_answers() -> bool:
    try:
        with store().read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        _log.error("the database does not answer: %s", type(error).__name__)
        return False
    return True
