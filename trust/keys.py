"""The secret keys by which this server knows its own signatures: the newest signs, the older ones are still read."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

KEY_BYTES = 32
"""As long as what SHA-256 gives: a longer key is no harder to guess."""

MARK_BYTES = 16
"""Of a signature that is sent: 128 bits, which nobody guesses."""


class NotAKey(ValueError):
    """The text is no key: not base64url, or of another length. The text itself is never repeated."""


@dataclass(frozen=True, slots=True)
class Keys:
    """One key or more, newest first. A key that is taken out of the list ends what it signed."""

    secrets: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.secrets or any(len(secret) != KEY_BYTES for secret in self.secrets):
            raise NotAKey(f"one key or more of {KEY_BYTES} bytes")

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Keys":
        """From the lines of a file, newest first. Raises NotAKey, which tells the place and not the text."""
        found = []
        for place, text in enumerate(texts, start=1):
            try:
                found.append(base64.b64decode(text.strip(), altchars=b"-_", validate=True))
            except (binascii.Error, ValueError):
                raise NotAKey(f"line {place} is not base64url") from None
        return cls(tuple(found))

    def sign(self, kind: str, content: bytes) -> bytes:
        """The mark of this content, kept apart by `kind` from every other use of the keys."""
        return _mark(self.secrets[0], kind, content)

    def signed(self, kind: str, content: bytes, mark: bytes) -> bool:
        """Whether one of the keys signed it; takes the same time for every wrong mark."""
        return any(hmac.compare_digest(_mark(secret, kind, content), mark) for secret in self.secrets)


def new_key() -> str:
    """A fresh key as a line of text."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _mark(secret: bytes, kind: str, content: bytes) -> bytes:
    named = kind.encode()
    signed = hmac.new(secret, len(named).to_bytes(2) + named + content, hashlib.sha256)
    return signed.digest()[:MARK_BYTES]
