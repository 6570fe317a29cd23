"""Many forms that differ from each other, at one office over twenty days, for what comes from pairs of answers."""

from datetime import date
from itertools import islice
from random import Random
from secrets import token_urlsafe

from db import Store
from db.commands.record import Receipt, record_responses
from survey import Part, Submission, read_sheet
from tests.db.office import Office, instrument
from tests.reports.paired_forms import draw_forms


def answer_variedly(store: Store, office: Office, forms: int, *, seed: int = 1) -> None:
    """So many forms of people who got a result; the overall answer follows criteria 8, 9 and 10."""
    form, lot = instrument(), Random(seed)
    sheets = []
    for place, answers in enumerate(draw_forms(forms, seed=seed)):
        # `draw_forms` takes its orders from the same lot, one after the other.
        order = form.draw(lot)
        ratings = {str(number): str(level) for number, level in answers.asked.items()}
        sheets.append(
            read_sheet(
                form,
                Submission(
                    key=token_urlsafe(24),
                    code=office.code,
                    day=date(2026, 2, 1 + place % 20),
                    part=Part.MORNING,
                    order=order,
                    purpose="result",
                    ratings={**ratings, "overall": str(answers.overall)},
                ),
            )
        )
    waiting = iter(sheets)
    while batch := list(islice(waiting, 250)):
        with store.write() as session:
            assert all(isinstance(outcome, Receipt) for outcome in record_responses(session, batch))
