"""How well the questions measure, in plain words first; for the reform team, and a line for a unit head."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from db.process import store
from jobs.drivers import GoesWith, goes_with_of_kind
from pages.shared.results.alike import show_alike
from pages.shared.results.paired import element_name, left_out, whose, why_missing
from pages.shared.results.tables import computed_so, table
from reports import Asked, UnitsReport
from reports.drivers import may_lead
from reports.paired import asked_together
from reports.scale_quality import Reading, reading
from reports.wording import CONFIDENCE
from scoring import NotEstimable, Reason
from scoring.questionnaire.pair_gate import MIN_PAIRS
from scoring.questionnaire.scale_quality import ScaleQuality
from survey.offices import UnitKind
from words import Translator, mark

_READINGS: Final = {
    Reading.TOGETHER: mark("measure one thing"),
    Reading.APART: mark("do not measure one thing"),
    Reading.NOT_CLEAR: mark("not clear yet"),
}


def quality_sentence(t: Translator, told: GoesWith) -> str:
    """Alpha and omega of all criteria, for whoever is told what goes with satisfaction."""
    whole = told.quality.whole
    if isinstance(whole, NotEstimable):
        return t("How well the questions measure cannot be said: {reason}.", reason=why_missing(t, whole))
    return t(
        "{items} criteria read as one thing: α {alpha} (95% interval: {interval}), ω {omega}; 1 would be "
        "without noise, from 0.70 criteria may be read together.",
        items=whole.items,
        alpha=t.number(whole.alpha),
        interval=_limits(t, whole),
        omega=_omega(t, whole),
    )


def show_questionnaire(t: Translator, path: str, report: UnitsReport, wanted: UnitKind | None) -> None:
    """For each kind of unit, or the one wanted: the elements; then how many forms have one level throughout."""
    st.subheader(t("How well the questions measure"))
    asked = Asked(path, report.named, report.instrument.name)
    told = []
    with store().read() as session:
        for kind in dict.fromkeys(line.kind for line in report.of_kind(wanted)):
            found = goes_with_of_kind(session, asked, report.of_kind(kind))
            if found is not None:
                told.append(found)
    for found in told:
        _show_kind(t, found)
    show_alike(t, report, wanted)
    computed_so(t, ("14-scale-quality", "15-drivers"), *_methods(t, told))


def _show_kind(t: Translator, found: GoesWith) -> None:
    quality, elements = found.quality, len(found.quality.elements)
    whole = quality.whole
    good = sum(reading(each) is Reading.TOGETHER for each in quality.known.values())
    kind = found.paired.kind
    st.markdown(
        t(
            "**{kind}**: in {good} of {all} elements the criteria measure one thing.",
            kind=t(kind.label) if kind else "",
            good=good,
            all=elements,
        )
    )
    if isinstance(whole, ScaleQuality):
        st.caption(whose(t, found, whole.smallest_pair))
    about = t("How well the criteria of each element measure together")
    titles = (t("Element"), t("The criteria"), "α", t("95% interval"), "ω", "n", t("Weakest pair"))
    table(titles, _rows(t, found), about)
    if len(quality.known) < elements:
        st.caption(_why_not_known(t, found))
    if not isinstance(found.elements, NotEstimable):
        names = [element_name(t, found.paired.instrument, element) for element in may_lead(found.elements)]
        st.write(
            t(
                "Elements that may go with overall satisfaction the most: {elements}.",
                elements="; ".join(names),
            )
        )


def _rows(t: Translator, found: GoesWith) -> list[tuple[str, ...]]:
    parts = [
        (element_name(t, found.paired.instrument, element), each) for element, each in found.quality.elements
    ]
    instrument = found.paired.instrument
    used, planned = len(asked_together(instrument)), len(instrument.criteria)
    parts.append(
        (t("{used} of {planned} criteria together", used=used, planned=planned), found.quality.whole)
    )
    return [(name, *_cells(t, each)) for name, each in parts]


def _why_not_known(t: Translator, found: GoesWith) -> str:
    """Below the table, where a phone has room for it."""
    missing: dict[str, list[str]] = {}
    for element, each in found.quality.elements:
        if isinstance(each, NotEstimable):
            name = element_name(t, found.paired.instrument, element)
            missing.setdefault(_why_element(t, found, element, each), []).append(name)
    return " ".join(
        t("Not known yet for {elements}: {reason}.", elements="; ".join(names), reason=reason)
        for reason, names in missing.items()
    )


def _why_element(t: Translator, found: GoesWith, element: str, missing: NotEstimable) -> str:
    """Why nothing is said of an element: some are asked of few people, whatever the other pairs have."""
    instrument = found.paired.instrument
    rare = set(instrument.element_numbers(element)) - set(asked_together(instrument))
    if rare and missing.reason == Reason.TOO_FEW_PAIRS:
        return t(
            "some of its criteria are asked only of those whom they concern, and fewer than {least} forms answer two "
            "of them",
            least=MIN_PAIRS,
        )
    return why_missing(t, missing)


def _cells(t: Translator, each: ScaleQuality | NotEstimable) -> tuple[str, ...]:
    if isinstance(each, NotEstimable):
        return t("not known yet"), "–", "–", "–", "–", "–"
    return (
        t(_READINGS[reading(each)]),
        t.number(each.alpha),
        _limits(t, each),
        _omega(t, each),
        t.number(each.respondents, 0),
        t.number(each.smallest_pair, 0),
    )


def _limits(t: Translator, quality: ScaleQuality) -> str:
    limits = quality.interval(CONFIDENCE)
    return f"{t.number(limits.low)}–{t.number(limits.high)}"


def _omega(t: Translator, quality: ScaleQuality) -> str:
    return "–" if isinstance(quality.omega, NotEstimable) else t.number(quality.omega)


def _methods(t: Translator, told: Sequence[GoesWith]) -> list[str]:
    said = [
        t(
            "α of Cronbach and ω of McDonald, from the forms that answer both of two criteria; 1 is without noise."
        ),
        t("“Measure one thing”: the whole 95% interval of α lies at 0.70 or above (Nunnally 1978)."),
        t(
            "Interval of α: Feldt's, at the forms that the weakest pair is worth. For ω none is given: no formula "
            "for it is known to hold where single forms answer only some of the questions."
        ),
        t("Nothing is said where some two questions have fewer than 200 forms that answer both."),
        *(left_out(t, found) for found in told[:1]),
        t(
            "For all shown units of a kind, but for those with more than one in ten forms marked; whatever is "
            "searched for above."
        ),
    ]
    return [sentence for sentence in said if sentence]
