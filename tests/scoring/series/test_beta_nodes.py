import numpy as np
import pytest
from scipy import special, stats

from scoring.series.beta_nodes import beta_nodes

BETAS = [(90, 10), (18, 2), (1, 1), (0.5, 0.5), (0.3, 5), (4.2, 0.4), (0.2, 0.1), (2, 300)]


@pytest.mark.parametrize(("alpha", "beta"), BETAS)
def test_points_are_those_of_gauss_and_jacobi(alpha, beta):
    x, weights = special.roots_jacobi(15, beta - 1, alpha - 1)
    shares, likely = beta_nodes(alpha, beta, 15)
    assert shares == pytest.approx((x + 1) / 2, abs=2e-9)
    assert likely == pytest.approx(weights / weights.sum(), abs=1e-9)


@pytest.mark.parametrize("total", [1e3, 1e5, 1e8])
def test_a_share_known_by_many_answers_has_points_too(total):
    shares, likely = beta_nodes(0.9 * total, 0.1 * total, 15)
    known = stats.beta(0.9 * total, 0.1 * total)
    assert likely.sum() == pytest.approx(1)
    assert likely @ shares == pytest.approx(0.9)
    assert likely @ (shares - 0.9) ** 2 == pytest.approx(known.var(), rel=1e-6)
    assert likely @ np.exp((shares - 0.9) / known.std()) == pytest.approx(np.exp(0.5), rel=0.03)
