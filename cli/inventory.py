"""What the database keeps, table by table, as the documentation has it."""

import click

from cli.speech import SAID_IN, both, speaking
from db.inventory_page import citizens_table, inventory_page
from words import SOURCE, Translator, mark


@click.command(
    "data-inventory", help=both(mark("Print what every table and column holds, and whom it may concern."))
)
@click.option("--citizens", is_flag=True, help=both(mark("Only the columns that citizens are told of.")))
@speaking
def data_inventory(citizens: bool, t: Translator) -> None:
    code = t.code if t.code in SAID_IN else SOURCE
    click.echo(citizens_table(code) if citizens else inventory_page(code), nl=False)
