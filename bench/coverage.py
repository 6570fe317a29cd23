"""Do intervals hold the truth as often as they say, alarms ring as often, rank sets hold? Simulated.

    python -m bench.coverage [--quick] [--only index ...]

Officer-days, officers, units and weeks are drawn from a known truth, counted as the product counts them, and
handed to `scoring`. Every figure stands beside its Monte Carlo standard error (±). Seeds are fixed. Goals are
judged on the estimates as they are; in a short run, where chance is larger, three standard errors are allowed.
"""

import argparse
import time

from bench import (
    _coverage_alarms,
    _coverage_differences,
    _coverage_index,
    _coverage_officers,
    _coverage_ranks,
    _coverage_weighting,
)
from bench._cells import measure
from bench._table import verdict

PARTS = {
    "index": _coverage_index,
    "differences": _coverage_differences,
    "officers": _coverage_officers,
    "weighting": _coverage_weighting,
    "alarms": _coverage_alarms,
    "ranks": _coverage_ranks,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts alone")
    arguments = parser.parse_args()
    began = time.perf_counter()
    parts = {name: PARTS[name].cells() for name in arguments.only}
    measured = measure([cell for cells in parts.values() for cell in cells], quick=arguments.quick)
    goals = []
    for name, cells in parts.items():
        own = set(map(id, cells))
        goals += PARTS[name].report([m for m in measured if id(m.cell) in own])
    print(f"\n{time.perf_counter() - began:.0f} seconds")
    verdict(goals)


if __name__ == "__main__":
    main()
