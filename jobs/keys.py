"""The secret keys of this server: from the environment, or from a file that only its user can read."""

import os
import stat
from functools import cache
from pathlib import Path
from typing import Final

from settings import settings
from trust.heads import Signer
from trust.keys import Keys, NotAKey, new_key

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeysUnusable(RuntimeError):
    """There are no keys that this server may sign with; the message says what to do, never a key."""


@cache
def keys() -> Keys:
    """The keys of this process, read or made on the first call. Raises KeysUnusable."""
    chosen = settings()
    if chosen.signing_keys:
        return _read("SIGNING_KEYS", chosen.signing_keys.split(","))
    return keys_of(chosen.signing_keys_file)


def keys_of(file: Path) -> Keys:
    """Those of this file; one key is made where there is no file yet. Raises KeysUnusable."""
    if not file.exists():
        _make(file)
    if file.stat().st_mode & _OTHERS:
        raise KeysUnusable(f"{file} can be read by others; allow its owner alone: chmod 600 {file}")
    return _read(str(file), file.read_text(encoding="ascii", errors="replace").splitlines())


@cache
def signer() -> Signer:
    """Who signs the heads of the log in this process. Raises KeysUnusable."""
    chosen = settings()
    found = _read("LOG_KEY", [chosen.log_key]) if chosen.log_key else keys_of(chosen.log_key_file)
    return Signer.of(chosen.log_name, found.secrets[0])


def _make(file: Path) -> None:
    """Whole or not at all, and never over the one that another process made meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as made:
        made.write(new_key() + "\n")
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(place: str, lines: list[str]) -> Keys:
    try:
        return Keys.of([line for line in lines if line.strip()])
    except NotAKey as error:
        raise KeysUnusable(f"{place}: {error}") from None
