"""The life of the server's process: what is opened at its start, and closed at its end in the right order."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.commands.release import Policy
from db.process import close_process, open_process, store
from jobs.heavy import close_workers
from jobs.release import ReleaseJob


@asynccontextmanager
async def running(database_url: str, release: str) -> AsyncIterator[None]:
    """The database, the writer and the release job, for as long as the block lasts.

    At its end every answer that waits is stored before the database is closed: none is lost. `release` is the
    name of a release policy.
    """
    policy = Policy(release)
    await asyncio.to_thread(open_process, database_url)
    try:
        releases = ReleaseJob(store(), policy)
        releases.start()
        gc.freeze()  # what is there now stays; the collector need not look at it again
        try:
            yield
        finally:
            await asyncio.to_thread(releases.stop)
    finally:
        await asyncio.to_thread(close_process)
        await asyncio.to_thread(close_workers, wait=False)
