from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from scoring.comparisons.multiplicity import adjusted
from scoring.errors import NotANumber, OutOfRange

CORRECTIONS = ("holm", "hochberg", "bh", "by", "bonferroni")
P = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(P, st.sampled_from(CORRECTIONS))
def test_an_adjusted_p_is_never_less_and_keeps_the_order(p, correction):
    found = adjusted(p, correction)
    assert (found >= np.array(p) - 1e-15).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= -1e-15).all()


@given(P)
def test_holm_is_never_stricter_than_bonferroni_nor_laxer_than_benjamini_hochberg(p):
    assert (adjusted(p, "holm") <= adjusted(p, "bonferroni") + 1e-15).all()
    assert (adjusted(p, "hochberg") <= adjusted(p, "holm") + 1e-12).all()
    assert (adjusted(p, "bh") <= adjusted(p, "hochberg") + 1e-12).all()


@given(P)
def test_statsmodels_says_the_same_of_each(p):
    names = {"holm": "holm", "hochberg": "simes-hochberg", "bh": "fdr_bh", "by": "fdr_by"}
    for ours, theirs in names.items():
        with patch("gc.collect"):  # which it asks for each time, and which takes long in a long test run
            found = multipletests(p, method=theirs)[1]
        assert adjusted(p, ours) == pytest.approx(found, abs=1e-12)


@given(P, st.sampled_from(CORRECTIONS), st.randoms(use_true_random=False))
def test_the_order_of_a_family_does_not_matter(p, correction, shuffler):
    order = list(range(len(p)))
    shuffler.shuffle(order)
    mixed = adjusted([p[at] for at in order], correction)
    assert mixed == pytest.approx(adjusted(p, correction)[order], abs=1e-12)


def test_one_comparison_stays_as_it_is_and_none_stays_none():
    for correction in CORRECTIONS:
        assert adjusted([0.03], correction).tolist() == [0.03]
        assert adjusted([], correction).tolist() == []


def test_what_is_no_p_or_no_correction_is_refused():
    with pytest.raises(OutOfRange, match="p:"):
        adjusted([1.2], "holm")
    with pytest.raises(NotANumber, match="p:"):
        adjusted([float("nan")], "bh")
    with pytest.raises(OutOfRange, match="correction"):
        adjusted([0.2], "fisher")
