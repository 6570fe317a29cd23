import asyncio

import pytest
from sqlalchemy import func, select

from db import Store, process
from db.models import ReleasedMonth, Response
from db.process import ProcessNotOpen, writer
from jobs.life import running
from tests.db.office import open_office, sheet


def test_at_its_end_the_server_stores_every_answer_that_waits(store: Store, database_url: str):
    office = open_office(store)
    sheets = [sheet(office) for _ in range(300)]

    async def serve() -> None:
        async with running(database_url, "daily"):
            for each in sheets:
                writer().submit(each)

    asyncio.run(serve())
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 300
    with pytest.raises(ProcessNotOpen):
        process.writer()


def test_what_breaks_while_serving_still_closes_everything(sqlite_url: str):
    async def serve() -> None:
        async with running(sqlite_url, "daily"):
            raise RuntimeError("the roof is missing")

    with pytest.raises(RuntimeError, match="the roof is missing"):
        asyncio.run(serve())
    with pytest.raises(ProcessNotOpen):
        process.store()


def test_live_figures_move_while_the_server_runs(sqlite_url: str):
    store = Store(sqlite_url)
    office = open_office(store)

    async def serve() -> int:
        async with running(sqlite_url, "live"):
            await asyncio.wrap_future(writer().submit(sheet(office)))
            for _ in range(100):
                with store.read() as session:
                    moved = session.scalar(select(func.count()).select_from(ReleasedMonth)) or 0
                if moved:
                    return moved
                await asyncio.sleep(0.1)
            return 0

    assert asyncio.run(serve()) == 1
    store.close()


def test_a_release_policy_that_there_is_not_stops_the_server_before_anything_is_opened(sqlite_url: str):
    async def serve() -> None:
        async with running(sqlite_url, "hourly"):
            pytest.fail("it was opened")

    with pytest.raises(ValueError, match="hourly"):
        asyncio.run(serve())
