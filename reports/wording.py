"""The sentences that stand beside every figure, the same on a page and in a file."""

from typing import Final

from reports.periods import NamedPeriod, Span
from reports.values import Hidden, UnitFigures
from scoring import MIN_SHOWN, Gate, Index, Interval, NotEstimable, Reason
from scoring.indices.effective import BOTH, ONE_VOICE, OWN_CLUSTERS, SIBLINGS
from words import Translator, mark

CONFIDENCE: Final = 0.95

_ROMAN = ("I", "II", "III", "IV")

_METHODS: Final = {
    OWN_CLUSTERS: mark(
        "the answers of one officer on one day are taken as one cluster (ratio linearisation, Korn–Graubard "
        "Beta limits)"
    ),
    BOTH: mark(
        "a few days hold most of the forms, so the spread between days is partly its own and partly lent by units of "
        "the same kind (design effect, Korn–Graubard Beta limits)"
    ),
    SIBLINGS: mark(
        "too few days of its own, so the spread between days is lent by units of the same kind (design effect, "
        "Korn–Graubard Beta limits)"
    ),
    ONE_VOICE: mark("too few days, so each day counts as one voice: the widest interval (exact Beta limits)"),
}

_REASONS: Final = {
    Reason.NO_ANSWERS: mark("no answers"),
    Reason.NO_CRITERION_ANSWERED_ENOUGH: mark("no criterion has 10 valid answers yet"),
    Reason.FEWER_THAN_TWO_GROUPS: mark("fewer than two officers with answers"),
    Reason.ALL_ANSWERS_ALIKE: mark("all answers are alike"),
    Reason.GROUPS_ALL_OR_NOTHING: mark("each officer has all or no answers satisfied"),
    Reason.NO_SPREAD_BETWEEN_GROUPS: mark("officers differ no more than chance"),
}


def period_name(t: Translator, named: NamedPeriod) -> str:
    """A period as it stands in a sentence: "quý III/2026", "quarter III of 2026"."""
    first, last = named.period.first, named.period.last
    match named.span:
        case Span.MONTH:
            return t.month(first.first_day)
        case Span.QUARTER:
            return t(
                "quarter {number} of {year}", number=_ROMAN[(first.month - 1) // 3], year=str(first.year)
            )
        case Span.YEAR:
            return t("year {year}", year=str(first.year))
        case Span.LAST_YEAR:
            return t(
                "the last 12 months ({first} to {last})", first=short_month(first), last=short_month(last)
            )


def short_month(month: object) -> str:
    """A month in the least room: "7/2026"."""
    year, number = str(month).split("-")
    return f"{int(number)}/{year}"


def scope_sentence(t: Translator) -> str:
    """What the figures are, and what they are not."""
    return t(
        "Voluntary sample by QR code; computed by the SIPAS method, not the SIPAS index published by the "
        "Ministry of Home Affairs."
    )


def hiding_rule(t: Translator) -> str:
    """When a figure is hidden, the same for every page and file."""
    return t(
        "Fewer than 10 forms: nothing is shown. 10 to 29 forms: counts and interval, no comparison. Levels are shown "
        "from 30 answers up. A larger group is hidden too where a hidden one could otherwise be worked out."
    )


def not_a_ranking(t: Translator) -> str:
    """What a reader must not make of units beside each other."""
    return t(
        "This is not a ranking. Where intervals overlap, the difference may be chance; units are in the order of "
        "their codes."
    )


def formula(t: Translator) -> str:
    """How the index is computed."""
    return t(
        "Each criterion: answers at the satisfied levels divided by valid answers. The index is the mean over the "
        "criteria with at least 10 valid answers, every criterion weighing the same. Blank and “did not arise” are "
        "no valid answers; voluntary further answers are left out."
    )


def how_parts(t: Translator, *, live: bool = False) -> tuple[str, ...]:
    """Which forms carry a mark, and when the two groups of forms move: at once where figures are live."""
    said = (
        t(
            "A form is marked where it was sent too fast to have been read or when the counter was shut, where the "
            "same answers or one level for everything come far more often than elsewhere, or where more came than "
            "people can have given. It stays and is counted."
        ),
        t(
            "Marked forms and verified visits move by {least} forms at least from one release to the next. Fewer "
            "that came or were marked since wait, and count here as unmarked; whether more than one in ten are "
            "marked is judged by all marks.",
            least=MIN_SHOWN,
        ),
    )
    return said[:1] if live else said


def sample_mark(t: Translator) -> str:
    """Stands on everything that is made of sample data."""
    return t("SAMPLE DATA")


def interval_method(t: Translator, interval: Interval) -> str:
    """How an interval was computed, in words."""
    return t(_METHODS[interval.method])


def reason(t: Translator, missing: NotEstimable) -> str:
    """Why there is no figure."""
    return t(_REASONS[Reason(missing.reason)])


def hidden_note(t: Translator, hidden: Hidden) -> str:
    """Why a unit shows nothing, short enough for a cell."""
    if hidden is Hidden.TOO_FEW:
        return t("under 10 forms: hidden")
    return t("hidden to protect a unit or period with few forms")


def unit_note(t: Translator, shown: UnitFigures | Hidden) -> str:
    """The mark beside a unit's figures; empty where they can be compared."""
    if isinstance(shown, Hidden):
        return hidden_note(t, shown)
    value = shown.index().value
    if isinstance(value, NotEstimable):
        return reason(t, value)
    if shown.not_compared is Reason.TOO_MANY_FLAGGED:
        return t("not compared: more than one in ten forms marked")
    if shown.gate is not Gate.COUNTS_ONLY:
        return ""
    index = shown.index()
    if len(index.used) == index.planned:
        return t("10–29 forms: not compared")
    return t(
        "10–29 forms: not compared; {used} of {planned} criteria",
        used=len(index.used),
        planned=index.planned,
    )


def denominator(t: Translator, index: Index) -> str:
    """What an index is out of."""
    return t(
        "{answers} valid answers to {used} of {planned} criteria, {forms} forms, {days} officer-days",
        answers=t.number(index.answers, 0),
        used=len(index.used),
        planned=index.planned,
        forms=t.number(index.respondents, 0),
        days=t.number(index.clusters, 0),
    )
