"""The head of the log: how many answers are sealed, under which root; signed, so that nobody can deny it.

Written as transparency logs write theirs (C2SP tlog-checkpoint in a C2SP signed-note): three lines of text, a line
that says until when, an empty line, and the signature. Ed25519 (RFC 8032): whoever has the public key can check it,
and none but this server can make it. Tools for such logs read it as it is.

    feedback.example/nhat-ky
    1250
    q5c4aGJ0cyfMbHVjdnkgd29yZHMgYXJlIGhhcmQgdG8gZ3U=
    2026-11-23 morning

    — feedback.example/nhat-ky Zxc4yK…
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from trust.merkle_proofs import HASH_BYTES

SEED_BYTES: Final = 32

_ED25519: Final = b"\x01"
_ID_BYTES: Final = 4
_LONGEST: Final = 2000
_SIGNED_BY: Final = "\N{EM DASH} "

_FIELD: Final = 2**255 - 19
_OF_EIGHT: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset({0, 1, _FIELD - 1, _OF_EIGHT, _FIELD - _OF_EIGHT})
"""The y of the points of Ed25519 whose order is 1, 2, 4 or 8: as public keys they take signatures made of nothing."""


class HeadRefused(ValueError):
    """Not a head, or not one that this key signed; the message says which."""


class WeakKey(HeadRefused):
    """A public key under which anybody can sign."""


@dataclass(frozen=True, slots=True)
class Head:
    """The log at some moment.

    origin  its name: host and path at which it is published
    size    answers that are sealed
    root    of the tree over them, 32 bytes
    until   the half day up to which answers were sealed, such as `2026-11-23 morning`
    """

    origin: str
    size: int
    root: bytes
    until: str

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n{self.until}\n"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs heads: the name of the log, and the private key from a seed of 32 bytes."""

    origin: str
    _key: Ed25519PrivateKey

    @classmethod
    def of(cls, origin: str, seed: bytes) -> "Signer":
        return cls(origin, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public(self) -> str:
        """The public key as it is published: `name+id+key`, a C2SP vkey."""
        key = self._key.public_key().public_bytes_raw()
        return _published(self.origin, key)

    def named(self, origin: str) -> "Signer":
        """The same key under another name, as before the server moved to another address."""
        return Signer(origin, self._key)

    def read(self, note: str) -> Head:
        """A head that this key signed, under whichever name it had then. Raises HeadRefused."""
        return read_head(note, self.named(note.split("\n", 1)[0]).public)

    def signed(self, head: Head) -> str:
        """The head as it is published."""
        return _note(head.text, self.origin, self._key)

    def promised(self, text: str) -> str:
        """Another text signed in the same way; it can be no head, for its first line is not the log's name."""
        return _note(text, self.origin, self._key)


def renamed(public: str, origin: str) -> str:
    """The same published key under another name, as of a server that has moved. Raises HeadRefused."""
    return _published(origin, _parts(public)[2])


def read_head(note: str, public: str) -> Head:
    """A published head, once its signature was checked with the published key. Raises HeadRefused."""
    head = _head(opened(note, public))
    if head.origin != public.split("+")[0]:
        raise HeadRefused("the head of another log")
    return head


def claimed(note: str) -> Head:
    """What a published head says, whoever signed it. Raises HeadRefused where it is none."""
    return _head(_split(note)[0])


def _head(text: str) -> Head:
    try:
        origin, size, root, until, end = text.split("\n")
        head = Head(origin, int(size), base64.b64decode(root, validate=True), until)
    except (ValueError, binascii.Error) as error:
        raise HeadRefused("not a head") from error
    told = head.size >= 0 and len(head.root) == HASH_BYTES and _is_name(origin) and until[:1] != "#"
    if end or head.text != text or not told:
        raise HeadRefused("not a head")
    return head


def opened(note: str, public: str) -> str:
    """The text of a signed note, once its signature was checked. Raises HeadRefused."""
    origin, _, key = _parts(public)
    text, lines = _split(note)
    for line in lines:
        if line.startswith(f"{_SIGNED_BY}{origin} "):
            try:
                mark = base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
                if mark[:_ID_BYTES] != _id(origin, key):
                    continue
                Ed25519PublicKey.from_public_bytes(key).verify(mark[_ID_BYTES:], text.encode())
            except (ValueError, InvalidSignature) as error:
                raise HeadRefused("the signature does not fit") from error
            return text
    raise HeadRefused("not signed by this log")


def _split(note: str) -> tuple[str, list[str]]:
    """The text of a note and its signatures. Raises HeadRefused.

    Nothing else stands in one, and nothing that is not printed: whoever is watched writes neither on our page nor
    on a terminal what is not theirs to say.
    """
    text, empty, rest = note.partition("\n\n")
    lines = rest.removesuffix("\n").split("\n")
    if not empty or len(note) > _LONGEST:
        raise HeadRefused("not signed")
    if not all(line.startswith(_SIGNED_BY) for line in lines) or not note.replace("\n", "").isprintable():
        raise HeadRefused("not a signed note")
    return f"{text}\n", lines


def _is_name(origin: str) -> bool:
    """Whether a log can be called so (C2SP: no space and no plus); what begins with # is a title on our page."""
    return origin != "" and origin.isprintable() and not re.search(r"^#|[\s+]", origin)


def _parts(public: str) -> tuple[str, bytes, bytes]:
    """Name, id and raw key of a published key. Raises HeadRefused."""
    try:
        origin, identity, key = public.strip().split("+", 2)
        raw = base64.b64decode(key, validate=True)
        found = bytes.fromhex(identity)
    except ValueError as error:
        raise HeadRefused("not a public key") from error
    whole = raw[:1] == _ED25519 and len(raw) == 1 + SEED_BYTES and _is_name(origin)
    if not whole or public.strip() != _published(origin, raw[1:]):
        raise HeadRefused("not a public key")
    if (int.from_bytes(raw[1:], "little") & (1 << 255) - 1) % _FIELD in _SMALL_ORDER:
        raise WeakKey("a key under which anybody can sign")
    return origin, found, raw[1:]


def _published(origin: str, key: bytes) -> str:
    return f"{origin}+{_id(origin, key).hex()}+{_base64(_ED25519 + key)}"


def _note(text: str, origin: str, key: Ed25519PrivateKey) -> str:
    mark = _id(origin, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n{_SIGNED_BY}{origin} {_base64(mark)}\n"


def _id(origin: str, key: bytes) -> bytes:
    """Four bytes that tell keys of one name apart."""
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + key).digest()[:_ID_BYTES]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
