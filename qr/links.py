"""The link on a poster: written into the QR symbol, printed in words, and read back."""

import re
from urllib.parse import parse_qs

LONGEST_LINK = 155
"""Bytes that a QR symbol of version 12 holds at error correction H; see `qr.symbol`."""

_CODE = re.compile(r"[0-9A-Za-z]{4,40}")
_PUBLIC_URL = re.compile(
    r"(?i:https?)://(?:[0-9A-Za-z.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:/[0-9A-Za-z/._~-]*)?"
)
_IN_WORDS = re.compile(r"/c/([^/]*)$")
_GROUP = 4


class NotAPublicUrl(ValueError):
    """The address of the server is not one that a phone can open: scheme, host, and nothing after the path."""


class NotACounterLink(ValueError):
    """The text is not a link to a counter's form, or no such link can be made from it."""


def counter_link(public_url: str, code: str) -> str:
    """The link to a counter's form; `read_counter_link` undoes it.

    >>> counter_link("https://danhgia.example.vn", "4BCFGHJKMN00")
    'https://danhgia.example.vn/?c=4BCFGHJKMN00'

    Raises:
        NotAPublicUrl: the address has no http or https, no ASCII host, or a query of its own.
        NotACounterLink: the code has other characters than letters and digits, or the link is too long to print.
    """
    if not _CODE.fullmatch(code):
        raise NotACounterLink(f"not a code in normal form: {code!r}")
    link = f"{_checked(public_url)}/?c={code}"
    if len(link) > LONGEST_LINK:
        raise NotACounterLink(f"the link has {len(link)} characters, a poster carries {LONGEST_LINK}: {link}")
    return link


def short_link(public_url: str, code: str) -> str:
    """The link as it is printed in words: it works typed as it stands, `read_counter_link` reads it too.

    The code is grouped and https:// is left out, as every browser adds it; http:// stays, since no browser would.

    >>> short_link("https://danhgia.example.vn", "4BCFGHJKMN00")
    'danhgia.example.vn/c/4BCF-GHJK-MN00'

    Raises as `counter_link`.
    """
    before, _ = counter_link(public_url, code).split("?c=")
    groups = [code[start : start + _GROUP] for start in range(0, len(code), _GROUP)]
    return before.removeprefix("https://") + "c/" + "-".join(groups)


def read_counter_link(url: str) -> str:
    """The code in a link, without the hyphens it is printed with.

    >>> read_counter_link(" danhgia.example.vn/c/4BCF-GHJK-MN00 ")
    '4BCFGHJKMN00'
    >>> read_counter_link("https://danhgia.example.vn/?c=4BCFGHJKMN00")
    '4BCFGHJKMN00'

    Raises:
        NotACounterLink: another scheme, no host, no code, two codes, or a code with strange characters.
    """
    text = url.strip()
    if "://" not in text:
        text = f"https://{text}"
    address, _, query = text.partition("#")[0].partition("?")
    try:
        _checked(address)
        codes = [*parse_qs(query, max_num_fields=20).get("c", []), *map(str, _IN_WORDS.findall(address))]
    except ValueError as error:
        raise NotACounterLink(f"not a link to a counter: {url[:LONGEST_LINK]!r}") from error
    if len(codes) != 1 or not _CODE.fullmatch(code := codes[0].replace("-", "")):
        raise NotACounterLink(f"no code in {url[:LONGEST_LINK]!r}")
    return code


def _checked(public_url: str) -> str:
    """The address without its last slash; NotAPublicUrl with the reason where it cannot be one."""
    found = _PUBLIC_URL.fullmatch(public_url)
    if not found:
        raise NotAPublicUrl(
            f"{public_url!r} is not https:// or http://, a host in plain letters (an accented name "
            "is written xn--…), perhaps a port and a path, and nothing after it"
        )
    if found["port"] and not 0 < int(found["port"]) < 65536:
        raise NotAPublicUrl(f"{public_url!r} names a port that does not exist")
    return public_url.rstrip("/")
