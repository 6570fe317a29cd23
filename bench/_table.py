"""How a measurement is printed: a table, then the goals with what was reached, then one verdict."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """What an issue asks for, and what this run reached.

    others    the settings, but for the one in `name`, that miss it too
    argued    why a miss is left as it is: then it is printed, with this, and does not fail the run
    """

    name: str
    reached: float
    wanted: float
    at_least: bool = True
    others: tuple[str, ...] = ()
    argued: str = ""

    @property
    def met(self) -> bool:
        return self.reached >= self.wanted if self.at_least else self.reached <= self.wanted

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        how = "met   " if self.met else "argued" if self.argued else "MISSED"
        said = [f"{how} {self.name}: {self.reached:.2f} (wanted {sign} {self.wanted:g})"]
        if not self.met:
            said += [f"           missed too: {other}" for other in self.others]
            said += [f"           left so: {self.argued}"] if self.argued else []
        return "\n".join(said)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    for place, row in enumerate(cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if place == 0:
            print("  ".join("-" * width for width in widths))


def verdict(goals: Sequence[Goal]) -> None:
    """Print each goal, then whether all were met; ends the program, with 1 where one was missed.

    A miss that is argued is counted beside.
    """
    print()
    for goal in goals:
        print(goal)
    missed = sum(not goal.met and not goal.argued for goal in goals)
    argued = sum(not goal.met for goal in goals) - missed
    beside = f"; {argued} more missed and argued" if argued else ""
    print(f"verdict: {f'{missed} of {len(goals)} goals missed' if missed else 'all goals met'}{beside}")
    sys.exit(1 if missed else 0)
