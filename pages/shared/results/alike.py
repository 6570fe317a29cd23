"""Forms with the highest level on every core question, and forms with one level throughout."""

import streamlit as st

from pages.shared.results.conclusion import interval_words
from pages.shared.results.tables import method_links, table
from reports import UnitFigures, UnitsReport
from reports.alike_days import effect_of_days
from reports.values import enough_to_compare
from reports.wording import CONFIDENCE
from scoring import Satisfaction
from survey import FormCounts
from survey.offices import UnitKind
from words import Translator


def show_alike(t: Translator, report: UnitsReport, kind: UnitKind | None) -> None:
    """Of all units or of one kind together, folded away; from 30 forms up on which it can be told."""
    whole = report.together(kind)
    if whole is None or not enough_to_compare(
        min(whole.tally.all_top.out_of, whole.tally.straight_lined.out_of)
    ):
        return
    with st.expander(t("Forms with one level throughout")):
        table(
            (t("Which forms"), t("Share"), t("95% interval"), t("Such forms"), t("Out of")),
            [
                (t("Highest level on every core question"), *_share(t, whole, whole.tally.all_top)),
                (t("The same level on every criterion asked"), *_share(t, whole, whole.tally.straight_lined)),
            ],
            t("Forms with one level throughout"),
        )
        st.caption(
            t(
                "Out of forms that answer all core questions, and out of forms that answer at least four criteria. "
                "People who are content with everything answer so too; such a share is no sign of a false form by "
                "itself, but it makes α larger. Interval: Wilson's, forms of one officer-day taken for alike."
            )
        )
        method_links(t, ("02-share-interval", "14-scale-quality"))


def _share(t: Translator, whole: UnitFigures, counts: FormCounts) -> tuple[str, ...]:
    seen = Satisfaction(counts.forms, counts.out_of)
    interval = seen.clustered_wilson(effect_of_days(whole, counts.out_of), CONFIDENCE)
    return (
        t.percent(counts.forms / counts.out_of),
        interval_words(t, interval),
        t.number(counts.forms, 0),
        t.number(counts.out_of, 0),
    )
