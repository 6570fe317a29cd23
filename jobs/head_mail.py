"""Sends the newest head of the log to witnesses by e-mail: once a day, where the log has grown, and by hand."""

import json
import logging
import os
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from db.queries.log import newest_head
from db.store import Store
from jobs.fetching import cut_off_after
from jobs.keys import signer
from jobs.letter import letter
from jobs.rounds import OUTSIDE, Rounds
from settings import MailServer, Settings
from survey import local_day
from trust.codes import digest
from trust.heads import Head

_BETWEEN: Final = timedelta(hours=1)
_SECONDS: Final = 20.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a witness got last."""

    size: int
    day: date


@dataclass(frozen=True, slots=True)
class Post:
    """Who got the head now, and who did not, with the reason in a word."""

    head: Head
    sent: tuple[str, ...]
    failed: Mapping[str, str]


def send_newest(store: Store, chosen: Settings, now: datetime, *, due_only: bool) -> Post | None:
    """Send the newest head to all witnesses, or to those who are due; None where there is none, or nobody is.

    A witness is due once a day, where the log has grown since. No transaction is open while letters travel.
    """
    with store.read() as session:
        newest = newest_head(session)
        note = newest.note if newest else ""
    if not note or chosen.mail is None:
        return None
    head, today, before = signer().read(note), local_day(now), _kept(chosen.var_dir)
    to = [each for each in chosen.witness_email if not due_only or _due(before.get(_mark(each)), head, today)]
    if not to:
        return None
    _keep(chosen.var_dir, before)  # where it cannot be kept who got what, nobody is sent the same each hour
    written = letter(head, note, signer().named(head.origin).public, chosen.public_url)
    failed = _posted(chosen.mail, written, to, chosen.public_url, now)
    sent = tuple(each for each in to if each not in failed)
    _keep(chosen.var_dir, before | {_mark(each): Sent(head.size, today) for each in sent})
    return Post(head, sent, failed)


def send_when_due(store: Store, chosen: Settings, now: datetime | None = None) -> Post | None:
    """The same for the server: who could not be reached is told in its log without a name, and tried again."""
    post = send_newest(store, chosen, now or datetime.now(UTC), due_only=True)
    for reason in post.failed.values() if post else ():
        _log.warning("the head of the log could not be sent to a witness: %s", reason)
    return post


def mails(store: Store, chosen: Settings) -> list[Rounds]:
    """Look each hour for witnesses who are due; nothing where no witness was named."""
    task = partial(send_when_due, store, chosen)
    return (
        [Rounds("mail of the head", _BETWEEN.total_seconds(), task, OUTSIDE)] if chosen.witness_email else []
    )


def _due(before: Sent | None, head: Head, today: date) -> bool:
    return before is None or (before.size < head.size and before.day < today)


def _posted(
    server: MailServer, written: EmailMessage, to: Iterable[str], public_url: str, now: datetime
) -> dict[str, str]:
    """Send a letter to each, not telling who else gets it; the reasons of those that could not be sent."""
    failed = dict.fromkeys(to, "not sent")
    ours = urlsplit(public_url).hostname or "localhost"
    try:
        with _connected(server, ours) as smtp:
            for address in tuple(failed):
                try:
                    smtp.send_message(_addressed(written, server.sender, address, ours, now))
                    del failed[address]
                except smtplib.SMTPResponseException as error:
                    failed[address] = f"{type(error).__name__} {error.smtp_code}"
                except smtplib.SMTPRecipientsRefused as error:
                    failed[address] = type(error).__name__
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return {address: type(error).__name__ for address in failed}
    return failed


def _addressed(written: EmailMessage, sender: str, to: str, ours: str, now: datetime) -> EmailMessage:
    whole = deepcopy(written)
    whole["From"], whole["To"] = sender, to
    whole["Date"], whole["Message-ID"] = format_datetime(now), make_msgid(domain=ours)
    whole["Auto-Submitted"] = "auto-generated"
    return whole


class _InTime(smtplib.SMTP):
    """Waits for the greeting no longer than for the rest, however slowly it comes."""

    def connect(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        with cut_off_after(_SECONDS, lambda: self.sock):
            return super().connect(*given, **named)


class _InTimeWithTls(_InTime, smtplib.SMTP_SSL):
    """The same where the connection is encrypted from its first byte on."""


@contextmanager
def _connected(server: MailServer, ours: str) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted, with a certificate that was checked, or does not leave this machine."""
    context = ssl.create_default_context()
    if server.tls_at_once:
        smtp: _InTime = _InTimeWithTls(server.host, server.port, ours, timeout=_SECONDS, context=context)
    else:
        smtp = _InTime(server.host, server.port, ours, timeout=_SECONDS)
    with cut_off_after(_SECONDS, lambda: smtp.sock), smtp:
        if not (server.tls_at_once or server.on_this_machine):
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp


def _mark(address: str) -> str:
    """Stands for an address in the file, which holds none."""
    return digest("witness", address.lower()).hex()[:16]


def _file(var_dir: Path) -> Path:
    return var_dir / "heads-sent.json"


def _kept(var_dir: Path) -> dict[str, Sent]:
    """What each witness got last; nothing where the file is not there or spoilt: then a head is sent once more."""
    try:
        told = json.loads(_file(var_dir).read_text(encoding="utf-8"))
        return {mark: Sent(int(size), date.fromisoformat(day)) for mark, (size, day) in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        _log.warning("which heads were sent cannot be read: %s", type(error).__name__)
        return {}


def _keep(var_dir: Path, sent: Mapping[str, Sent]) -> None:
    file = _file(var_dir)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    told = {mark: [each.size, each.day.isoformat()] for mark, each in sent.items()}
    fresh.write_text(json.dumps(told), encoding="utf-8")
    fresh.replace(file)
