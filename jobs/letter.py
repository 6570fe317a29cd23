"""The letter that takes a head of the log to a witness: what it is and how to check it, in two languages."""

from email.message import EmailMessage
from email.policy import SMTP as AS_SENT
from typing import Final

from settings import LOG_PATH
from trust.heads import Head
from words import Translator, language

_SAID_IN: Final = ("vi", "en")
_PROGRAM: Final = "kiem-tra-bien-nhan.py"


def letter(head: Head, note: str, public: str, public_url: str) -> EmailMessage:
    """The letter, not addressed yet. The head is attached byte for byte, so that it is kept as it was signed."""
    written = EmailMessage(policy=AS_SENT)
    written["Subject"] = " / ".join(
        t("Head of the log: {n} forms, {origin}", n=t.number(head.size, 0), origin=head.origin)
        for t in map(language, _SAID_IN)
    )
    file = f"dau-niem-phong-{head.size}.txt"
    parts = [_said(head, file, public, f"{public_url}{LOG_PATH}", language(code)) for code in _SAID_IN]
    written.set_content("\n\n--------\n\n".join((*parts, note)))
    written.add_attachment(
        note.encode(), maintype="text", subtype="plain", filename=file, params={"charset": "utf-8"}
    )
    return written


def _said(head: Head, file: str, public: str, address: str, t: Translator) -> str:
    return "\n\n".join(
        (
            t("Dear Sir or Madam,"),
            t(
                "Attached is the newest signed head of the log of feedback at {origin}. {n} forms are sealed under "
                "it. It tells nothing of what they answered.",
                origin=head.origin,
                n=t.number(head.size, 0),
            ),
            t(
                "Please keep this letter and the attached file. Whether the log was later altered, cut off or built "
                "anew can be shown only if somebody outside the office has kept such a head."
            ),
            t("How to check, at any time:"),
            t(
                "1. Fetch this program once and keep it; it needs Python alone: {address}",
                address=f"{address}/{_PROGRAM}",
            ),
            t(
                "2. Fetch the proof that today's log continues this one, and save it as noi-tiep.json: {address}",
                address=f"{address}/noi-tiep?tu={head.size}",
            ),
            t("3. Run: {command}", command=f"python3 {_PROGRAM} noi-tiep.json {file}"),
            t(
                "“Yes” means that the log of that day still begins with these {n} forms. If it says “NO”, or if "
                "the proof can no longer be fetched, keep all files and tell the inspectorate.",
                n=t.number(head.size, 0),
            ),
            t("The log's public key: {key}", key=public),
        )
    )
