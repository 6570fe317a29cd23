"""How citizens, officers and offices are assumed to behave: the numbers behind every simulated answer.

Effects live on a latent normal scale. A citizen's latent judgement of a criterion has variance 1; it is
satisfied (level 4 or 5 of five) when it is above 0, so an expected share is exactly Φ(mean).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey import Purpose

CRITERIA: Mapping[int, float] = {
    1: 0.05,
    2: -0.02,
    3: -0.05,
    4: 0.08,
    5: 0.06,
    6: 0.15,
    7: -0.25,
    8: 0.28,
    9: 0.05,
    10: 0.12,
    11: -0.32,
    12: 0.05,
    13: 0.0,
    14: -0.10,
    15: -0.18,
    16: -0.22,
}
"""What pleases most is attitude (8); what displeases most is delay (7, 11)."""

NOT_APPLICABLE: Mapping[int, float] = {5: 0.04, 6: 0.18, 7: 0.05, 9: 0.02, 14: 0.12, 15: 0.05, 16: 0.08}
"""How often a criterion did not arise for the citizen; 1 in 100 for the others."""

PURPOSES: Mapping[str, float] = {"ask": 0.14, "submit": 0.42, "result": 0.30, "other": 0.08, "": 0.06}
"""What citizens come for; an empty text is one who did not say."""

CHOICES: Mapping[str, tuple[float, ...]] = {
    "trips": (0.12, 0.63, 0.25),
    "harassment": (0.9006, 0.0898, 0.0096),
    "payment": (0.9006, 0.0898, 0.0096),
}
"""Shares of the options in their order; those on integrity are the national ones of 2024."""


class ImpossibleAssumption(ValueError):
    """A share outside 0 to 1, a negative spread, or correlations that leave no room for the answer itself."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"{name} cannot be {value}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Spreads are standard deviations and shifts are distances on the latent scale; shares are fractions 0..1.

    form_correlation  latent correlation of two answers on one form, the day's part included
    day_correlation   lowest and highest latent correlation of two forms of one officer-day, drawn per unit
    all_top           lowest and highest share of forms that give the best level to everything, per unit
    response_rate     lowest and highest answers per dossier handled, per unit
    volunteers        share of the other forms that answer the rest too; they judge lower by volunteer_shift
    tiny, small       units with fewer than 10 and with 10 to 29 answers, where there are enough units
    """

    centre: float = 1.13
    criteria: Mapping[int, float] = field(default_factory=lambda: CRITERIA)
    not_applicable: Mapping[int, float] = field(default_factory=lambda: NOT_APPLICABLE)
    purposes: Mapping[str, float] = field(default_factory=lambda: PURPOSES)
    choices: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: CHOICES)
    unit_spread: float = 0.16
    officer_spread: float = 0.25
    officer_elsewhere: float = 0.3
    agency_spread: float = 0.15
    form_correlation: float = 0.5
    day_correlation: tuple[float, float] = (0.06, 0.15)
    drift_spread: float = 0.05
    season: float = 0.06
    far_off: tuple[float, ...] = (-0.75, -0.6, 0.5)
    drifting: tuple[float, ...] = (0.45, 0.4, -0.45, -0.4)
    shifted: tuple[float, ...] = (0.5, -0.55, -0.45)
    all_top: tuple[float, float] = (0.05, 0.2)
    extreme: float = 0.15
    middle: float = 0.15
    volunteers: float = 0.2
    volunteer_shift: float = 0.4
    skipped: float = 0.03
    petitions: float = 0.4
    comments: float = 0.12
    response_rate: tuple[float, float] = (0.05, 0.25)
    off_roster: float = 0.02
    tiny: int = 2
    small: int = 4

    def __post_init__(self) -> None:
        for name in ("unit_spread", "officer_spread", "agency_spread", "drift_spread"):
            if getattr(self, name) < 0:
                raise ImpossibleAssumption(name, getattr(self, name))
        for name in ("volunteers", "skipped", "petitions", "comments", "off_roster", "form_correlation"):
            if not 0 <= getattr(self, name) < 1:
                raise ImpossibleAssumption(name, getattr(self, name))
        for name in ("day_correlation", "all_top", "response_rate"):
            low, high = getattr(self, name)
            if not 0 <= low <= high < 1:
                raise ImpossibleAssumption(name, (low, high))
        if self.day_correlation[1] > self.form_correlation:
            raise ImpossibleAssumption("day_correlation", self.day_correlation)
        if self.response_rate[0] == 0:
            raise ImpossibleAssumption("response_rate", self.response_rate)
        if self.extreme + self.middle > 1:
            raise ImpossibleAssumption("extreme + middle", self.extreme + self.middle)

    def share_of_purpose(self, purpose: Purpose | None) -> float:
        """How often a citizen comes for this; None is one who did not say."""
        return self.purposes.get("" if purpose is None else purpose.id, 0.0)
