"""Keeping watch over a log that somebody else runs: whether its head of today continues the one that was kept.

What a witness can show: that the log was cut off, built anew or shown in two versions since the first head that it
kept. Two signed heads that do not fit are proof for everybody, for only the log itself can have signed them. What it
cannot show: whether the answers in the log are true, and what was done before the first head.
"""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from trust.heads import Head, HeadRefused, claimed, read_head, renamed
from trust.merkle_proofs import verify_consistency

_LARGEST: Final = 10**12
"""More answers than any log of this kind will ever hold."""


class Verdict(StrEnum):
    """How the head of today stands to the one that was kept."""

    FIRST = "first"
    SAME = "same"
    GROWN = "grown"
    OTHER_KEY = "other_key"
    SHORTER = "shorter"
    FORKED = "forked"
    NOT_CONTINUED = "not_continued"

    @property
    def fits(self) -> bool:
        return self in {Verdict.FIRST, Verdict.SAME, Verdict.GROWN}


class NoProof(LookupError):
    """The log says that it has no proof between two sizes that it has signed."""


Prove = Callable[[int, int], Sequence[bytes]]
"""The log's path between two sizes; may raise NoProof."""


def same_key(public: str, other: str) -> bool:
    """Whether two published keys are one, under whichever names. Raises HeadRefused for what is none."""
    return renamed(public, "") == renamed(other, "")


def signed_by(public: str, note: str) -> Head | None:
    """The head, where this key signed it, under whichever name; None where another did.

    Raises HeadRefused for what is no head at all, such as a page that says that a server is being repaired.
    """
    said = claimed(note)
    key = renamed(public, said.origin)
    if said.size > _LARGEST:
        raise HeadRefused("not a head")
    try:
        return read_head(note, key)
    except HeadRefused:
        return None


def claimed_size(note: str) -> int:
    """How many answers a published head says are sealed; 0 where there is none."""
    return claimed(note).size if note else 0


def verdict(kept: Head | None, now: Head, prove: Prove) -> Verdict:
    """Whether a head, signed by the key of the kept one, continues it. `prove` is asked only where it has grown."""
    if kept is None:
        return Verdict.FIRST
    if now.size < kept.size:
        return Verdict.SHORTER
    if now.size == kept.size:
        return Verdict.SAME if now.root == kept.root else Verdict.FORKED
    try:
        path = prove(kept.size, now.size)
    except NoProof:
        return Verdict.NOT_CONTINUED
    fits = verify_consistency(kept.size, now.size, kept.root, now.root, path)
    return Verdict.GROWN if fits else Verdict.NOT_CONTINUED


def read_path(text: str) -> list[bytes]:
    """The path of a published proof. Raises ValueError for what is none."""
    told = json.loads(text)
    if not (isinstance(told, dict) and isinstance(told.get("path"), list)):
        raise ValueError("not a proof")
    if not all(isinstance(each, str) for each in told["path"]):
        raise ValueError("not a proof")
    return [bytes.fromhex(each) for each in told["path"]]
