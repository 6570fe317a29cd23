"""Who answered: forms of dossiers, the index weighted to the dossiers, and what silence could change."""

from typing import Final

import streamlit as st

from pages.shared.results.conclusion import interval_words, value_words
from pages.shared.results.tables import computed_so, table
from reports.who_answered import Silence, Unweighted, WhoAnswered
from reports.wording import CONFIDENCE
from scoring import Interval
from scoring.safeguards.selection import STRONG, TENDENCY, WEAK
from scoring.weighting.post_stratified import PostStratified
from words import Translator, mark

METHODS: Final = ("17-selection", "08-mix-and-weights")

_UNWEIGHTED: Final = {
    Unweighted.FIELDS_UNKNOWN: mark(
        "The index cannot be weighted to the dossiers: counters here handle several fields, so the field of a form "
        "is not known."
    ),
    Unweighted.ONE_GROUP: mark(
        "The index cannot be weighted to the dossiers yet: that takes 10 forms from at least two fields or channels."
    ),
    Unweighted.NO_INDEX: mark("The index cannot be weighted to the dossiers yet: there is none."),
}


def show_who_answered(t: Translator, who: WhoAnswered) -> None:
    """A sentence for each of the three, the two indices as a table, and the rest folded away."""
    st.subheader(t("Who answered"))
    st.write(" ".join(_sentences(t, who)))
    if isinstance(who.weighted, PostStratified):
        _both_indices(t, who, who.weighted)
    if who.answered is not None and who.answered.dossiers:
        computed_so(t, METHODS, *_how(t, who))


def _sentences(t: Translator, who: WhoAnswered) -> list[str]:
    if who.weighted is Unweighted.MONTHS_MISSING:
        return [t("Dossiers are not known for all months, so it cannot be said who answered.")]
    if who.answered is None or not who.answered.dossiers:
        return [t("No dossier counts were imported for this period, so the response rate is not known.")]
    sentences = [_rate_sentence(t, who)]
    if isinstance(who.weighted, Unweighted) and who.weighted in _UNWEIGHTED:
        sentences.append(t(_UNWEIGHTED[who.weighted]))
    if who.silence is not None:
        sentences.append(_silence_sentence(t, who.silence))
    return sentences


def _rate_sentence(t: Translator, who: WhoAnswered) -> str:
    answered = who.answered
    if answered is None or answered.share is None:
        return ""
    figures = {"forms": t.number(answered.forms, 0), "dossiers": t.number(answered.dossiers, 0)}
    if answered.forms >= answered.dossiers:
        return t(
            "{forms} forms for {dossiers} dossiers: some people answer without a dossier, such as those who come to "
            "ask, so how many of those with one stayed silent is not known.",
            **figures,
        )
    return t(
        "{forms} forms for {dossiers} dossiers handled, {share}; the others did not answer.",
        share=t.percent(answered.share),
        **figures,
    )


def _silence_sentence(t: Translator, silence: Silence) -> str:
    verdict = silence.verdict
    if verdict is None:
        return t(
            "If the satisfied answered {how} more readily than others (correlation {rho}), the index of all "
            "dossiers would be lower by about {points} percentage points at most.",
            how=_how_strongly(t, TENDENCY),
            rho=t.number(TENDENCY),
            points=t.number(silence.moved * 100),
        )
    above = verdict.value > verdict.verdict
    if verdict.no_selection_could:
        return t("Whatever those who did not answer think, it still differs from other units of its kind.")
    how, rho = _how_strongly(t, verdict.correlation_needed), t.number(abs(verdict.correlation_needed), 3)
    if above:
        return t(
            "The index of all dossiers would be no higher than that of other units of its kind if the satisfied "
            "answered {how} more readily than others (correlation {rho}).",
            how=how,
            rho=rho,
        )
    return t(
        "The index of all dossiers would be no lower than that of other units of its kind if the dissatisfied "
        "answered {how} more readily than others (correlation {rho}).",
        how=how,
        rho=rho,
    )


def _how_strongly(t: Translator, correlation: float) -> str:
    """The words of page 17, whether the correlation is one that is needed or one that is tried out."""
    if abs(correlation) < WEAK:
        return t("only slightly")
    return t("noticeably") if abs(correlation) < STRONG else t("very much")


def _both_indices(t: Translator, who: WhoAnswered, weighted: PostStratified) -> None:
    own = who.raw.interval(CONFIDENCE)
    rows = [
        (
            t("as the forms came"),
            value_words(t, who.raw),
            interval_words(t, own) if isinstance(own, Interval) else "–",
            t.number(who.raw.respondents, 0),
        ),
        (
            t("weighted to the dossiers"),
            t.percent(weighted.value),
            interval_words(t, weighted.interval(CONFIDENCE)),
            t.number(weighted.respondents, 0),
        ),
    ]
    about = t("The index as the forms came, and weighted to the dossiers")
    table((t("Index"), t("Value"), t("95% interval"), "n"), rows, about)


def _how(t: Translator, who: WhoAnswered) -> list[str]:
    sentences = []
    if who.answered is not None:
        sentences.append(
            t(
                "Forms and dossiers of the {months} months whose dossiers are known.",
                months=who.answered.months,
            )
        )
    if isinstance(who.weighted, PostStratified):
        sentences += _how_weighted(t, who.weighted)
    if who.silence is not None:
        sentences.append(
            t(
                "If nobody who did not answer were satisfied the index would be {low}, if everybody were {high}: "
                "what the forms alone cannot rule out.",
                low=t.percent(who.silence.low),
                high=t.percent(who.silence.high),
            )
        )
        sentences.append(
            t(
                "How strongly answering goes with being satisfied is not known, and no interval includes it; among "
                "people who told how they would vote the correlation was 0.005 (Meng 2018)."
            )
        )
    return sentences


def _how_weighted(t: Translator, weighted: PostStratified) -> list[str]:
    return [
        t(
            "Weighted: fields and channels count as their dossiers do; those under 10 forms are joined with others "
            "({groups} groups are left), and no form counts more than 5 times ({capped} weights were cut).",
            groups=len(weighted.strata.groups),
            capped=weighted.capped,
        ),
        t(
            "{share} of the dossiers are of a field and channel from which a form came.",
            share=t.percent(weighted.covered),
        ),
    ]
