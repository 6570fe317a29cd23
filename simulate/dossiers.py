"""Dossiers handled, as the one-stop software would count them: the denominator of the response rate."""

from dataclasses import dataclass

import numpy as np

from simulate.forms import Forms
from survey import Month
from survey.offices import Channel

_LATE = (0.01, 0.08)


@dataclass(frozen=True, slots=True)
class DossierCount:
    """Dossiers of a unit's field and channel in a month, and how many of them were late."""

    unit: str
    field: str
    channel: Channel
    month: Month
    handled: int
    late: int


def draw_dossiers(forms: Forms, randomness: np.random.Generator) -> tuple[DossierCount, ...]:
    """So many dossiers that each unit's answers are its true response rate of them; never fewer than answers.

    A counter's answers are dealt evenly over its fields. A dossier without an answer is as likely in every
    field, channel and month as one with, so the rate is the unit's alone.
    """
    world, truth = forms.truth.world, forms.truth
    months = sorted({Month.of(day) for day in world.days})
    month_of = np.array([months.index(Month.of(day)) for day in world.days])
    expected: dict[tuple[str, str, Channel, int], float] = {}
    answered: dict[tuple[str, str, Channel, int], int] = {}
    by_month = np.zeros((len(world.counters), len(months)), dtype=np.int64)
    np.add.at(by_month, (forms.counter, month_of[forms.day]), 1)
    for place, counter in enumerate(world.counters):
        unit = world.unit_of[place]
        traffic = np.bincount(month_of, weights=world.traffic[place].sum(axis=1), minlength=len(months))
        silent = world.answers[unit] * (1 / truth.response_rate[unit] - 1) * traffic
        for month in range(len(months)):
            dealt = randomness.multinomial(
                by_month[place, month], [1 / len(counter.fields)] * len(counter.fields)
            )
            for field, answers in zip(counter.fields, dealt, strict=True):
                key = (counter.unit, field.code, counter.channel, month)
                expected[key] = expected.get(key, 0.0) + silent[month] / len(counter.fields)
                answered[key] = answered.get(key, 0) + int(answers)
    late = dict(
        zip(sorted({key[0] for key in expected}), randomness.uniform(*_LATE, len(world.units)), strict=True)
    )
    counts = []
    for (code, field_code, channel, month), mean in expected.items():
        handled = answered[code, field_code, channel, month] + int(randomness.poisson(mean))
        overdue = int(randomness.binomial(handled, late[code]))
        counts.append(DossierCount(code, field_code, channel, months[month], handled, overdue))
    return tuple(counts)
