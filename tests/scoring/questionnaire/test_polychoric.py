import numpy as np
import pytest
from scipy import stats

from scoring.errors import OutOfRange, WrongShape
from scoring.questionnaire.pairs import PairTables
from scoring.questionnaire.polychoric import (
    MOST,
    bivariate_normal,
    polychoric,
    polychoric_correlations,
    polychoric_most_likely,
)
from tests.figures import case
from tests.scoring.questionnaire.forms import rows_of

DRASGOW = case("polychoric_drasgow")


def test_drasgows_table_gives_the_printed_correlations():
    table, expected = DRASGOW.input["table"], DRASGOW.expected
    assert float(polychoric(table)) == pytest.approx(expected["rho_two_step"], abs=2e-5)
    assert float(polychoric(table)) == pytest.approx(expected["printed"][0], abs=1e-4)
    assert polychoric_most_likely(table).correlation == pytest.approx(expected["printed"][1], abs=1e-4)


@pytest.mark.parametrize("correlation", [-0.99, -0.5, 0.0, 0.3, 0.9, 0.999])
def test_the_bivariate_normal_is_that_of_scipy(correlation):
    h, k = np.array([-2.0, 0.3, 1.3, 0.5]), np.array([1.0, -0.2, 1.2, 0.5])
    cov = [[1, correlation], [correlation, 1]]
    theirs = [stats.multivariate_normal.cdf([a, b], cov=cov) for a, b in zip(h, k, strict=True)]
    assert bivariate_normal(h, k, correlation) == pytest.approx(theirs, abs=1e-9)


def test_of_two_by_two_halves_the_correlation_is_sheppards():
    # medians cut both: P(both above) = 1/4 + asin(r) / (2 pi), Sheppard 1899
    for r in (-0.8, 0.0, 0.4, 0.9):
        both = 0.25 + np.arcsin(r) / (2 * np.pi)
        table = np.rint(1e9 * np.array([[both, 0.5 - both], [0.5 - both, both]]))
        assert float(polychoric(table)) == pytest.approx(r, abs=1e-8)
        assert polychoric_most_likely(table).correlation == pytest.approx(r, abs=1e-4)


def test_the_correlation_of_the_feelings_is_found_behind_crowded_levels():
    rows = rows_of(4, forms=20_000, items=3, common=0.6)
    levels = np.corrcoef(rows.T)[0, 1]
    found = polychoric_correlations(PairTables.of_rows(rows, 5))
    assert found[0, 1] == pytest.approx(0.6, abs=0.025)
    assert levels < 0.53


def test_turning_a_table_over_turns_the_sign_or_nothing():
    table = np.array(DRASGOW.input["table"])
    assert float(polychoric(table.T)) == pytest.approx(float(polychoric(table)), abs=1e-9)
    assert float(polychoric(table[::-1])) == pytest.approx(-float(polychoric(table)), abs=1e-9)


def test_degenerate_tables_have_a_correlation_all_the_same():
    assert float(polychoric([[0, 0], [0, 0]])) == pytest.approx(0.0, abs=1e-6)
    assert float(polychoric([[5, 3], [0, 0]])) == pytest.approx(0.0, abs=1e-6)
    assert float(polychoric(np.diag([5, 9, 7]))) == pytest.approx(MOST, abs=1e-3)
    unused = np.zeros((5, 5), dtype=int)
    unused[np.ix_([0, 2, 4], [0, 2, 4])] = DRASGOW.input["table"]
    assert float(polychoric(unused)) == pytest.approx(float(polychoric(DRASGOW.input["table"])), abs=1e-9)
    assert polychoric_most_likely(unused).correlation == pytest.approx(0.41916, abs=1e-4)


def test_bad_tables_are_refused_by_name():
    with pytest.raises(WrongShape, match="tables"):
        polychoric([1, 2])
    with pytest.raises(WrongShape, match="table"):
        polychoric_most_likely(np.ones((2, 2, 2)))
    with pytest.raises(OutOfRange, match="table"):
        polychoric_most_likely([[5, 3], [0, 0]])
