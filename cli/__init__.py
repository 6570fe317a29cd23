"""The command line, one thin module per group of commands. It says what happened in Vietnamese or English.

A command is loaded when it is called: starting the server does not wait for spreadsheets or statistics.
"""

from importlib import import_module

import click

COMMANDS = {
    "prepare": "cli.start",
    "serve": "cli.serve",
    "migrate": "cli.start",
    "demo": "cli.start",
    "import-units": "cli.units",
    "list-units": "cli.units",
    "import-counters": "cli.lists",
    "import-officers": "cli.lists",
    "import-roster": "cli.lists",
    "import-dossiers": "cli.lists",
    "import-fields": "cli.lists",
    "opening-hours": "cli.hours",
    "template": "cli.lists",
    "rename-unit": "cli.units",
    "merge-units": "cli.units",
    "split-unit": "cli.units",
    "close-unit": "cli.units",
    "posters": "cli.posters",
    "new-code": "cli.posters",
    "revoke-code": "cli.posters",
    "tickets": "cli.tickets",
    "end-tickets": "cli.tickets",
    "add-api-key": "cli.tickets",
    "close-api-key": "cli.tickets",
    "list-api-keys": "cli.tickets",
    "list-flags": "cli.inspection",
    "propose-exclusion": "cli.decisions",
    "propose-clearing": "cli.decisions",
    "list-decisions": "cli.decisions",
    "confirm-decision": "cli.decisions",
    "withdraw-decision": "cli.decisions",
    "recount": "cli.figures",
    "release": "cli.figures",
    "withdraw": "cli.figures",
    "purge": "cli.figures",
    "verify-log": "cli.log",
    "tree-head": "cli.log",
    "send-head": "cli.witness",
    "witness": "cli.witness",
    "data-inventory": "cli.inventory",
    "new-language": "cli.languages",
    "add-account": "cli.accounts",
    "set-password": "cli.accounts",
    "close-account": "cli.accounts",
    "reopen-account": "cli.accounts",
}
"""Each command and the module that holds it, under its name with underscores."""


class Commands(click.Group):
    """The commands above, each loaded when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name]), cmd_name.replace("-", "_"))
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Hệ thống góp ý tại bộ phận một cửa / Feedback at one-stop counters."""
