import gzip
from pathlib import Path

import brotli
import pytest
import zstandard

from jobs.packed import Assets, assets_of, pack
from tests.web.asking import STREAMLIT, ask, get
from web import static
from web.static import icons_path

SCRIPT = "const greeting = 'Xin chào ông/bà';\n" * 200
FILES = {
    "js/index.AAAA-_aa.js": SCRIPT,
    "js/plain.js": SCRIPT,
    "css/index.CCCCCCCC.css": "body{margin:0}" * 100,
    "media/flake.HHHHHHHH.png": "picture",
    "media/flake.KKKKKKKK.svg": "<svg/>" * 200,
}
UNPACK = {
    "br": brotli.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content),
    "gzip": gzip.decompress,
}
HASHED = "/static/js/index.AAAA-_aa.js"


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "streamlit" / "static"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    (root.parent / "index.html").write_text("the start page", encoding="utf-8")
    made = assets_of(root, "", "9.9", tmp_path / "var")
    monkeypatch.setattr(static, "assets", lambda _: made)
    static._files.cache_clear()
    yield made
    static._files.cache_clear()


@pytest.fixture
def packed(found: Assets) -> Assets:
    pack(found)
    return found


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, zstd", "zstd"),
        ("gzip, deflate", "gzip"),
        ("GZIP;q=0.8", "gzip"),
        ("br;q=0, zstd; q=0.0, gzip", "gzip"),
        ("deflate", None),
        ("br;q=0", None),
        ("", None),
    ],
)
def test_a_file_comes_in_the_smallest_encoding_that_the_browser_takes(packed, accepted, encoding):
    answer = get(HASHED, **{"accept-encoding": accepted})
    assert answer.status == 200
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-length"] == str(len(answer.body))
    body = UNPACK[encoding](answer.body) if encoding else answer.body
    assert body.decode() == SCRIPT


def test_a_file_is_compressed_for_no_request(packed, monkeypatch):
    for library, name in ((brotli, "compress"), (gzip, "compress"), (zstandard, "ZstdCompressor")):
        monkeypatch.setattr(library, name, lambda *_, **__: pytest.fail("compressed for a request"))
    assert get(HASHED, **{"accept-encoding": "br"}).headers["content-encoding"] == "br"


def test_before_anything_is_compressed_files_come_as_they_are_and_compressing_begins_once(found, monkeypatch):
    begun = []
    monkeypatch.setattr(static, "_begin_packing", lambda: begun.append(True))
    answer = get(HASHED, **{"accept-encoding": "br, gzip"})
    assert (answer.text, "content-encoding" in answer.headers) == (SCRIPT, False)
    assert begun
    pack(found)
    begun.clear()
    assert get(HASHED, **{"accept-encoding": "br, gzip"}).headers["content-encoding"] == "br"
    assert not begun


def test_a_name_that_carries_a_digest_is_kept_for_good(packed):
    answer = get(HASHED)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "etag" not in answer.headers


def test_another_name_is_asked_for_again_and_answered_shortly(packed):
    answer = get("/static/js/plain.js")
    assert answer.headers["cache-control"] == "no-cache"
    again = get("/static/js/plain.js", **{"if-none-match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    assert get("/static/js/plain.js", **{"if-none-match": '"other"'}).status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("js/index.AAAA-_aa.js", "text/javascript; charset=utf-8"),
        ("css/index.CCCCCCCC.css", "text/css; charset=utf-8"),
        ("media/flake.HHHHHHHH.png", "image/png"),
        ("media/flake.KKKKKKKK.svg", "image/svg+xml"),
    ],
)
def test_each_kind_of_file_says_what_it_is(packed, path, kind):
    assert get(f"/static/{path}").headers["content-type"] == kind


def test_the_headers_of_sixty_files_are_no_longer_than_they_must_be(packed):
    headers = get(HASHED).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert sum(len(name) + len(value) + 4 for name, value in headers.items()) < 300
    assert (
        "content-security-policy" in get("/static/media/flake.KKKKKKKK.svg").headers
    )  # may be opened by itself


def test_who_asks_for_headers_only_gets_them(packed):
    answer = ask("HEAD", HASHED, headers={"accept-encoding": "gzip"})
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_files_are_only_read(packed, method):
    assert ask(method, HASHED, headers={"sec-fetch-site": "same-origin"}).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/js",
        "/static/js/",
        "/static/js/gone.AAAAAAAA.js",
        "/static/index.html",
        "/static/../index.html",
        "/static/js/../../index.html",
        "/static/%2e%2e/index.html",
        "/static/..%2findex.html",
        "/static//etc/passwd",
        "/static/js/index.AAAA-_aa.js.br",
        "/static/js\\index.AAAA-_aa.js",
        "/static/js/index.AAAA-_aa.js\0",
    ],
)
def test_what_is_no_file_is_nowhere_and_no_path_leads_outside(packed, path):
    answer = get(path)
    assert answer.status == 404
    assert STREAMLIT not in answer.text
    assert "the start page" not in answer.text


def test_a_citizens_icons_are_few_and_kept_for_good(found):
    answer = get(f"/static/{icons_path()}")
    assert answer.headers["content-type"] == "font/woff2"
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.body[:4] == b"wOF2"
    assert len(answer.body) < 4_000
