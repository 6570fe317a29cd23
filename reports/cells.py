"""What may stand in a cell of a file."""

from typing import Final, TypeAlias

Cell: TypeAlias = str | int | float | None
"""A text, a whole number, a share as a fraction, or nothing."""

_STARTS_A_FORMULA: Final = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\N{FULLWIDTH EQUALS SIGN}",
    "＋",
    "－",
    "＠",
)


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    Names come from imports, so a cell may begin with anything. OWASP, CSV Injection.

    >>> harmless("=HYPERLINK(1)"), harmless("Quầy 01")
    ("'=HYPERLINK(1)", 'Quầy 01')
    """
    return (
        "'" + text
        if text.lstrip(" ").startswith(_STARTS_A_FORMULA) or text.startswith(("\t", "\r"))
        else text
    )
