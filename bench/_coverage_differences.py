"""Quantity 4: do limits of differences hold the truth?"""

from collections.abc import Sequence
from functools import partial
from itertools import product

import numpy as np

from bench._cells import Cell, Measured, Reals, Seen, highest, lowest
from bench._coverage_index import LEAST, MANY_DAYS, MOST, UNITS, held, informed, likeness
from bench._simulated_forms import ALL, CORE, Days, Siblings, simulated
from bench._table import Goal, print_table
from scoring.indices.difference import against_rest, mover
from scoring.indices.effective import effective_answers
from scoring.indices.index_table import IndexTable, index_table
from scoring.indices.stacked import linearise

DIFFERENCE, REST = "difference", "against the rest"
_CORE_FORMS = 40
_NOT_COMPARED = 30
BOTH_SIDES = "two sides of 100 answers each make a difference worth 50, by n1 n2 / (n1 + n2)"

PAIRS = (
    # officer-days and forms a day of one side, of the other; what the other's share differs by
    ((3, 12), (3, 12), 0.0),
    ((5, 20), (5, 20), 0.0),
    ((6, 8), (40, 5), 0.05),
    ((12, 5), (30, 5), 0.0),
    ((30, 5), (30, 5), -0.05),
    ((100, 10), (100, 10), 0.0),
    ((30, 5), (400, 3.75), 0.03),
)


def cells() -> list[Cell]:
    found = []
    for (one, other, by), share, alike in product(PAIRS, (0.7, 0.85, 0.94), (0.0, 0.06, 0.15)):
        if max(one[0], other[0]) >= MANY_DAYS and share != 0.85:
            continue
        a = Days(one[0], one[1], share, alike)
        b = Days(other[0], other[1], share + by, alike)
        found.append(
            Cell(
                DIFFERENCE,
                (f"{a.days} days × {a.forms_a_day:g} and {b.days} × {b.forms_a_day:g}", *likeness(a, by)),
                60,
                partial(_difference, a, b),
                long_only=alike == 0.06 or share == 0.7,
            )
        )
    for shape_of, group, alike in product(((12, 5), (40, 5), (5, 20)), (8, 30), (0.06, 0.15)):
        of = Days(shape_of[0], shape_of[1], 0.85, alike)
        label = (f"{of.days} days × {of.forms_a_day:g}, {group} units", *likeness(of))
        found.append(Cell(REST, label, 6000 // group, partial(_against_rest, of, group), group != 8))
    return found


def _side(table: IndexTable) -> tuple[Reals, Reals, Reals]:
    return table.value[:, 0], table.low[:, 0], table.high[:, 0]


def _together(one: Reals, other: Reals) -> Reals:
    """What a difference of two is worth: one share of so many answers is as sure (half, of two alike)."""
    return one * other / np.maximum(one + other, 1)


def _fixed_criteria(*sides: Days) -> tuple[int, ...]:
    """The four core criteria where forms are too few for all others to be answered ten times."""
    return CORE if min(side.days * side.forms_a_day for side in sides) < _CORE_FORMS else ALL


def _difference(one: Days, other: Days, rng: np.random.Generator) -> Seen:
    groups = [_fixed_criteria(one, other)]
    known = Siblings().lend(rng, one, groups)
    counted, sides, truths, effective = np.ones(UNITS, dtype=bool), [], [], []
    for days in (one, other):
        moments, forms, truth = simulated(rng, UNITS, days)
        table = index_table(moments, forms.astype(np.int64), groups, siblings=known)
        counted &= (table.used[:, 0] == len(groups[0])) & (forms >= _NOT_COMPARED)
        sides.append(_side(table))
        truths.append(truth[:, groups[0]].mean(axis=1))
        effective.append(effective_answers(linearise(moments, groups).column(0), known).answers)
    low, high = mover(*sides)
    return {
        "held": held(low, high, truths[0] - truths[1], counted),
        "width": (float((high - low)[counted].sum()), float(counted.sum())),
        "effective": (float(_together(*effective)[counted].sum()), float(counted.sum())),
        "smaller side": (float(np.minimum(*effective)[counted].sum()), float(counted.sum())),
        "truth": (float(np.maximum(*truths)[counted].sum()), float(counted.sum())),
    }


def _against_rest(days: Days, group: int, rng: np.random.Generator) -> Seen:
    """Units that differ, each against the others of its group as they are."""
    known = Siblings().lend(rng, days)
    moments, forms, truth = simulated(rng, group, days, 0.15 * rng.standard_normal(group))
    n = moments.answered.astype(np.float64)
    rest = ((n * truth).sum(axis=0) - n * truth) / np.maximum(n.sum(axis=0) - n, 1)
    found = against_rest(moments, forms.astype(np.int64), criteria=ALL, siblings=known)
    own, others = (
        effective_answers(linearise(side).column(0), known).answers for side in (moments, moments.rest())
    )
    effective = _together(own, others)
    return {
        "held": held(found.low, found.high, truth.mean(axis=1) - rest.mean(axis=1), found.compared),
        "width": (float((found.high - found.low)[found.compared].sum()), float(found.compared.sum())),
        "effective": (float(effective[found.compared].sum()), float(found.compared.sum())),
        "truth": (float(truth.mean(axis=1)[found.compared].sum()), float(found.compared.sum())),
    }


def report(measured: Sequence[Measured]) -> list[Goal]:
    of = {name: [m for m in measured if m.cell.quantity == name] for name in (DIFFERENCE, REST)}
    for title, name in (("4 · differences", DIFFERENCE), ("4 · a unit against the rest of its group", REST)):
        print(f"\n{title}: coverage of 95 % limits, %; worth: n1 n2 / (n1 + n2) of the two sides' n_eff")
        print_table(
            ("officer-days × forms", "share", "likeness", "worth", "width", "held"),
            [
                (
                    *m.cell.labels,
                    f"{m['effective'].value:.0f}",
                    f"{100 * m['width'].value:.1f}",
                    m["held"].percent(),
                )
                for m in of[name]
            ],
        )
    return _goals(of[DIFFERENCE], of[REST])


def _goals(differences: Sequence[Measured], rest: Sequence[Measured]) -> list[Goal]:
    goals = []
    for name, of in ((DIFFERENCE, differences), (REST, rest)):
        goals += lowest(f"{name}: lowest coverage, %", of, "held", LEAST)
        goals += highest(
            f"{name}: highest coverage from 100 effective answers, to a share of .95, %",
            [m for m in of if informed(m)],
            "held",
            MOST,
        )
    both = [m for m in differences if informed(m, "smaller side")]
    return goals + highest(
        "difference: highest coverage where each side by itself is worth 100, %",
        both,
        "held",
        MOST,
        BOTH_SIDES,
    )
