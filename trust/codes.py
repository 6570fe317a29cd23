"""Codes that a person can read off paper and type on a phone, and that catch a slip of the finger.

A code is twelve characters, eleven that are drawn (27**11, that is 52.3 bits) and one that checks them, printed
as ``XXXX-XXXX-XXXX``. A long one has sixteen (71.3 bits): for what somebody may try to find out at home, from what
is stored, and not only at our door.

The alphabet is made for a Vietnamese phone keyboard: it holds no vowel and neither D nor W, because with Telex or VNI
typing these and the keys after them turn into letters with marks (DD into Đ, W into Ư, AS into Á) and the code would
be spoilt while it is typed. It also has no O, I and L, which look like 0 and 1 and are read as such. Without vowels
no code can spell a word.
"""

import hashlib
import secrets
from collections.abc import Collection

ALPHABET = "0123456789BCFGHJKMNPQRSTVXZ"
"""The 27 characters of a code, each worth its place in this string."""

CODE_LENGTH = 12
"""Characters of a code in normal form, the check character included."""

LONG_CODE_LENGTH = 16
"""The same of a long one."""

_GROUP = 4
_MODULUS = 29  # the first prime above the alphabet's size and the code's length: see `_check_value`
_LONGEST_TYPED = 64

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOK_ALIKES = {"O": "0", "I": "1", "L": "1"}
_SEPARATORS = " \t\r\n\u00a0\u202f-_.\u2010\u2011\u2012\u2013\u2014\u2212"
_AS_TYPED = str.maketrans(
    {character.lower(): character for character in ALPHABET}
    | _LOOK_ALIKES
    | {character.lower(): meant for character, meant in _LOOK_ALIKES.items()}
    | dict.fromkeys(_SEPARATORS, "")
)


class NotACode(ValueError):
    """The text is not a code: wrong length, a character no code has, or a check character that disagrees."""


def new_code() -> str:
    """A fresh code in normal form, 52 bits from the operating system's source of randomness."""
    code = None
    while code is None:
        code = _with_check(secrets.randbelow(len(ALPHABET) ** (CODE_LENGTH - 1)), CODE_LENGTH)
    return code


def derive(kind: str, key: bytes | str, length: int = CODE_LENGTH) -> str:
    """The one code of this length that belongs to a secret key, in normal form.

    SHA-256 leads from the key to the code and never back, and a stored `digest` of the key leads to neither.
    `kind` keeps purposes apart: the same key gives unrelated codes for two kinds. Text is taken as UTF-8.
    """
    attempt, code = 0, None
    while code is None:
        hashed = _hash("code", kind, key, attempt)
        code = _with_check(int.from_bytes(hashed) % len(ALPHABET) ** (length - 1), length)
        attempt += 1
    return code


def digest(kind: str, text: bytes | str) -> bytes:
    """SHA-256 of a text, 32 bytes, kept apart by `kind` from every other use of the same text."""
    return _hash("digest", kind, text, 0)


def normalise(text: str, lengths: Collection[int] = (CODE_LENGTH,)) -> str:
    """The normal form of a code as somebody typed it: any case, spaces, hyphens, O for 0, I or L for 1.

    >>> normalise(" 4bcf ghjk-mnoo ")
    '4BCFGHJKMN00'

    Raises:
        NotACode: anything else, a wrong check character included.
    """
    if len(text) > _LONGEST_TYPED:
        raise NotACode(f"too long for a code: {len(text)} characters")
    code = text.translate(_AS_TYPED)
    if len(code) not in lengths:
        wanted = " or ".join(map(str, lengths))
        raise NotACode(f"a code has {wanted} characters, this has {len(code)}")
    strange = sorted(set(code) - set(ALPHABET))
    if strange:
        raise NotACode(f"no code has the character {strange[0]!r}")
    if _VALUE[code[-1]] != _check_value(code[:-1]):
        raise NotACode("the check character does not fit: one or more characters are mistyped")
    return code


def pretty(code: str) -> str:
    """A code as it is printed, in groups of four; `normalise` undoes it.

    >>> pretty("4BCFGHJKMN00")
    '4BCF-GHJK-MN00'

    Raises:
        NotACode: the text is not a code.
    """
    code = normalise(code, (CODE_LENGTH, LONG_CODE_LENGTH))
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _with_check(number: int, length: int) -> str | None:
    """The code that writes a number in base 27, or None for the 2 in 29 whose check has no character."""
    characters = []
    for _ in range(length - 1):
        number, value = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[value])
    drawn = "".join(characters)
    check = _check_value(drawn)
    return drawn + ALPHABET[check] if check < len(ALPHABET) else None


def _check_value(drawn: str) -> int:
    """What the last character must be worth so that the weighted sum of all is 0 modulo 29.

    The weights are 12, 11, ..., 1 as in ISBN-10, from 16 on for a long code. The modulus is a prime above every
    weight and every difference of two characters, so changing one character, or swapping any two, changes the sum.
    """
    weighted = sum(
        weight * _VALUE[character]
        for weight, character in zip(range(len(drawn) + 1, 1, -1), drawn, strict=True)
    )
    return -weighted % _MODULUS


def _hash(use: str, kind: str, text: bytes | str, attempt: int) -> bytes:
    """Over parts with their lengths, so that no two different inputs are written the same way."""
    content = text.encode() if isinstance(text, str) else text
    return sha256_of(b"trust.codes", use.encode(), kind.encode(), attempt.to_bytes(4), content)


def sha256_of(*parts: bytes) -> bytes:
    """SHA-256, 32 bytes, over parts that are each written after their length, as 8 bytes."""
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).digest()
