"""Every figure of the room carries its respondents, its method and its denominator.

A value type of `scoring` is a figure, with all three, or stands in the table below with the reason why nobody
will read it as one. A new type is in neither until somebody decides.
"""

import importlib
import inspect
import pkgutil
from dataclasses import fields, is_dataclass

import pytest

import scoring

CARRIED = ("respondents", "method", "denominator")

COUNTER = "a counter: what figures are computed from"
FORMULA = "what a formula gives, ungated: a figure is made from it"
PART = "a part of a figure, never shown without it"
MODEL = "a model fitted over groups: what figures of groups are computed with"
POSTERIOR = "a raw posterior, ungated, for ranking and measuring: a gated figure is made from it"
TOGETHER = "many units or officers at once; the figure of one is made from it"
NO_FIGURE = {
    "comparisons.association.Association": FORMULA,
    "comparisons.comparison.Effect": PART,
    "comparisons.natural_groups.NaturalGroups": "classes of a display, no figure of people",
    "comparisons.overdispersion.Overdispersion": MODEL,
    "comparisons.rank_sets.RankSets": FORMULA,
    "comparisons.rank_tests.PairTests": FORMULA,
    "comparisons.rank_tests.RankTest": FORMULA,
    "comparisons.ranking.RankRange": PART,
    "comparisons.rao_scott.RaoScott": FORMULA,
    "comparisons.unit_shares.UnitShares": "shares of many units as they enter a comparison",
    "groups.beta_mixture.BetaMixtures": POSTERIOR,
    "groups.conduct.ConductPosterior": POSTERIOR,
    "groups.conduct.ConductRatings": TOGETHER,
    "groups.conduct_counts.ConductCounts": COUNTER,
    "groups.dirichlet_multinomial.DirichletMultinomial": MODEL,
    "groups.integrated.IntegratedBetaBinomial": MODEL,
    "groups.integrated.IntegratedShare": POSTERIOR,
    "groups.mix_offset.MixOffsets": MODEL,
    "groups.nested.NestedShares": POSTERIOR,
    "groups.nested_surface.Box": MODEL,
    "groups.nested_surface.Officers": COUNTER,
    "groups.nested_surface.Surface": MODEL,
    "groups.normal_means.NormalMeans": MODEL,
    "groups.ordinal.OrdinalModel": MODEL,
    "groups.ordinal.OrdinalRatings": TOGETHER,
    "groups.ordinal_fit.OrdinalFit": MODEL,
    "groups.ordinal_likelihood.Integrated": MODEL,
    "groups.ordinal_likelihood.OrdinalParameters": MODEL,
    "groups.ordinal_likelihood.ThresholdAnswers": COUNTER,
    "groups.proportional_odds.ProportionalOdds": MODEL,
    "groups.quasi_likelihood.Calibration": MODEL,
    "groups.shrunken.BetaBinomial": MODEL,
    "groups.shrunken.ShrunkenShare": POSTERIOR,
    "groups.variance_components.VarianceComponents": MODEL,
    "indices.clusters.ClusterMoments": COUNTER,
    "indices.definitions.Definition": "what an index is, before any form is there",
    "indices.definitions.Grade": "a class of a definition",
    "indices.difference.DifferenceTable": TOGETHER,
    "indices.effective.Worth": PART,
    "indices.forms.UnitCounters": COUNTER,
    "indices.linearisation.DesignEffect": PART,
    "indices.officer_days.OfficerDays": PART,
    "indices.share.Satisfaction": "a count of answers out of answers; who shows it gates it by forms",
    "indices.stacked.Linearised": FORMULA,
    "indices.stacked.StackedMoments": COUNTER,
    "questionnaire.drivers.Ranks": PART,
    "questionnaire.one_factor.OneFactor": FORMULA,
    "questionnaire.pairs.PairTables": COUNTER,
    "questionnaire.polychoric.MostLikely": FORMULA,
    "result.Interval": PART,
    "result.Limits": PART,
    "result.NotEstimable": "stands where there is no figure",
    "safeguards.disclosure.ShownCriteria": "what may be shown, no figure",
    "safeguards.scan.Crowd": PART,
    "safeguards.suppression.Published": "what may be shown, no figure",
    "scale.Scale": "how levels are read",
    "series.alert_design.AlertDesign": "a plan of watching, before any form is there",
    "series.before_after.Placebo": PART,
    "series.contrast.Contrast": FORMULA,
    "series.mann_kendall.MannKendall": FORMULA,
    "series.ordered_alternative.JonckheereTerpstra": FORMULA,
    "series.panel.Panel": "values of units in periods as they enter a comparison",
    "series.theil_sen.TheilSen": FORMULA,
    "series.watch.Watched": "sums and signals of many streams; the design says what they mean",
    "weighting.mix_adjustment.MixRegression": FORMULA,
    "weighting.post_strata.PostStrata": PART,
    "weighting.raking.Raked": FORMULA,
    "weighting.stratum_days.StratumDays": COUNTER,
}


def value_types() -> dict[str, type]:
    """Every public dataclass of the room, by the name of its module within the room and its own."""
    found: dict[str, type] = {}
    for module in pkgutil.walk_packages(scoring.__path__, "scoring."):
        for name, each in inspect.getmembers(importlib.import_module(module.name), _is_value_type):
            if each.__module__ == module.name and not name.startswith("_"):
                found[f"{module.name.removeprefix('scoring.')}.{name}"] = each
    return found


def _is_value_type(each: object) -> bool:
    return inspect.isclass(each) and is_dataclass(each)


def carries(each: type, name: str) -> bool:
    return name in {field.name for field in fields(each)} or hasattr(each, name)


TYPES = value_types()


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_value_type_is_a_figure_with_its_n_method_and_denominator_or_no_figure_for_a_reason(name: str):
    missing = [each for each in CARRIED if not carries(TYPES[name], each)]
    if name in NO_FIGURE:
        assert missing, f"{name} carries all three: take it out of the table"
    else:
        assert missing == [], name


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_value_never_changes(name: str):
    parameters = TYPES[name].__dataclass_params__  # type: ignore[attr-defined]
    assert parameters.frozen, name
    assert hasattr(TYPES[name], "__slots__"), name


def test_the_table_names_only_types_that_are_there():
    assert sorted(NO_FIGURE.keys() - TYPES.keys()) == []


def test_the_check_finds_figures_at_all():
    assert "indices.index.Index" in TYPES.keys() - NO_FIGURE.keys()
