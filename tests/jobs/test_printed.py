"""Whoever reads every cell of every file, every page and chart of every period works out nothing of few answers."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from db import Store
from db.queries.shown_sums import released_counts
from tests.db.office import instrument
from tests.jobs.printed import Printed, read_as_reform_team, read_everything
from tests.pages.province import answer, asked_with, open_offices, province_of, release
from tests.scoring.safeguards.attacker import told_of_few

JANUARY, FEBRUARY, MARCH = (date(2026, month, 3) for month in (1, 2, 3))


def by_turns(store: Store, units: dict[str, list[tuple[int, int]]]) -> int:
    """Of each unit and month so many forms of one draw and so many of another; a fifth of both unhappy."""
    offices = open_offices(store, list(units))
    province = province_of(store, offices)
    for name, months in units.items():
        for month, draws in enumerate(months, 1):
            for seed, forms in enumerate(draws):
                answer(store, offices[name], forms - forms // 5, day=date(2026, month, 3), seed=seed)
                answer(store, offices[name], forms // 5, day=date(2026, month, 2), seed=seed, level=2)
    release(store)
    return province


def told_of_a_criterion(session: Session, printed: Printed) -> list[int]:
    """The criteria of which some combination of the printed counts tells of one to nine answers."""
    counted = released_counts(session).answered
    cells = sorted(counted)
    found = []
    for position, number in enumerate(instrument().numbers):
        weights = [counted[cell][position] for cell in cells]
        sums = []
        for place, shares in printed.counts.items():
            if number in shares:
                period = place.named.period
                inside = {
                    at
                    for at, (unit_id, month, version) in enumerate(cells)
                    if unit_id in place.unit_ids and str(period.first) <= month <= str(period.last)
                    if version == place.version
                }
                assert shares[number][1] == sum(weights[at] for at in inside)
                sums.append(inside)
        if told_of_few(weights, sums) is not None:
            found.append(number)
    return found


@pytest.mark.parametrize(
    "units",
    [
        {"Xã Một": [(14, 16), (12, 18), (4, 26)]},
        {
            "Xã Một": [(25, 16), (12, 18), (30, 6)],
            "Xã Hai": [(20, 5), (10, 11), (15, 15)],
            "Xã Ba": [(11, 0), (9, 30), (12, 12)],
        },
    ],
)
def test_every_printed_mean_follows_from_printed_counts_and_these_tell_nothing_of_few(store: Store, units):
    province = by_turns(store, units)
    with store.read() as session:
        printed = read_everything(session, province)
        assert printed.more == []
        assert told_of_a_criterion(session, printed) == []
    assert any(len(shares) < len(asked_with(0) | asked_with(1)) for shares in printed.counts.values())


def test_nor_where_units_stand_beside_each_other_in_a_funnel(store: Store):
    """Eleven communes; at the last the criteria of one draw have 3 answers in March, so another month is hidden."""
    units = {f"Xã {letter}": [(12, 14), (13, 12), (14, 12)] for letter in "ABCDEFGHIJ"}
    province = by_turns(store, {**units, "Xã K": [(12, 14), (13, 12), (3, 30)]})
    with store.read() as session:
        printed = read_as_reform_team(session, province)
        assert printed.more == []
        assert told_of_a_criterion(session, printed) == []
