import pytest

from scoring.errors import NegativeCounts, NotANumber
from scoring.gates import MIN_COMPARED, MIN_SHOWN, Gate, gate


@pytest.mark.parametrize(
    ("respondents", "expected"),
    [
        (0, Gate.HIDDEN),
        (MIN_SHOWN - 1, Gate.HIDDEN),
        (MIN_SHOWN, Gate.COUNTS_ONLY),
        (MIN_COMPARED - 1, Gate.COUNTS_ONLY),
        (MIN_COMPARED, Gate.SHOWN),
        (36_525, Gate.SHOWN),
    ],
)
def test_few_answers_mean_few_words(respondents, expected):
    assert gate(respondents) is expected


def test_the_gates_stand_at_ten_and_thirty():
    # the wording shown to unit heads: "cần từ 30 phiếu để so sánh"
    assert (MIN_SHOWN, MIN_COMPARED) == (10, 30)


@pytest.mark.parametrize(("respondents", "error"), [(-1, NegativeCounts), (float("nan"), NotANumber)])
def test_an_impossible_number_of_respondents_is_refused(respondents, error):
    with pytest.raises(error, match="respondents"):
        gate(respondents)
