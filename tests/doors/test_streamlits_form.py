"""What Streamlit's form hands in, were it anything at all: the one door behind both forms."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs import arrivals
from jobs.arrivals import arrive
from jobs.doors import Doors
from survey import Part, Submission, local_day, shipped_instruments
from tests.doors.world import rows
from trust.codes import new_code

FORM = shipped_instruments()["counter-2026/1"]
TEXT = st.text(st.characters(), max_size=60)  # lone surrogates and NUL among them
NAMES = st.sampled_from([*map(str, FORM.numbers), "overall", *(choice.id for choice in FORM.choices)]) | TEXT
VALUES = st.sampled_from(["", "1", "5", "6", "na", "skip", "yes"]) | TEXT
WRONG = st.fixed_dictionaries(
    {},
    optional={
        "key": TEXT | st.just("k" * 4000),
        "code": TEXT | st.builds(new_code),
        "order": st.lists(st.integers(-1, 300), max_size=20).map(tuple),
        "purpose": VALUES,
        "petition": VALUES,
        "ratings": st.dictionaries(NAMES, VALUES, max_size=6),
        "choices": st.dictionaries(NAMES, VALUES, max_size=4),
        "comment": TEXT | st.just("ệ\u0301" * 3000) | st.just("\ud800"),
        "day": st.dates(date(1, 1, 1)),
    },
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wrong=WRONG)
def test_whatever_is_handed_in_has_a_receipt_or_a_reason_and_only_a_receipt_a_row(
    office, monkeypatch, wrong: Mapping[str, Any]
):
    monkeypatch.setattr(arrivals, "doors", Doors())
    before = rows()
    whole = Submission(
        key="key-of-a-form-that-was-opened",
        code=office.code,
        day=local_day(datetime.now(UTC)),
        part=Part.MORNING,
        order=FORM.draw(Random(1)),
        ratings={"overall": "5"},
    )
    found = arrive(FORM, replace(whole, **wrong))
    if found.receipt is None:
        assert found.problems or found.failure
        assert rows() == before
    else:
        assert found.receipt.repeated or rows()["response"] == before["response"] + 1
