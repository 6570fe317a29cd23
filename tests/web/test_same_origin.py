import asyncio
from typing import Any

import pytest
from starlette.datastructures import Headers

from tests.web.asking import HOST, STREAMLIT, ask, post
from web.same_origin import SameOrigin, comes_from_us

PUBLIC = "public.example"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", "origin": f"http://{HOST}"}, False),
        ({"origin": f"http://{HOST}"}, True),
        ({"origin": f"https://{PUBLIC}"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": f"https://{HOST}.evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://["}, False),
        ({"origin": "https://evil.example", "referer": f"http://{HOST}/dang-nhap"}, False),
        ({"referer": f"http://{HOST}/dang-nhap"}, True),
        ({"referer": f"https://evil.example/{HOST}"}, False),
        ({}, False),
    ],
)
def test_only_what_a_browser_calls_our_own_is_taken(headers, ours):
    assert comes_from_us(Headers({"host": HOST, **headers}), PUBLIC) is ours


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
    app = SameOrigin(streamlit, f"https://{PUBLIC}")
    asyncio.run(app({**scope, "headers": encoded}, receive, send))
    return (asked[0] if asked else None), answered


SOCKET = {"type": "websocket", "path": "/_stcore/stream"}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://[", "http://localhost:9999", f"http://{HOST}:81"]
)
def test_a_websocket_from_elsewhere_is_refused_before_streamlit_asks_an_outside_service(origin):
    """For an origin it does not know Streamlit fetches http://checkip.amazonaws.com while everyone waits."""
    assert passed_on(SOCKET, host=HOST, origin=origin) == (None, [{"type": "websocket.close", "code": 1008}])


def test_a_websocket_that_names_no_origin_is_refused():
    assert passed_on(SOCKET, host=HOST)[0] is None


@pytest.mark.parametrize(
    ("host", "origin"),
    [(HOST, f"http://{HOST}"), (PUBLIC, f"https://{PUBLIC}"), ("behind.a.proxy:8501", f"https://{PUBLIC}")],
)
def test_our_own_pages_open_a_websocket_also_behind_a_proxy(host, origin):
    asked, _ = passed_on(SOCKET, host=host, origin=origin)
    assert asked == {"origin": origin, "host": origin.partition("//")[2]}


@pytest.mark.parametrize("origin", ["https://evil.example", f"https://{PUBLIC}"])
def test_streamlit_never_learns_the_origin_of_what_is_only_read(origin):
    asked, answered = passed_on({"type": "http", "method": "GET", "path": "/_stcore/health"}, origin=origin)
    assert (asked, answered) == ({}, [])
