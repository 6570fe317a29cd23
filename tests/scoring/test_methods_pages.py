"""The pages that explain the methods: there in both languages, and their examples compute."""

import doctest
from pathlib import Path

import pytest

METHODS = Path(__file__).parents[2] / "docs" / "methods"
ENGLISH = sorted(METHODS.glob("*.en.md"))


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_every_page_is_there_in_vietnamese_and_in_the_index(page):
    vietnamese = page.name.replace(".en.", ".vi.")
    contents = (METHODS / "README.md").read_text(encoding="utf-8")
    assert (METHODS / vietnamese).exists()
    assert f"({page.name})" in contents
    assert f"({vietnamese})" in contents


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_the_examples_of_a_page_compute(page):
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


def test_every_quantity_of_this_room_has_a_page():
    assert [page.name[:2] for page in ENGLISH] == ["01", "02", "03", "05"]


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_a_page_has_question_formula_source_figure_and_limits(page):
    written = page.read_text(encoding="utf-8")
    for part in ("**Question.**", "## Formula", "## Source", "## Worked figure", "## Limits"):
        assert part in written, part
    vietnamese = page.with_name(page.name.replace(".en.", ".vi.")).read_text(encoding="utf-8")
    for part in ("**Câu hỏi.**", "## Công thức", "## Nguồn", "## Ví dụ", "## Giới hạn"):
        assert part in vietnamese, part
