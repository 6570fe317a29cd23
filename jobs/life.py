"""The life of the server's process: what is opened at its start, and closed at its end in the right order."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from db.commands.release import Policy
from db.process import close_process, open_process, store
from jobs.head_mail import mails
from jobs.hiding import renewals
from jobs.keys import keys, signer
from jobs.purge import purges
from jobs.release import releases
from jobs.seal import seals
from jobs.signals import flags
from jobs.witness import watches
from settings import settings

_TURN_SECONDS: Final = 0.002
"""How long a thread may keep the others waiting. Every citizen's request goes through one thread, which hands over
several times on its way and then waits for a turn of whoever computes: five milliseconds each time, by default. At
half a millisecond, threads that change over took a sixth of the forms a second."""


@asynccontextmanager
async def running(database_url: str, release: str) -> AsyncIterator[None]:
    """The database, the writer, and all that is done beside the pages, for as long as the block lasts.

    At its end every answer that waits is stored before the database is closed: none is lost. `release` is the
    name of a release policy.
    """
    policy = Policy(release)
    await asyncio.to_thread(keys)  # a server that cannot sign does not start
    await asyncio.to_thread(signer)
    await asyncio.to_thread(open_process, database_url)
    try:
        rounds = (
            releases(store(), policy),
            renewals(store(), policy),
            purges(store()),
            seals(store(), policy, signer()),
            flags(store(), policy),
            *mails(store(), settings()),
            *watches(settings().var_dir, settings().witness_of),
        )
        for each in rounds:
            each.start()
        sys.setswitchinterval(_TURN_SECONDS)
        gc.freeze()  # what is there now stays; the collector need not look at it again
        try:
            yield
        finally:
            for each in rounds:
                await asyncio.to_thread(each.stop)
    finally:
        await asyncio.to_thread(close_process)
