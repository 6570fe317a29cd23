"""The steps of a form: why the citizen came, then everything that is rated, then thanks."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from access.addresses import LANGUAGE_PARAMETER, RECEIPT
from db.commands.record import Receipt
from db.queries.places import Place
from pages.shared.citizen.heading import show_heading
from pages.shared.citizen.opened import OpenedForm, note_as_sent
from pages.shared.citizen.questions import Questions
from pages.shared.citizen.sending import send
from pages.shared.links import link
from survey.answers import COMMENT_LIMIT
from trust.codes import pretty
from words import Translator
from words.problems import TOO_LONG, problem_sentence


def ask_purpose(form: OpenedForm, t: Translator) -> None:
    """One tap says why the citizen came, and leads on."""
    show_heading(form.place, t, st.button, welcome=True)
    st.header(t("Why did you come today?"), anchor=False)
    purposes = {purpose.id: purpose.text.in_language(t.code) for purpose in form.instrument.purposes}
    _ask_at_once(form, t, "purpose", purposes)


def ask_petition(form: OpenedForm, t: Translator) -> None:
    """Whether it was about a complaint or suggestion, for those who came for something else."""
    show_heading(form.place, t, st.button)
    question = form.instrument.petition
    st.header(question.in_language(t.code) if question else "", anchor=False)
    _ask_at_once(form, t, "petition", {"yes": t("Yes"), "no": t("No")})


def ask_ratings(form: OpenedForm, t: Translator) -> None:
    """Everything that is rated, on one page that is sent as a whole.

    Every button hands in the answers given so far, so none is lost by a change of language or of purpose.
    """
    questions = Questions(form, t)
    with st.form("ratings", border=False, enter_to_submit=False):
        welcome = not form.instrument.purposes
        show_heading(form.place, t, st.form_submit_button, questions.keep, welcome=welcome)
        if not welcome:
            _show_purpose(questions)
        questions.overall()
        st.header(form.instrument.lead.in_language(t.code), anchor=False)
        for number in form.asked:
            questions.criterion(number)
        if form.shows_choices and not form.rest:
            _ask_choices(questions)
        st.header(t("Anything to add? (optional)"), anchor=False)
        questions.comment()
        if form.wants_more:
            _show_trouble(form, t, TOO_LONG)
            _ask_rest(questions)
        _show_trouble(form, t)
        st.form_submit_button(
            t("Send the form"),
            key="send",
            type="primary",
            width="stretch",
            on_click=_keep_and_send,
            args=(questions,),
        )
        if form.further_questions:
            _offer_more(questions)


def thank(form: OpenedForm, receipt: Receipt, t: Translator) -> None:
    """The receipt, what it is for, and nothing that asks for another form."""
    show_heading(form.place, t, st.button)
    st.header(t("Your form has been received. Thank you."), anchor=False)
    with st.container(key="receipt"):
        st.markdown(t("Receipt code"))
        st.markdown(
            f"`{pretty(receipt.code)}`"
        )  # not st.code, which loads half a megabyte to colour programs
    st.markdown(
        t(
            "Use this code to check that your form is still counted, or to withdraw it. It is shown only once: "
            "please write it down or take a screenshot."
        )
    )
    st.markdown("**" + t("Nobody has the right to ask you to show this code.") + "**")
    _show_way_to_receipts(t)
    st.markdown(t("You can close this page now."))


def thank_again(place: Place, t: Translator) -> None:
    """After the page was loaded again: thanks, without the receipt, which is kept nowhere."""
    show_heading(place, t, st.button)
    st.header(t("A form has been sent from this page. Thank you."), anchor=False)
    st.markdown(t("The receipt code was shown once, right after sending. You can close this page now."))
    _show_way_to_receipts(t)


def _show_way_to_receipts(t: Translator) -> None:
    link(t("Check or withdraw a form that was sent"), f"{RECEIPT}?{LANGUAGE_PARAMETER}={t.code}")


def _ask_at_once(form: OpenedForm, t: Translator, question: str, answers: Mapping[str, str]) -> None:
    """A button for each answer: one tap answers and leads on."""

    def button(answer: str, text: str, kind: Literal["secondary", "tertiary"]) -> None:
        key = f"{question}-{answer or 'skip'}"
        st.button(text, key=key, type=kind, width="stretch", on_click=setattr, args=(form, question, answer))

    with st.container(key="answers"):
        for answer, text in answers.items():
            button(answer, text, "secondary")
    button("", t("Skip this question"), "tertiary")


def _show_purpose(questions: Questions) -> None:
    """What was said about the visit, with the way back."""
    form, t = questions.form, questions.t
    purpose = form.instrument.purpose(form.purpose)
    said = purpose.text.in_language(t.code) if purpose else t("Not answered")
    with st.container(key="said", horizontal=True, vertical_alignment="center"):
        st.markdown(t("You came to: {purpose}", purpose=said))
        st.form_submit_button(
            t("Change"), key="change-purpose", on_click=_ask_purpose_again, args=(questions,)
        )


def _ask_choices(questions: Questions) -> None:
    st.header(questions.t("A few more questions (optional)"), anchor=False)
    for choice in questions.form.offered_choices:
        questions.choice(choice)


def _ask_rest(questions: Questions) -> None:
    """The voluntary part: it never enters the index."""
    with st.container(key="rest"):
        _ask_choices(questions)
        st.header(questions.form.instrument.lead.in_language(questions.t.code), anchor=False)
        for number in questions.form.rest:
            questions.criterion(number)


def _offer_more(questions: Questions) -> None:
    t = questions.t
    st.markdown(t("Do you have a little more time? This part is up to you."))
    st.form_submit_button(
        t.plural("Answer {n} more question", "Answer {n} more questions", n=questions.form.further_questions),
        key="more",
        width="stretch",
        on_click=_keep_and_open_more,
        args=(questions,),
    )


def _show_trouble(form: OpenedForm, t: Translator, only: str | None = None) -> None:
    """Why the form was not taken, where the eye is: above the button.

    `only` one kind: below the comment, where the comment is far above the button.
    """
    for problem in {problem.kind: problem for problem in form.problems}.values():
        if only in {None, problem.kind}:
            st.error(problem_sentence(t, problem.kind, excess=problem.excess, limit=COMMENT_LIMIT))
    if form.failure and only is None:
        st.error(problem_sentence(t, form.failure))


def _keep_and_send(questions: Questions) -> None:
    questions.keep()
    send(questions.form)
    if questions.form.receipt is not None:
        note_as_sent()


def _keep(questions: Questions) -> None:
    """What was wrong when the form was last sent is old news once another button is pressed."""
    questions.keep()
    questions.form.problems, questions.form.failure = (), None


def _keep_and_open_more(questions: Questions) -> None:
    _keep(questions)
    questions.form.wants_more = True


def _ask_purpose_again(questions: Questions) -> None:
    _keep(questions)
    questions.form.purpose = questions.form.petition = None
