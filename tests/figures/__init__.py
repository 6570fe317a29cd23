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
    source: str
    how_obtained: str


_CASES = {
    case["id"]: Case(**case)
    for case in json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))
}


def case(name: str) -> Case:
    """The reference case of this name."""
    return _CASES[name]


def names() -> list[str]:
    """All reference cases there are."""
    return list(_CASES)
