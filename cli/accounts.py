"""Accounts of those who read. A password is asked for, never given on the command line."""

import warnings
from getpass import GetPassWarning

import click

from access import Role
from cli.speech import Refused, both, changing, speaking
from db.commands import accounts
from db.queries.units import by_code
from words import Translator, mark

_REFUSALS: dict[type[Exception], str] = {
    accounts.UsernameRefused: mark(
        "The username has 3 to 64 of a–z, 0–9, dot, hyphen and underscore, "
        "and begins and ends with a letter or digit."
    ),
    accounts.UsernameTaken: mark("There is an account of this name already."),
    accounts.PasswordRefused: mark(
        "The password needs 10 to 200 characters; not blank, not one character repeated, not the username."
    ),
    accounts.NoSuchAccount: mark("There is no account of this name."),
}


@click.command(help=both(mark("Add an account that reads a unit and everything below it.")))
@click.argument("username")
@click.option("--unit", required=True, help=both(mark("The code of the unit.")))
@click.option("--role", required=True, type=click.Choice([each.value for each in Role]))
@click.option("--name", default="", help=both(mark("The name that is shown.")))
@speaking
def add_account(username: str, unit: str, role: str, name: str, t: Translator) -> None:
    password = _ask(t)
    with changing(t, _REFUSALS) as session:
        unit_id = by_code(session, unit).id
        made = accounts.create_account(session, username, name, password, Role(role), unit_id).username
    click.echo(t("The account {username} may sign in now.", username=made))


@click.command(help=both(mark("Give an account another password; it is signed out everywhere.")))
@click.argument("username")
@speaking
def set_password(username: str, t: Translator) -> None:
    password = _ask(t)
    with changing(t, _REFUSALS) as session:
        accounts.set_password(session, username, password)
    click.echo(t("The password of {username} is changed.", username=username))


@click.command(help=both(mark("Close an account: it is signed out everywhere and may not sign in any more.")))
@click.argument("username")
@speaking
def close_account(username: str, t: Translator) -> None:
    with changing(t, _REFUSALS) as session:
        accounts.set_active(session, username, False)
    click.echo(t("The account {username} is closed.", username=username))


@click.command(help=both(mark("Let a closed account sign in again.")))
@click.argument("username")
@speaking
def reopen_account(username: str, t: Translator) -> None:
    with changing(t, _REFUSALS) as session:
        accounts.set_active(session, username, True)
    click.echo(t("The account {username} may sign in now.", username=username))


def ask_once(t: Translator) -> str:
    """Without echo; refused where there is no terminal, which would show what is typed."""
    return _hidden(t, t("Password"))


def _hidden(t: Translator, said: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)
            typed: str = click.prompt(said, hide_input=True, prompt_suffix=": ")
    except GetPassWarning as error:
        raise Refused(t("A password is asked for in a terminal only; nothing was changed.")) from error
    return typed


def _ask(t: Translator) -> str:
    """Asked twice."""
    password, again = ask_once(t), _hidden(t, t("The same password again"))
    if password != again:
        raise Refused(t("The two passwords are not the same; nothing was changed."))
    return password
