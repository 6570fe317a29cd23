"""The questions of a form as Streamlit shows them: nothing is chosen beforehand, every answer can be skipped."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from pages.shared.citizen.opened import OVERALL, OpenedForm
from pages.shared.markdown import plain
from survey import Mark
from survey.instrument import Choice
from survey.wording import comment_question, statement
from words import Translator


@dataclass(slots=True)
class Questions:
    """The questions drawn on one page, and where the browser's answers to them arrive.

    Streamlit forgets a question that is not drawn, so `keep` copies the answers to the form when a button is
    pressed. It reads them as they arrived: what is no option of ours reaches `read_sheet`, which says so.

    Where the line breaks, Streamlit ends its script at the next look at one value of its state, and the answers that
    had just come would be forgotten with it; so `keep` looks once, at all of them, which ends nothing.
    """

    form: OpenedForm
    t: Translator
    _ratings: dict[str, str] = field(default_factory=dict)
    _choices: dict[str, str] = field(default_factory=dict)
    _comment: str | None = None

    def keep(self) -> None:
        """Copy what the browser sent to the form; what did not arrive leaves the form as it is."""
        arrived = st.session_state.to_dict()
        for kept, keys in ((self.form.ratings, self._ratings), (self.form.choices, self._choices)):
            kept.update({question: arrived[key] or "" for question, key in keys.items() if key in arrived})
        if self._comment in arrived:
            self.form.comment = arrived[self._comment] or ""

    def overall(self) -> None:
        """The question about the visit as a whole, where the questionnaire has one."""
        text = self.form.instrument.overall
        if text is not None:
            options = {**self._levels(), Mark.SKIPPED.value: self.t("Skip this question")}
            self._ratings[OVERALL] = self._radio(
                OVERALL, text.in_language(self.t.code), options, self.form.ratings.get(OVERALL), kind="rating"
            )

    def criterion(self, number: int) -> None:
        """One statement to be rated, below the few words that say what it is about."""
        question = str(number)
        options = {
            **self._levels(),
            Mark.NOT_APPLICABLE.value: self.t("This did not arise"),
            Mark.SKIPPED.value: self.t("Skip this question"),
        }
        criterion = self.form.instrument.criterion(number)
        text = statement(criterion, self.form.place.unit_name, self.t)
        st.markdown(plain(criterion.label.in_language(self.t.code)))
        self._ratings[question] = self._radio(
            question, text, options, self.form.ratings.get(question), kind="rating"
        )

    def choice(self, choice: Choice) -> None:
        """A question with named options."""
        options = {option: text.in_language(self.t.code) for option, text in choice.options.items()}
        options[""] = self.t("Skip this question")
        self._choices[choice.id] = self._radio(
            choice.id,
            choice.text.in_language(self.t.code),
            options,
            self.form.choices.get(choice.id),
            kind="choice",
        )

    def comment(self) -> None:
        """Free text. The browser does not cut it: too long a text is told, and nothing of it is lost."""
        self._comment = self._key("comment", "comment")
        st.session_state.setdefault(self._comment, self.form.comment)
        st.text_area(comment_question(self.t), key=self._comment, height=130)

    def _levels(self) -> dict[str, str]:
        return {
            str(level.value): level.text.in_language(self.t.code) for level in self.form.instrument.levels
        }

    def _radio(
        self, question: str, text: str, options: Mapping[str, str], answered: str | None, *, kind: str
    ) -> str:
        key = self._key(kind, question)
        if key not in st.session_state and answered in options:
            st.session_state[key] = answered
        st.radio(
            plain(text), list(options), index=None, format_func=options.__getitem__, key=key, width="stretch"
        )
        return key

    def _key(self, kind: str, question: str) -> str:
        """Another language has other options, so it is another widget; so is another poster's form."""
        return f"{kind}-{question}-{self.t.code}-{self.form.place.code}"
