"""A form that was opened, as the page carries it: where, when, by which questionnaire, with which draw; signed.

The server keeps nothing of an opened form. What it must know again when the form arrives, days later perhaps and
from a phone that was offline, goes along with the page and comes back signed, so that nobody can choose the lot,
claim another counter, or pretend to have opened a form at another time.
"""

import base64
import binascii
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from trust.keys import MARK_BYTES, Keys

LONGEST = timedelta(days=14)
"""From opening to arrival; what comes later is refused, with a sentence."""

AHEAD = timedelta(minutes=5)
"""By which the clock of another process of ours may go before this one's."""

_KIND = "opening"
_VERSION = 1
_KEY_BYTES = 18
_HEAD = struct.Struct(">BI")
_LONGEST_TEXT = 600


class OpeningForged(ValueError):
    """Not signed by this server, or not whole."""


class OpeningExpired(ValueError):
    """Opened longer ago than `LONGEST`."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A form that was opened.

    code        of the poster, in normal form
    key         of the form: the same key twice is the same answer
    opened      aware, to the second
    instrument  name of the questionnaire version, such as `counter-2026/1`
    order       the draw of the rotating criteria, numbers up to 255
    """

    code: str
    key: str
    opened: datetime
    instrument: str
    order: tuple[int, ...]

    @classmethod
    def fresh(cls, code: str, instrument: str, order: Sequence[int], moment: datetime) -> "Opening":
        """A form opened at this aware moment, with a key of its own from the operating system."""
        key = base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
        return cls(code, key, moment.astimezone(UTC).replace(microsecond=0), instrument, tuple(order))

    def signed(self, keys: Keys) -> str:
        """The text that a page carries: letters, digits, hyphens and underscores; about 110 of them."""
        code, instrument = self.code.encode("ascii"), self.instrument.encode("ascii")
        content = b"".join(
            (
                _HEAD.pack(_VERSION, int(self.opened.timestamp())),
                base64.urlsafe_b64decode(self.key),
                *(len(part).to_bytes(1) + part for part in (code, instrument, bytes(self.order))),
            )
        )
        return base64.urlsafe_b64encode(content + keys.sign(_KIND, content)).decode().rstrip("=")


def read_opening(text: str, keys: Keys, now: datetime) -> Opening:
    """`Opening.signed` undone, at this aware moment. Raises OpeningForged, OpeningExpired."""
    content = _content(text, keys)
    try:
        version, seconds = _HEAD.unpack_from(content)
        key, rest = content[_HEAD.size :][:_KEY_BYTES], content[_HEAD.size + _KEY_BYTES :]
        code, rest = _part(rest)
        instrument, rest = _part(rest)
        order, rest = _part(rest)
    except (struct.error, IndexError) as error:
        raise OpeningForged("not whole") from error
    if version != _VERSION or rest or len(key) != _KEY_BYTES:
        raise OpeningForged("of another form")
    opened = datetime.fromtimestamp(seconds, UTC)
    if opened > now + AHEAD:
        raise OpeningForged("opened in the future")
    if now - opened > LONGEST:
        raise OpeningExpired
    return Opening(
        code.decode("ascii"),
        base64.urlsafe_b64encode(key).decode(),
        opened,
        instrument.decode("ascii"),
        tuple(order),
    )


def _content(text: str, keys: Keys) -> bytes:
    """What was signed. Raises OpeningForged."""
    if len(text) > _LONGEST_TEXT:
        raise OpeningForged("too long")
    try:
        whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise OpeningForged("not base64url") from error
    content, mark = whole[:-MARK_BYTES], whole[-MARK_BYTES:]
    if not keys.signed(_KIND, content, mark):
        raise OpeningForged("not signed here")
    return content


def _part(content: bytes) -> tuple[bytes, bytes]:
    """The first part, which says its length, and what follows it. Raises IndexError where it is cut off."""
    length = content[0]
    if len(content) <= length:
        raise IndexError
    return content[1 : 1 + length], content[1 + length :]
