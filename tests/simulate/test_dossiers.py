import numpy as np

from survey import Month
from tests.simulate.province import demo_year


def test_each_units_answers_are_its_true_share_of_its_dossiers() -> None:
    year = demo_year()
    handled = dict.fromkeys((unit.code for unit in year.world.units), 0)
    for count in year.dossiers():
        handled[count.unit] += count.handled
    rates = year.world.answers / np.array(list(handled.values()))
    big = year.world.answers >= 100
    # n answers beside a Poisson number of silent dossiers with mean n (1/r - 1), so by the delta method the rate
    # has a standard error of r sqrt(r (1 - r) / n); four of them.
    r, n = year.truth.response_rate, year.world.answers
    error = r * np.sqrt((1 - r) * r / n)
    assert (np.abs(rates - r) < 4 * error + 0.0005)[big].all()
    assert rates[big].min() < 0.08
    assert rates[big].max() > 0.2


def test_no_more_dossiers_are_late_than_were_handled() -> None:
    counts = demo_year().dossiers()
    assert all(0 <= count.late <= count.handled for count in counts)
    assert any(count.late for count in counts)


def test_dossiers_are_counted_once_for_each_unit_field_channel_and_month() -> None:
    counts = demo_year().dossiers()
    keys = {(count.unit, count.field, count.channel, count.month) for count in counts}
    assert len(keys) == len(counts)
    assert {count.month for count in counts} == {Month.of(day) for day in demo_year().world.days}


def test_there_are_never_more_answers_than_dossiers() -> None:
    year = demo_year()
    answers: dict[tuple[str, Month], int] = {}
    for counter, day in zip(year.forms.counter, year.forms.day, strict=True):
        key = (year.world.counters[counter].unit, Month.of(year.world.days[day]))
        answers[key] = answers.get(key, 0) + 1
    handled: dict[tuple[str, Month], int] = {}
    for count in year.dossiers():
        handled[count.unit, count.month] = handled.get((count.unit, count.month), 0) + count.handled
    assert all(handled[key] >= given for key, given in answers.items())
