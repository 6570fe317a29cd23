"""Takes out of free text what could name a person: long numbers and e-mail addresses.

Identity numbers have 12 digits (CCCD) or 9 (old CMND), phone numbers 9 to 11; all are written with spaces, dots
or hyphens between the digits as well. A date, a price or a year stays readable.
"""

import re

HIDDEN_NUMBER = "[số đã ẩn]"
HIDDEN_EMAIL = "[thư điện tử đã ẩn]"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ \u00a0.\-]?\d){7,}(?!\d)")
_DATE = re.compile(r"\d{1,2}[ .\-]\d{1,2}[ .\-]\d{4}")
_MONEY = re.compile(r"\d{1,3}(?:[.,]000){2,}")


def scrubbed(text: str) -> str:
    """The text with long numbers and e-mail addresses hidden.

    >>> scrubbed("Gọi 0912 345 678 hoặc a.b@mail.vn, ngày 12-03-2026 nộp 2.000.000 đồng")
    'Gọi [số đã ẩn] hoặc [thư điện tử đã ẩn], ngày 12-03-2026 nộp 2.000.000 đồng'
    """
    return _NUMBER.sub(_hide_number, _EMAIL.sub(HIDDEN_EMAIL, text))


def _hide_number(found: re.Match[str]) -> str:
    number = found.group()
    if _DATE.fullmatch(number) or _MONEY.fullmatch(number):
        return number
    return HIDDEN_NUMBER
