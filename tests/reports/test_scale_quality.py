"""How well the questions measure; alpha from rows by another way, and what it is called in words."""

import numpy as np
import pandas as pd
import pytest

from reports.scale_quality import Reading, questionnaire_quality, reading
from scoring import NotEstimable, Reason
from scoring.questionnaire.scale_quality import ScaleQuality
from tests.reports.made import instrument
from tests.reports.paired_forms import draw_forms, paired, rows


@pytest.fixture(scope="module")
def forms():
    return draw_forms(2500)


def test_alpha_of_every_element_is_that_of_the_rows(forms):
    table, found = pd.DataFrame(rows(forms)), questionnaire_quality(paired(forms))
    for element in ("A", "B", "C", "D"):
        columns = [str(number) for number in instrument().element_numbers(element)]
        covariance = table[columns].cov().to_numpy()
        k = len(columns)
        alpha = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
        quality = found.known[element]
        assert quality.alpha == pytest.approx(alpha, abs=1e-9)
        assert quality.respondents == int(table[columns].notna().any(axis=1).sum())
    assert isinstance(found.whole, ScaleQuality)
    assert (found.whole.items, found.whole.respondents) == (14, 2500)


def test_an_element_whose_criteria_rarely_meet_says_why_it_has_no_figure(forms):
    """Nobody of these came about a petition, so criteria 15 and 16 were never asked."""
    found = dict(questionnaire_quality(paired(forms)).elements)
    assert found["E"] == NotEstimable(Reason.TOO_FEW_PAIRS)
    assert "E" not in questionnaire_quality(paired(forms)).known


def test_without_a_known_design_effect_nothing_is_said(forms):
    found = questionnaire_quality(paired(forms, design_effect=None))
    assert found.known == {}
    assert found.whole == NotEstimable(Reason.NO_OFFICER_DAYS)


@pytest.mark.parametrize(
    ("alpha", "effective", "expected"),
    [
        (0.80, 1000.0, Reading.TOGETHER),
        (0.72, 100.0, Reading.NOT_CLEAR),
        (0.68, 100.0, Reading.NOT_CLEAR),
        (0.60, 1000.0, Reading.APART),
    ],
)
def test_criteria_are_called_one_thing_only_where_the_whole_interval_says_so(alpha, effective, expected):
    quality = ScaleQuality(alpha, alpha, alpha, (), 3, 300, effective, 900, "alpha")
    assert reading(quality) is expected
