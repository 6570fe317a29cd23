"""The server in this terminal: Streamlit's own command, and a word once it answers."""

import os
from collections.abc import Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Thread
from time import monotonic, sleep

import click

from access.addresses import HEALTH, SIGN_IN
from cli.speech import both, both_line, in_both, settings_or_refuse
from settings import PROJECT, Settings
from words import mark

EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104
_LONGEST_SECONDS = 120
_PAUSE_SECONDS = 0.2


@click.command(help=both(mark("Start the server and say when it is ready; “make run” prepares first.")))
def serve() -> None:
    chosen = settings_or_refuse()
    os.chdir(PROJECT)  # Streamlit reads its configuration from the folder it is started in
    from streamlit.web.cli import main as streamlit  # slow to load, needed here only

    address = os.environ.get("STREAMLIT_SERVER_ADDRESS", "")
    Thread(target=_say_when_ready, args=(chosen, address), daemon=True).start()
    command = ["run", "survey_app.py", "--server.port", str(chosen.port)]
    with suppress(click.Abort):  # of Ctrl-C, or none where it meets a server that is only just ready
        streamlit(command, prog_name="streamlit", standalone_mode=False)
    click.echo("\n".join(in_both(mark("The server has stopped."))))  # after all that waited was stored


def _say_when_ready(chosen: Settings, address: str) -> None:
    if answers("127.0.0.1" if address in EVERY_ADDRESS else address, chosen.port):
        click.echo("\n".join(["", *ready(chosen, address), ""]))


def answers(address: str, port: int, seconds: float = _LONGEST_SECONDS) -> bool:
    """Whether the server takes forms within so many seconds; comes back as soon as it does."""
    end = monotonic() + seconds
    while monotonic() < end:
        with suppress(OSError, HTTPException):
            asked = HTTPConnection(address, port, timeout=5)
            asked.request("GET", HEALTH)
            if asked.getresponse().status == 200:
                return True
        sleep(_PAUSE_SECONDS)
    return False


def ready(chosen: Settings, address: str) -> Sequence[str]:
    """Where to look, who can reach it, and how it ends, in both languages."""
    return [
        both_line(mark("The server is ready"), chosen.public_url),
        both_line(mark("Sign-in for offices"), chosen.public_url + SIGN_IN),
        *(in_both(_reached_from(address)) if chosen.demo and not chosen.https else ()),
        *in_both(mark("Ctrl-C stops the server.")),
    ]


def _reached_from(address: str) -> str:
    """Of a trial without a web server in front."""
    if _is_this_machine(address):
        return mark("Only this machine can open it; the README says how to try it with a phone.")
    return mark(
        "Every machine on the network can open it, without encryption: for a trial only, with sample data."
    )


def _is_this_machine(address: str) -> bool:
    """Whether nobody else gets there; of another name than localhost that cannot be told."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
