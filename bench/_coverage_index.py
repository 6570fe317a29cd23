"""Quantities 2 and 3: do intervals of a share and of the index hold the truth?"""

from collections.abc import Sequence
from functools import partial
from itertools import product

import numpy as np
from scipy import stats

from bench._cells import Cell, Measured, Reals, Seen, highest, lowest
from bench._simulated_forms import Days, Siblings, simulated
from bench._table import Goal, print_table
from scoring.indices.effective import effective_answers
from scoring.indices.index_table import index_table
from scoring.indices.share import jeffreys, wilson
from scoring.indices.stacked import Flags, StackedMoments, linearise

SHARE, INDEX = "share", "index"
LEAST, MOST = 93.5, 97.5
ENOUGH_EFFECTIVE, NOT_TOO_GOOD = 100, 0.95
OWN_DAYS, MANY_DAYS, MANY_FORMS = 30, 100, 1000
UNITS = 100

SHAPES = (
    # officer-days, forms a day, spread of the log of what a day expects
    (2, 6, 0.0),
    (3, 4, 0.5),
    (3, 30, 0.5),
    (5, 20, 0.5),
    (9, 3, 0.5),
    (9, 12, 0.5),
    (10, 1, 0.0),
    (10, 6, 0.0),
    (12, 30, 0.5),
    (12, 30, 1.0),
    (30, 1, 0.0),
    (30, 5, 0.5),
    (100, 3, 1.0),
    (100, 15, 0.5),
    (400, 3.75, 0.5),
)
UNEQUAL = (
    (1.5, "most unequal"),
    (1.0, "very unequal"),
    (0.7, "rather unequal"),
    (0.5, "unequal"),
    (0, "equal"),
)
OTHER_SIBLINGS = (
    # few officer-days, and siblings that are few or whose officer-days have other sizes
    ((3, 4, 0.5), Siblings(forms_a_day=1.3)),
    ((5, 6.5, 0.5), Siblings(forms_a_day=1.3)),
    ((5, 40, 0.5), Siblings(forms_a_day=8)),
    ((9, 12, 1.0), Siblings(forms_a_day=12)),
    ((5, 8, 0.5), Siblings(forms_a_day=20)),
    ((3, 30, 0.5), Siblings(units=12)),
    ((5, 20, 0.5), Siblings(units=12)),
    ((9, 12, 0.5), Siblings(units=12)),
    ((5, 20, 0.5), Siblings(units=4)),
    ((3, 30, 0.5), Siblings(units=0)),
    ((9, 12, 0.5), Siblings(units=0)),
    ((12, 30, 0.5), Siblings(units=0)),
    ((12, 30, 1.0), Siblings(units=0)),
)

UNLIKE_SIBLINGS = (
    # officer-days that are more alike than the siblings': theirs, the siblings'
    ((5, 20, 0.5), (9, 12, 0.5), (11, 60, 0.7), (12, 30, 0.5), (12, 30, 1.0), (40, 30, 1.5)),
    ((0.06, 0.02), (0.15, 0.06)),
)

KNOWN, FEW, NONE, UNLIKE = "60 siblings", "12 or 4 siblings", "no siblings", "siblings less alike"
TOO_FEW = "so few siblings cannot tell how alike large officer-days are; the interval stays on the safe side"
NO_SIBLINGS = (
    "a few officer-days hold most of the forms and nobody lends, so few degrees of freedom: on the safe side"
)
LESS_ALIKE = (
    "what is lent is as good as siblings are alike; fewer than ten equal officer-days of its own do not tell"
)


def cells() -> list[Cell]:
    found = [_exact(n) for n in (10, 30, 100, 1500)]
    for share, alike, shape in product((0.6, 0.85, 0.95, 0.99), (0.0, 0.06, 0.15), SHAPES):
        days = Days(shape[0], shape[1], share, alike, shape[2])
        if days.days * days.forms_a_day > MANY_FORMS and (alike == 0.06 or share in (0.6, 0.95)):
            continue
        # From 30 officer-days of their own, units borrow nothing.
        siblings = Siblings() if days.days < OWN_DAYS else Siblings(units=0)
        short = alike != 0.06 and share in (0.85, 0.95) and days.days < MANY_DAYS
        found.append(_index(days, siblings, long_only=not short))
    for share, alike, (shape, siblings) in product((0.85, 0.95), (0.0, 0.06, 0.15), OTHER_SIBLINGS):
        found.append(_index(Days(shape[0], shape[1], share, alike, shape[2]), siblings, long_only=True))
    for share, shape, (alike, theirs) in product((0.7, 0.95), *UNLIKE_SIBLINGS):
        days = Days(shape[0], shape[1], share, alike, shape[2])
        short = (share, shape[0], alike) == (0.7, 12, 0.06)
        found.append(_index(days, Siblings(alike=theirs), long_only=not short))
    return found


def likeness(days: Days, by: float = 0.0) -> tuple[str, ...]:
    moved = f" and {days.share + by:.2f}" if by else ""
    return (f"share {days.share:g}{moved}", f"days alike {days.alike:g}")


def _index(days: Days, siblings: Siblings, *, long_only: bool) -> Cell:
    unequal = next(word for least, word in UNEQUAL if days.unequal >= least)
    known = f"{siblings.units} of {siblings.forms_a_day:g} a day" if siblings.units else "none"
    known += f", alike {siblings.alike:g}" if siblings.alike is not None else ""
    labels = (f"{days.days} days × {days.forms_a_day:g}, {unequal}", *likeness(days), known)
    return Cell(INDEX, labels, 60, partial(_covered, days, siblings), long_only)


def _lent_by(measured: Measured) -> str:
    """Which siblings a cell of the index has."""
    known = measured.cell.labels[-1]
    if "alike" in known:
        return UNLIKE
    return {"60": KNOWN, "none": NONE}.get(known.split()[0], FEW)


def _exact(n: int) -> Cell:
    return Cell(SHARE, (f"{n} answers",), 1, partial(_share, n))


def _share(n: int, _: np.random.Generator) -> Seen:
    """Summed over all outcomes, not drawn: mean and least over shares .60 to .99."""
    x = np.arange(n + 1)
    found: dict[str, tuple[float, float]] = {}
    for name, (low, high) in {"Wilson": wilson(x, n), "Jeffreys": jeffreys(x, n)}.items():
        held = []
        for p in np.linspace(0.6, 0.99, 391):
            inside = (low <= p) & (p <= high)
            held.append(float(stats.binom.pmf(x[inside], n, p).sum()))
        found[name], found[f"{name} least"] = (sum(held), len(held)), (min(held), 1)
    return found


def held(low: Reals, high: Reals, truth: Reals, counted: Flags) -> tuple[float, float]:
    return float(((low <= truth) & (truth <= high))[counted].sum()), float(counted.sum())


def _true_index(moments: StackedMoments, truth: Reals) -> Reals:
    """Of the criteria that each unit's index uses."""
    used = moments.answered >= 10
    return np.asarray((used * truth).sum(axis=1) / np.maximum(used.sum(axis=1), 1))


def _covered(days: Days, siblings: Siblings, rng: np.random.Generator) -> Seen:
    known = siblings.lend(rng, days)
    moments, forms, truth = simulated(rng, UNITS, days)
    table = index_table(moments, forms.astype(np.int64), siblings=known)
    counted = table.estimable[:, 0] & (forms >= 10)
    worth = effective_answers(linearise(moments).column(0), known).answers
    return {
        "held": held(table.low[:, 0], table.high[:, 0], _true_index(moments, truth), counted),
        "width": (float((table.high - table.low)[counted, 0].sum()), float(counted.sum())),
        "forms": (float(forms.sum()), UNITS),
        "effective": (float(worth[counted].sum()), float(counted.sum())),
        "truth": (float(_true_index(moments, truth)[counted].sum()), float(counted.sum())),
    }


def report(measured: Sequence[Measured]) -> list[Goal]:
    of = {name: [m for m in measured if m.cell.quantity == name] for name in (SHARE, INDEX)}
    print("\n2 · one share of independent answers, shares .60 to .99 (summed, not drawn), %")
    figures = ("Wilson", "Wilson least", "Jeffreys", "Jeffreys least")
    print_table(
        ("answers", *figures),
        [(*m.cell.labels, *(f"{100 * m[f].value:.1f}" for f in figures)) for m in of[SHARE]],
    )
    print(
        "\n3 · the index: coverage of 95 % intervals, %; worth: n_eff, before the correction for degrees of freedom"
    )
    print_table(
        ("officer-days × forms", "share", "likeness", "siblings", "index", "forms", "worth", "width", "held"),
        [
            (
                *m.cell.labels,
                f"{m['truth'].value:.3f}",
                f"{m['forms'].value:.0f}",
                f"{m['effective'].value:.0f}",
                f"{100 * m['width'].value:.1f}",
                m["held"].percent(),
            )
            for m in of[INDEX]
        ],
    )
    return _index_goals(of[INDEX])


def _few_large_days(measured: Measured) -> bool:
    """Whether a few of few officer-days hold most of the forms."""
    days = measured.cell.labels[0]
    return "very unequal" in days and int(days.split()[0]) < OWN_DAYS


def _index_goals(measured: Sequence[Measured]) -> list[Goal]:
    """Of cells with siblings enough, or none and officer-days that do not differ much; others are argued."""
    high = "highest coverage from 100 effective answers, to a share of .95, %"
    by = {kind: [m for m in measured if _lent_by(m) == kind] for kind in (KNOWN, FEW, NONE, UNLIKE)}
    known = {kind: [m for m in those if informed(m)] for kind, those in by.items()}
    uneven = [m for m in known[NONE] if _few_large_days(m)]
    even = [m for m in known[NONE] if m not in uneven]
    return [
        *lowest("index: lowest coverage, %", by[KNOWN] + by[FEW] + by[NONE], "held", LEAST),
        *highest(f"index: {high}", known[KNOWN] + even, "held", MOST),
        *highest(f"index, {FEW}: {high}", known[FEW], "held", MOST, TOO_FEW),
        *highest(f"index, {NONE}, very unequal: {high}", uneven, "held", MOST, NO_SIBLINGS),
        *lowest(f"index, {UNLIKE}: lowest coverage, %", by[UNLIKE], "held", LEAST, LESS_ALIKE),
    ]


def informed(measured: Measured, figure: str = "effective") -> bool:
    effective, truth = measured[figure].value, measured["truth"].value
    return effective >= ENOUGH_EFFECTIVE and truth <= NOT_TOO_GOOD
