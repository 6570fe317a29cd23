"""Keeps watch over logs that others run: fetches their newest head and compares it with what was kept."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from jobs.fetching import NotFetched, NotThere, Trouble, anybody_may_answer, fetch
from jobs.rounds import OUTSIDE, Rounds
from jobs.witnessed import KeptUnreadable, Seen, Watched, add, alone, file_of, watched
from settings import LOG_PATH
from survey import local_day
from trust.heads import HeadRefused, WeakKey
from trust.witness import NoProof, Verdict, read_path, same_key, signed_by, verdict

_BETWEEN: Final = timedelta(hours=1)
"""A log is looked at once a day; one that could not be reached is tried again after an hour."""

_DIFFERS: Final = "the log of %s does not fit what was kept of it: %s"
_NOT_AS_TOLD: Final = "the head of %s is signed with another key than told, and nothing of it was kept: %s"
_NOT_ITS_OWN: Final = (
    "the head of %s is not signed with the key that it publishes, and nothing of it was kept: %s"
)
_OPEN: Final = (
    "the log of %s is watched over plain HTTP: what is seen of it may be the word of anybody on the line"
)

_log = logging.getLogger(__name__)


class KeyDiffers(ValueError):
    """Another key was given than the one that is kept for this log; nothing was looked at."""


def look(var_dir: Path, address: str, public: str | None = None, now: datetime | None = None) -> Seen:
    """Look at the log of the system at an address, `https://host`, and keep what was seen.

    `public` is its key, where somebody was given it by another way; else the one it had when it was first seen.
    What does not fit is kept too, beside what it does not fit. Raises NotFetched, KeptUnreadable, KeyDiffers,
    WeakKey, HeadRefused where `public` is no key, and OSError where nothing can be kept in `var_dir`.
    """
    file = file_of(var_dir, address)
    with alone(file) as opened:
        kept = watched(file)
        if public and not same_key(public, kept.public if kept else public):
            raise KeyDiffers(file.stem)
        key = kept.public if kept else public or _published_key(address)
        seen = _seen(address, kept, key, now or datetime.now(UTC))
        if seen.verdict.fits or kept:
            add(opened, seen)
    if not seen.verdict.fits:
        _log.error(
            _DIFFERS if kept else _NOT_AS_TOLD if public else _NOT_ITS_OWN,
            file.stem,
            seen.verdict,
        )
    return seen


def _seen(address: str, kept: Watched | None, key: str, now: datetime) -> Seen:
    try:
        note = fetch(f"{address}{LOG_PATH}/dau")
    except NotThere:
        if kept and same_key(_published_key(address), key):
            return Seen(now, Verdict.SHORTER, "", key)  # the log is there, and has nothing in it
        raise
    try:
        head = signed_by(key, note)
    except HeadRefused as error:
        raise NotFetched(Trouble.UNUSABLE) from error
    if head is None:
        return Seen(now, Verdict.OTHER_KEY, note, key)
    return Seen(now, verdict(kept.head if kept else None, head, partial(_prove, address)), note, key)


def _published_key(address: str) -> str:
    public = fetch(f"{address}{LOG_PATH}/khoa").strip()
    try:
        same_key(public, public)
    except WeakKey:
        raise
    except HeadRefused as error:
        raise NotFetched(Trouble.UNUSABLE) from error
    return public


def _prove(address: str, earlier: int, later: int) -> list[bytes]:
    try:
        return read_path(fetch(f"{address}{LOG_PATH}/noi-tiep?tu={earlier}&den={later}"))
    except NotThere as error:
        raise NoProof from error
    except (ValueError, RecursionError) as error:
        raise NotFetched(Trouble.UNUSABLE) from error


def look_when_due(var_dir: Path, address: str, now: datetime | None = None) -> Seen | None:
    """Look where nobody has looked today; trouble is told in the log of the server, and tried again."""
    moment = now or datetime.now(UTC)
    file = file_of(var_dir, address)
    try:
        kept = watched(file)
        if kept and local_day(kept.looked) == local_day(moment):
            return None
        return look(var_dir, address, now=moment)
    except NotFetched as error:
        _log.warning("the log of %s could not be looked at: %s", file.stem, error)
    except KeptUnreadable:
        _log.error("what was kept of the log of %s cannot be read", file.stem)
    except WeakKey as error:
        _log.error("the key of %s is not taken: %s", file.stem, error)
    return None


def watches(var_dir: Path, addresses: Sequence[str]) -> list[Rounds]:
    """Look at each of these once a day; each by itself, so that a slow one keeps no other waiting."""
    for address in filter(anybody_may_answer, addresses):
        _log.warning(_OPEN, file_of(var_dir, address).stem)
    return [
        Rounds(
            f"witness of {address}",
            _BETWEEN.total_seconds(),
            partial(look_when_due, var_dir, address),
            OUTSIDE,
        )
        for address in addresses
    ]
