"""How many citizens can answer at once, and that nothing is lost.

    python -m bench.intake [--quick] [writer] [http] [streamlit] [crowd] [cost]

Five parts, all of them unless some are named: answers through the writer alone; complete submissions over HTTP with
durable commits, also while offices work; sessions of Streamlit's form; a crowd that comes at once; what the log and
the signals add to storing an answer. Everything runs on this machine, the clients too, and talks over loopback.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping

from bench import _intake_cost, _intake_crowd, _intake_http, _intake_streamlit, _intake_writer
from bench._table import Goal, verdict

PARTS: Mapping[str, Callable[[bool], list[Goal]]] = {
    "writer": _intake_writer.report,
    "http": _intake_http.report,
    "streamlit": _intake_streamlit.report,
    "crowd": _intake_crowd.report,
    "cost": _intake_cost.report,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="a short run")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.parts) - set(PARTS)):
        parser.error(f"no part {unknown[0]}; there are {', '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that every server that was started is stopped
    goals: list[Goal] = []
    for name, report in PARTS.items():
        if name in asked.parts or not asked.parts:
            print(f"\n{name}")
            goals += report(asked.quick)
    verdict(goals)


if __name__ == "__main__":
    main()
