"""A further language: every sentence that people read, in one file to be translated."""

from collections.abc import Iterator
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

import words
from cli.speech import Refused, both, speaking
from survey import Instrument, Text, shipped_instruments
from words import DEFAULT, SOURCE, Translator, mark

_FILE = "all.po"


@click.command(
    help=both(mark("Write the file in which a further language is translated; again, and it is completed."))
)
@click.argument("code")
@speaking
def new_language(code: str, t: Translator) -> None:
    """`words/CODE/all.po`: what is translated already stays, what is new is added, the Vietnamese stands beside."""
    if code in {DEFAULT, SOURCE}:
        raise Refused(t("{code} is there already.", code=code))
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        raise Refused(t("{code} is not the code of a language, such as km or lo.", code=code)) from None
    file = words.ROOM / code / _FILE
    catalogue = to_translate(code, file)
    file.parent.mkdir(exist_ok=True)
    with file.open("wb") as written:
        write_po(written, catalogue, width=110, sort_output=True)
    left = sum(1 for message in catalogue if message.id and not any(_strings(message)))
    click.echo(t("{file}: {n} sentences are to be translated.", file=file, n=t.number(left, 0)))


def to_translate(code: str, file: Path) -> Catalog:
    """Every sentence of the pages and of the questionnaires, with what the file holds of it."""
    said: dict[str | tuple[str, ...], str] = {
        _key(message): " / ".join(_strings(message)) for message in _vietnamese()
    }
    for instrument in shipped_instruments().values():
        said |= {text.by_language["en"]: text.by_language["vi"] for text in texts(instrument)}
    known = {_key(message): message for message in _read(file) if message.id} if file.exists() else {}
    catalogue = Catalog(locale=code, fuzzy=False)
    for sentence, vietnamese in {**dict.fromkeys(known, ""), **said}.items():
        translated = known.get(sentence)
        catalogue.add(
            sentence,
            translated.string if translated else None,
            flags=translated.flags if translated else (),
            user_comments=[vietnamese] if vietnamese else (),
        )
    return catalogue


def texts(instrument: Instrument) -> Iterator[Text]:
    """Everything that a questionnaire says."""
    yield from (instrument.title, instrument.lead)
    yield from (text for text in (instrument.overall, instrument.petition) if text is not None)
    for parts in (instrument.levels, instrument.purposes, instrument.elements):
        yield from (part.text for part in parts)
    for criterion in instrument.criteria:
        yield from (criterion.label, criterion.text)
    for choice in instrument.choices:
        yield from (choice.text, *choice.options.values())


def _vietnamese() -> Iterator[Message]:
    """Its catalogues are whole, so their keys are every sentence there is."""
    for path in sorted((words.ROOM / DEFAULT).glob("*.po")):
        yield from (message for message in _read(path) if message.id)


def _read(path: Path) -> Catalog:
    with path.open("rb") as catalogue:
        return read_po(catalogue, abort_invalid=True)


def _key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> list[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return [string for string in strings if string]
