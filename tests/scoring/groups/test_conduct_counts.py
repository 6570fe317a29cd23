import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MoreSatisfiedThanAnswers, NegativeCounts, NotWholeCounts, WrongShape
from scoring.groups.conduct_counts import ConductCounts, FormsDisagree
from tests.scoring.groups.simulated_officers import officers_within_units

FORM = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 4)).map(
    lambda drawn: (drawn[2], min(drawn[0], drawn[1]), drawn[1])
)
FORMS = st.lists(FORM, max_size=25)


def counted(forms):
    who, s, k = (
        (np.array(column, dtype=np.int64) for column in zip(*forms, strict=True)) if forms else ([], [], [])
    )
    return ConductCounts.from_forms(who, s, k, officers=5)


def sums(counts):
    return np.stack([
        counts.forms, counts.answers, counts.satisfied, counts.satisfied_squared, counts.products,
        counts.answers_squared,
    ])  # fmt: skip


@given(FORMS, FORMS)
def test_counts_add_and_what_was_added_can_be_withdrawn(first, second):
    both = counted(first) + counted(second)
    assert (sums(both) == sums(counted([*second, *first]))).all()
    assert (sums(both - counted(second)) == sums(counted(first))).all()


@given(FORMS)
def test_the_design_effect_lies_between_one_and_a_form_counting_once(forms):
    counts = counted(forms)
    effect = counts.design_effect()
    most = counts.answers_squared.sum() / max(counts.answers.sum(), 1)
    assert 1 <= effect <= max(most, 1)


@given(FORMS, st.permutations(range(5)))
def test_neither_order_nor_names_of_officers_matter_to_the_design_effect(forms, renamed):
    other = [(renamed[who], s, k) for who, s, k in reversed(forms)]
    assert counted(other).design_effect() == pytest.approx(counted(forms).design_effect(), rel=1e-12)


def test_with_equally_long_forms_it_is_the_analysis_of_variance_within_officers():
    # forms of 3: Σ over officers of [f/(f-1)]·Σ(s - s̄)²·(1 - 1/f) over 3·Σ p(1-p) from pairs of different forms
    who = np.repeat([0, 1], [4, 5])
    s = np.array([3, 0, 2, 3, 3, 3, 1, 3, 2])
    counts = ConductCounts.from_forms(who, s, np.full(9, 3), officers=2)
    within = expected = 0.0
    for officer in (0, 1):
        own = s[who == officer]
        within += ((own - own.mean()) ** 2).sum()
        pairs = sum(a * (3 - b) for i, a in enumerate(own) for j, b in enumerate(own) if i != j)
        expected += pairs / (3 * len(own))
    assert counts.design_effect() == pytest.approx(within / expected)


@pytest.mark.parametrize("forms", [2, 5, 30])
@pytest.mark.parametrize("alike", [0.0, 0.3, 0.7])
def test_it_is_found_again_however_few_the_forms_of_an_officer(forms, alike):
    truth = officers_within_units(3, 8000 // forms, 10, forms, share=0.85, alike=alike)
    longer = truth.counts.answers_squared.sum() / truth.counts.answers.sum() - 1
    assert truth.counts.design_effect() == pytest.approx(1 + longer * alike, abs=0.12)


def test_where_all_answers_are_alike_a_form_counts_once():
    assert counted([(0, 3, 3), (0, 3, 3), (1, 1, 1)]).design_effect() == pytest.approx(19 / 7)
    assert counted([]).design_effect() == 1


def test_strata_add_up_to_the_officer():
    by_stratum = ConductCounts.from_forms([0, 0, 1], [3, 1, 2], [3, 2, 2], 2, stratum=[0, 1, 1], strata=2)
    assert (
        sums(by_stratum.over_strata()) == sums(ConductCounts.from_forms([0, 0, 1], [3, 1, 2], [3, 2, 2], 2))
    ).all()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"satisfied": [7]}, MoreSatisfiedThanAnswers),
        ({"answers": [1]}, MoreSatisfiedThanAnswers),
        ({"forms": [-1]}, NegativeCounts),
        ({"forms": [1.5]}, NotWholeCounts),
        ({"forms": [[1, 2], [3, 4]]}, WrongShape),
        ({"answers_squared": [17]}, FormsDisagree),
        ({"satisfied_squared": [8]}, FormsDisagree),
        ({"products": [40]}, FormsDisagree),
        ({"forms": [0]}, FormsDisagree),
    ],
)
def test_what_no_forms_add_up_to_is_refused(changed, error):
    right = {
        "forms": [2], "answers": [6], "satisfied": [5], "satisfied_squared": [13], "products": [15],
        "answers_squared": [18],
    }  # fmt: skip
    ConductCounts(**right)
    with pytest.raises(error):
        ConductCounts(**{**right, **changed})
