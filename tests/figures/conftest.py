"""The reference cases, and those of another file: `python -m pytest tests/figures --cases more.json`."""

from pathlib import Path

import pytest

FILES = [Path(__file__).with_name(name) for name in ("reference.json", "further.json")]
"""The cases that the methods were written for, and others of the same kinds that came later."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cases",
        action="append",
        default=[],
        metavar="FILE",
        help="reference cases of this file too, of the same form as tests/figures/reference.json",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `reference_case` is run for each."""
    if "reference_case" not in metafunc.fixturenames:
        return
    from tests.figures import cases_in

    files = [*FILES, *map(Path, metafunc.config.getoption("--cases", default=[]))]
    cases = [case for file in files for case in cases_in(file).values()]
    metafunc.parametrize("reference_case", cases, ids=[case.id for case in cases])
