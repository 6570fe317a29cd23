"""The script that keeps forms which could not be sent, with what it says in every language.

What it says matters only where sending fails, and the page of the form has no room for it.
"""

import hashlib
from functools import cache
from typing import Final

from survey.answers import COMMENT_LIMIT
from web.lean import compact, lean
from words import Translator, language, languages
from words.problems import TOO_LONG, problem_sentence

OUTBOX: Final = "/q/gui-sau.js"
"""Below `/q/`, so that it may be the service worker of these pages."""

_MANY: Final = 777
"""An excess whose digits stand nowhere else in its sentence: the script puts another in their place."""


@cache
def outbox_script() -> str:
    """What `OUTBOX` serves, to pages and as their service worker."""
    said = {code: _said(language(code)) for code in languages()}
    sentences = compact({**said, "limit": COMMENT_LIMIT})
    return "\n".join((lean("store.js"), f"self.sentences={sentences};", lean("outbox.js")))


@cache
def outbox_tag() -> str:
    """Another one as soon as the script is: who scans a poster again does not fetch it again."""
    return f'"{hashlib.sha256(outbox_script().encode()).hexdigest()[:16]}"'


def _said(t: Translator) -> dict[str, str]:
    """Every sentence by the name that the script calls it."""
    too_long = problem_sentence(t, TOO_LONG, excess=_MANY, limit=COMMENT_LIMIT)
    return {
        "name": t.name,
        "kept": t("Your form was not sent yet; it is kept on this phone"),
        "alone": t(
            "It could not be sent because the system cannot be reached. It will be sent by itself once there is "
            "network; you can close this page."
        ),
        "offline": t(
            "It could not be sent because the system cannot be reached. Please keep this page open, or scan the QR "
            "code again with this phone and the same app once there is network: then it is sent."
        ),
        "trouble": t(
            "The system has a problem and has not recorded it yet. Please keep this page open, or scan the QR code "
            "again later with this phone and the same app: then it is sent."
        ),
        "receipt": t(
            "The receipt code is shown here once the form was sent. If you have closed the page by then, scan the QR "
            "code again with this phone and the same app to see it."
        ),
        "earlier": t("The form that you filled in earlier:"),
        "another": t("Open another form for another visit"),
        "language": t("No connection, so the language was not changed. What you filled in is still here."),
        "mend": t("A form you filled in earlier was not recorded yet. Open it to put it right."),
        "empty": problem_sentence(t, "empty"),
        "too_long": too_long.replace(str(_MANY), "{n}"),
    }
