"""What the server is told from outside: one frozen object, read once from the environment.

Each variable has a value that works on a fresh machine. One that is set to something else than what is
allowed stops the program with the variable's name; nothing is guessed. Passwords are never repeated in a
message.
"""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PROJECT: Final = Path(__file__).parent

POSTGRES_SPELLINGS: Final = ("postgresql+psycopg", "postgresql", "postgres")
"""All are read as the first, which is SQLAlchemy's name for PostgreSQL with psycopg 3."""


class WrongSetting(ValueError):
    """A variable of the environment holds something that is not allowed."""

    def __init__(self, variable: str, allowed: str) -> None:
        super().__init__(f"{variable} is set to something that is not allowed; allowed is {allowed}")
        self.variable = variable


class Release(StrEnum):
    """When the figures that offices see move."""

    DAILY = "daily"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; ``read_settings`` makes it."""

    database_url: str = field(repr=False)
    """As SQLAlchemy reads it: ``sqlite:///...`` or ``postgresql+psycopg://...``."""
    public_url: str
    """Where citizens reach the server, no slash at its end; posters carry it."""
    port: int
    release: Release
    var_dir: Path
    """Where the embedded database and made files are kept."""
    demo: bool
    """Sample data are made on the first start, and marked wherever they show."""
    signing_keys: str = field(default="", repr=False)
    """Secret keys, newest first, parted by commas; empty: those of the file `signing_keys_file`."""
    log_key: str = field(default="", repr=False)
    """The secret key of the log; empty: that of the file `log_key_file`."""

    @property
    def signing_keys_file(self) -> Path:
        """Where the secret keys are kept, one a line, newest first; made on the first start."""
        return self.var_dir / "signing-keys"

    @property
    def log_key_file(self) -> Path:
        """Where the key is kept that signs the heads of the log; made on the first start."""
        return self.var_dir / "log-key"

    @property
    def log_name(self) -> str:
        """Under which the log is known: where it is published, without the scheme."""
        return urlsplit(self.public_url).netloc + "/nhat-ky"

    @property
    def live(self) -> bool:
        """Figures move with every answer, as in the demonstration."""
        return self.release is Release.LIVE

    @property
    def https(self) -> bool:
        """Citizens come over HTTPS, so cookies may insist on it."""
        return self.public_url.startswith("https://")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings an environment holds. Raises WrongSetting, which names the variable."""
    port = _port(environ)
    var_dir = _var_dir(environ)
    return Settings(
        database_url=_database_url(environ, var_dir),
        public_url=_public_url(environ, port),
        port=port,
        release=Release(_one_of(environ, "RELEASE", ("daily", "live"))),
        var_dir=var_dir,
        demo=_one_of(environ, "DEMO", ("no", "yes")) == "yes",
        signing_keys=environ.get("SIGNING_KEYS", ""),
        log_key=environ.get("LOG_KEY", ""),
    )


@cache
def settings() -> Settings:
    """The settings of this process, read from its environment on the first call."""
    return read_settings(os.environ)


def _one_of(environ: Mapping[str, str], variable: str, allowed: tuple[str, ...]) -> str:
    """The value of a variable with few allowed ones; the first is the default."""
    value = environ.get(variable, allowed[0])
    if value not in allowed:
        raise WrongSetting(variable, " or ".join(allowed))
    return value


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("PORT", "8501")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise WrongSetting("PORT", "a whole number from 1 to 65535")
    return int(text)


def _var_dir(environ: Mapping[str, str]) -> Path:
    """A relative folder is meant inside the project, wherever the program was started."""
    text = environ.get("VAR_DIR", "var")
    if not text.strip() or (PROJECT / text).is_file():
        raise WrongSetting("VAR_DIR", "the path of a folder")
    return PROJECT / text


def _database_url(environ: Mapping[str, str], var_dir: Path) -> str:
    allowed = "postgresql://user:password@host/name or sqlite:///path/to/file.db"
    try:
        url = make_url(environ.get("DATABASE_URL", f"sqlite:///{var_dir / 'feedback.db'}"))
    except (ArgumentError, ValueError):  # their messages repeat the address, password and all
        raise WrongSetting("DATABASE_URL", allowed) from None
    if url.drivername in POSTGRES_SPELLINGS and url.database:
        url = url.set(drivername="postgresql+psycopg")
    elif url.drivername == "sqlite" and _is_a_file(url.database):
        url = url.set(database=str(PROJECT / str(url.database)))
    else:
        raise WrongSetting("DATABASE_URL", allowed)
    return url.render_as_string(hide_password=False)


def _is_a_file(database: str | None) -> bool:
    """SQLite in memory is a database for each connection, and gone with it."""
    return bool(database) and not str(database).startswith((":memory:", "file:"))


def _public_url(environ: Mapping[str, str], port: int) -> str:
    text = environ.get("PUBLIC_URL", f"http://localhost:{port}")
    if not _is_web_root(text):
        raise WrongSetting("PUBLIC_URL", "http:// or https:// with a host, a port if needed, and no path")
    url = urlsplit(text)
    return f"{url.scheme}://{url.netloc.lower()}"


def _is_web_root(text: str) -> bool:
    try:
        url = urlsplit(text)
        numbered = url.port != 0
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text and "@" not in url.netloc and not url.netloc.endswith(":")
    bare = url.path in ("", "/") and not url.query and not url.fragment
    return url.scheme in ("http", "https") and bool(url.hostname) and numbered and plain and bare


def keep_addresses_out_of_the_log() -> None:
    """From here on, no line of the web server tells a visitor's network address or the path asked for.

    ``streamlit run`` writes no such line, plain ``uvicorn`` does, for requests and for WebSockets. Every one
    starts with the client's address, which is how it is known. Calling it twice changes nothing.
    """
    for name in ("uvicorn.access", "uvicorn.error"):
        logging.getLogger(name).addFilter(_tells_no_address)


def _tells_no_address(record: logging.LogRecord) -> bool:
    return record.name != "uvicorn.access" and not str(record.msg).startswith("%s - ")
