"""How answers spread over the levels, and what citizens answered beyond what they were asked."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from pages.shared.results.charts import Dot, parts
from pages.shared.results.found import Found
from pages.shared.results.tables import computed_so, method_links, table, table_of
from reports.alike_days import effect_of_days
from reports.values import enough_for_an_index, enough_to_compare
from reports.wording import CONFIDENCE
from scoring import NotEstimable, Satisfaction, level_shares
from scoring.gates import MIN_COMPARED
from words import Translator

METHODS: Final = ("02-share-interval", "03-index-interval")


def show_overall(t: Translator, found: Found) -> None:
    """The overall question: how many at each level; from 30 answers up."""
    instrument = found.instrument
    if instrument.overall is None:
        return
    st.subheader(t("The overall question"))
    st.caption(instrument.overall.in_language(t.code))
    counts = [int(count) for count in found.figures.tally.overall[: len(instrument.levels)]]
    if not enough_to_compare(sum(counts)):
        st.write(
            t(
                "The levels are shown from {n} answers up, where they tell of no smaller group.",
                n=MIN_COMPARED,
            )
        )
        return
    effect = effect_of_days(found.shown, sum(counts))
    _show_levels(t, [level.text.in_language(t.code) for level in instrument.levels], counts, effect)
    computed_so(
        t,
        METHODS,
        t("{n} valid answers; blanks are left out.", n=t.number(sum(counts), 0)),
        t("The overall question is not part of the index."),
        t(
            "95% intervals: Goodman's, which hold for all levels together; forms of one officer-day are taken to be "
            "as alike as their satisfied answers, so {effect} of them count as one.",
            effect=t.number(effect),
        ),
    )


def _show_levels(t: Translator, labels: Sequence[str], counts: Sequence[int], effect: float) -> None:
    """A bar for each level from the best down, with its share, interval and number of answers."""
    limits = level_shares(counts).clustered_intervals(effect, CONFIDENCE)
    if isinstance(limits, NotEstimable):
        return
    rows = [
        Dot(label, count / sum(counts), interval.low, interval.high, count)
        for label, count, interval in zip(labels, counts, limits, strict=True)
    ]
    rows.reverse()
    about = t("Answers to the overall question, by level: share, 95% interval, number of answers")
    parts(t, rows, about)
    told = [
        (row.label, t.percent(row.share), f"{t.percent(row.low)}–{t.percent(row.high)}", t.number(row.n, 0))
        for row in rows
    ]
    table_of(t, (t("Level"), t("Share"), t("95% interval"), t("Answers")), told, about)


def show_voluntary(t: Translator, found: Found) -> None:
    """Answers given on top of those asked: shown apart, never in the index."""
    rows, volunteers = _voluntary_rows(t, found), found.figures.tally.volunteers
    if not rows and not enough_for_an_index(volunteers):
        return
    with st.expander(t("Further answers given voluntarily (not in the index)")):
        if enough_for_an_index(volunteers):
            st.write(t("{n} forms answered more than they were asked.", n=t.number(volunteers, 0)))
        about = t("Voluntary answers by criterion")
        table((t("Criterion"), t("Share satisfied"), t("95% interval"), "n"), rows, about)
        st.caption(
            t("Wilson's interval; who answers more than asked chose to, so this is no sample of anybody.")
        )
        method_links(t, METHODS[:1])


def _voluntary_rows(t: Translator, found: Found) -> list[tuple[str, ...]]:
    """The criteria with ten voluntary answers, of which these may be shown."""
    scale, levels = found.instrument.scale, len(found.instrument.levels)
    rows: list[tuple[str, ...]] = []
    for criterion, counts in zip(found.instrument.criteria, found.figures.tally.voluntary, strict=True):
        seen = Satisfaction(int(scale.satisfied_count(counts[:levels])), int(counts[:levels].sum()))
        if enough_for_an_index(seen.answers) and isinstance(seen.share, float):
            interval = seen.wilson(CONFIDENCE)
            limits = f"{t.percent(interval.low)}–{t.percent(interval.high)}"
            label = criterion.label.in_language(t.code)
            rows.append((label, t.percent(seen.share), limits, t.number(seen.answers, 0)))
    return rows
