"""Takes out of free text what could name a person, and leaves what the text is about.

Hidden are e-mail addresses, addresses of people's pages, dossier codes, vehicle plates, and long numbers: identity,
phone and account numbers. Dates, times, prices, rooms and counters, forms and numbers of decisions stay readable.
What is spelt in words is not found, nor is a name: the page says so, and `survey.names` hides those of officers from
whoever does not lead them.

Work grows with the length of the text and no faster: patterns never go back over what they have read.
"""

import unicodedata
from typing import Final

from survey.scrub.dossiers import HIDDEN_DOSSIER, hide_dossiers
from survey.scrub.emails import HIDDEN_EMAIL, hide_emails
from survey.scrub.links import HIDDEN_LINK, hide_links
from survey.scrub.numbers import HIDDEN_NUMBER, hide_numbers
from survey.scrub.plates import HIDDEN_PLATE, hide_plates

__all__ = ["HIDDEN_DOSSIER", "HIDDEN_EMAIL", "HIDDEN_LINK", "HIDDEN_NUMBER", "HIDDEN_PLATE", "scrubbed"]

_PASSES: Final = 4
"""What was hidden lays the beginning of something else open now and then, where people leave out blanks."""


def scrubbed(text: str) -> str:
    """The text with everything hidden that could name a person.

    A text in which nothing is hidden stays as it is, letter by letter.

    >>> scrubbed("Gọi (0912) 345 678 hoặc a.b＠mail.vn, ngày 12/03/2026 nộp 1.200.000 đồng")
    'Gọi [số đã ẩn] hoặc [thư điện tử đã ẩn], ngày 12/03/2026 nộp 1.200.000 đồng'
    >>> scrubbed("Hồ sơ H19.12.34-240304-0001, xe 20-B1 123.45, theo Nghị định 61/2018/NĐ-CP")
    'Hồ sơ [mã hồ sơ đã ẩn], xe [biển số đã ẩn], theo Nghị định 61/2018/NĐ-CP'
    """
    plain = hidden = _plain(text)
    for _ in range(_PASSES):
        before, hidden = hidden, _hide(hidden)
        if hidden == before:
            break
    return text if hidden == plain else hidden


def _hide(text: str) -> str:
    for hide in (hide_links, hide_emails, hide_dossiers, hide_plates, hide_numbers):
        text = hide(text)
    return text


def _plain(text: str) -> str:
    """The text in the plain form of every letter and digit, without signs that nobody sees."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen)
