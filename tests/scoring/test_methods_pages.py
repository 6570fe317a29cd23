"""The pages that explain the methods: there in both languages, and their examples compute."""

import doctest
import re
from pathlib import Path

import pytest

import scoring

METHODS = Path(__file__).parents[2] / "docs" / "methods"
ENGLISH = sorted(METHODS.glob("*.en.md"))
PARTS = {
    ".en.": ("**Question.**", "## Formula", "## Source", "## Worked figure", "## Limits"),
    ".vi.": ("**Câu hỏi.**", "## Công thức", "## Nguồn", "## Ví dụ", "## Giới hạn"),
}
QUANTITIES = range(1, 21)


def in_vietnamese(page: Path) -> Path:
    return page.with_name(page.name.replace(".en.", ".vi."))


def quantities_of_the_room() -> set[int]:
    """The quantities that the table of the room names, one or several a row: `| 5 | ...`, `| 16, 17 | ...`."""
    rows = re.findall(r"^\| ([\d, –]+) \|", scoring.__doc__ or "", re.MULTILINE)
    return {int(number) for row in rows for number in re.findall(r"\d+", row)}


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_every_page_is_there_in_vietnamese_and_in_the_contents(page: Path):
    contents = (METHODS / "README.md").read_text(encoding="utf-8")
    assert in_vietnamese(page).exists()
    assert f"({page.name})" in contents
    assert f"({in_vietnamese(page).name})" in contents


def test_no_page_is_there_in_vietnamese_alone():
    assert {page.name for page in METHODS.glob("*.vi.md")} == {in_vietnamese(page).name for page in ENGLISH}


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_a_page_is_named_after_a_quantity_and_says_its_number_first(page: Path):
    number = int(page.name[:2])
    assert number in QUANTITIES
    assert re.fullmatch(r"\d\d-[a-z0-9-]+\.en\.md", page.name)
    for each in (page, in_vietnamese(page)):
        assert each.read_text(encoding="utf-8").startswith(f"# {number} · "), each.name


def test_every_quantity_of_this_room_has_a_page():
    assert quantities_of_the_room() == set(QUANTITIES)
    assert [int(page.name[:2]) for page in ENGLISH] == list(QUANTITIES)


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_the_examples_of_a_page_compute(page: Path):
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_a_page_has_question_formula_source_figure_and_limits(page: Path):
    for each, parts in zip((page, in_vietnamese(page)), PARTS.values(), strict=True):
        written = each.read_text(encoding="utf-8")
        assert [part for part in parts if part not in written] == [], each.name
        places = [written.index(part) for part in parts]
        assert places == sorted(places), each.name


@pytest.mark.parametrize("page", sorted(METHODS.glob("*.md")), ids=lambda page: page.name)
def test_a_page_leads_only_to_pages_that_are_there(page: Path):
    for address in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if not address.startswith(("https://", "#")):
            assert (METHODS / address.partition("#")[0]).is_file(), address
