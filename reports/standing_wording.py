"""What is said of units beside each other, the same on a page and in a file."""

from collections.abc import Mapping
from typing import Final

from reports.standing import MIN_UNITS, KindStanding, Standing
from reports.values import UnitLine, UnitsReport
from reports.wording import unit_note
from scoring import MIN_COMPARED, Band, Comparison, Flag, Funnel, Gate, NotEstimable, Place, Reason
from words import Translator, mark

_GROUPS: Final = {
    Band.TOP: mark("top group"),
    Band.MIDDLE: mark("middle group"),
    Band.BOTTOM: mark("bottom group"),
}

_FLAGS: Final = {
    Flag.HIGHER: mark("higher than its kind"),
    Flag.LOWER: mark("lower than its kind"),
}

_NOT_RELIABLE: Final = {
    Reason.FEWER_THAN_TWO_GROUPS: mark("no other unit of its kind here to compare with"),
    Reason.NO_SPREAD_BETWEEN_GROUPS: mark("not comparable: too few answers to tell single units apart"),
}

_NOT_IN_FUNNEL: Final = {
    Reason.TOO_FEW_TO_COMPARE: mark("under 30 forms: not compared"),
    Reason.NO_CRITERION_ANSWERED_ENOUGH: mark("fewer than 10 answers to a criterion compared"),
    Reason.TOO_FEW_EFFECTIVE_ANSWERS: mark("answers so alike that they are worth fewer than 30"),
    Reason.ALL_ANSWERS_ALIKE: mark("all answers alike"),
    Reason.TOO_MANY_FLAGGED: mark("not compared: more than one in ten forms marked"),
}

_SMALLEST_P: Final = 0.001


def line_note(t: Translator, report: UnitsReport, line: UnitLine) -> str:
    """The mark beside a unit: why it shows nothing, why it is not compared, that it stands out, or nothing.

    A report of one unit alone compares nothing; others of its kind are elsewhere, so nothing is said of them.
    """
    note, standing = unit_note(t, line.shown), report.standing(line)
    if note or standing is None or line.figures is None or line.figures.gate is not Gate.SHOWN:
        return note
    flagged = t(_FLAGS[standing.flag]) if standing.flag else ""
    return "; ".join(filter(None, (_not_comparable(t, standing) if report.beside else "", flagged)))


def _not_comparable(t: Translator, standing: Standing) -> str:
    if standing.comparable:
        return ""
    if isinstance(standing.reliability, NotEstimable):
        return t(_NOT_RELIABLE[Reason(standing.reliability.reason)])
    return t("not comparable: about {n} forms needed", n=t.number(standing.forms_needed or 0, 0))


def group_name(t: Translator, standing: Standing | None) -> str:
    """The group of a unit; that it is not known; nothing where it takes no part."""
    if standing is None or standing.respondents < MIN_COMPARED:
        return ""
    if standing.too_many_flagged or standing.rank == NotEstimable(Reason.NOTHING_TO_COMPARE_WITH):
        return ""
    return t(_GROUPS[standing.band]) if standing.band else t("not known")


def places_words(t: Translator, standing: Standing) -> str:
    """From which to which place, only beside a group."""
    if standing.places is None:
        return ""
    best, worst, of = standing.places
    return t("place {best} to {worst} of {of}", best=best, worst=worst, of=of)


def flag_name(t: Translator, flag: Flag | None) -> str:
    """That a unit stands out, and to which side."""
    return t(_FLAGS[flag]) if flag else ""


def side_name(t: Translator, flag: Flag | None) -> str:
    """To which side a unit stands out, in one word; "no" where it does not."""
    return t({Flag.HIGHER: mark("higher"), Flag.LOWER: mark("lower"), None: mark("no")}[flag])


def left_out_reason(t: Translator, missing: NotEstimable) -> str:
    """Why a unit is not in the funnel or has no place."""
    return t(_NOT_IN_FUNNEL.get(Reason(missing.reason), mark("too few units of its kind")))


def differ_sentence(t: Translator, kind: KindStanding) -> str:
    """Whether the units of a kind differ at all, and how much of the differences between answers that is."""
    found = kind.differ
    if isinstance(found, NotEstimable):
        return t(
            "It takes two units with 30 forms and 10 officer-days each to tell whether units of this kind differ."
        )
    size = found.between or found.effect
    values = {
        "units": found.groups,
        "p": _p(t, found),
        "effect": t.percent(size.value, 1),
        "low": t.percent(size.limits.low, 1),
        "high": t.percent(size.limits.high, 1),
    }
    if found.exceeds_chance():
        return t(
            "They differ beyond chance ({units} units with 30 forms and 10 officer-days, {p}): {effect} of the "
            "differences between answers lie between units (95% interval: {low}–{high}), the rest within them.",
            **values,
        )
    return t(
        "Their differences do not go beyond chance ({units} units with 30 forms and 10 officer-days, {p}): {effect} "
        "of the differences between answers lie between units (95% interval: {low}–{high}), the rest within them.",
        **values,
    )


def _p(t: Translator, found: Comparison) -> str:
    p = found.p if found.adjusted_p is None else found.adjusted_p
    smallest = t.number(_SMALLEST_P, 3)
    return f"p < {smallest}" if p < _SMALLEST_P else f"p = {t.number(p, 3)}"


def reliability_sentence(t: Translator, kind: KindStanding) -> str:
    """How much of what sets the indices apart is real, and how many units may be compared."""
    if isinstance(kind.real, NotEstimable):
        return t("No unit has answers enough yet to be compared with single others.")
    return t(
        "{comparable} of the {units} units shown have answers enough to be compared (reliability from {least}). An "
        "index is of many forms, so about {real} of what sets the indices apart is real, the rest is chance.",
        real=t.percent(kind.real, 0),
        comparable=kind.comparable,
        units=len(kind.by_unit),
        least=t.number(0.7),
    )


def groups_sentence(t: Translator, kind: KindStanding) -> str:
    """How many earned a group, and that few are to be expected."""
    if not kind.ranked:
        return t("Groups are told from {n} units of a kind with enough answers.", n=MIN_UNITS)
    if not kind.banded:
        return t(
            "Of the {ranked} units with enough answers to every criterion compared, none can be put into the top, "
            "middle or bottom third yet. That is what to expect: places move much by chance.",
            ranked=kind.ranked,
        )
    return t(
        "{banded} of the {ranked} units with enough answers to every criterion compared can be put into the top, "
        "middle or bottom third. Few is what to expect: places move much by chance.",
        banded=kind.banded,
        ranked=kind.ranked,
    )


def funnel_sentences(t: Translator, kind: KindStanding, names: dict[int, str]) -> list[str]:
    """How many lie outside the lines, how many chance alone would put there, and who is flagged."""
    inside = kind.in_funnel
    outside = sum(unit.place is not Place.INSIDE for unit in inside.values())
    said = [
        t(
            "{outside} of {units} units lie outside the 95% lines; chance and the usual differences alone would put "
            "about {expected} there.",
            outside=outside,
            units=len(inside),
            expected=t.number(0.05 * len(inside), 0),
        )
    ]
    for flag, sentence in (
        (Flag.LOWER, mark("Flagged, because they stand out as lower: {names}.")),
        (Flag.HIGHER, mark("Flagged, because they stand out as higher: {names}.")),
    ):
        flagged = [names[unit_id] for unit_id, unit in inside.items() if unit.flag is flag]
        if flagged:
            said.append(t(sentence, names=", ".join(flagged)))
    if not any(unit.flag for unit in inside.values()):
        said.append(t("No unit is flagged. That is no praise: only large differences are found."))
    return said


def criteria_sentence(t: Translator, kind: KindStanding, planned: int) -> str:
    """On which criteria all units of a kind are compared."""
    return t(
        "All units of a kind are compared on the same criteria: the {n} of {planned} with at least 10 answers at "
        "nine tenths of the units with 30 forms. So the shares here may differ a little from the indices above.",
        n=len(kind.criteria),
        planned=planned,
    )


def flagged_sentence(t: Translator, kind: KindStanding, names: Mapping[int, str]) -> str:
    """Which units take part in nothing, because too many of their forms are marked; empty where none are."""
    found = [names[unit_id] for unit_id, each in kind.by_unit.items() if each.too_many_flagged]
    if not found:
        return ""
    return t(
        "Left out of every comparison, because more than one in ten of their forms are marked as perhaps unreal: "
        "{names}.",
        names=", ".join(found),
    )


def how_compared(t: Translator) -> tuple[str, ...]:
    """How units are compared, in the words of a person who is not a statistician."""
    return (
        t(
            "Units of one kind are compared with each other, and only those that are shown; what is hidden is in "
            "none of these figures, nor is a unit of which more than one in ten forms are marked as perhaps unreal."
        ),
        t(
            "Whether they differ at all: test of Rao and Scott on the satisfied answers, forms of one officer on "
            "one day taken as alike; one test for each kind of unit, p adjusted for their number (Holm). Levels are "
            "not tested, because released figures hold only satisfied answers by officer and day."
        ),
        t(
            "Reliability: the part of the differences between indices that is real. Under 0.70 a unit is not "
            "compared with single others; the forms needed are worked out from its own spread. The part that is real "
            "is worked out from the same units, without an interval: it decides only who is compared."
        ),
        t(
            "Funnel: a unit with few answers scatters widely by chance. The lines hold 95% and 99.8% of the units of "
            "a kind, chance and usual differences taken together. A flag is judged apart (beta-binomial tail); about "
            "one flag in twenty is expected to be false."
        ),
        t(
            "Groups: top, middle or bottom third only where all places that a unit may have, with 95% for all units "
            "at once, lie inside the third."
        ),
    )


def funnel_of(kind: KindStanding) -> Funnel | None:
    """The funnel, where there is one to draw."""
    return kind.funnel if isinstance(kind.funnel, Funnel) else None
