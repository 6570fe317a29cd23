from dataclasses import replace

import pytest

from reports.alike_days import effect_of_days
from scoring import ClusterMoments, DesignEffect
from tests.reports.made import figures


def test_of_a_unit_that_nothing_is_known_of_each_day_is_one_voice():
    """20 forms on each of two days: 40 forms are worth 2."""
    assert effect_of_days(figures({5: 20, 2: 20}), 40) == 20


def test_units_of_its_kind_lend_how_alike_forms_of_a_day_are():
    unit = replace(figures({5: 20, 2: 20}), siblings=DesignEffect(2.0, 400, 20, 0.05))
    assert effect_of_days(unit, 40) == pytest.approx(1 + 0.05 * 19)
    assert effect_of_days(unit, 2) == 1


def test_where_no_criterion_tells_of_days_all_forms_are_one_voice():
    unit = replace(figures({5: 40}), moments=ClusterMoments.zero(16))
    assert effect_of_days(unit, 40) == 40
