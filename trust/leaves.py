"""What stands in the log for an answer: commitments that tell nothing, until somebody opens them.

A commitment is SHA-256 over a random salt and the content. Without the salt nobody can try which content fits; once
the salt is erased, nobody ever can. So an answer can be erased as the law wants it, and its leaf stays in its place.

A leaf binds three things. The answer: questionnaire, answers, counter, day, part of day, whether the visit was
verified; not the officer, who follows from a roster that may be mended. The comment, which is erased sooner. And the
withdrawal: the hash of a secret that only the holder of the receipt has, so that nobody else can take the answer out.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from trust.codes import CODE_LENGTH, LONG_CODE_LENGTH, derive, digest, normalise, sha256_of
from trust.merkle_proofs import leaf_hash

SALT_BYTES: Final = 16
"""128 bits: more than anybody tries."""

COMMITMENT_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """The three hashes of a leaf, 32 bytes each.

    answer      commitment to what was answered, where and when
    comment     commitment to what was written; where nothing was, as many random bytes, so that it cannot be told
    withdrawal  hash of the secret that withdraws the answer
    """

    answer: bytes
    comment: bytes
    withdrawal: bytes

    @property
    def hashed(self) -> bytes:
        """The leaf's hash in the tree, 32 bytes."""
        return leaf_hash(self.answer + self.comment + self.withdrawal)


def new_salt() -> bytes:
    """16 bytes from the operating system."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, kind: str, *parts: str) -> bytes:
    """SHA-256, 32 bytes, over the salt and parts that are each written with their length.

    `kind` keeps commitments to different things apart. What a stand-alone check must do again:

    >>> commitment(b"0123456789abcdef", "comment", "a").hex()[:16]
    'bd47802362cc97ec'
    """
    return sha256_of(b"trust.leaves", salt, kind.encode(), *(part.encode() for part in parts))


def receipt_code(key: str) -> str:
    """The receipt that belongs to a form's key, sixteen characters in normal form."""
    return derive("receipt", key, LONG_CODE_LENGTH)


def withdrawal_secret(receipt: str) -> str:
    """The secret in a receipt as somebody typed it. It tells that the answer was withdrawn, and not the receipt.

    Receipts of twelve characters were given out before there was a log; with them it is the code itself.
    Raises NotACode.
    """
    code = normalise(receipt, (LONG_CODE_LENGTH, CODE_LENGTH))
    return code if len(code) == CODE_LENGTH else digest("withdrawal", code).hex()


def withdrawal_hash(secret: str) -> bytes:
    """What is stored and committed to of the secret, 32 bytes."""
    return digest("receipt", secret)
