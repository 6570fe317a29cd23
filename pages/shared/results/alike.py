"""Forms with the highest level on every core question, and forms with one level throughout."""

from collections.abc import Sequence

import streamlit as st

from pages.shared.results.tables import table
from reports import UnitLine, together
from reports.values import enough_to_compare
from survey import FormCounts
from words import Translator


def show_alike(t: Translator, lines: Sequence[UnitLine]) -> None:
    """Of the units shown together, folded away; from 30 forms up on which it can be told."""
    whole = together(lines)
    if whole is None or not enough_to_compare(
        min(whole.tally.all_top.out_of, whole.tally.straight_lined.out_of)
    ):
        return
    with st.expander(t("Forms with one level throughout")):
        table(
            (t("Forms"), t("Share"), t("Such forms"), t("Out of")),
            [
                (t("Highest level on every core question"), *_share(t, whole.tally.all_top)),
                (t("The same level on every criterion asked"), *_share(t, whole.tally.straight_lined)),
            ],
            t("Forms with one level throughout"),
        )
        st.caption(
            t(
                "Out of forms that answer all core questions, and out of forms that answer at least four criteria. "
                "People who are content with everything answer so too; such a share is no sign of a false form by "
                "itself, but it makes α larger."
            )
        )


def _share(t: Translator, counts: FormCounts) -> tuple[str, str, str]:
    return t.percent(counts.forms / counts.out_of), t.number(counts.forms, 0), t.number(counts.out_of, 0)
