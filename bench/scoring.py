"""Figures from counts against the usual way on raw rows, in one run.

    python -m bench.scoring [--quick]

Both sides get the same answers: the usual way as a table with a row for each form, ours as the counters kept of
them. A full run simulates ten million forms of 150 units and 1,500 officers, a quick one a million. What is too
slow for the usual way at full size is measured on a sample and scaled, and the table says so. Times are the best
of several rounds.
"""

import argparse
import resource
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel  # type: ignore[import-untyped]

from bench._dashboard import Kept, dashboard
from bench._province import (
    CRITERIA,
    OFFICERS,
    OVERALL,
    UNITS,
    Forms,
    Province,
    added,
    chunks,
    counters,
    months_of_first_unit,
    strata_of_first_unit,
)
from bench._table import Goal, print_table, verdict
from scoring import FIVE_LEVELS, ConductCounts, PairTables, fit_ordinal, wilson
from scoring.counts import Counts, Reals

T = TypeVar("T")
Narrow: TypeAlias = npt.NDArray[np.integer[Any]]

FORMS = {False: (1_000_000, 10_000_000), True: (100_000, 1_000_000)}
"""Fewer and more forms of a full and of a quick run."""

SAMPLE_ROWS, SAMPLE_OFFICERS = 5_000, 20
PAIRED = 1_000_000
LARGEST_CHUNK_MB, ROW_MB = 600, 6e-5
"""What a chunk of forms with its counters may take, and the rows that the usual way needs (60 bytes each)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A simulated province, how long counting took, and the raw overall answers for the usual way."""

    province: Province
    forms: int
    seconds: float
    rows: pd.DataFrame


def best(rounds: int, work: Callable[[], T]) -> float:
    """The shortest of several rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def counted(forms: int) -> Counted:
    """The counters of so many forms, made chunk by chunk; only the overall answers are kept as rows."""
    seconds, parts, pairs, months, strata = 0.0, [], None, None, None
    rows: list[tuple[Narrow, Narrow]] = []
    for chunk in chunks(forms):
        start = time.perf_counter()
        parts.append(counters(chunk))
        seconds += time.perf_counter() - start
        months, strata = months or months_of_first_unit(chunk), strata or strata_of_first_unit(chunk)
        pairs = pairs or PairTables.of_rows(chunk.answers[:PAIRED], FIVE_LEVELS.levels)
        rows.append(_overall_rows(chunk))
    start = time.perf_counter()
    units, conduct, overall = parts[0]
    for more_units, more_conduct, more_overall in parts[1:]:
        units, conduct, overall = added(units, more_units), conduct + more_conduct, overall + more_overall
    seconds += time.perf_counter() - start
    assert months is not None
    assert strata is not None
    assert pairs is not None
    unit, level = (np.concatenate(columns) for columns in zip(*rows, strict=True))
    province = Province(units, months, strata, conduct, overall, pairs)
    return Counted(province, forms, seconds, pd.DataFrame({"unit": unit, "level": level}))


def _overall_rows(forms: Forms) -> tuple[Narrow, Narrow]:
    given = forms.answers[:, OVERALL]
    some = given > 0
    return forms.unit[some].astype(np.int16), given[some]


def usual_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Share and Wilson interval of each unit as analysts compute them from rows."""
    found = (rows["level"] >= FIVE_LEVELS.satisfied_from).groupby(rows["unit"]).agg(["sum", "count"])
    limits = [
        stats.binomtest(int(x), int(n)).proportion_ci(method="wilson")
        for x, n in found.itertuples(index=False)
    ]
    found["low"], found["high"] = [each.low for each in limits], [each.high for each in limits]
    return found.assign(share=found["sum"] / found["count"])


def our_shares(levels: Counts) -> tuple[Reals, Reals, Reals]:
    """The same from counts (units, levels)."""
    satisfied, answers = levels[:, FIVE_LEVELS.satisfied_from - 1 :].sum(axis=1), levels.sum(axis=1)
    low, high = wilson(satisfied, answers)
    return satisfied / answers, low, high


def share_goal(made: Counted, rounds: int) -> Goal:
    of_unit = made.province.overall.reshape(UNITS, -1, FIVE_LEVELS.levels).sum(axis=1)
    usual, ours = best(3, lambda: usual_shares(made.rows)), best(rounds, lambda: our_shares(of_unit))
    theirs = usual_shares(made.rows)
    np.testing.assert_allclose(our_shares(of_unit)[1], theirs["low"].to_numpy(), rtol=1e-9)
    print_table(
        ("share and interval of 150 units", "ms"),
        [
            (f"pandas and scipy on {len(made.rows):,} rows", f"{usual * 1e3:,.1f}"),
            ("from counts", f"{ours * 1e3:.3f}"),
        ],
    )
    return Goal(f"shares: times faster at {made.forms:,} forms", usual / ours, 1000)


def ordinal_goal(made: Counted, rounds: int) -> Goal:
    """statsmodels on a sample of rows and officers, scaled to a million rows of all officers."""
    rng = np.random.default_rng(5)
    table = made.province.overall[:SAMPLE_OFFICERS]
    drawn = rng.choice(table.size, SAMPLE_ROWS, p=table.ravel() / table.sum())
    officer, level = drawn // FIVE_LEVELS.levels, drawn % FIVE_LEVELS.levels
    dummies = (officer[:, None] == np.arange(1, SAMPLE_OFFICERS)).astype(np.float64)

    def usual() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return OrderedModel(level, dummies, distr="logit").fit(method="bfgs", disp=False)

    sample = best(1, usual)
    by_rows, by_officers = 1_000_000 / SAMPLE_ROWS, OFFICERS / SAMPLE_OFFICERS
    ours = best(rounds, lambda: fit_ordinal(made.province.overall))
    print()
    print_table(
        ("proportional odds with officers", "s"),
        [
            (f"OrderedModel on {SAMPLE_ROWS:,} rows of {SAMPLE_OFFICERS} officers", f"{sample:.2f}"),
            (f"  scaled by rows to 1,000,000 (x {by_rows:.0f})", f"{sample * by_rows:,.0f}"),
            (
                f"  and by officers to {OFFICERS:,} (x {by_officers:.0f})",
                f"{sample * by_rows * by_officers:,.0f}",
            ),
            (f"from counts of {OFFICERS:,} officers, {made.forms:,} forms", f"{ours:.4f}"),
        ],
    )
    return Goal(
        "ordinal model: times faster, scaled by rows and officers",
        sample * by_rows * by_officers / ours,
        10_000,
    )


def dashboard_goals(fewer: Counted, more: Counted, rounds: int) -> list[Goal]:
    """All figures of the pages for the province, at two sizes in turns."""
    kept = [Kept.of(made.province) for made in (fewer, more)]
    times: list[list[dict[str, float]]] = [[], []]
    for _ in range(rounds):
        for place, each in enumerate(kept):
            times[place].append(dashboard(each))
    totals = [min(sum(parts.values()) for parts in found) for found in times]
    fastest = min(times[1], key=lambda parts: sum(parts.values()))
    print()
    print_table(
        (f"dashboard of {UNITS} units, {OFFICERS:,} officers, from {more.forms:,} forms", "ms"),
        [(part, f"{seconds * 1e3:.1f}") for part, seconds in fastest.items()]
        + [("all", f"{totals[1] * 1e3:.1f}"), (f"all, from {fewer.forms:,} forms", f"{totals[0] * 1e3:.1f}")],
    )
    return [
        Goal("dashboard, ms", totals[1] * 1e3, 150, at_least=False),
        Goal(
            f"dashboard: t({more.forms:,}) / t({fewer.forms:,})", totals[1] / totals[0], 1.2, at_least=False
        ),
    ]


def counting_goals(fewer: Counted, more: Counted) -> list[Goal]:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    conduct: ConductCounts = more.province.conduct
    assert int(more.province.units.respondents.sum()) <= more.forms
    assert conduct.forms.sum() <= more.forms
    print()
    print_table(
        (f"counters K1, K2, K2c of {CRITERIA} criteria", "s"),
        [(f"{made.forms:,} forms", f"{made.seconds:.2f}") for made in (fewer, more)],
    )
    allowed = 3.0 * more.forms / 10_000_000
    return [
        Goal(f"counting {more.forms:,} forms, s", more.seconds, max(allowed, 0.5), at_least=False),
        Goal(
            "memory at most, MB (rows of the usual way included)",
            memory,
            LARGEST_CHUNK_MB + more.forms * ROW_MB,
            at_least=False,
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a million forms instead of ten")
    quick = parser.parse_args().quick
    fewer, more = (counted(forms) for forms in FORMS[quick])
    goals = counting_goals(fewer, more)
    goals.append(share_goal(more, 50))
    goals.append(ordinal_goal(fewer if not quick else more, 10))
    goals += dashboard_goals(fewer, more, 7 if quick else 15)
    verdict(goals)


if __name__ == "__main__":
    main()
