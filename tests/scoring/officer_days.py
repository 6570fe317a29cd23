"""Officer-days for tests: any that can be, and simulated ones whose truth is known."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import special

CRITERIA = 16
CORE = (7, 8, 9, 10)
ROTATING = tuple(c for c in range(CRITERIA) if c not in CORE)


@st.composite
def officer_days(draw, criteria=3, least=0, most=12):
    """Vectors x and n, (m, C): satisfied and valid answers of up to `most` officer-days."""
    m = draw(st.integers(least, most))
    shape = (m, criteria)
    n = draw(arrays.arrays(np.int64, shape, elements=st.integers(0, 12)))
    unhappy = draw(arrays.arrays(np.int64, shape, elements=st.integers(0, 12)))
    return np.maximum(n - unhappy, 0), n


def simulated_days(rng, days, forms_a_day, icc_day=0.1, icc_form=0.55):
    """x, n, number of forms and the true shares of a unit's officer-days.

    Forms ask four core criteria and four of the other twelve; one answer in ten is "not applicable".
    Answers of one form, and forms of one day, resemble each other (latent normal correlations).
    """
    truth = np.linspace(0.77, 0.93, CRITERIA)
    day = np.repeat(np.arange(days), 1 + rng.poisson(forms_a_day - 1, days))
    forms = len(day)
    mood = np.sqrt(icc_day) * rng.standard_normal((days, 1))[day]
    person = np.sqrt(icc_form - icc_day) * rng.standard_normal((forms, 1))
    answer = np.sqrt(1 - icc_form) * rng.standard_normal((forms, CRITERIA))
    satisfied = mood + person + answer < special.ndtri(truth)
    asked = np.zeros((forms, CRITERIA), dtype=bool)
    asked[:, CORE] = True
    drawn = np.array(ROTATING)[rng.random((forms, len(ROTATING))).argsort(axis=1)[:, :4]]
    np.put_along_axis(asked, drawn, values=True, axis=1)
    asked &= rng.random((forms, CRITERIA)) > 0.1
    x = np.zeros((days, CRITERIA), dtype=np.int64)
    n = np.zeros_like(x)
    np.add.at(n, day, asked)
    np.add.at(x, day, asked & satisfied)
    return x, n, forms, truth
