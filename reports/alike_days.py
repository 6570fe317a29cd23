"""What it costs a share of forms that people come to the same officer on the same day."""

from reports.values import UnitFigures
from scoring import NotEstimable, OfficerDays


def effect_of_days(figures: UnitFigures, forms: int) -> float:
    """The design effect of one question that so many forms answer; officer-days tell it by the criteria.

    Their satisfied answers are known by officer-day, levels and other questions are not: forms are taken to be as
    alike in these. Where no criterion tells it, all forms count as one.
    """
    days = OfficerDays.of(figures.moments, figures.siblings)
    return float(max(forms, 1)) if isinstance(days, NotEstimable) else days.effect(forms)
