"""E-mail addresses and names on a network, however the at sign is written."""

import re
from typing import Final

HIDDEN_EMAIL: Final = "[thư điện tử đã ẩn]"

_OPEN, _CLOSED = r"[(\[{<]\s?", r"\s?[)\]}>]"
_AT: Final = re.compile(
    rf"{_OPEN}(?:at|a\s?còng|@){_CLOSED}|@|(?<!\w)a[ -]còng(?!\w)|(?<=\w) at (?=[\w-]++(?: dot |\.\w))",
    re.IGNORECASE,
)
_DOT: Final = re.compile(
    rf"\s?{_OPEN}(?:dot|chấm|\.){_CLOSED}\s?|\s?\.\s?(?=\w)|\s(?:dot|chấm)\s", re.IGNORECASE
)
_LABEL: Final = re.compile(r"[\w-]++")
_OF_A_NAME: Final = frozenset("._+-")


def hide_emails(text: str) -> str:
    """What stands on both sides of an at sign, however that is written; alone before it, a name on a network."""
    parts, end = [], 0
    for at in _AT.finditer(text):
        if at.start() < end:
            continue
        stop = _domain_after(text, at.end())
        spaced = at.group() != "@" or text[at.end() : at.end() + 1].isspace()
        if stop > at.end():
            start = _name_before(text, at.start(), end, spaced=spaced)
            parts += [text[end:start], HIDDEN_EMAIL]
            end = stop
    return "".join([*parts, text[end:]])


def _name_before(text: str, at: int, least: int, *, spaced: bool) -> int:
    """Where the name before an at sign begins, past one space where there may be one; at the sign without any."""
    start = at - 1 if spaced and at > least and text[at - 1].isspace() else at
    first = start
    while first > least and (text[first - 1].isalnum() or text[first - 1] in _OF_A_NAME):
        first -= 1
    return first if first < start else at


def _domain_after(text: str, at: int) -> int:
    """Where the domain after an at sign ends; at the sign itself where there is none."""
    start = at + 1 if text[at : at + 1].isspace() else at
    label = _LABEL.match(text, start)
    if label is None:
        return at
    end = label.end()
    while (dot := _DOT.match(text, end)) and (label := _LABEL.match(text, dot.end())):
        end = label.end()
    return end
