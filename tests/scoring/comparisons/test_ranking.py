import numpy as np
import pytest

from scoring.comparisons.rank_sets import RankSets
from scoring.comparisons.ranking import Band, RankedUnit, RankRange, bands, rank_units
from scoring.comparisons.unit_shares import unit_shares
from scoring.errors import OutOfRange
from scoring.result import NotEstimable, Reason


def sets(*ends):
    best, worst = map(np.array, zip(*ends, strict=True))
    return RankSets(best, worst, 0.95, "")


def test_a_band_is_said_only_where_the_whole_set_lies_in_it():
    assert bands(sets((1, 3), (1, 4), (4, 6), (3, 6), (7, 9), (6, 9), (1, 9), (2, 2), (9, 9))) == (
        Band.TOP, None, Band.MIDDLE, None, Band.BOTTOM, None, None, Band.TOP, Band.BOTTOM,
    )  # fmt: skip
    assert bands(sets((1, 1), (1, 2), (3, 3), (4, 4)), 0.25) == (Band.TOP, None, Band.MIDDLE, Band.BOTTOM)
    assert bands(sets((1, 2), (1, 2))) == (Band.MIDDLE, Band.MIDDLE)
    with pytest.raises(OutOfRange, match="group"):
        bands(sets((1, 1)), 0.5)


def test_who_takes_part_and_why_not():
    found = rank_units(unit_shares([80, 40, 29, 40, 90], [100, 40, 29, 50, 100], [1, 1, 1, 2, 1]))
    assert isinstance(found[0], RankedUnit)
    assert found[1] == NotEstimable(Reason.ALL_ANSWERS_ALIKE)
    assert found[2] == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    assert found[3] == NotEstimable(Reason.TOO_FEW_EFFECTIVE_ANSWERS)
    assert found[0].among_all.of == found[4].own.of == 2


def test_one_unit_alone_has_no_rank():
    found = rank_units(unit_shares([80, 4], [100, 10]))
    assert found[0] == NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    assert found[1] == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    assert rank_units(unit_shares([], [])) == ()


def test_a_ranked_unit_carries_what_it_rests_on():
    best = rank_units(unit_shares([390, 350, 300], [400, 400, 400]))[0]
    assert (best.own.best, best.among_all.worst, best.band) == (1, 1, Band.TOP)
    assert best.interval().holds(best.share)
    assert (best.respondents, best.effective) == (400, 400)
    assert 1 <= best.expected < 1.5
    assert best.method
    assert best.denominator
    with pytest.raises(OutOfRange):
        RankRange(3, 2, 5)


def test_units_that_differ_no_more_than_chance_share_the_middle_rank():
    found = rank_units(unit_shares([80, 81, 79, 80], [100] * 4))
    assert [unit.expected for unit in found] == [2.5] * 4
    assert all(unit.band is None for unit in found)


def test_of_92_communes_with_a_median_of_120_forms_hardly_any_earns_a_band():
    rng = np.random.default_rng(19)
    banded = inside = own = 0
    for _ in range(25):
        n = np.clip(np.exp(rng.normal(np.log(120), 0.8, 92)), 30, 1500).astype(int)
        truth = rng.beta(40, 4, 92)
        found = rank_units(unit_shares(rng.binomial(n, truth), n))
        there = [at for at, unit in enumerate(found) if isinstance(unit, RankedUnit)]
        ranks = 1 + (truth[there][None, :] > truth[there][:, None]).sum(axis=1)
        units = [found[at] for at in there]
        banded += sum(unit.band is not None for unit in units)
        inside += all(u.among_all.best <= r <= u.among_all.worst for u, r in zip(units, ranks, strict=True))
        own += np.mean([u.own.best <= r <= u.own.worst for u, r in zip(units, ranks, strict=True)])
    assert banded / (25 * 92) < 0.01
    assert inside >= 23
    assert own / 25 >= 0.95
