"""Which pages on methods there are, and that whatever names one names one that is there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.methods import FOLDER, method_names, method_title, written_method
from words import languages

PROJECT = Path(__file__).parents[2]


def named(rooms: tuple[str, ...], functions: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Every call of these functions in these rooms: its place, and the pages on methods that it names."""
    for room in rooms:
        for file in sorted((PROJECT / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in functions:
                    yield f"{file.name}:{node.lineno}", list(_texts(node, _constants(tree)))


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """What the names of a module stand for: `METHODS: Final = ("01-index", "02-share-interval")`."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


def _texts(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[str]:
    """The names of a call: its first argument, or the second after `t`, one or several in a tuple."""
    given = call.args[1 if ast.unparse(call.func) == "computed_so" else 0]
    if isinstance(given, ast.Name):
        given = constants.get(given.id, given)
    for each in given.elts if isinstance(given, ast.Tuple) else [given]:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def test_every_page_that_is_named_is_there_in_every_language():
    found = list(named(("pages", "web", "reports"), ("computed_so", "method_page", "method_title")))
    assert {"01-index", "03-index-interval", "05-shrunken-share"} <= {
        name for _, names in found for name in names
    }
    for place, names in found:
        for name in names:
            for code in languages():
                assert (FOLDER / f"{name}.{code}.md").is_file(), f"{place} names {name}, not there in {code}"


def test_every_block_on_how_figures_are_computed_names_its_pages_in_writing():
    """A name put together in code could not be checked."""
    blocks = list(named(("pages",), ("computed_so",)))
    assert len(blocks) >= 6
    assert [place for place, names in blocks if not names] == []


def test_the_pages_come_in_the_order_of_their_numbers():
    assert list(method_names()) == sorted(method_names())
    assert method_names()[0] == "01-index"


@pytest.mark.parametrize("code", languages())
def test_a_page_has_its_title_in_each_language(code: str):
    titles = [method_title(name, code) for name in method_names()]
    assert len(set(titles)) == len(titles)
    assert method_title("01-index", "vi") == "1 · Chỉ số hài lòng"


def test_a_language_without_a_page_reads_english():
    assert written_method("01-index", "xx") == written_method("01-index", "en")
    with pytest.raises(FileNotFoundError):
        written_method("99-nothing", "vi")
