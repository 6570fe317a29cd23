"""The inventory as a page of the documentation, in one language."""

from collections.abc import Iterable, Iterator

from db.inventory import CONCERNED, OF_A_FORM, Held, inventory, page_words

_NOBODY = "–"


def inventory_page(code: str) -> str:
    """The whole page in Markdown, in Vietnamese or English."""
    return "\n".join(_lines(code)) + "\n"


def citizens_table(code: str) -> str:
    """The columns of a form and of the sums against unreal ones, as citizens are told of them."""
    said = page_words(code)
    tables = {table.name: table for table in inventory()}
    rows = (
        f"| `{name}.{column.name}` | {column.holds[code]} |"
        for name in OF_A_FORM
        for column in tables[name].columns
    )
    return "\n".join((f"| {said['column']} | {said['holds']} |", "|---|---|", *rows)) + "\n"


def _lines(code: str) -> Iterator[str]:
    said = page_words(code)
    yield from (f"# {said['title']}", "", said["other"], "", said["about"], "", said["further"], "")
    yield from (f"## {said['overview']}", "")
    yield f"| {said['table']} | {said['holds']} | {said['kept']} | {said['concerns']} |"
    yield "|---|---|---|---|"
    for table in inventory():
        whom = _whom(code, [each for column in table.columns for each in column.about])
        yield f"| `{table.name}` | {table.holds[code]} | {table.kept[code]} | {whom} |"
    for table in inventory():
        yield from _section(code, table)


def _section(code: str, table: Held) -> Iterator[str]:
    said = page_words(code)
    yield from ("", f"## {table.name}", "", _sentence(table.holds[code]), "")
    for what, words in (("why", table.why), ("kept", table.kept), ("read", table.read)):
        yield f"- {said[what]}: {words[code]}."
    yield from ("", f"| {said['column']} | {said['holds']} | {said['concerns']} |", "|---|---|---|")
    for column in table.columns:
        yield f"| `{column.name}` | {column.holds[code]} | {_whom(code, column.about)} |"


def _whom(code: str, about: Iterable[str]) -> str:
    said, named = page_words(code), set(about)
    return ", ".join(said[whom] for whom in CONCERNED if whom in named) or _NOBODY


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
