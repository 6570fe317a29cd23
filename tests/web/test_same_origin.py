import pytest
from starlette.datastructures import Headers

from tests.web.asking import HOST, STREAMLIT, ask, post
from web.same_origin import comes_from_us

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
