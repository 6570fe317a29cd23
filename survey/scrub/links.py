"""Addresses of pages, which are those of people more often than not; the administration's stay."""

import re
from typing import Final

HIDDEN_LINK: Final = "[địa chỉ mạng đã ẩn]"

_LINK: Final = re.compile(
    r"(?<![\w@-])(?<![\w-]\.)(?:https?://\S++|www\.\S++|(?:[\w-]++\.)++(?:com|vn|me|net|org|info|link|page|ly|be|tv|app)/\S*+)",
    re.IGNORECASE,
)
_BEFORE_HOST: Final = re.compile(r"https?://", re.IGNORECASE)
_AFTER_HOST: Final = re.compile(r"[/:?#]")


def hide_links(text: str) -> str:
    """The text with addresses of pages hidden, but for those of the administration."""
    return _LINK.sub(_hide_link, text)


def _hide_link(found: re.Match[str]) -> str:
    """Addresses of the administration stay: what is said about them is what the comment is for."""
    address = found.group()
    host = _AFTER_HOST.split(_BEFORE_HOST.sub("", address), maxsplit=1)[0]
    if f".{host.lower()}".endswith(".gov.vn"):
        return address
    kept = address.rstrip(".,;:!?)]}\"'”»")
    return HIDDEN_LINK + address[len(kept) :]
