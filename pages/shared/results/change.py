"""Whether a unit moved, and whether it differs from others of its kind: by more than chance, or not."""

from typing import Final

from jobs.unit_page import UnitPage
from pages.shared.results.found import Found
from reports import NamedPeriod, Span
from reports.change import AmongKind, Course, PeriodChange
from reports.wording import CONFIDENCE, period_name, short_month
from scoring import MIN_COMPARED, RELIABLE, Limits, NotEstimable, Reason
from scoring.indices.difference import Difference
from scoring.series.trend import MIN_PERIODS, Direction, Trend
from words import Translator

METHODS: Final = ("04-difference", "05-shrunken-share", "12-trend")
"""The pages on methods behind these sentences."""


def change_sentences(t: Translator, page: UnitPage, planned: int) -> list[str]:
    """The period before, a trend, the others of the kind; nothing where the unit has too few forms itself.

    No trend is no news: it stands below the months. `planned`: the criteria of the questionnaire.
    """
    trend, change = page.course.trend, _change_sentence(t, page.change)
    sentences = [" ".join(filter(None, (change, _not_the_same(t, page.change.difference, planned))))]
    if not isinstance(trend, NotEstimable) and trend.direction is not Direction.NO_CLEAR_TREND:
        sentences.append(_trend_sentence(t, trend))
    if page.kind is not None:
        sentences.append(_kind_sentence(t, page.kind))
    return [sentence for sentence in sentences if sentence]


def _change_sentence(t: Translator, change: PeriodChange) -> str:
    period, found = before_name(t, change.before), change.difference
    if found is None:
        return ""
    limits = found.interval(CONFIDENCE)
    if isinstance(found.value, NotEstimable) or isinstance(limits, NotEstimable):
        return _not_compared(t, found, period)
    forms = _forms_of(t, found)
    if limits.holds(0.0):
        return t(
            "Difference to {period}: {value} percentage points (95% interval: {low} to {high}; {forms} then), not "
            "beyond chance.",
            period=period,
            forms=forms,
            **_signed(t, found.value, limits),
        )
    if found.value > 0:
        return t(
            "Up {value} percentage points on {period} (95% interval: {low}–{high}; {forms} then): beyond chance.",
            period=period,
            forms=forms,
            **_sizes(t, found.value, limits),
        )
    return t(
        "Down {value} percentage points on {period} (95% interval: {low}–{high}; {forms} then): beyond chance.",
        period=period,
        forms=forms,
        **_sizes(t, found.value, limits),
    )


def _not_the_same(t: Translator, found: Difference | None, planned: int) -> str:
    """Why the difference is not that of the two indices as they are printed."""
    if found is None or not isinstance(found.interval(CONFIDENCE), Limits):
        return ""
    if len(found.criteria) == planned:
        return ""
    return t("Over the {n} criteria that both have.", n=len(found.criteria))


def _not_compared(t: Translator, found: Difference, period: str) -> str:
    if found.value == NotEstimable(Reason.TOO_MANY_FLAGGED):
        return t(
            "Not compared with {period}: more than one in ten of the forms then are marked as perhaps unreal.",
            period=period,
        )
    if found.before.respondents < MIN_COMPARED <= found.after.respondents:
        return t(
            "There are only {n} forms for {period}; it takes {enough} to compare.",
            n=t.number(found.before.respondents, 0),
            period=period,
            enough=MIN_COMPARED,
        )
    if min(found.before.respondents, found.after.respondents) >= MIN_COMPARED:
        return t(
            "Not compared with {period}: no criterion has 10 valid answers in both periods.", period=period
        )
    return ""


def before_name(t: Translator, named: NamedPeriod) -> str:
    """The period before, as it stands in a sentence."""
    if named.span is not Span.LAST_YEAR:
        return period_name(t, named)
    first, last = named.period.first, named.period.last
    return t("the 12 months before ({first} to {last})", first=short_month(first), last=short_month(last))


def _kind_sentence(t: Translator, kind: AmongKind) -> str:
    found = kind.difference
    if isinstance(found, NotEstimable):
        return _kind_not_compared(t, kind, found.reason)
    limits = found.interval(CONFIDENCE)
    if isinstance(found.value, NotEstimable) or isinstance(limits, NotEstimable):
        return ""
    others = t.plural("{n} other unit of its kind", "{n} other units of its kind", n=kind.others)
    forms = _forms_of(t, found)
    if limits.holds(0.0):
        return t(
            "Difference to {others} in the province taken together: {value} percentage points (95% interval: {low} "
            "to {high}; {forms} there), not beyond chance.",
            others=others,
            forms=forms,
            **_signed(t, found.value, limits),
        )
    if found.value > 0:
        return t(
            "{value} percentage points above {others} in the province taken together (95% interval: {low}–{high}; "
            "{forms} there): beyond chance.",
            others=others,
            forms=forms,
            **_sizes(t, found.value, limits),
        )
    return t(
        "{value} percentage points below {others} in the province taken together (95% interval: {low}–{high}; "
        "{forms} there): beyond chance.",
        others=others,
        forms=forms,
        **_sizes(t, found.value, limits),
    )


def _forms_of(t: Translator, found: Difference) -> str:
    """The forms of what is compared with; those of the unit and period stand in the first sentence."""
    return t.plural("{n} form", "{n} forms", n=found.before.respondents)


def _kind_not_compared(t: Translator, kind: AmongKind, why: str) -> str:
    if why == Reason.NO_SPREAD_BETWEEN_GROUPS:
        return t("Units of this kind differ no more than chance, so they are not compared.")
    if why == Reason.TOO_UNRELIABLE and kind.forms_needed:
        return t(
            "Not reliable enough to compare with other units of its kind: that takes about {n} forms.",
            n=t.number(kind.forms_needed, 0),
        )
    return ""


def _points(t: Translator, fraction: float, *, signed: bool = False) -> str:
    return t.number(fraction * 100, signed=signed)


def _signed(t: Translator, value: float, limits: Limits) -> dict[str, str]:
    figures = {"value": value, "low": limits.low, "high": limits.high}
    return {name: _points(t, figure, signed=True) for name, figure in figures.items()}


def _sizes(t: Translator, value: float, limits: Limits) -> dict[str, str]:
    """Without a sign, the smaller limit first: "down 3.20 (0.40–6.00)"."""
    low, high = sorted((abs(limits.low), abs(limits.high)))
    return {"value": _points(t, abs(value)), "low": _points(t, low), "high": _points(t, high)}


def how_compared(t: Translator, page: UnitPage) -> list[str]:
    """How these differences were computed."""
    sentences = []
    if page.change.difference is None:
        period = before_name(t, page.change.before)
        sentences.append(t("There are no figures for {period} to compare with.", period=period))
    elif isinstance(page.change.difference.value, float):
        sentences.append(
            t(
                "Difference to the period before: the {n} criteria with 10 valid answers in both periods; limits "
                "from those of both indices (MOVER).",
                n=len(page.change.difference.criteria),
            )
        )
    kind = page.kind
    if kind is not None and isinstance(kind.reliability, float):
        sentences.append(
            t(
                "Other units of its kind: those that the province's comparison shows, without this one and without "
                "those of which more than one in ten forms are marked. Compared from 30 forms and a reliability of "
                "{enough} up; here it is {reliability}.",
                enough=t.number(RELIABLE),
                reliability=t.number(kind.reliability),
            )
        )
    return sentences


def course_sentence(t: Translator, found: Found, course: Course) -> str:
    """Where the months go, or how many are missing."""
    trend = course.trend
    if isinstance(trend, NotEstimable):
        return _no_trend(t, found, course, trend.reason)
    return _trend_sentence(t, trend)


def _trend_sentence(t: Translator, trend: Trend) -> str:
    limits = trend.interval(CONFIDENCE)
    months = t.plural("{n} month", "{n} months", n=trend.periods)
    figures = _signed(t, trend.slope, limits)
    if trend.direction is Direction.RISING:
        return t(
            "Rising over {months}: {value} percentage points a month (95% interval: {low} to {high}), beyond "
            "chance.",
            months=months,
            **figures,
        )
    if trend.direction is Direction.FALLING:
        return t(
            "Falling over {months}: {value} percentage points a month (95% interval: {low} to {high}), beyond "
            "chance.",
            months=months,
            **figures,
        )
    return t(
        "No clear trend over {months} ({value} percentage points a month; 95% interval: {low} to {high}).",
        months=months,
        **figures,
    )


def how_it_goes(t: Translator, course: Course) -> list[str]:
    """How the trend was computed; nothing where there is none."""
    if isinstance(course.trend, NotEstimable):
        return []
    return [
        t(
            "Trend: the {n} criteria with 10 valid answers in every month shown; Mann–Kendall's test at 5%, slope by "
            "Theil and Sen; {smallest} forms in the smallest month.",
            n=course.criteria,
            smallest=t.number(course.trend.smallest, 0),
        ),
        t("Where months resemble the month before, as with seasons, a trend looks clearer than it is."),
    ]


def _no_trend(t: Translator, found: Found, course: Course, why: str) -> str:
    if why == Reason.TOO_MANY_FLAGGED:
        return t("No trend is told: more than one in ten of the forms are marked as perhaps unreal.")
    if why == Reason.NO_CRITERION_ANSWERED_ENOUGH and course.months >= MIN_PERIODS:
        return t("No trend is told: no criterion has 10 valid answers in every month shown.")
    if len(found.months) < MIN_PERIODS:
        return t(
            "A trend is told from {enough} months up; this period has {n}.",
            enough=MIN_PERIODS,
            n=len(found.months),
        )
    return t(
        "A trend is told from {enough} months up with enough forms and few marks; {missing} more are needed.",
        enough=MIN_PERIODS,
        missing=MIN_PERIODS - course.months,
    )
