"""How the index moved from month to month."""

import streamlit as st

from pages.shared.results.change import course_sentence, how_it_goes
from pages.shared.results.charts import trend
from pages.shared.results.criteria import dot_of
from pages.shared.results.found import Found
from pages.shared.results.tables import computed_so, table_of
from reports.change import Course
from survey import Month
from words import Translator


def show_course(t: Translator, found: Found, course: Course) -> None:
    """The index of each month with its interval as a band, the forms of each month, and where it goes."""
    st.subheader(t("Month by month"))
    rows = [
        (month, None if each is None else dot_of(_short(month), each.index(found.siblings)))
        for month, each in found.months.items()
    ]
    if len(rows) <= 1:
        st.write(t("This is a single month. Choose a longer period to see the index month by month."))
        return
    known = [(month, dot) for month, dot in rows if dot is not None]
    if not known:
        st.write(t("No month has enough forms to be shown alone."))
        return
    about = t("Satisfaction index by month, with its 95% interval")
    trend(t, [(_short(month), dot) for month, dot in rows], about)
    st.write(course_sentence(t, found, course))
    st.caption(t("Below each month: its forms. The band is the 95% interval; a gap is a month with too few."))
    table_of(
        t,
        (t("Month"), t("Index"), t("95% interval"), "n"),
        [
            (
                t.month(month.first_day),
                t.percent(dot.share),
                f"{t.percent(dot.low)}–{t.percent(dot.high)}",
                t.number(dot.n, 0),
            )
            for month, dot in known
        ],
        about,
    )
    computed_so(
        t,
        ("03-index-interval", "12-trend"),
        t("Each month is computed alone, from the forms of that month."),
        t("From one month to another, a rise or fall within the bands does not go beyond chance."),
        t(
            "A month may rest on fewer criteria than the whole period; those with under 10 answers are left out."
        ),
        t("A month of which more than one in ten forms are marked as perhaps unreal is in no trend."),
        *how_it_goes(t, course),
    )


def _short(month: Month) -> str:
    return f"{month.month}/{month.year % 100:02d}"
