"""Which function of ours answers which kind of reference case.

A solver is chosen by the area of a case and the names of its inputs, not by its id, so that a further case of
the same kind is answered without a further line. Where two methods take the same inputs to figures of the same
name, by what the case says of how it was obtained.
"""

import pkgutil
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

from tests.figures import Case, solvers

Given: TypeAlias = Mapping[str, Any]
Solver: TypeAlias = Callable[[Given], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Cases of one area with these inputs and, where given, one of these expected figures and this method.

    An input may have several names, "conf|confidence"; the solver is given it under the first.
    """

    area: str
    inputs: frozenset[str]
    expects: frozenset[str]
    solve: Solver
    by: str = ""

    def fits(self, case: Case) -> bool:
        return case.area == self.area and self.takes(case)

    def takes(self, case: Case) -> bool:
        """Whether inputs, figures and method are of this kind, whatever the area is called."""
        return (
            all(_found(names, case.input) for names in self.inputs)
            and (not self.expects or bool(self.expects & case.expected.keys()))
            and re.search(self.by, f"{case.input.get('method', '')} {case.how_obtained}", re.I) is not None
        )

    def answers(self, case: Case) -> Mapping[str, Any]:
        """What the solver says, given inputs under their first names and, as "how", how the case was obtained."""
        first = {names.split("|")[0]: case.input[_found(names, case.input)] for names in self.inputs}
        return self.solve({**case.input, **first, "how": case.how_obtained})


def _found(names: str, given: Given) -> str:
    return next((name for name in names.split("|") if name in given), "")


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


def fitting(case: Case) -> list[Kind]:
    """The kinds that answer a case: those of its area; else those that can be told by two inputs or by a figure."""
    own = [kind for kind in KINDS if kind.fits(case)]
    return own or [kind for kind in KINDS if (kind.expects or len(kind.inputs) > 1) and kind.takes(case)]


def is_solved(case: Case) -> bool:
    """Whether some function of ours answers this kind of case at all."""
    return bool(fitting(case))


def solution(case: Case) -> dict[str, Any]:
    """All that our functions say about a case, by the names of its expected figures."""
    said: dict[str, Any] = {}
    for kind in fitting(case):
        said.update(kind.answers(case))
    return said


def confidence(given: Given, default: float = 0.95) -> float:
    """The confidence asked for, by any of its names, as a fraction: 0.95, 95, or alpha 0.05."""
    names = ("conf", "confidence", "conf_level", "coverage", "level")
    asked = next((given[name] for name in names if name in given), None)
    if asked is None:
        return 1 - float(given["alpha"]) if "alpha" in given else default
    return float(asked) / 100 if asked > 1 else float(asked)


def listed(several: Any) -> list[Any]:
    """The values of a list, or of a mapping that names them."""
    return list(several.values()) if isinstance(several, Mapping) else list(several)


class Named(list[float]):
    """Figures with names, for a case that wants them as a list or by name."""

    def __init__(self, names: Sequence[str], figures: Iterable[float]) -> None:
        super().__init__(map(float, figures))
        self.by_name = dict(zip(names, self, strict=True))
