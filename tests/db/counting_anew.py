"""What must be released of a unit's month, worked out from the rows of answers by other means."""

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import ReleasedCell, ReleasedConduct, ReleasedPairs, ReleasedStratum, Response
from db.packing import unpack
from scoring.questionnaire.pairs import PairTables
from survey import Answers, Month, PairLayout, TallyLayout
from tests.db.office import instrument

WIDTH = TallyLayout.of(instrument()).width
CRITERIA = len(instrument().criteria)

Released = dict[str, dict[tuple[Any, ...], list[int]]]


def released_rows(session: Session) -> Released:
    """Everything that is released beside the totals, by table and key."""
    cells = {
        (row.unit_id, row.month, row.counter_id, row.officer_id, row.purpose): unpack(row.counts, WIDTH)
        for row in session.scalars(select(ReleasedCell))
    }
    strata = {
        (row.unit_id, row.month, row.field_id, row.channel): unpack(row.counts, WIDTH)
        for row in session.scalars(select(ReleasedStratum))
    }
    pairs = {
        (row.unit_id, row.month): unpack(row.counts, PairLayout.of(instrument()).width)
        for row in session.scalars(select(ReleasedPairs))
    }
    conduct = {
        (row.unit_id, row.month, row.officer_id, row.field_id, row.channel): np.array(
            [*(row.forms, row.k, row.s, row.ss, row.sk, row.kk)]
        )
        for row in session.scalars(select(ReleasedConduct))
    }
    tables = {"cells": cells, "strata": strata, "pairs": pairs, "conduct": conduct}
    return {name: {key: counts.tolist() for key, counts in rows.items()} for name, rows in tables.items()}


def counted_anew(session: Session, through: date) -> Released:
    """The same from the rows of answers, all of one questionnaire, up to and including a day."""
    layout = TallyLayout.of(instrument())
    cells: dict[Any, Any] = defaultdict(lambda: np.zeros(WIDTH, dtype=np.int64))
    strata: dict[Any, Any] = defaultdict(lambda: np.zeros(WIDTH, dtype=np.int64))
    conduct: dict[Any, Any] = defaultdict(lambda: np.zeros(6, dtype=np.int64))
    forms: dict[Any, list[list[int]]] = defaultdict(list)
    for row in session.scalars(
        select(Response).where(Response.withdrawn.is_(False), Response.day <= through)
    ):
        answers = Answers.from_json(row.answers)
        month, officer, field = str(Month.of(row.day)), row.officer_id or 0, row.field_id or 0
        one = layout.contribution(answers)
        cells[row.unit_id, month, row.counter_id, officer, row.purpose] += one
        strata[row.unit_id, month, field, row.channel] += one
        items = [answers.asked.get(number) for number in instrument().numbers] + [answers.overall]
        forms[row.unit_id, month].append([item if isinstance(item, int) else 0 for item in items])
        rated = [rating for n in instrument().conduct if isinstance(rating := answers.asked.get(n), int)]
        k, s = len(rated), sum(rating >= 4 for rating in rated)
        if officer and k:
            conduct[row.unit_id, month, officer, field, row.channel] += [1, k, s, s * s, s * k, k * k]
    pairs = {key: PairTables.of_rows(rows, levels=5).to_vector() for key, rows in forms.items()}
    pairs = {key: vector for key, vector in pairs.items() if vector.any()}
    tables = {"cells": cells, "strata": strata, "pairs": pairs, "conduct": conduct}
    return {name: {key: counts.tolist() for key, counts in rows.items()} for name, rows in tables.items()}
