import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db import Store, process
from db.commands.record import record_responses
from db.commands.release import Policy
from db.models import ReleasedMonth, Response
from db.process import ProcessNotOpen, writer
from jobs.keys import signer
from jobs.life import running
from jobs.seal import seal_due
from settings import settings
from tests.db.office import open_office, sheet
from tests.mail import Mailbox, mail_server
from tests.server import free_port


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
            for _ in range(600):
                with store.read() as session:
                    moved = session.scalar(select(func.count()).select_from(ReleasedMonth)) or 0
                if moved:
                    return moved
                await asyncio.sleep(0.1)
            return 0

    assert asyncio.run(serve()) == 1
    store.close()


def test_while_the_server_runs_heads_are_sent_and_the_logs_of_others_are_looked_at(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    store = Store(sqlite_url)
    office = open_office(store)
    with store.write() as session:
        record_responses(session, [sheet(office)])
    seal_due(store, Policy.LIVE, signer())
    store.close()

    async def serve(box: Mailbox) -> None:
        async with running(sqlite_url, "daily"):
            for _ in range(600):
                if box.letters and "could not be looked at" in caplog.text:
                    return
                await asyncio.sleep(0.05)

    with mail_server() as box:
        for name, value in {
            "VAR_DIR": str(tmp_path),
            "WITNESS_OF": f"http://127.0.0.1:{free_port()}",
            "WITNESS_EMAIL": "a@bao.example",
            "SMTP_FROM": "log@gopy.example",
            "SMTP_URL": f"smtp://127.0.0.1:{box.port}",
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        asyncio.run(serve(box))
    assert [to for to, _ in box.letters] == ["a@bao.example"]
    assert "could not be looked at: not reached" in caplog.text


def test_a_release_policy_that_there_is_not_stops_the_server_before_anything_is_opened(sqlite_url: str):
    async def serve() -> None:
        async with running(sqlite_url, "hourly"):
            pytest.fail("it was opened")

    with pytest.raises(ValueError, match="hourly"):
        asyncio.run(serve())
