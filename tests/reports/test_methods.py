"""Which pages on methods there are, and that whatever names one names one that is there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.methods import FOLDER, method_names, method_title, written_method
from words import languages

PROJECT = Path(__file__).parents[2]
NAMING = ("computed_so", "method_page", "method_title")


def named() -> Iterator[tuple[str, str]]:
    """Every page on methods that the code of a page or a file names: where, and which."""
    for room in ("pages", "web", "reports"):
        for file in sorted((PROJECT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in NAMING:
                    for name in _texts(node):
                        yield file.name, name


def _texts(call: ast.Call) -> Iterator[str]:
    """The names of a call: its first argument, or the second after `t`, one or several in a tuple."""
    place = 1 if ast.unparse(call.func) == "computed_so" else 0
    given = call.args[place]
    for each in given.elts if isinstance(given, ast.Tuple) else [given]:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def test_every_page_that_is_named_is_there_in_every_language():
    found = list(named())
    assert {"01-index", "03-index-interval", "05-shrunken-share"} <= {name for _, name in found}
    for place, name in found:
        for code in languages():
            assert (FOLDER / f"{name}.{code}.md").is_file(), f"{place} names {name}, not there in {code}"


def test_every_block_on_how_figures_are_computed_names_its_pages_in_writing():
    """A name put together in code could not be checked."""
    blocks = [
        (file.name, node)
        for file in sorted((PROJECT / "pages").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "computed_so"
    ]
    assert len(blocks) >= 6
    assert [place for place, node in blocks if not list(_texts(node))] == []


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
