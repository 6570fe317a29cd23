"""What this system keeps of the logs of others, for everybody to see: a log that did not fit once is told of."""

from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from access.addresses import LOG
from jobs.witnessed import KeptUnreadable, Watched, files, watched
from settings import settings
from survey import local_day
from words import Translator

WATCHED: Final = f"{LOG}/giu-ho"

_CONFLICTS: Final = 20
_ROOT_SHOWN: Final = 16


def rows(t: Translator) -> list[tuple[bool, tuple[str, ...]]]:
    """A row for each log, and whether it fits: name, how it stands, forms, when last seen to fit, root."""
    return [
        (not each.conflicts, _row(each, t))
        if isinstance(each, Watched)
        else (False, (each, t("What was kept here cannot be read."), "", "", ""))
        for each in _all()
    ]


def columns(t: Translator) -> tuple[str, ...]:
    return t("Log"), t("How it stands"), t("Forms"), t("Last seen to fit"), t("Root")


async def watched_heads(request: Request) -> Response:
    """The heads themselves, as they were signed, and those that did not fit: proof for whoever asks."""
    text = await to_thread.run_sync(_text)
    return PlainTextResponse(text, headers={"Cache-Control": "no-cache"})


def _all() -> list[Watched | str]:
    """The logs that were seen; of a file that cannot be read its name."""
    found: list[Watched | str] = []
    for file in files(settings().var_dir):
        try:
            kept = watched(file)
        except KeptUnreadable:
            found.append(file.stem)
        else:
            found += [kept] if kept else []
    return found


def _row(kept: Watched, t: Translator) -> tuple[str, ...]:
    root = f"{kept.head.root.hex()[:_ROOT_SHOWN]}…"
    return (kept.name, _state(kept, t), t.number(kept.head.size, 0), t.date(local_day(kept.fitted)), root)


def _state(kept: Watched, t: Translator) -> str:
    if not kept.conflicts:
        return t("Fits what was kept.")
    return t("DOES NOT FIT what was kept, seen on {day}.", day=t.date(local_day(kept.conflicts[-1].at)))


def _text() -> str:
    parts = []
    for kept in _all():
        if isinstance(kept, Watched):
            parts.append(f"# {kept.name}, {local_day(kept.fitted)}\n{kept.public}\n\n{kept.note}")
            parts += [
                f"# {kept.name}, {local_day(each.at)}: {each.verdict}\n\n{each.note}"
                for each in kept.conflicts[-_CONFLICTS:]
            ]
    return "\n".join(parts)
