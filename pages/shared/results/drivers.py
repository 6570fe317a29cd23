"""What goes with overall satisfaction, and which element that suggests to look at first."""

import streamlit as st
from sqlalchemy.orm import Session

from jobs.drivers import GoesWith, goes_with_at
from pages.shared.results.charts import Dot, parts
from pages.shared.results.choice import Choice
from pages.shared.results.found import Found
from pages.shared.results.look_first import say_first
from pages.shared.results.paired import element_name, left_out, whose, why_missing, why_not_own
from pages.shared.results.questionnaire import quality_sentence
from pages.shared.results.tables import computed_so, table
from reports.wording import CONFIDENCE
from scoring import NotEstimable
from scoring.questionnaire.drivers import Drivers
from survey import Instrument
from words import Translator


def show_drivers(t: Translator, session: Session, choice: Choice, found: Found) -> None:
    """The elements of a unit; where its own forms are too few, those of the units of its kind together."""
    if found.instrument.overall is None:
        return
    st.subheader(t("What goes with satisfaction"))
    told = goes_with_at(session, choice.asked, choice.unit_ids, found.around)
    if isinstance(told.elements, NotEstimable):
        missing = why_missing(t, told.elements)
        st.write(t("This cannot be said yet: {reason}. A longer period may have enough.", reason=missing))
        return
    say_first(t, told.elements, found)
    _say_whose(t, told, told.elements)
    _show_parts(t, told.elements, found.instrument)
    _show_more(t, told)
    computed_so(t, ("15-drivers", "14-scale-quality"), *_methods(t, told))


def _say_whose(t: Translator, told: GoesWith, drivers: Drivers) -> None:
    """Under the sentence: what it does not mean, of whom it is, and how much the elements explain."""
    caution = t("“Goes with” does not mean causes: it tells where to look, not what a change would bring.")
    together = t(
        "All elements together go with {share} of the differences in overall satisfaction.",
        share=t.percent(drivers.r_squared),
    )
    said = (caution, whose(t, told, drivers.smallest_pair), why_not_own(t, told), together)
    st.caption(" ".join(filter(None, said)))


def _show_parts(t: Translator, drivers: Drivers, instrument: Instrument) -> None:
    about = t("Share of each element in what goes with overall satisfaction, with its 95% interval")
    rows = []
    for name, share in zip(drivers.names, drivers.shares, strict=True):
        limits = drivers.interval(name, CONFIDENCE)
        rows.append(
            Dot(element_name(t, instrument, name), share, limits.low, limits.high, drivers.respondents)
        )
    parts(t, rows, about)
    with st.expander(t("Figures as a table")):
        table(_titles(t, t("Element")), _rows(t, drivers, [row.label for row in rows]), about)


def _show_more(t: Translator, told: GoesWith) -> None:
    """Folded away: the criteria one by one, and how well they measure."""
    with st.expander(t("Criterion by criterion, and how well the questions measure")):
        if isinstance(told.criteria, NotEstimable):
            st.write(t("Nothing is said of single criteria: {reason}.", reason=why_missing(t, told.criteria)))
        else:
            instrument = told.paired.instrument
            labels = [
                instrument.criterion(int(name)).label.in_language(t.code) for name in told.criteria.names
            ]
            about = t("Share of each criterion in what goes with overall satisfaction")
            table(_titles(t, t("Criterion")), _rows(t, told.criteria, labels), about)
        st.write(quality_sentence(t, told))


def _titles(t: Translator, name: str) -> tuple[str, ...]:
    return name, t("Share of what is explained"), t("95% interval"), "n*", t("Possible place")


def _rows(t: Translator, drivers: Drivers, labels: list[str]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    worth = t.number(drivers.effective, 0)
    for name, label, share in zip(drivers.names, labels, drivers.shares, strict=True):
        limits, ranks = drivers.interval(name, CONFIDENCE), drivers.ranks(name, CONFIDENCE)
        places = f"{ranks.first}" if ranks.first == ranks.last else f"{ranks.first}–{ranks.last}"
        interval = f"{t.percent(limits.low)}–{t.percent(limits.high)}"
        rows.append((label, t.percent(share), interval, worth, places))
    return rows


def _methods(t: Translator, told: GoesWith) -> list[str]:
    said = [
        t(
            "Elements: the method LMG (Lindeman, Merenda and Gold): what each adds to the explained differences, "
            "averaged over all orders in which they can be added."
        ),
        t("Criteria: Johnson's relative weights."),
        t(
            "Shares add up to 100%. Interval and place: 200 draws of the tables at n* forms, what the weakest pair "
            "is worth, without the outermost 2.5% on either side."
        ),
        t(
            "For what all elements explain together no interval is given: it is the fit to these very answers, a "
            "little too high with few forms."
        ),
        t("Nothing is said where some two questions have fewer than 200 forms that answer both."),
        left_out(t, told),
    ]
    if told.paired.kind is not None:
        said.append(
            t(
                "Only units that are shown in the province's comparison are in figures of a kind of unit, and none "
                "with more than one in ten forms marked."
            )
        )
    return [sentence for sentence in said if sentence]
