"""Counting many forms at once is counting them one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from scoring.errors import LevelOffScale, NegativeCounts, NotANumber, OutOfRange, WrongShape
from scoring.indices import forms as module
from scoring.indices.clusters import ClusterMoments
from scoring.indices.forms import count_forms
from scoring.scale import FIVE_LEVELS

UNITS = 4
FORMS = st.integers(0, 40).flatmap(
    lambda m: st.tuples(
        npst.arrays(np.int64, m, elements=st.integers(0, UNITS - 1)),
        npst.arrays(np.int64, m, elements=st.integers(0, 3)),
        npst.arrays(np.uint8, (m, 3), elements=st.integers(0, 5)),
    )
)


def one_by_one(unit, cluster, answers):
    levels = np.zeros((UNITS, answers.shape[1], 5), dtype=np.int64)
    x, n = {}, {}
    for u, k, form in zip(unit.tolist(), cluster.tolist(), answers.tolist(), strict=True):
        for criterion, level in enumerate(form):
            if level:
                levels[u, criterion, level - 1] += 1
        x.setdefault((u, k), np.zeros(len(form), int))
        n.setdefault((u, k), np.zeros(len(form), int))
        x[u, k] += [level >= 4 for level in form]
        n[u, k] += [level >= 1 for level in form]
    moments = [
        ClusterMoments.of([x[key] for key in x if key[0] == u], [n[key] for key in n if key[0] == u])
        if any(key[0] == u for key in x)
        else ClusterMoments.zero(answers.shape[1])
        for u in range(UNITS)
    ]
    return levels, moments


@given(FORMS)
def test_counters_of_all_forms_are_those_of_single_forms_added_up(forms):
    levels, moments = one_by_one(*forms)
    counted = count_forms(*forms, units=UNITS, scale=FIVE_LEVELS)
    assert (counted.levels == levels).all()
    assert list(counted.moments) == moments
    assert counted.respondents.sum() == forms[2].any(axis=1).sum()


@given(FORMS, st.randoms(use_true_random=False))
def test_the_order_of_forms_does_not_matter(forms, random):
    shuffled = np.array(random.sample(range(len(forms[0])), len(forms[0])), dtype=int)
    one, other = (
        count_forms(*each, units=UNITS, scale=FIVE_LEVELS)
        for each in (forms, [column[shuffled] for column in forms])
    )
    assert (one.levels == other.levels).all()
    assert one.moments == other.moments


def test_a_cluster_is_never_cut_by_the_end_of_a_block(monkeypatch):
    rng = np.random.default_rng(7)
    forms = (rng.integers(0, UNITS, 500), rng.integers(0, 5, 500), rng.integers(0, 6, (500, 3)))
    whole = count_forms(*forms, units=UNITS, scale=FIVE_LEVELS)
    monkeypatch.setattr(module, "_BLOCK", 7)
    assert count_forms(*forms, units=UNITS, scale=FIVE_LEVELS).moments == whole.moments


@pytest.mark.parametrize(
    ("wrong", "forms"),
    [
        (OutOfRange, ([4], [0], [[5]])),
        (NegativeCounts, ([-1], [0], [[5]])),
        (NegativeCounts, ([0], [0], [[-1]])),
        (LevelOffScale, ([0], [0], [[6]])),
        (LevelOffScale, ([0], [0], [[700]])),
        (NotANumber, ([0], [0], [[float("nan")]])),
        (WrongShape, ([0], [0, 1], [[5]])),
        (WrongShape, ([0], [0], [5])),
    ],
)
def test_forms_that_cannot_be_are_refused_by_name(wrong, forms):
    with pytest.raises(wrong):
        count_forms(*forms, units=UNITS, scale=FIVE_LEVELS)
