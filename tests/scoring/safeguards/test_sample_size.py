import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import NegativeCounts, OutOfRange
from scoring.groups.reliability import reliability
from scoring.indices.clusters import ClusterMoments
from scoring.indices.index import satisfaction_index
from scoring.result import NotEstimable, Reason
from scoring.safeguards.sample_size import (
    FormsNeeded,
    cochran,
    forms_for_dossiers,
    forms_for_margin,
    forms_for_reliability,
    slovin,
)
from tests.figures import case, names


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("sample_size_")])
def test_sizes_are_those_of_the_official_guide_and_of_cochran(name):
    known = case(name)
    assert slovin(known.input["N"], known.input["e"]) == pytest.approx(known.expected["slovin"], abs=1e-6)
    found = cochran(known.input["e"], share=known.input["p"], population=known.input["N"])
    assert found == pytest.approx(known.expected["cochran_fpc"], abs=1e-6)


def test_the_guides_own_examples():
    assert forms_for_dossiers(600, respondents=0).needed == 240
    assert forms_for_dossiers(10_000, respondents=0).needed == 385


def test_a_size_is_never_above_the_population():
    assert cochran(0.05, population=[0, 1, 2, 5]).tolist() == pytest.approx([0, 1, 2, 5], abs=0.1)
    assert (cochran(0.01, population=np.arange(50)) <= np.arange(50)).all()
    assert slovin(0) == 0


@given(st.integers(1, 10**6), st.floats(1, 8))
def test_alike_answers_take_more_forms(population, effect):
    assert cochran(population=population, design_effect=effect) >= cochran(population=population) - 1e-9


def test_forms_for_a_comparison_have_the_reliability():
    found = forms_for_reliability(0.05, respondents=12, answers_per_form=3, design_effect=2)
    assert reliability(found.needed * 1.5, 0.05) >= 0.7 > reliability((found.needed - 1) * 1.5, 0.05)
    assert found.needed == 30


def test_what_is_missing_and_how_long_it_takes():
    found = forms_for_dossiers(600, respondents=100, per_month=45)
    assert (found.still, found.months) == (140, 4)
    assert forms_for_dossiers(600, respondents=300, per_month=45).months == 0
    assert forms_for_dossiers(600, respondents=100).months == NotEstimable(Reason.NO_ANSWERS)
    assert forms_for_dossiers(None, respondents=100) == NotEstimable(Reason.NO_DOSSIERS)


def _index(days):
    drawn = np.random.default_rng(6)
    n = drawn.integers(4, 9, (days, 1)) * np.ones((1, 4), int)
    x = drawn.binomial(n, drawn.beta(16, 4, (days, 1)))
    return satisfaction_index(ClusterMoments.of(x, n), respondents=int(n[:, 0].sum()))


def test_forms_for_a_narrower_interval_go_with_the_square_of_it():
    index = _index(40)
    half = index.interval().width / 2
    assert forms_for_margin(index, half).needed == pytest.approx(index.respondents, abs=1)
    assert forms_for_margin(index, half / 2).needed == pytest.approx(4 * index.respondents, rel=0.06)
    narrower = _index(160)
    wanted = forms_for_margin(index, narrower.interval().width / 2)
    assert wanted.needed == pytest.approx(narrower.respondents, rel=0.35)


def test_an_index_that_is_not_estimable_needs_no_guess():
    nothing = satisfaction_index(ClusterMoments.zero(4), respondents=0)
    assert isinstance(forms_for_margin(nothing, 0.03), NotEstimable)


def test_all_satisfied_still_needs_forms_for_a_narrow_interval():
    n = np.full((12, 2), 5)
    index = satisfaction_index(ClusterMoments.of(n, n), respondents=60)
    assert forms_for_margin(index, 0.01).needed > 60


def test_bad_input_names_its_argument():
    with pytest.raises(OutOfRange, match="margin"):
        slovin(100, 0)
    with pytest.raises(OutOfRange, match="share"):
        cochran(share=1.2)
    with pytest.raises(OutOfRange, match="population"):
        cochran(population=-1)
    with pytest.raises(OutOfRange, match="design_effect"):
        cochran(design_effect=0.5)
    with pytest.raises(NegativeCounts, match="population"):
        slovin(-1)
    with pytest.raises(OutOfRange, match="answers_per_form"):
        forms_for_reliability(0.05, respondents=1, answers_per_form=0)
    with pytest.raises(NegativeCounts, match="respondents"):
        FormsNeeded(3, -1, None, "", "", "")
