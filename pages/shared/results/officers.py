"""How officers of a unit were rated for their conduct: by badge, with uncertainty, never as a ranking."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from sqlalchemy.orm import Session

from db.queries.figures import OfficerFigures, officer_figures
from jobs.exports import periods_of
from pages.shared.results.choice import Choice
from pages.shared.results.found import Found, find
from pages.shared.results.tables import computed_so, table
from reports import Span
from reports.officers import OfficerCounts, OfficerRating, officer_ratings
from reports.wording import CONFIDENCE, period_name, reason
from scoring import RELIABLE, Gate, NotEstimable
from words import Translator


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
            _show_ratings(t, session, year, found)
            return
    st.write(t("There are not yet enough forms in the last 12 months."))


def _last_year(session: Session, choice: Choice) -> Choice | None:
    own = (choice.unit.id,)
    for named in periods_of(session, own):
        if named.span is Span.LAST_YEAR:
            return replace(choice, unit_ids=own, named=named)
    return None


def _show_ratings(t: Translator, session: Session, choice: Choice, found: Found) -> None:
    alike = [info.id for info in found.around.infos if info.kind is choice.unit.kind]
    own, everyone = (
        _counts(officer_figures(session, unit_ids, choice.named.period, choice.version))
        for unit_ids in (choice.unit_ids, alike)
    )
    ratings = officer_ratings(own, everyone, found.figures.tally.conduct_respondents)
    if isinstance(ratings.kind, NotEstimable):
        st.write(t("No officer can be told from another yet: {reason}.", reason=reason(t, ratings.kind)))
        return
    if ratings.shown:
        _table(t, ratings.shown)
    if ratings.hidden:
        st.caption(
            t(
                "{n} officers are not shown: fewer than 10 forms, or they would give a hidden one away.",
                n=ratings.hidden,
            )
        )
    computed_so(
        t,
        "05-shrunken-share",
        t("Period: {period}, whatever period is chosen above.", period=period_name(t, choice.named)),
        t(
            "The criteria on conduct, at the counter, by the roster of that day. One form counts as one observation."
        ),
        t(
            "Each share is drawn to the usual one of officers at units of this kind, {mean}, the more so the "
            "fewer forms there are.",
            mean=t.percent(ratings.kind.mean),
        ),
        t("95% interval: beta-binomial posterior. n: forms with an answer on conduct."),
        t("Not yet adjusted for how difficult the field of procedure is."),
    )


def _counts(officers: Sequence[OfficerFigures]) -> list[OfficerCounts]:
    return [
        OfficerCounts(each.officer_id, each.badge, each.name, *each.conduct, each.tally.conduct_respondents)
        for each in officers
    ]


def _table(t: Translator, ratings: Sequence[OfficerRating]) -> None:
    rows = []
    for rating in ratings:
        interval = rating.share.interval(CONFIDENCE)
        rows.append(
            (
                rating.badge,
                rating.name,
                t.percent(rating.share.estimate),
                f"{t.percent(interval.low)}–{t.percent(interval.high)}",
                t.number(rating.forms, 0),
                "" if rating.comparable else t("not compared"),
            )
        )
    titles = (t("Badge"), t("Officer"), t("Satisfied with conduct"), t("95% interval"), "n", t("Note"))
    table(titles, rows, t("Conduct ratings by badge"))
    st.caption(
        t(
            "Over the last 12 months, in the order of badges, not a ranking. “Not compared”: fewer than 30 "
            "forms, or a reliability under {reliable}.",
            reliable=t.number(RELIABLE),
        )
    )
