"""The inventory is printed as the documentation has it."""

from click.testing import CliRunner

from cli import main
from settings import PROJECT


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["data-inventory", *arguments])
    assert result.exit_code == 0
    return result.output


def test_the_inventory_is_printed_in_vietnamese_or_english() -> None:
    docs = PROJECT / "docs"
    assert printed() == (docs / "data-inventory.vi.md").read_text("utf-8")
    assert printed("--language", "en") == (docs / "data-inventory.en.md").read_text("utf-8")


def test_what_citizens_are_told_is_a_part_of_it() -> None:
    assert printed("--citizens").startswith("| Cột | Nội dung |\n")
    assert "`response_timing.minute`" in printed("--citizens", "--language", "en")
    assert "password" not in printed("--citizens", "--language", "en")
