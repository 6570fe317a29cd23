"""What this system keeps of logs that others run: a file for each in `VAR_DIR/witnessed`, to which lines are added.

A line is a head that was seen, as it was signed, and how it stood to the one before. Nothing is ever taken out: a log
that did not fit once is told of until somebody has looked and moved its file away.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from trust.heads import Head, HeadRefused
from trust.witness import Verdict, signed_by

_FOLDER: Final = "witnessed"
_SUFFIX: Final = ".jsonl"


class KeptUnreadable(ValueError):
    """The file of a log that is watched was altered or cut off; the message is its name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a log. `note` is the head as it came, empty where there was none any more."""

    at: datetime
    verdict: Verdict
    note: str
    public: str

    @property
    def line(self) -> str:
        told = {"at": self.at.isoformat(timespec="seconds"), "verdict": str(self.verdict)}
        return json.dumps(told | {"note": self.note, "key": self.public}) + "\n"


@dataclass(frozen=True, slots=True)
class Watched:
    """A log that is watched.

    name       of its file: the address without scheme
    public     its key, as it was when it was first seen, or as somebody gave it
    head, note the newest head that fitted, and when it was last seen to fit
    conflicts  every look at which it did not
    looked     when somebody looked last
    """

    name: str
    public: str
    head: Head
    note: str
    fitted: datetime
    conflicts: tuple[Seen, ...]
    looked: datetime


def file_of(var_dir: Path, address: str) -> Path:
    """Where the heads of the log at an address are kept."""
    return var_dir / _FOLDER / (re.sub(r"[^a-z0-9.-]", "_", urlsplit(address).netloc.lower()) + _SUFFIX)


def watched(file: Path) -> Watched | None:
    """What is kept of one log; None before it was seen. Raises KeptUnreadable."""
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return _read(file, stat.st_mtime_ns, stat.st_size) if stat.st_size else None


def files(var_dir: Path) -> list[Path]:
    """One for each log that is watched, by name."""
    return sorted((var_dir / _FOLDER).glob(f"*{_SUFFIX}"))


@contextmanager
def alone(file: Path) -> Iterator[IO[str]]:
    """The file, to add a line; nobody else looks at this log meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened


def add(opened: IO[str], seen: Seen) -> None:
    """A line more, on the disk before anybody is told."""
    opened.write(seen.line)
    opened.flush()
    os.fsync(opened.fileno())


@lru_cache(maxsize=64)
def _read(file: Path, changed: int, size: int) -> Watched:
    """Read once, and again when the file was changed."""
    try:
        seen = [_seen(line) for line in file.read_text(encoding="utf-8").splitlines()]
        newest = [each for each in seen if each.verdict.fits][-1]
        head = signed_by(newest.public, newest.note)
        if head is None:
            raise KeptUnreadable(file.name)
    except (ValueError, LookupError, TypeError, HeadRefused) as error:
        raise KeptUnreadable(file.name) from error
    return Watched(
        name=re.sub(r"_(?=\d+$)", ":", file.stem),
        public=newest.public,
        head=head,
        note=newest.note,
        fitted=newest.at,
        conflicts=tuple(each for each in seen if not each.verdict.fits),
        looked=seen[-1].at,
    )


def _seen(line: str) -> Seen:
    told = json.loads(line)
    at = datetime.fromisoformat(told["at"])
    if at.tzinfo is None:
        raise ValueError(line)
    return Seen(at, Verdict(told["verdict"]), str(told["note"]), str(told["key"]))
