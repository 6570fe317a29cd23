"""Every reference case is well formed and tested somewhere."""

from pathlib import Path

from tests.figures import case, names

TESTS = Path(__file__).parents[1]


def test_every_case_names_its_source_and_tolerance():
    for name in names():
        assert case(name).source, name
        assert case(name).tolerance, name
        assert case(name).how_obtained, name


def test_every_case_is_used_by_a_test():
    written = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.glob("*/test_*.py"))
    assert [name for name in names() if f'"{name}"' not in written] == []
