"""How officers of a unit were rated for their conduct: by badge, with uncertainty, never as a ranking."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st
from sqlalchemy.orm import Session
from streamlit.delta_generator import DeltaGenerator

from jobs.exports import periods_of
from jobs.officers import officers_of
from pages.shared.results.charts import Dot, caterpillar
from pages.shared.results.choice import Choice
from pages.shared.results.found import Found, find
from pages.shared.results.tables import computed_so, method_links, table
from reports import NamedPeriod, Span, UnitFigures
from reports.alike_days import effect_of_days
from reports.officers import SAME_MIX, Beside, OfficerRating, OfficerRatings
from reports.wording import CONFIDENCE, period_name, reason
from scoring import RELIABLE, Gate, NotEstimable, wilson
from words import Translator, mark

METHODS: Final = ("06-officer-conduct", "05-shrunken-share", "07-officer-ordinal")

_FITS: Final = 14
"""So many officers fit on a screen; more scroll in a box of this height (pixels)."""
_BOX: Final = 520

_BESIDE: Final = {
    Beside.TOO_FEW: mark("under 30 forms"),
    Beside.MARKED: mark("too many marked forms"),
    Beside.UNRELIABLE: mark("not reliable enough"),
    Beside.ALONE: mark("no colleague shown"),
    Beside.OTHER_FIELDS: mark("other fields"),
    Beside.ABOVE: mark("higher"),
    Beside.BELOW: mark("lower"),
    Beside.ALIKE: mark("no clear difference"),
}


def show_officers(t: Translator, session: Session, choice: Choice, read: Found) -> None:
    """From ten forms up, in the order of badges; always of one unit over the last twelve months.

    `read` is what was found for the choice, which may be those months already.
    Officers are not crossed with periods or groups of units: who is hidden in one view could be worked out from
    another.
    """
    st.subheader(t("Officers"))
    st.info(
        t(
            "This rating is never the sole ground for classification, reward or discipline. Lawfully refusing a "
            "request makes a rating worse without any fault of the officer."
        )
    )
    if not choice.unit.kind.has_counters:
        st.write(t("Choose a single unit to see its officers."))
        return
    year = _last_year(session, choice)
    if year is not None:
        found = read if year == choice else find(session, year)
        if found.hidden is None and found.shown.gate is not Gate.HIDDEN:
            _show(t, officers_of(session, year.asked, choice.unit.id, found.around), year.named, found.shown)
            return
    st.write(t("There are not yet enough forms in the last 12 months."))


def _last_year(session: Session, choice: Choice) -> Choice | None:
    own = (choice.unit.id,)
    for named in periods_of(session, own):
        if named.span is Span.LAST_YEAR:
            return replace(choice, unit_ids=own, named=named)
    return None


def _show(t: Translator, found: OfficerRatings | NotEstimable, named: NamedPeriod, unit: UnitFigures) -> None:
    if isinstance(found, NotEstimable):
        st.write(t("No officer can be told from another yet: {reason}.", reason=reason(t, found)))
        return
    if found.shown:
        st.write(" ".join(filter(None, (_how_many(t, found.shown), _who_is_lower(t, found.shown)))))
        _chart(t, found)
        _table(t, found.shown)
    if found.hidden:
        st.caption(
            t(
                "{n} officers are not shown: fewer than 10 forms, or they would give a hidden one away.",
                n=found.hidden,
            )
        )
    computed_so(t, METHODS, *_computed(t, found, named))
    if found.shown:
        with st.expander(t("Answers behind each rating")):
            _raw_table(t, found.shown, unit)


def _how_many(t: Translator, ratings: Sequence[OfficerRating]) -> str:
    compared = sum(rating.beside.compared for rating in ratings)
    shown = t.plural("{n} officer is shown", "{n} officers are shown", n=len(ratings))
    if _too_many_flagged(ratings):
        return t(
            "Over the last 12 months {shown}. None is compared with colleagues: more than one in ten of the unit's "
            "forms are marked as perhaps unreal.",
            shown=shown,
        )
    if _fields_differ(ratings):
        return t(
            "Over the last 12 months {shown}. None is compared with colleagues: they have different fields, and "
            "which field is harder is not known.",
            shown=shown,
        )
    return t(
        "Over the last 12 months {shown}; compared with colleagues: {compared}.",
        shown=shown,
        compared=t.number(compared, 0),
    )


def _too_many_flagged(ratings: Sequence[OfficerRating]) -> bool:
    return any(rating.beside is Beside.MARKED for rating in ratings)


def _fields_differ(ratings: Sequence[OfficerRating]) -> bool:
    """Whether nobody can be compared, because which field is harder is not known."""
    besides = {rating.beside for rating in ratings}
    return Beside.OTHER_FIELDS in besides and not any(beside.compared for beside in besides)


def _who_is_lower(t: Translator, ratings: Sequence[OfficerRating]) -> str:
    """The badges of those who may need help; nothing of those who stand out to the other side."""
    lower = [rating.badge.number for rating in ratings if rating.beside is Beside.BELOW]
    if not lower:
        return ""
    return t(
        "May need support, as lower than the unit's mean beyond chance: {badges}.", badges="; ".join(lower)
    )


def _chart(t: Translator, found: OfficerRatings) -> None:
    about, usual = t("Satisfied with conduct, by badge, with 95% intervals"), None
    if not _fields_differ(found.shown) and not _too_many_flagged(found.shown):
        usual = found.mean
        words = t("usual for officers at units of this kind: {mean}", mean=t.percent(usual))
        about = t("{figures}; the dashed line is {usual}", figures=about, usual=words)
    dots = []
    for each in found.shown:
        interval = each.conduct.interval(CONFIDENCE)
        dots.append(
            Dot(
                each.badge.number,
                each.conduct.estimate,
                interval.low,
                interval.high,
                each.conduct.respondents,
            )
        )
    st.caption(about + ".")
    with _box(len(dots)):
        caterpillar(t, dots, about, usual=usual)


def _box(rows: int) -> DeltaGenerator:
    return st.container(height=_BOX, border=False) if rows > _FITS else st.container()


def _table(t: Translator, ratings: Sequence[OfficerRating]) -> None:
    named = any(rating.badge.number not in rating.badge.name for rating in ratings)
    rows = []
    for rating in ratings:
        interval = rating.conduct.interval(CONFIDENCE)
        rows.append(
            (
                rating.badge.number,
                *([rating.badge.name] if named else []),
                t.percent(rating.conduct.estimate),
                f"{t.percent(interval.low)}–{t.percent(interval.high)}",
                t.number(rating.conduct.respondents, 0),
                t(_BESIDE[rating.beside]),
            )
        )
    titles = (
        t("Badge"),
        *([t("Officer")] if named else []),
        t("Satisfied with conduct"),
        t("95% interval"),
        "n",
        t("Compared with colleagues"),
    )
    with _box(len(rows)):
        table(titles, rows, t("Conduct ratings by badge"))
    st.caption(
        t(
            "In the order of badges, not a ranking. Compared with colleagues: “higher” and “lower” than the mean of "
            "the unit's officers go beyond chance. Compared from 30 forms and a reliability of {reliable} up, and "
            "only where fields are the same or their difficulty is known.",
            reliable=t.number(RELIABLE),
        )
    )


def _raw_table(t: Translator, ratings: Sequence[OfficerRating], unit: UnitFigures) -> None:
    """The shares as they stand: a form is one voice, and forms of a day are as alike as the unit's."""
    effect = effect_of_days(unit, unit.respondents)
    rows = [
        (
            rating.badge.number,
            t.percent(rating.conduct.raw_share),
            _raw_interval(t, rating, effect),
            t.number(rating.conduct.respondents, 0),
            f"{t.number(rating.satisfied, 0)}/{t.number(rating.answers, 0)}",
            t.number(rating.conduct.reliability),
        )
        for rating in ratings
    ]
    titles = (
        t("Badge"),
        t("Share as it stands"),
        t("95% interval"),
        t("Forms (n)"),
        t("Satisfied/valid answers"),
        t("Reliability"),
    )
    table(titles, rows, t("Answers behind each rating"))
    st.caption(
        t(
            "Interval of the share as it stands: Wilson's, all answers of a form for one voice, forms of one day "
            "as alike as at the unit. For the reliability no interval is given: it decides who is compared, and is "
            "no figure of an officer."
        )
    )
    method_links(t, ("02-share-interval", "05-shrunken-share"))


def _raw_interval(t: Translator, rating: OfficerRating, effect: float) -> str:
    voices = rating.conduct.respondents / effect
    low, high = wilson(voices * rating.conduct.raw_share, voices, CONFIDENCE)
    return f"{t.percent(float(low))}–{t.percent(float(high))}"


def _computed(t: Translator, found: OfficerRatings, named: NamedPeriod) -> list[str]:
    return [
        t("Period: {period}, whatever period is chosen above.", period=period_name(t, named)),
        t(
            "The criteria on conduct, at the counter, by the roster of that day. n: forms with such an answer."
        ),
        t(
            "The answers on one form are one person's opinion: {effect} of them count as one.",
            effect=t.number(found.design_effect),
        ),
        t(
            "Each share is drawn to that of colleagues at the unit, and units to the usual one of their kind, "
            "{mean}, the more so the fewer forms there are. Rated together: {officers} officers of {units}.",
            mean=t.percent(found.mean),
            officers=t.number(found.officers, 0),
            units=t.plural("{n} unit", "{n} units", n=found.units),
        ),
        *_mix(t, found),
        t("95% interval: posterior of the nested beta-binomial model."),
        t(
            "Why the two highest levels: a model of all five tells officers in the middle apart better, but finds "
            "the lowest tenth no better."
        ),
    ]


def _mix(t: Translator, found: OfficerRatings) -> list[str]:
    """Whether the field and channel were taken account of."""
    if not found.adjusted:
        return [
            t(
                "Not adjusted for field and channel: these answers do not tell a harder field from an officer, as "
                "where each officer has one field only or a counter handles several."
            )
        ]
    sentences = [
        t("Adjusted for field and channel: rated as if everybody had the usual mix.")
        if found.adjusted >= SAME_MIX
        else t("Adjusted for field and channel in part: not all fields can be told apart by difficulty.")
    ]
    if found.by_units:
        sentences.append(
            t(
                "Some fields are told apart by comparing officers of one unit, taking for granted that no field has "
                "better officers everywhere."
            )
        )
    return sentences
