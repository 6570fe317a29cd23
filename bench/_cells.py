"""What a simulation is cut into, so that all cores work on it and every figure comes with its chance error."""

import multiprocessing
import os
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bench._table import Goal

Reals: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Seen: TypeAlias = Mapping[str, tuple[float, float]]
"""What one batch counted: of each figure the sum, and over how many."""

SEED = 20260304
_CHUNKS = 12
_ALLOWED = 3.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting: `simulate` draws a batch that is independent of all others, `batches` of them.

    labels     the setting as the table shows it
    long_only  left out of a short run
    """

    quantity: str
    labels: tuple[str, ...]
    batches: int
    simulate: Callable[[np.random.Generator], Seen]
    long_only: bool = False

    @property
    def name(self) -> str:
        return " · ".join((self.quantity, *self.labels))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over all batches and its Monte Carlo standard error."""

    value: float
    error: float
    over: float

    @classmethod
    def of(cls, sums: Reals) -> "Estimate":
        """From sum and count of each batch, (batches, 2)."""
        total, over = sums.sum(axis=0)
        if not over:
            return cls(float("nan"), float("nan"), 0)
        batches = len(sums)
        off = sums[:, 0] - total / over * sums[:, 1]
        error = np.sqrt(batches / max(batches - 1, 1) * (off @ off)) / over
        return cls(float(total / over), float(error), float(over))

    def percent(self) -> str:
        return f"{100 * self.value:.1f} ±{100 * self.error:.1f}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A cell and what was seen of it."""

    cell: Cell
    figures: Mapping[str, Estimate]
    quick: bool

    def __getitem__(self, figure: str) -> Estimate:
        return self.figures[figure]

    def allowance(self, figure: str) -> float:
        """What chance may have done: 0 in a full run, three standard errors in a short one."""
        return _ALLOWED * self[figure].error if self.quick else 0.0


@dataclass(frozen=True, slots=True)
class _Task:
    number: int
    chunk: int
    batches: int
    cell: Cell

    def run(self) -> tuple[int, int, dict[str, Reals]]:
        key = zlib.crc32(self.cell.name.encode())
        seeds = np.random.SeedSequence(SEED, spawn_key=(key, self.chunk)).spawn(self.batches)
        seen = [self.cell.simulate(np.random.default_rng(seed)) for seed in seeds]
        return self.number, self.chunk, {figure: np.array([b[figure] for b in seen]) for figure in seen[0]}


def measure(cells: Sequence[Cell], *, quick: bool, processes: int | None = None) -> list[Measured]:
    """All cells, those of a short run with a twelfth of the batches; `processes` 1: in this one."""
    chosen = [cell for cell in cells if not (quick and cell.long_only)]
    tasks = []
    for number, cell in enumerate(chosen):
        each = -(-cell.batches // _CHUNKS)
        tasks += [_Task(number, chunk, each, cell) for chunk in range(1 if quick else _CHUNKS)]
    parts = sorted(_run(tasks, processes or os.cpu_count() or 1), key=lambda part: part[:2])
    found: list[dict[str, list[Reals]]] = [{} for _ in chosen]
    for number, _, figures in parts:
        for figure, sums in figures.items():
            found[number].setdefault(figure, []).append(sums)
    return [
        Measured(cell, {name: Estimate.of(np.concatenate(sums)) for name, sums in each.items()}, quick)
        for cell, each in zip(chosen, found, strict=True)
    ]


def _run(tasks: list[_Task], processes: int) -> list[tuple[int, int, dict[str, Reals]]]:
    if processes == 1:
        return [task.run() for task in tasks]
    # Each process has one core: threads inside would only get in each other's way.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return list(pool.imap_unordered(_Task.run, tasks))


def lowest(
    name: str, measured: Sequence[Measured], figure: str, wanted: float, argued: str = ""
) -> list[Goal]:
    """The goal that the least of these figures, in per cent, is high enough; says where it was, and each miss."""
    return _worst(name, measured, figure, wanted, at_least=True, argued=argued)


def highest(
    name: str, measured: Sequence[Measured], figure: str, wanted: float, argued: str = ""
) -> list[Goal]:
    """The goal that the largest of these figures, in per cent, is low enough; says where it was, and each miss."""
    return _worst(name, measured, figure, wanted, at_least=False, argued=argued)


def _worst(
    name: str, measured: Sequence[Measured], figure: str, wanted: float, *, at_least: bool, argued: str
) -> list[Goal]:
    if not measured:
        return []
    sign = 1 if at_least else -1

    def judged(each: Measured) -> float:
        return each[figure].value + sign * each.allowance(figure)

    worst, *rest = sorted(measured, key=lambda each: sign * judged(each))
    others = tuple(
        f"{', '.join(each.cell.labels)}: {each[figure].percent()}"
        for each in rest
        if sign * (100 * judged(each) - wanted) < 0
    )
    where = ", ".join(worst.cell.labels)
    return [Goal(f"{name} ({where})", 100 * judged(worst), wanted, at_least, others, argued)]
