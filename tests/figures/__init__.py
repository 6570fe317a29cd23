"""Figures computed by others: R packages, published tables, closed forms. Each case names its source."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """One reference case: what goes in, what must come out, how near, and who says so."""

    id: str
    area: str
    input: dict[str, Any]
    expected: dict[str, Any]
    tolerance: dict[str, Any]
    source: str = ""
    how_obtained: str = ""


def cases_in(file: Path) -> dict[str, Case]:
    """The cases of a file, by name: a list of them, or such a list under "cases"."""
    content = json.loads(file.read_text(encoding="utf-8"))
    listed = [Case(**case) for case in (content["cases"] if isinstance(content, dict) else content)]
    by_name = {case.id: case for case in listed}
    assert len(by_name) == len(listed), f"{file}: two cases have one name"
    return by_name


_CASES = cases_in(Path(__file__).with_name("reference.json"))


def case(name: str) -> Case:
    """The reference case of this name."""
    return _CASES[name]


def names() -> list[str]:
    """All reference cases there are."""
    return list(_CASES)
