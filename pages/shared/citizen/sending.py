"""Hands a citizen's form in, and keeps on it what became of it."""

from datetime import UTC, datetime

from jobs.arrivals import arrive
from pages.shared.citizen.opened import OpenedForm


def send(form: OpenedForm) -> None:
    """Store the form and keep its receipt on it, or the reasons why it was not stored; never twice."""
    if form.receipt is not None:
        return
    found = arrive(form.instrument, form.submission(datetime.now(UTC)))
    form.receipt, form.problems, form.failure = found.receipt, found.problems, found.failure
