"""What the server is told from outside: one frozen object, read once from the environment.

Each variable has a value that works on a fresh machine. One that is set to something else than what is
allowed stops the program with the variable's name; nothing is guessed. Passwords are never repeated in a
message.
"""

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PROJECT: Final = Path(__file__).parent

LOG_PATH: Final = "/nhat-ky"
"""Where every system of ours publishes its log."""

_MAIL_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")

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
class MailServer:
    """Through whom letters are sent. On this machine alone they may travel in the clear."""

    host: str
    port: int
    tls_at_once: bool
    """TLS from the first byte; else STARTTLS, but for this machine."""
    user: str
    password: str = field(repr=False)
    sender: str

    @property
    def on_this_machine(self) -> bool:
        return self.host in ("localhost", "127.0.0.1", "::1")


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

    witness_of: tuple[str, ...] = ()
    """Other systems whose logs this one keeps watch over: their addresses, no slash at the end."""
    witness_email: tuple[str, ...] = ()
    """Who gets the newest head of our log by e-mail."""
    mail: MailServer | None = None

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
        return urlsplit(self.public_url).netloc + LOG_PATH

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
        witness_of=_witness_of(environ),
        witness_email=_witness_email(environ),
        mail=_mail(environ),
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
    return web_root(text)


def _is_web_root(text: str) -> bool:
    try:
        url = urlsplit(text)
        numbered = url.port != 0
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text and "@" not in url.netloc and not url.netloc.endswith(":")
    bare = url.path in ("", "/") and not url.query and not url.fragment
    return url.scheme in ("http", "https") and bool(url.hostname) and numbered and plain and bare


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _witness_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    addresses = _listed(environ.get("WITNESS_OF", ""))
    if not all(map(_is_web_root, addresses)):
        raise WrongSetting("WITNESS_OF", "addresses such as https://host, parted by commas")
    return tuple(map(web_root, addresses))


def web_root(text: str) -> str:
    """An address such as `https://host`, as it is compared. Raises ValueError for any other."""
    if not _is_web_root(text):
        raise ValueError("not the address of a server")
    url = urlsplit(text)
    return f"{url.scheme}://{url.netloc.lower()}"


def _witness_email(environ: Mapping[str, str]) -> tuple[str, ...]:
    addresses = _listed(environ.get("WITNESS_EMAIL", ""))
    if not all(map(_MAIL_ADDRESS.fullmatch, addresses)):
        raise WrongSetting("WITNESS_EMAIL", "e-mail addresses, parted by commas")
    return addresses


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    """Through whom heads are sent. Nothing of it has a default: no letter leaves unless somebody said how."""
    text, sender = environ.get("SMTP_URL", ""), environ.get("SMTP_FROM", "")
    if not (text or sender or environ.get("WITNESS_EMAIL", "")):
        return None
    if not _MAIL_ADDRESS.fullmatch(sender):
        raise WrongSetting("SMTP_FROM", "the e-mail address from which heads are sent")
    url = _mail_url(text)
    tls_at_once = url.scheme == "smtps"
    return MailServer(
        host=url.hostname or "",
        port=url.port or (465 if tls_at_once else 587),
        tls_at_once=tls_at_once,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        sender=sender,
    )


def _mail_url(text: str) -> SplitResult:
    allowed = "smtp://user:password@host:587 or smtps://user:password@host:465, with %40 for an @ in user or password"
    try:
        url = urlsplit(text)
        plain = text.isprintable() and " " not in text and url.port != 0
    except ValueError:  # its message repeats the address, password and all
        raise WrongSetting("SMTP_URL", allowed) from None
    bare = url.path in ("", "/") and not url.query and not url.fragment and text.count("@") <= 1
    if not (plain and bare and url.scheme in ("smtp", "smtps") and url.hostname):
        raise WrongSetting("SMTP_URL", allowed)
    return url


def keep_addresses_out_of_the_log() -> None:
    """From here on, no line of the web server tells a visitor's network address or the path asked for.

    ``streamlit run`` writes no such line, plain ``uvicorn`` does, for requests and for WebSockets. Every one
    starts with the client's address, which is how it is known. Calling it twice changes nothing.
    """
    for name in ("uvicorn.access", "uvicorn.error"):
        logging.getLogger(name).addFilter(_tells_no_address)


def _tells_no_address(record: logging.LogRecord) -> bool:
    return record.name != "uvicorn.access" and not str(record.msg).startswith("%s - ")
