import pytest

from tests.web.asking import get, our_app


def test_a_route_that_broke_says_one_sentence_and_no_detail_and_the_log_gets_the_error(monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT secret FROM table")

    sent = []
    app = our_app()

    async def listening(scope, receive, send):
        async def keep(message):
            sent.append(message)
            await send(message)

        await app(scope, receive, keep)

    monkeypatch.setattr("web.sign_in.own_page", broken)
    with pytest.raises(RuntimeError, match="SELECT secret"):  # goes on to the server, which logs it
        get("/dang-nhap", app=listening)
    start, body = sent[0], b"".join(message.get("body", b"") for message in sent).decode()
    assert start["status"] == 500
    assert {b"x-frame-options", b"x-content-type-options", b"referrer-policy"} <= dict(
        start["headers"]
    ).keys()
    assert "Hệ thống đang gặp sự cố. Xin thử lại sau ít phút." in body
    assert "secret" not in body
    assert "Traceback" not in body
