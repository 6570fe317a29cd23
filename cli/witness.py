"""The log and those outside: its head goes to witnesses, and the logs of others are watched from here."""

from datetime import UTC, datetime
from typing import Final

import click

from cli.speech import Refused, both, database, settings_or_refuse, speaking
from jobs.fetching import SECONDS, NotFetched, NotThere, Trouble, anybody_may_answer
from jobs.head_mail import send_newest
from jobs.witness import KeyDiffers, look
from jobs.witnessed import KeptUnreadable, Seen, Watched, file_of, watched
from settings import LOG_PATH, Settings, web_root
from survey import local_day
from trust.heads import HeadRefused, WeakKey
from trust.witness import Verdict, claimed_size
from words import Translator, mark

_FITS: Final = {
    Verdict.FIRST: mark(
        "{name}: {n} forms, kept for the first time. Please compare its public key with the one that its office "
        "tells you in another way: {key}"
    ),
    Verdict.SAME: mark("{name}: {n} forms, the same as before."),
    Verdict.GROWN: mark("{name}: {n} forms; it begins with the {before} that were kept."),
}
_DIFFERS: Final = {
    Verdict.OTHER_KEY: mark("{name}: the head is not signed with the key that was kept."),
    Verdict.SHORTER: mark("{name}: the log was cut off; it has {n} forms, and once had {before}."),
    Verdict.FORKED: mark(
        "{name}: the log was altered; it shows other forms among the {before} that were kept."
    ),
    Verdict.NOT_CONTINUED: mark(
        "{name}: the log was altered or built anew; its {n} forms do not begin with the {before} that were kept."
    ),
}
_OTHER_THAN_GIVEN: Final = mark(
    "{name}: the head is not signed with the key that was given. Nothing of this log was kept before or now; please "
    "ask its office for the key again."
)
_OTHER_THAN_PUBLISHED: Final = mark(
    "{name}: the head is not signed with the key that the log publishes itself. Nothing of this log was kept before "
    "or now; please tell its office."
)
_OVER_PLAIN_HTTP: Final = mark(
    "{name}: this address begins with http://, so anybody on the line can answer in place of that server: show "
    "another key the first time, keep back newer heads, or say that the log is gone. Please use https:// where the "
    "office has it, and compare the key in another way (--key). Before you tell that the log was cut off, look again "
    "from another network."
)
_TROUBLES: Final = {
    Trouble.NO_SUCH_NAME: mark(
        "{name} could not be looked at: no server has this name. Please check the address and this machine's network."
    ),
    Trouble.NOT_REACHED: mark(
        "{name} could not be looked at: it cannot be reached. Please check the address and the network, then try "
        "again; if it stays so, ask its office."
    ),
    Trouble.NO_TLS: mark(
        "{name} could not be looked at: it does not speak TLS there. Please check the address, also whether it "
        "begins with https:// or http://."
    ),
    Trouble.CERTIFICATE: mark(
        "{name} could not be looked at: its certificate is not valid or not trusted on this machine. Please tell "
        "its office."
    ),
    Trouble.TOO_SLOW: mark(
        "{name} could not be looked at: it did not answer within {seconds} seconds. Please try again later."
    ),
    Trouble.STATUS: mark(
        "{name} could not be looked at: it answered with HTTP status {status}. Please try again later; if it stays "
        "so, ask its office."
    ),
    Trouble.UNUSABLE: mark(
        "{name} could not be looked at: what it answered is no log. Please check the address."
    ),
}
_NO_LOG_THERE: Final = mark(
    "{name} could not be looked at: it has no log at this address, or has sealed nothing yet. Please check the "
    "address, or try again later."
)


class _NotLookedAt(Refused):
    """Nothing was found out; the program ends with 3."""

    exit_code = 3


@click.command(
    help=both(mark("Keep watch over the log of another system: compare its head with the one kept before."))
)
@click.argument("address", required=False)
@click.option("--key", help=both(mark("Its public key, where its office has told you; only the first time.")))
@speaking
def witness(address: str | None, key: str | None, t: Translator) -> None:
    chosen = settings_or_refuse()
    addresses = (_root(address, t),) if address else chosen.witness_of
    if not addresses or (key and not address):
        raise Refused(t("Name the address of the other system, such as https://host, or set WITNESS_OF."))
    troubles = [trouble for each in addresses if (trouble := _looked_at(each, key, chosen, t)) is not None]
    if troubles:
        *others, worst = sorted(troubles, key=lambda trouble: -trouble.exit_code)
        for trouble in others:
            trouble.show()
        raise worst


@click.command(help=both(mark("Send the newest signed head to the witnesses by e-mail, now.")))
@speaking
def send_head(t: Translator) -> None:
    chosen = settings_or_refuse()
    if not chosen.witness_email:
        raise Refused(t("No witness is named; set WITNESS_EMAIL, SMTP_URL and SMTP_FROM."))
    with database(t) as store:
        post = send_newest(store, chosen, datetime.now(UTC), due_only=False)
    if post is None:
        raise Refused(t("Nothing has been sealed yet."))
    if post.sent:
        click.echo(
            t.plural(
                "The head of {forms} forms was sent to {n} address.",
                "The head of {forms} forms was sent to {n} addresses.",
                n=len(post.sent),
                forms=t.number(post.head.size, 0),
            )
        )
    if post.failed:
        raise Refused(
            "\n".join(
                t("Not sent to {address}: {reason}", address=address, reason=reason)
                for address, reason in post.failed.items()
            )
        )


def _root(address: str, t: Translator) -> str:
    """The address of a system, where the address of its log's page is as good."""
    try:
        return web_root(address.strip().rstrip("/").removesuffix(LOG_PATH))
    except ValueError as error:
        raise Refused(
            t("Name the address of the other system, such as https://host, or set WITNESS_OF.")
        ) from error


def _looked_at(address: str, key: str | None, chosen: Settings, t: Translator) -> Refused | None:
    """Say how the log stands; the refusal to end with, where it does not fit or could not be looked at."""
    file = file_of(chosen.var_dir, address)
    try:
        before = watched(file)
        seen = look(chosen.var_dir, address, key)
    except NotFetched as error:
        return _NotLookedAt(_why(address, error, t))
    except OSError:
        return _NotLookedAt(
            t(
                "What is seen of {name} cannot be kept in {folder}, so it was not looked at. Please run this as the "
                "user who runs the server, or look whether the disk is full.",
                name=address,
                folder=file.parent,
            )
        )
    except KeptUnreadable:
        return Refused(
            t("What was kept of the log of {name} cannot be read: {file}", name=address, file=file)
        )
    except KeyDiffers:
        return Refused(t("Another key was kept for the log of {name}; nothing was looked at.", name=address))
    except WeakKey:
        return Refused(
            t(
                "{name}: this public key is worthless, for anybody can sign under it. Nothing was kept; please tell "
                "the log's office.",
                name=address,
            )
        )
    except HeadRefused:
        return Refused(t("This is no public key of a log."))
    if not before and seen.verdict is Verdict.OTHER_KEY:
        return Refused(t(_OTHER_THAN_GIVEN if key else _OTHER_THAN_PUBLISHED, name=address))
    said = _said(address, seen, before, t)
    if not seen.verdict.fits:
        kept = t("What was seen is kept as proof in {file}.", file=file)
        return Refused(f"{said}\n{kept}")
    click.echo(said)
    if before and before.conflicts:
        day = t.date(local_day(before.conflicts[-1].at))
        click.echo(t("On {day} it did not fit what was kept; the proof is in {file}.", day=day, file=file))
    return None


def _why(address: str, error: NotFetched, t: Translator) -> str:
    sentence = _NO_LOG_THERE if isinstance(error, NotThere) else _TROUBLES[error.trouble]
    return t(sentence, name=address, seconds=t.number(SECONDS, 0), status=error.status)


def _said(address: str, seen: Seen, before: Watched | None, t: Translator) -> str:
    said = t(
        (_FITS | _DIFFERS)[seen.verdict],
        name=address,
        n=t.number(claimed_size(seen.note), 0),
        before=t.number(before.head.size, 0) if before else "",
        key=seen.public,
    )
    added_or_gone = seen.verdict is Verdict.FIRST or not seen.note
    if added_or_gone and anybody_may_answer(address):
        return f"{said}\n{t(_OVER_PLAIN_HTTP, name=address)}"
    return said
