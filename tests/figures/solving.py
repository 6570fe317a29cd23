"""Which function of ours answers which kind of reference case.

A solver is chosen by the area of a case and the names of its inputs, not by its id, so that a further case of
the same kind is answered without a further line. Where two methods take the same inputs to figures of the same
name, by what the case says of how it was obtained.
"""

import pkgutil
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

from tests.figures import Case, solvers

Given: TypeAlias = Mapping[str, Any]
Solver: TypeAlias = Callable[[Given], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Cases of one area with these inputs and, where given, one of these expected figures and this method."""

    area: str
    inputs: frozenset[str]
    expects: frozenset[str]
    solve: Solver
    by: str = ""

    def fits(self, case: Case) -> bool:
        return (
            case.area == self.area
            and self.inputs <= case.input.keys()
            and (not self.expects or bool(self.expects & case.expected.keys()))
            and re.search(self.by, f"{case.input.get('method', '')} {case.how_obtained}", re.I) is not None
        )


KINDS: list[Kind] = []


def solves(
    area: str, *inputs: str, expects: Collection[str] = (), by: str = ""
) -> Callable[[Solver], Solver]:
    """This function answers the cases of this kind: from the inputs of a case to its expected figures by name.

    `by`: a pattern that the method of the case, or how it was obtained, must match.
    """

    def register(solve: Solver) -> Solver:
        KINDS.append(Kind(area, frozenset(inputs), frozenset(expects), solve, by))
        return solve

    return register


def gather_solvers() -> None:
    """Reads every module of `tests.figures.solvers`, so that all solvers are known."""
    for module in pkgutil.iter_modules(solvers.__path__, f"{solvers.__name__}."):
        import_module(module.name)


def is_solved(case: Case) -> bool:
    """Whether some function of ours answers this kind of case at all."""
    return any(kind.fits(case) for kind in KINDS)


def solution(case: Case) -> dict[str, Any]:
    """All that our functions say about a case, by the names of its expected figures."""
    said: dict[str, Any] = {}
    for kind in KINDS:
        if kind.fits(case):
            said.update(kind.solve(case.input))
    return said
