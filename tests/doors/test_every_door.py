"""Whatever comes to whichever address: an answer of ours, no trace, a row only where something was let in."""

import asyncio
import gzip
import json
import re
from collections.abc import Sequence
from random import Random

import brotli
import pytest

import web
from access import Role
from access.addresses import RESULTS_FILE
from db.process import store
from reports.methods import method_names
from tests.doors.knocking import Knock, calls, knock, opens, sends
from tests.doors.spoiling import MARK, spoilt
from tests.doors.world import World, rows
from tests.pages.province import answer, release
from tests.web.asking import Answer, our_app
from tests.web.conftest import PASSWORD
from web.static import STATIC, icons_path

EACH = 80
"""Spoilt requests for each door and kind of database."""

TOGETHER = 25
"""After which rows are counted."""


def doors(world: World) -> dict[str, list[Knock]]:
    """For every route, requests as our own pages make them."""
    office, code = world.office, world.office.code
    head, reform, admin = (world.cookies[each] for each in (Role.UNIT_HEAD, Role.REFORM_TEAM, Role.ADMIN))
    form = {"t": world.opening(), "m": "result", "coverall": "4", "c8": "5", "xtrips": "1", "y": "Tốt."}
    unit = f"unit={office.unit_id}"
    period = "from=2026-03&to=2026-03"
    wish = json.dumps({"counter": world.counter, "count": 2, "days": 3, "channel": "counter"}).encode()
    return {
        "/": [opens(f"/?c={code}&lang=vi"), opens("/?lang=en"), opens("/don-vi?lang=vi", head)],
        "/static": [opens(f"{STATIC}{icons_path()}")],
        "/q/gui-sau.js": [opens("/q/gui-sau.js")],
        "/q/{code}": [
            opens(f"/q/{code}?lang=vi"),
            opens(f"/q/{world.ticket}?da-gui=1"),
            sends(f"/q/{code}?lang=vi", form),
            sends(f"/q/{world.ticket}", {**form, "t": world.opening(world.ticket), "g": "1767000000000"}),
            sends(f"/q/{code}?lang=en", {**form, "lang": "vi", "m": "other", "k": "yes"}),
        ],
        "/dang-nhap": [
            opens("/dang-nhap?tiep=/don-vi&lang=vi"),
            sends("/dang-nhap?tiep=/don-vi", {"username": Role.ADMIN.value, "password": PASSWORD}),
        ],
        "/dang-xuat": [opens("/dang-xuat", reform), sends("/dang-xuat", {"do": "1"}, reform)],
        "/bien-nhan": [
            opens("/bien-nhan?lang=vi"),
            sends("/bien-nhan", {"code": world.receipt}),
            sends("/bien-nhan?lang=en", {"code": world.receipt, "do": "ask"}),
        ],
        "/bien-nhan/bang-chung": [sends("/bien-nhan/bang-chung?lang=vi", {"code": world.receipt})],
        "/nhat-ky": [opens("/nhat-ky?lang=vi")],
        "/nhat-ky/dau": [opens("/nhat-ky/dau?lang=vi")],
        "/nhat-ky/dau/{size}": [opens("/nhat-ky/dau/1?lang=vi")],
        "/nhat-ky/khoa": [opens("/nhat-ky/khoa")],
        "/nhat-ky/noi-tiep": [opens("/nhat-ky/noi-tiep?tu=1&den=1")],
        "/nhat-ky/giu-ho": [opens("/nhat-ky/giu-ho?lang=vi")],
        "/nhat-ky/da-rut": [opens("/nhat-ky/da-rut?tu=1")],
        "/nhat-ky/kiem-tra-bien-nhan.py": [opens("/nhat-ky/kiem-tra-bien-nhan.py")],
        "/suc-khoe": [opens("/suc-khoe")],
        "/tep/to-dan": [
            opens(f"/tep/to-dan?{unit}&size=A4", admin),
            opens(f"/tep/to-dan?counter={office.counter_id}&size=A5&format=png", admin),
        ],
        "/tep/ket-qua": [
            opens(f"/tep/ket-qua?{unit}&{period}&format=xlsx&version=counter-2026/1", head),
            opens(f"/tep/ket-qua?{unit}&{period}&format=csv&lang=en", reform),
        ],
        "/in-ve": [
            opens(f"/in-ve?counter={office.counter_id}", admin),
            sends(f"/in-ve?counter={office.counter_id}", {"count": "2", "days": "3"}, admin),
        ],
        "/api/ve": [calls("/api/ve?lang=vi", wish, world.api_key)],
        "/c/{code}": [opens(f"/c/{code}?lang=vi"), opens(f"/c/{world.ticket}")],
        "/p/mat-mang.js": [opens("/p/mat-mang.js?lang=vi")],
        "/p/{code}": [opens(f"/p/{code}?lang=vi&da-gui=1")],
        "/ten-goi.js": [opens("/ten-goi.js?lang=vi&v=00000000")],
        "/k/luu-phieu.js": [opens("/k/luu-phieu.js")],
        "/k/{code}": [opens(f"/k/{code}?lang=vi")],
        "/k/{code}/phieu": [opens(f"/k/{code}/phieu")],
        "/phuong-phap": [
            opens("/phuong-phap?lang=vi"),
            *(opens(f"/phuong-phap/{name}?lang=vi") for name in method_names()),
        ],
    }


READS = (b"GET", b"HEAD")
TELLS = (b"Error", b"Exception", b"sqlalchemy", b"psycopg", b"sqlite", b"site-packages")
UNPACK = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}
PAGE = re.compile(rb'<html lang="(vi|en)"')

OTHERS = {"/", "/static"}
"""Addresses that no route of ours answers: Streamlit's pages and files."""

LOOKS_NOTHING_UP = {
    "/static",
    "/phuong-phap",
    "/suc-khoe",
    "/nhat-ky/khoa",
    "/nhat-ky/giu-ho",
    "/nhat-ky/kiem-tra-bien-nhan.py",
    *(route.path for route in web.routes() if route.path.endswith(".js")),
}
"""Nothing of a request goes to the database there, so one kind of it is enough."""

DOORS = sorted(OTHERS | {route.path for route in web.routes() if not route.path.startswith("/phuong-phap/")})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_is_knocked_at_with_each_of_its_methods(world):
    seeds = doors(world)
    assert sorted(seeds) == DOORS, "a route without requests to spoil"
    knocked = {(path, seed.method.decode()) for path, found in seeds.items() for seed in found}
    answered = {(route.path, method) for route in web.routes() for method in route.methods or ()}
    pages = {(f"/phuong-phap/{name}", "GET") for name in method_names()}
    asked = {pair for pair in answered if pair[1] in ("GET", "POST")} - {("/api/ve", "GET")}
    assert asked <= knocked | pages


@pytest.mark.parametrize(
    ("database_url", "door"),
    [("sqlite", door) for door in DOORS]
    + [("postgresql", door) for door in DOORS if door not in LOOKS_NOTHING_UP],
    indirect=["database_url"],
)
def test_whatever_comes_is_answered_cleanly_and_what_is_refused_leaves_nothing(
    world: World, door: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    if door == RESULTS_FILE:
        answer(store(), world.office, 40)
        release(store())
    chance, seeds = Random(door), doors(world)[door]
    knocks = [spoilt(seeds[number % len(seeds)], chance) for number in range(EACH)]
    statuses = asyncio.run(knocked([*seeds, *knocks]))
    assert max(statuses[: len(seeds)]) < 400, "what is spoilt would be let in if it were not"
    written = caplog.text + "".join(capfd.readouterr())
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]
    assert "Traceback" not in written
    assert MARK not in written


async def knocked(knocks: Sequence[Knock]) -> list[int]:
    """All of them, one after the other, and the statuses. Rows may come with what was let in alone."""
    app, before, since, statuses = our_app(), rows(), 0, []
    for at in knocks:
        try:
            found = await knock(app, at)
        except Exception as error:
            raise AssertionError(f"broke at {at}") from error
        look_at(at, found)
        statuses.append(found.status)
        since += 1
        if at.method not in READS or since == TOGETHER:
            after, since = rows(), 0
            if at.method in READS or found.status >= 400:
                assert after == before, f"{found.status} and yet a row: {at}"
            before = after
    return statuses


def look_at(at: Knock, found: Answer) -> None:
    """One of our own answers, with a status that tells what it is, and nothing of what was made up."""
    assert 200 <= found.status < 500, at
    assert found.headers["x-content-type-options"] == "nosniff", at
    text = UNPACK[found.headers.get("content-encoding", "")](found.body)
    assert f"<{MARK}".encode() not in text, at
    assert b"Traceback" not in text, at
    assert MARK not in " ".join(found.cookies), at
    assert re.match(r"/(?!/)|\?|$", found.headers.get("location", "")), at
    if found.status >= 400:
        assert not [word for word in TELLS if word in text], at
        kind = found.headers["content-type"]
        if kind == "application/json":
            assert json.loads(text).keys() >= {"problem"}, at
        else:
            assert kind.startswith("text/html"), at
            assert PAGE.search(text), at
