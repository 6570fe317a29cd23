"""A server that has just started, asked the way no browser would: what does somebody get who is not signed in?"""

import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import connect

from access import Role
from access.addresses import poster_file
from db import Store
from db.commands.accounts import create_account, open_sign_in
from pages.router import SHOWN_AT
from tests.db.office import open_office
from tests.server import PROJECT, Server

AGENT = "a-browser-that-nobody-else-has/7.0"
PATHS = [address.lstrip("/") for address in SHOWN_AT]
TITLES = ("Kết quả của đơn vị", "Các đơn vị", "Quầy và tờ mã QR", "Results of the unit", "All units")


def asked_for() -> Iterator[tuple[str, str]]:
    """Every way to name an office page: by its path or file, by the hash of either, and by both."""
    for address, page in SHOWN_AT.items():
        file = PROJECT / (page.module.replace(".", "/") + ".py")
        for name in (address.lstrip("/"), file.stem, str(file), page.module):
            yield name, ""
            yield "", calc_hash(name)
            yield name, calc_hash(name)


@contextmanager
def visit(server: Server, cookie: str | None = None) -> Iterator[Callable[[str, str], list[ForwardMsg]]]:
    """A WebSocket as Streamlit's page opens it; the callable asks for a page and gives what comes back."""
    headers = {"Cookie": f"phien_dang_nhap={cookie}"} if cookie else {}
    with connect(
        server.base_url.replace("http", "ws") + "/_stcore/stream",
        subprotocols=["streamlit"],
        additional_headers=headers,
        user_agent_header=AGENT,
        origin=server.base_url,
        max_size=None,
        proxy=None,
    ) as socket:

        def ask(page_name: str, page_hash: str) -> list[ForwardMsg]:
            wish = BackMsg()
            wish.rerun_script.page_name = page_name
            wish.rerun_script.page_script_hash = page_hash
            socket.send(wish.SerializeToString())
            messages = []
            while not (messages and _is_the_end(messages[-1])):
                messages.append(ForwardMsg.FromString(socket.recv(timeout=30)))
            return messages

        yield ask


def _is_the_end(message: ForwardMsg) -> bool:
    """A run that leads straight to another page is not the end."""
    ended = message.WhichOneof("type") == "script_finished"
    return ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def titles_told(messages: list[ForwardMsg]) -> set[str]:
    """The titles of the pages that these messages let a browser know of."""
    return {page.page_name for message in messages for page in message.navigation.app_pages}


def is_told_nothing(messages: list[ForwardMsg]) -> bool:
    everything = " ".join(str(message) for message in messages) + " ".join(
        message.SerializeToString().decode("utf-8", "ignore") for message in messages
    )
    return titles_told(messages) == {"Ý kiến của ông/bà"} and not any(title in everything for title in TITLES)


def reply(server: Server, path: str) -> tuple[int, str]:
    """The status and the text of a plain request, redirections not followed."""
    request = urllib.request.Request(server.base_url + path, headers={"User-Agent": AGENT})
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8", "replace")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture
def admin_cookie(sqlite_url: str) -> str:
    store = Store(sqlite_url)
    office = open_office(store)
    with store.write() as session:
        account = create_account(
            session, "quan.tri", "Quản trị", "mot cua lien thong", Role.ADMIN, office.unit_id
        )
        cookie = open_sign_in(session, account.id, datetime.now(UTC))
    store.close()
    return cookie


def test_a_stranger_gets_no_office_page_by_any_path_before_or_after_the_pages_are_known(
    serve: Callable[..., Server], sqlite_url: str, admin_cookie: str
) -> None:
    server = serve(sqlite_url)

    with visit(server) as ask:  # the very first run of this server asks for an office page
        assert is_told_nothing(ask(PATHS[0], calc_hash(PATHS[0])))
    for path in PATHS:
        assert reply(server, f"/{path}")[0] == 303

    with visit(server, admin_cookie) as ask:  # now the server has listed the pages for somebody
        assert titles_told(ask("", "")) == {"Quầy và tờ mã QR"}

    with visit(server) as ask:
        for page_name, page_hash in asked_for():
            assert is_told_nothing(ask(page_name, page_hash)), (page_name, page_hash)
    with visit(server, "made-up") as ask:
        assert is_told_nothing(ask("quay", calc_hash("quay")))

    for path in (
        *PATHS,
        "pages/router.py",
        "app/static/router.py",
        "router",
        "media/x",
        "component/x",
        "tep/to-dan",
    ):
        status, text = reply(server, f"/{path}")
        assert status in (303, 403, 404), path
        assert not any(title in text for title in TITLES), path

    log = server.log()
    assert AGENT not in log
    assert not re.search(r"127\.0\.0\.1:\d+|GET /|WebSocket", log)


def test_who_signs_out_loses_the_pages_in_the_tab_that_is_still_open(
    serve: Callable[..., Server], sqlite_url: str, admin_cookie: str
) -> None:
    server = serve(sqlite_url)
    with visit(server, admin_cookie) as ask:
        assert titles_told(ask("", "")) == {"Quầy và tờ mã QR"}
        request = urllib.request.Request(
            server.base_url + "/dang-xuat",
            data=b"",
            headers={"Cookie": f"phien_dang_nhap={admin_cookie}", "Origin": server.base_url},
        )
        with pytest.raises(urllib.error.HTTPError) as redirected:
            urllib.request.build_opener(_Stay).open(request, timeout=20)
        redirected.value.close()
        assert redirected.value.code == 303
        after = ask("quay", calc_hash("quay"))
        assert titles_told(after) == {"Ý kiến của ông/bà"}
        assert "quét mã QR" in "".join(message.delta.new_element.markdown.body for message in after)


def test_the_keeper_of_counters_gets_posters_from_a_server_that_has_shown_pages(
    serve: Callable[..., Server], sqlite_url: str, admin_cookie: str
) -> None:
    server = serve(sqlite_url)
    with visit(server, admin_cookie) as ask:
        ask("", "")
    request = urllib.request.Request(
        server.base_url + poster_file(1), headers={"Cookie": f"phien_dang_nhap={admin_cookie}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.read().startswith(b"%PDF-")
    assert "nanobind" not in server.log()
    assert "Traceback" not in server.log()
