"""Data with known truth: offices, officers and citizens that behave as assumed, and what is true of them.

Pure: the same seed gives the same data, no database, no clock. `Simulation.of(...)` draws everything;
estimates made from its sheets can be compared with its `truth`. Nobody in it exists: officers have badges and no
names, comments name no one.
"""

from simulate.assumptions import Assumptions, ImpossibleAssumption
from simulate.dossiers import DossierCount, draw_dossiers
from simulate.duty import NOBODY, working_days
from simulate.forms import NOT_APPLICABLE, NOT_SHOWN, SKIPPED, Forms, draw_forms
from simulate.offices import AgencyMissing, Office, sample_province
from simulate.sheets import CodesMissing, answer_sheets, submissions
from simulate.simulation import Simulation
from simulate.truth import Truth, draw_truth
from simulate.world import NoOneReceives, NoWorkingDays, World, build_world

__all__ = [
    "NOBODY",
    "NOT_APPLICABLE",
    "NOT_SHOWN",
    "SKIPPED",
    "AgencyMissing",
    "Assumptions",
    "CodesMissing",
    "DossierCount",
    "Forms",
    "ImpossibleAssumption",
    "NoOneReceives",
    "NoWorkingDays",
    "Office",
    "Simulation",
    "Truth",
    "World",
    "answer_sheets",
    "build_world",
    "draw_dossiers",
    "draw_forms",
    "draw_truth",
    "sample_province",
    "submissions",
    "working_days",
]
