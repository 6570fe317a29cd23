import asyncio
import logging
from typing import Any

import pytest
from starlette.datastructures import Headers

from tests.web.asking import HOST, STREAMLIT, ask, post
from web.same_origin import SameOrigin, comes_from_us

PUBLIC = "https://public.example"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": PUBLIC}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": ""}, False),
        ({"sec-fetch-site": "cross-site", "origin": PUBLIC}, False),
        ({"origin": PUBLIC}, True),
        ({"origin": f"{PUBLIC}:443"}, True),
        ({"origin": f"{PUBLIC}:444"}, False),
        ({"origin": f"{PUBLIC}:99999"}, False),
        ({"origin": "http://public.example"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": f"{PUBLIC}.evil.example"}, False),
        ({"origin": "https://public.example@evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://["}, False),
        ({"origin": "https://evil.example", "referer": f"{PUBLIC}/dang-nhap"}, False),
        ({"referer": f"{PUBLIC}/dang-nhap"}, True),
        ({"referer": "https://evil.example/public.example"}, False),
        ({}, False),
    ],
)
def test_only_what_a_browser_calls_our_own_is_taken(headers, ours):
    assert comes_from_us(Headers({"host": "public.example", **headers}), PUBLIC) is ours


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "192.0.2.7", "localhost."],
)
@pytest.mark.parametrize("said", [{}, {"sec-fetch-site": "same-origin"}])
@pytest.mark.parametrize("public", [PUBLIC, "http://localhost:8501"])
def test_a_host_that_is_named_twice_is_not_ours_for_that(public, said, host):
    """Whoever lets their own name point at this server has pages that name it as origin and as host."""
    headers = Headers({"host": host, "origin": f"http://{host}", **said})
    assert not comes_from_us(headers, public)
    assert passed_on(SOCKET, host=host, origin=f"http://{host}")[0] is None


@pytest.mark.parametrize("public", ["http://localhost:8501", "http://192.168.1.20:8501", PUBLIC])
@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost:9000"])
def test_whoever_sits_at_the_server_opens_it_by_any_name_of_the_own_machine(host, public):
    assert comes_from_us(Headers({"host": host, "origin": f"http://{host}"}), public)
    assert not comes_from_us(Headers({"host": host, "origin": "http://localhost:1"}), public)


def test_an_administrator_learns_that_people_come_by_another_address(caplog, monkeypatch):
    """Without a word a wrong `PUBLIC_URL` would look like a form that is broken."""
    monkeypatch.setattr(logging.getLogger("web.same_origin"), "filters", [])  # said in full each time
    host = "gopy.example"
    assert post("/bien-nhan", {"code": "x"}, headers={"host": host, "origin": f"http://{host}"}).status == 403
    assert post("/bien-nhan", {"code": "x"}, headers={"origin": "http://evil.example"}).status == 403
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "PUBLIC_URL" in caplog.text
    assert host not in caplog.text


def test_a_trial_for_phones_is_opened_at_the_address_that_its_posters_carry():
    address = "192.168.1.20:8501"
    headers = Headers({"host": address, "origin": f"http://{address}"})
    assert comes_from_us(headers, f"http://{address}")
    assert not comes_from_us(headers, "http://192.168.1.21:8501")


@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", "/bien-nhan", "/", "/anything"])
@pytest.mark.parametrize(
    "headers", [{}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_posted_from_another_site_is_refused_before_any_route(path, headers):
    answer = post(path, {"code": "x"}, headers=headers)
    assert answer.status == 403
    assert "không được gửi từ trang của hệ thống" in answer.text
    assert STREAMLIT not in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "SOMETHING"])
def test_every_method_that_may_change_something_is_checked(method):
    assert ask(method, "/dang-nhap").status == 403


def passed_on(scope: dict[str, Any], **headers: str) -> tuple[dict[str, Any] | None, list[Any]]:
    """What Streamlit is asked, if it is asked at all, and what is answered without it."""
    asked: list[Any] = []
    answered: list[Any] = []

    async def streamlit(scope: Any, receive: Any, send: Any) -> None:
        asked.append({name.decode(): value.decode() for name, value in scope["headers"]})

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        answered.append(message)

    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    app = SameOrigin(streamlit, PUBLIC)
    asyncio.run(app({**scope, "headers": encoded}, receive, send))
    return (asked[0] if asked else None), answered


SOCKET = {"type": "websocket", "path": "/_stcore/stream"}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://[", "http://localhost:9999", f"{PUBLIC}:81"]
)
def test_a_websocket_from_elsewhere_is_refused_before_streamlit_asks_an_outside_service(origin):
    """For an origin it does not know Streamlit fetches http://checkip.amazonaws.com while everyone waits."""
    assert passed_on(SOCKET, host=HOST, origin=origin) == (None, [{"type": "websocket.close", "code": 1008}])


def test_a_websocket_that_names_no_origin_is_refused():
    assert passed_on(SOCKET, host=HOST)[0] is None


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("public.example", PUBLIC),
        ("behind.a.proxy:8501", PUBLIC),
        ("localhost:8501", "http://localhost:8501"),
        ("127.0.0.1:8501", "http://127.0.0.1:8501"),
    ],
)
def test_our_own_pages_open_a_websocket_also_behind_a_proxy(host, origin):
    asked, _ = passed_on(SOCKET, host=host, origin=origin)
    assert asked == {"origin": origin, "host": origin.partition("//")[2]}


@pytest.mark.parametrize("origin", ["https://evil.example", PUBLIC])
def test_streamlit_never_learns_the_origin_of_what_is_only_read(origin):
    asked, answered = passed_on({"type": "http", "method": "GET", "path": "/_stcore/health"}, origin=origin)
    assert (asked, answered) == ({}, [])
