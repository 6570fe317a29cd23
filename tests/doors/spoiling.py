"""What nobody's browser sends: a request is spoilt in one, two or three ways, drawn with a seed."""

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import quote

from tests.doors.knocking import Header, Knock

MARK = "k7xq"
"""Stands in what is made up, so that it can be looked for in answers and logs."""

ODD = (
    b"",
    b"%00",
    b"a%00b",
    b"%",
    b"%zz",
    b"%E1%BA",
    b"%FF%FE",
    b"%ED%A0%80",  # a lone surrogate
    b"%F0%9F%98%80" * 30,
    b"a%CC%81" * 40,
    b"%D9%A1",  # a digit, not one of ours
    b"0",
    b"-1",
    b"1.0",
    b"1e309",
    b"NaN",
    b"9" * 30,
    b"9" * 5000,
    b"true",
    b"[]",
    b"{}",
    b"..%2f..%2fetc%2fpasswd",
    b"%2e%2e/",
    b"%27%20OR%201%3D1%3B--",
    b"%3C" + MARK.encode() + b"%3E",
    b"%22%27%3E%3C" + MARK.encode() + b"%3E",
    b"{{7*7}}",
    b"%25s%25n{0.__class__}",
    b"%0d%0aSet-Cookie:%20" + MARK.encode() + b"=1",
    MARK.encode() * 700,
    b"%E2%80%AE%E2%80%8B",
    b"//evil.example",
    b"http://evil.example/",
    b"%5C%5Cevil.example",
)
"""As they stand in an address or a form."""

ODD_HEADERS = (
    b"",
    b"\x80\xff\xfe",
    b"%00",
    b"a" * 20_000,
    b"-1",
    b"0",
    b"99999999999999999999",
    b"null",
    b"same-origin, same-origin",
    b"text/html; q=x",
    b"gzip;q=,;;==,br;q=1e999",
    b"<" + MARK.encode() + b">",
    b"evil.example",
    b"https://[",
    b"http://evil.example:99999",
    b"phien_dang_nhap",
    b"phien_dang_nhap=" + MARK.encode(),
    b"phien_dang_nhap=\xff; phien_dang_nhap=; =; ;;",
    b'"' * 50,
    b"bytes=0-,-1",
    b'W/"' + MARK.encode() + b'"',
    b"Bearer",
    b"Bearer  " + MARK.encode(),
    b"bearer \xe1\xbb\x87",
    b"multipart/form-data; boundary=" + MARK.encode(),
    b"multipart/form-data",
    b"application/json; charset=utf-7",
    b"application/x-www-form-urlencoded; charset=\xff",
    b"text/plain",
)
HEADER_NAMES = (
    b"host",
    b"origin",
    b"referer",
    b"cookie",
    b"sec-fetch-site",
    b"content-type",
    b"content-length",
    b"transfer-encoding",
    b"authorization",
    b"accept-encoding",
    b"accept-language",
    b"if-none-match",
    b"save-data",
    b"range",
    b"x-forwarded-for",
    b"x-forwarded-proto",
    b"x-forwarded-host",
    b"forwarded",
    b"expect",
    b"upgrade",
    b"x-http-method-override",
    b"x-" + b"n" * 300,
)
METHODS = (b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT", b"QUERY")

Spoiler = Callable[[Knock, Random], Knock]


def spoilt(whole: Knock, chance: Random) -> Knock:
    """The request, spoilt in up to three ways."""
    for spoil in chance.choices(SPOILERS, WEIGHTS, k=chance.choice((1, 1, 2, 3))):
        whole = spoil(whole, chance)
    return whole


def a_path_part(whole: Knock, chance: Random) -> Knock:
    """A part of the address is something else, doubled, or gone."""
    path, mark, query = whole.target.partition(b"?")
    parts = path.split(b"/")
    place = chance.randrange(1, len(parts))
    odd = _odd_part(chance)
    parts[place : place + 1] = chance.choice(
        ([odd], [parts[place], odd], [parts[place]] * 2, [b"", parts[place]], [])
    )
    return replace(whole, target=(b"/".join(parts) or b"/") + mark + query)


def a_parameter(whole: Knock, chance: Random) -> Knock:
    """A parameter is something else, doubled, gone, or one too many."""
    path, _, query = whole.target.partition(b"?")
    return replace(whole, target=path + b"?" + _pairs(query, chance))


def a_field(whole: Knock, chance: Random) -> Knock:
    """The same of what a form sends."""
    return replace(whole, body=(_pairs(b"".join(whole.body), chance),))


def a_json_value(whole: Knock, chance: Random) -> Knock:
    """A value of another kind, or a name that there is not."""
    try:
        content = json.loads(b"".join(whole.body))
    except (ValueError, RecursionError):
        return whole
    if not isinstance(content, dict):
        return whole
    name = chance.choice([*content, MARK, "unit", "days", "channel"])
    return replace(whole, body=(json.dumps({**content, name: _odd_json(chance)}).encode(),))


def the_body(whole: Knock, chance: Random) -> Knock:
    """What nothing of ours writes: cut, doubled, flipped bits, noise, far too much."""
    body = b"".join(whole.body)
    place = chance.randrange(len(body) + 1)
    made = (
        lambda: body[:place],
        lambda: body + body,
        lambda: body[:place] + chance.randbytes(3) + body[place + 1 :],
        lambda: chance.randbytes(chance.choice((1, 30, 3000))),
        lambda: b"\x1f\x8b\x08" + chance.randbytes(40),
        lambda: b"a" * 70_000,
        lambda: b"&".join(b"f%d=1" % number for number in range(200)),
        lambda: b"[" * 4000,
        lambda: b'{"a":' * 600 + b"1" + b"}" * 600,
        lambda: b"\xef\xbb\xbf" + body,
        lambda: body.decode("latin-1").encode("utf-16"),
        lambda: b"",
    )
    return replace(whole, body=(chance.choice(made)(),))


def the_pieces(whole: Knock, chance: Random) -> Knock:
    """The body comes in drops."""
    body = b"".join(whole.body)
    places = sorted(chance.randrange(len(body) + 1) for _ in range(4))
    return replace(
        whole, body=tuple(body[a:b] for a, b in zip([0, *places], [*places, len(body)], strict=True))
    )


def the_end(whole: Knock, chance: Random) -> Knock:
    """The sender hangs up on the way."""
    body = b"".join(whole.body)
    return replace(whole, body=(body[: chance.randrange(len(body) + 1)],), goes_away=True)


def a_header(whole: Knock, chance: Random) -> Knock:
    """A header is something else, there twice, gone, or one too many."""
    name, odd = chance.choice(HEADER_NAMES), chance.choice(ODD_HEADERS)
    headers = list(whole.headers) or [(b"host", b"")]
    place = chance.randrange(len(headers))
    changed: list[list[Header]] = [
        [*headers, (name, odd)],
        [(name, odd), *headers],
        [*headers[:place], (headers[place][0], odd), *headers[place + 1 :]],
        [*headers, (headers[place][0], odd)],
        [*headers, headers[place]],
        headers[:place] + headers[place + 1 :],
        [],
    ]
    return replace(whole, headers=tuple(chance.choice(changed)))


def the_method(whole: Knock, chance: Random) -> Knock:
    return replace(whole, method=chance.choice(METHODS))


SPOILERS: tuple[Spoiler, ...] = (
    a_path_part,
    a_parameter,
    a_field,
    a_json_value,
    the_body,
    the_pieces,
    the_end,
    a_header,
    the_method,
)
WEIGHTS = (4, 8, 8, 6, 3, 1, 1, 6, 2)


def _odd_part(chance: Random) -> bytes:
    return chance.choice(ODD) if chance.random() < 0.8 else quote(_odd_text(chance)).encode()


def _odd_text(chance: Random) -> str:
    """Letters of any alphabet, and what is none."""
    return "".join(
        chr(chance.choice((chance.randrange(32), chance.randrange(127), chance.randrange(0xD7FF))))
        for _ in range(chance.randrange(60))
    )


def _odd_json(chance: Random) -> Any:
    values = (
        None,
        True,
        -1,
        10**400,
        1.5,
        float("nan"),
        float("inf"),
        "",
        "\ud800",
        "\x00",
        f"<{MARK}>",
        "x" * 3000,
        [],
        [[["1"]]],
        {},
        {"a": {"b": [1]}},
        _odd_text(chance),
    )
    return chance.choice(values)


def _pairs(text: bytes, chance: Random) -> bytes:
    """Pairs of names and values, one of them spoilt."""
    pairs = [pair.partition(b"=")[::2] for pair in text.split(b"&")] if text else [(b"lang", b"vi")]
    place, odd = chance.randrange(len(pairs)), _odd_part(chance)
    name, value = pairs[place]
    pairs[place : place + 1] = chance.choice(
        (
            [(name, odd)],
            [(name, odd)],
            [(name, value + odd)],
            [(odd, value)],
            [(name, value), (name, odd)],
            [(name, odd), (name, value)],
            [(name + b"[]", value)],
            [(name, value)] * 30,
            [],
        )
    )
    if chance.random() < 0.2:
        chance.shuffle(pairs)
    return chance.choice((b"&", b"&", b"&", b"&", b";", b"&&")).join(b"=".join(pair) for pair in pairs)
