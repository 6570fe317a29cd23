"""Quantity 16: answers for which there were no visits, and answers from hours when the counter was shut."""

import scipy

from scoring.counts import one_count
from scoring.errors import MoreSatisfiedThanAnswers
from scoring.gates import MIN_SHOWN
from scoring.result import NotEstimable, Reason
from scoring.safeguards.signals import Kind, Signal
from scoring.safeguards.tails import larger_share


def against_dossiers(
    answers: int, dossiers: int, *, usual_answers: int = 0, usual_dossiers: int = 0, stream: str
) -> Signal | NotEstimable:
    """Answers of a counter beside the dossiers it handled in the same day or month.

    More answers than dossiers is told as a plain count (p is None). Otherwise p is that of so many answers given
    the counter's other days: all answers shared out by dossiers (conditional test of two Poisson rates,
    Przyborowski & Wilenski 1940, Biometrika 31:313). People also come to ask, without a dossier, so a counter
    that mostly advises is above its dossiers every day: compare with `usual`. Not estimable without dossiers,
    or with fewer than 10 answers.
    """
    given, handled = one_count("answers", answers), one_count("dossiers", dossiers)
    others = one_count("usual_answers", usual_answers)
    other_dossiers = one_count("usual_dossiers", usual_dossiers)
    if not handled:
        return NotEstimable(Reason.NO_DOSSIERS)
    if given < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    more = given > handled
    tail = scipy.stats.binom.sf(given - 1, given + others, handled / (handled + other_dossiers))
    return Signal(
        kind=Kind.MORE_THAN_DOSSIERS,
        stream=stream,
        seen=given / handled,
        usual=others / other_dossiers if other_dossiers else 1.0,
        p=None if more else float(tail) if other_dossiers else 1.0,
        respondents=given,
        method="count of answers above count of dossiers"
        if more
        else "answers shared out by dossiers, binomial tail",
        denominator="answers for each dossier handled",
    )


def out_of_hours(
    top_out: int, forms_out: int, *, top_in: int, forms_in: int, stream: str
) -> Signal | NotEstimable:
    """Whether forms sent out of hours are all at the top level more often than those of opening hours.

    Forms, not answers: the answers of one form go together. Fisher's exact test, one-sided. Nothing is said of
    fewer than 10 forms on either side. Raises MoreSatisfiedThanAnswers.
    """
    for argument, top, forms in (("top_out", top_out, forms_out), ("top_in", top_in, forms_in)):
        if one_count(argument, top) > one_count(argument.replace("top", "forms"), forms):
            raise MoreSatisfiedThanAnswers(argument)
    if min(forms_out, forms_in) < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    return Signal(
        kind=Kind.OUT_OF_HOURS,
        stream=stream,
        seen=top_out / forms_out,
        usual=top_in / forms_in,
        p=larger_share(top_out, forms_out, top_in, forms_in),
        respondents=forms_out,
        method="Fisher's exact test, one-sided",
        denominator="forms sent out of hours",
    )
