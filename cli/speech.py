"""How the command line speaks: in the language asked for, and in one clear sentence where it refuses."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, TypeVar

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import Store
from db.commands.counters import CounterUnknown
from db.counting import CountBelowZero
from db.instruments import InstrumentUnknown, PublishedInstrumentChanged
from db.packing import PackedCountsDamaged
from db.queries.units import UnitUnknown
from settings import Settings, WrongSetting, settings
from survey import InstrumentMalformed
from words import DEFAULT, Translator, language, languages, mark

SAID_IN = ("vi", "en")
"""What is said without a choice of language is said in these, in this order."""

Function = TypeVar("Function", bound=Callable[..., Any])


class Refused(click.ClickException):
    """What was asked for cannot be done; the message says why. The program ends with 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True)


def speaking(function: Function) -> Function:
    """Adds `--language`; the command gets the translator as `t`."""

    def chosen(context: click.Context, option: click.Parameter, value: str) -> Translator:
        return language(value)

    return click.option(
        "--language",
        "t",
        type=click.Choice(languages()),
        default=DEFAULT,
        show_default=True,
        callback=chosen,
        is_eager=True,  # so that the other options can refuse in it
        help=both(mark("The language of what is said.")),
    )(function)


def both(sentence: str) -> str:
    """A marked sentence in Vietnamese and English, for help that is shown before a language is chosen."""
    vietnamese = language("vi")(sentence)
    return sentence if vietnamese == sentence else f"{vietnamese} / {sentence}"


def in_both(sentence: str) -> list[str]:
    """A marked sentence in Vietnamese and English, a line each."""
    return [language(code)(sentence) for code in SAID_IN]


def both_line(sentence: str, value: str) -> str:
    """What a value is, in both languages, and the value, in one line."""
    return f"{' / '.join(in_both(sentence))}: {value}"


def settings_or_refuse() -> Settings:
    """The settings. Raises `Refused` with the variable that is wrong."""
    try:
        return settings()
    except WrongSetting as error:
        raise Refused(str(error)) from error


@contextmanager
def database(t: Translator) -> Iterator[Store]:
    """The database of the settings, opened; closed at the end.

    Raises `Refused` where it cannot be used, or where it has no unit or counter that was named.
    """
    store = Store(settings_or_refuse().database_url)
    try:
        yield store
    except DBAPIError as error:
        raise Refused(
            t(
                "The database cannot be used ({reason}). Is it running, and was “manage.py migrate” run?",
                reason=type(error.orig or error).__name__,
            )
        ) from error
    except (CountBelowZero, PackedCountsDamaged) as error:
        raise Refused(
            t("Answers and counts differ; nothing was changed. Run “manage.py recount”, then try again.")
        ) from error
    except (PublishedInstrumentChanged, InstrumentUnknown) as error:
        raise Refused(
            t("The published questionnaire {name} is changed or gone; put its file back.", name=error)
        ) from error
    except UnitUnknown as error:
        raise Refused(t("There is no unit {code}.", code=error.wanted)) from error
    except CounterUnknown as error:
        raise Refused(t("The unit has no counter {code}.", code=error)) from error
    except InstrumentMalformed as error:
        raise Refused(t("A questionnaire cannot be used: {reason}", reason=error)) from error
    finally:
        store.close()


@contextmanager
def changing(t: Translator, refusals: Mapping[type[Exception], str], **values: object) -> Iterator[Session]:
    """One transaction; what is refused is said in the sentence of its kind, and nothing was changed.

    In a sentence `{refused}` is what the exception names.
    """
    try:
        with database(t) as store, store.write() as session:
            yield session
    except tuple(refusals) as error:
        raise Refused(t(refusals[type(error)], refused=error, **values)) from error
