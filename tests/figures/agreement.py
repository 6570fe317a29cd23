"""Whether what we compute agrees with a reference case: every expected figure, each at its own tolerance.

A case's `tolerance` says how near:

- `abs`, `rel`: for every figure without one of its own; both together: either is enough.
- `exact`: true where figures must be the same, whole numbers as a rule.
- `<name>_abs`, `<name>_rel`: for the figures with that word in their name or in the name of the group they
  stand in (`loglik_abs`: `binom_loglik`; `laplace_abs`: everything under `laplace`). Where a case has no
  tolerance but such a one, it holds for all its figures.
- `published`, `printed`: how a figure was rounded before it was printed ("round half up to integer").
- `note`: for people.

Any other tolerance is refused, as is one that applies to no figure: it was misread, here or there.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeAlias

import numpy as np

from tests.figures import Case

Path: TypeAlias = tuple[str, ...]

STATED: Final[Mapping[str, str]] = {
    "published_kind": "says which of our figures was published; `published_pct` is compared with that one",
}
"""Expected entries that are no figure, and why nothing is compared."""

PRINTS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "printed": (
        ("E_alpha", "E_beta"),
        ("alpha", "beta"),
        ("rho_two_step", "rho_ml"),
    ),
    "published_approx": (("n_eff",),),
    "published_pct": (("{published_kind}_pct",), ("{published_kind}_0_100",), ("{published_kind}",)),
}
"""What a book or an office printed, and which of our figures that is: the first row that we have in full; a name
that ends in `_printed` is that of our figure. What a solver gives under the printed name goes before. A list
`printed` of which nothing is said here is that of the other figures, in their order."""

_GROUPS: Final[Mapping[str, frozenset[str]]] = {"limits": frozenset({"ucl", "lcl", "limits"})}
"""Words of a tolerance that stand for figures of other names."""

_ROUNDING = re.compile(r"round half up to (?:(?P<whole>integer)|(?P<decimals>\d) decimals?)")


class ToleranceUnknown(ValueError):
    """A case asks for a nearness that nobody here understands."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far from an expected number ours may be."""

    absolute: float = 0.0
    relative: float = 0.0
    rounded_to: int | None = None
    """Decimals that ours is rounded to first, halves up, as it was printed."""

    def holds(self, ours: float, expected: float) -> bool:
        if self.rounded_to is not None:
            return _half_up(ours, self.rounded_to) == _half_up(expected, self.rounded_to)
        return abs(ours - expected) <= max(self.absolute, self.relative * abs(expected))


class Tolerances:
    """The tolerances of one case, asked for figure by figure."""

    def __init__(self, written: Mapping[str, Any], figures: Mapping[str, Any]) -> None:
        self._general: dict[str, float] = {}
        self._own: dict[str, dict[str, float]] = {}
        self._rounded: dict[str, int] = {}
        self._exact = False
        for name, value in written.items():
            self._take(name, value)
        paths = list(_paths(figures))
        for word in [*self._own, *self._rounded]:
            if not self._is_all(word) and not any(_is_named(word, path) for path in paths):
                raise ToleranceUnknown(f"{word}: no expected figure is named so")

    def _take(self, name: str, value: Any) -> None:
        word, _, kind = name.rpartition("_")
        if name in ("abs", "rel"):
            self._general[name] = _positive(name, value)
        elif name == "exact" and isinstance(value, bool):
            self._exact = value
        elif name in ("published", "printed") and isinstance(value, str):
            self._rounded[name] = _decimals(name, value)
        elif word and kind in ("abs", "rel"):
            self._own.setdefault(word, {})[kind] = _positive(name, value)
        elif name != "note":
            raise ToleranceUnknown(f"{name}: {value!r}")

    def of(self, path: Path) -> Nearness:
        """How near the figure at this path must be. Raises ToleranceUnknown where nothing says."""
        for word, decimals in self._rounded.items():
            if _is_named(word, path):
                return Nearness(rounded_to=decimals)
        found = [own for word, own in self._own.items() if self._is_all(word) or _is_named(word, path)]
        kinds = found[-1] if found else self._general
        if not kinds and not self._exact:
            raise ToleranceUnknown(f"nothing says how near {'.'.join(path)} must be")
        return Nearness(kinds.get("abs", 0.0), kinds.get("rel", 0.0))

    def _is_all(self, word: str) -> bool:
        """One tolerance alone is for all figures of a case, whatever its name."""
        return not self._general and not self._exact and list(self._own) == [word]


def disagreements(case: Case, said: Mapping[str, Any]) -> list[str]:
    """Every expected figure that ours is not near enough to, or that we do not give; none where we agree."""
    tolerances = Tolerances(case.tolerance, case.expected)
    return [
        sentence
        for name, expected in case.expected.items()
        if name not in STATED
        for sentence in _apart(tolerances, (name,), _ours(case, said, name), expected)
    ]


@dataclass(frozen=True, slots=True)
class _Nothing:
    """What we say where we say nothing."""


def _ours(case: Case, said: Mapping[str, Any], name: str) -> Any:
    if name in said:
        return said[name]
    if name.removesuffix("_printed") in said:
        return said[name.removesuffix("_printed")]
    for names in PRINTS.get(name, ()):
        filled = [each.format_map({"published_kind": "", **case.expected}) for each in names]
        if all(each in said for each in filled):
            figures = [said[each] for each in filled]
            return figures if _is_list(case.expected[name]) else figures[0]
    return _in_order(case, said) if name == "printed" and _is_list(case.expected[name]) else _Nothing()


def _in_order(case: Case, said: Mapping[str, Any]) -> Any:
    """Our figures of the other expected names in their order, as many as were printed."""
    others = [said.get(name, _Nothing()) for name in case.expected if name not in PRINTS]
    flat = [each for other in others for each in np.ravel(other).tolist()]
    return flat[: len(case.expected["printed"])]


def _apart(tolerances: Tolerances, path: Path, ours: Any, expected: Any) -> Iterator[str]:
    ours = ours.tolist() if isinstance(ours, np.ndarray | np.generic) else ours
    where = ".".join(path)
    if isinstance(ours, _Nothing):
        yield f"{where}: no figure of ours"
    elif isinstance(expected, Mapping):
        yield from _apart_by_name(tolerances, path, ours, expected)
    elif _is_list(expected):
        yield from _apart_in_turn(tolerances, path, ours, expected)
    elif _is_number(expected):
        if not _is_number(ours) or math.isnan(ours):
            yield f"{where}: {ours!r} is no number; expected {expected!r}"
        elif ours != expected and not tolerances.of(path).holds(ours, expected):
            yield f"{where}: {ours!r}, expected {expected!r}"
    elif type(ours) is not type(expected) or ours != expected:
        yield f"{where}: {ours!r}, expected {expected!r}"


def _apart_by_name(
    tolerances: Tolerances, path: Path, ours: Any, expected: Mapping[str, Any]
) -> Iterator[str]:
    ours = getattr(ours, "by_name", ours)
    if not isinstance(ours, Mapping):
        yield f"{'.'.join(path)}: {ours!r} has no names; expected {sorted(expected)}"
        return
    for name, each in expected.items():
        yield from _apart(tolerances, (*path, name), ours.get(name, _Nothing()), each)


def _apart_in_turn(tolerances: Tolerances, path: Path, ours: Any, expected: Any) -> Iterator[str]:
    if not _is_list(ours) or len(ours) != len(expected):
        yield f"{'.'.join(path)}: {ours!r} is no list of {len(expected)}"
        return
    for place, (one, other) in enumerate(zip(ours, expected, strict=True)):
        yield from _apart(tolerances, (*path, str(place)), one, other)


def _paths(figures: Mapping[str, Any], above: Path = ()) -> Iterator[Path]:
    for name, value in figures.items():
        yield (*above, name)
        if isinstance(value, Mapping):
            yield from _paths(value, (*above, name))


def _is_named(word: str, path: Path) -> bool:
    """Whether the word stands in the name of a figure or of a group above it; `agq` in `agq21` too."""
    words = "|".join(map(re.escape, {word, *_GROUPS.get(word, ())}))
    return any(re.search(rf"(?:^|_)(?:{words})\d*(?:_|$)", name) for name in path)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _positive(name: str, value: Any) -> float:
    if not _is_number(value) or not 0 <= value < math.inf:
        raise ToleranceUnknown(f"{name}: {value!r} is no distance")
    return float(value)


def _decimals(name: str, value: str) -> int:
    found = _ROUNDING.fullmatch(value)
    if found is None:
        raise ToleranceUnknown(f"{name}: {value!r}")
    return 0 if found["whole"] else int(found["decimals"])


def _half_up(value: float, decimals: int) -> Decimal:
    """The value as an office rounds it; binary noise in the fifteenth digit does not count."""
    return Decimal(f"{value:.12f}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
