"""How a citizen's form looks: large targets, one column on a phone, the scale in one row where there is room."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import streamlit as st
from rcssmin import cssmin

from survey.wording import levels_fit

_STYLE: Final = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 46rem; padding: .75rem .75rem 3rem; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"], .stForm > div { gap: .7rem; }
h1 { font-size: 1.2rem !important; line-height: 1.3 !important; padding: 0 0 .35rem !important; }
h2 { font-size: 1.1rem !important; line-height: 1.35 !important; padding: .5rem 0 .7rem !important; }
[data-testid="stSkipToContent"] { display: none; }
.stButton button, .stFormSubmitButton button { min-height: 3rem; }
.st-key-send button p { font-size: 1.1rem; font-weight: 600; }
.stForm { padding: 0; }

.st-key-top { justify-content: space-between; flex-wrap: nowrap; margin-bottom: -.75rem; }
.stButton [data-testid*="tertiary"] p, .st-key-top button p { color: #0B5CAD; text-decoration: underline; }
.st-key-top > div { min-width: 0; flex: 0 1 auto; }
.st-key-top > [class*="st-key-language-"] { flex: none; }
.st-key-top p { color: #54616F; font-size: .9rem; }
.st-key-place { gap: .2rem; }
.st-key-place p { font-size: 1rem; margin: 0; }
.st-key-place p + p { margin-top: .7rem; }
.st-key-privacy { background: #F2F5F9; border-radius: .5rem; padding: .75rem .9rem; gap: .4rem; }
.st-key-privacy p { font-size: .85rem; line-height: 1.45; }
.st-key-privacy { margin-top: -.2rem; margin-bottom: -.4rem; }
.st-key-privacy details { border: 0; }
.st-key-privacy summary { min-height: 2.5rem; padding-left: 0; color: #0B5CAD; }
.st-key-said p { font-size: .9rem; }
.st-key-said { background: #F2F5F9; border-radius: .5rem; padding: .25rem .25rem .25rem .9rem;
               justify-content: space-between; flex-wrap: nowrap; }

.st-key-answers { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; }
.st-key-answers button { min-height: 3.9rem; padding: .3rem; height: 100%; border-color: #0B5CAD; color: #0B5CAD; }
.st-key-answers button p { font-size: 1rem; font-weight: 600; }
.st-key-answers > div > div, .st-key-answers .stButton { height: 100%; }

[data-testid="stRadio"] > [data-testid="stWidgetLabel"] { margin-bottom: .4rem; }
[data-testid="stRadio"] > [data-testid="stWidgetLabel"] p { font-size: 1rem; font-weight: 600; line-height: 1.35; }
.stElementContainer:has(+ [class*="st-key-rating-"]) { margin-bottom: -.7rem; }
.stElementContainer:has(+ [class*="st-key-rating-"]) p { font-weight: 600; line-height: 1.4; margin: 0; }
.st-key-place [data-testid="stMarkdownContainer"],
.stElementContainer:has(+ [class*="st-key-rating-"]) [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
.stElementContainer + [class*="st-key-rating-"] [data-testid="stRadio"] > [data-testid="stWidgetLabel"] p {
    font-size: .88rem; font-weight: 400; }
.stTextArea label p { font-size: .95rem; line-height: 1.4; }
[data-testid="stRadioGroup"] { display: grid; gap: .2rem; align-items: stretch !important; width: 100%; }
[data-testid="stRadioGroup"] > div { display: flex; min-width: 0; }
[data-testid="stRadioOption"] { display: flex; align-items: center; width: 100%; min-height: 44px;
    margin: 0; padding: .3rem .8rem; border: 1px solid #768394; border-radius: .5rem; cursor: pointer;
    flex: 1 0 auto; }
[data-testid="stRadioOption"] p { font-size: .95rem; line-height: 1.25; }
[data-testid="stRadioOption"]:has(input:checked) { border-color: #0B5CAD; background: #E7F0FA;
    box-shadow: inset 0 0 0 1px #0B5CAD; }
[data-testid="stRadioOption"]:has(input:focus-visible) { outline: 3px solid #F2A900; outline-offset: 1px; }
button:focus-visible, summary:focus-visible, a:focus-visible, [data-testid="stTextAreaRootElement"]:focus-within {
    outline: 3px solid #F2A900 !important; outline-offset: 1px; }
[data-testid="stTextAreaRootElement"]:focus-within { outline-offset: -3px; }
[data-testid="InputInstructions"] { display: none; }
.stForm [class*="st-key-rating-"], .stForm [class*="st-key-choice-"] { margin-bottom: .25rem; }
[class*="st-key-rating-"] [data-testid="stRadioGroup"] > div:nth-child(n+FIRST_MARK) p,
[class*="st-key-choice-"] [data-testid="stRadioGroup"] > div:last-child p {
    font-size: .8rem; line-height: 1.2; color: #44515E; }
[class*="st-key-rating-"] [data-testid="stRadioGroup"] { grid-template-columns: repeat(2, minmax(0, 1fr)); }
[class*="st-key-rating-"] [data-testid="stRadioGroup"] > div { grid-column: 1 / -1; }
[class*="st-key-rating-"] [data-testid="stRadioGroup"] > div:nth-child(FIRST_MARK):not(:last-child) {
    grid-column: span 1; }
[class*="st-key-rating-"] [data-testid="stRadioGroup"] > div:nth-child(FIRST_MARK) + div { grid-column: span 1; }
.st-key-receipt { background: #E9F5EC; border-radius: .5rem; padding: .9rem 1rem; gap: .3rem; }
.st-key-receipt code { display: block; padding: .9rem 1rem !important; background: #FFF !important; color: inherit;
    font-size: 1.35rem !important; font-weight: 600; letter-spacing: .04em; user-select: all; }

@media (min-width: 44rem) {
  .st-key-answers { grid-template-columns: repeat(4, 1fr); }
  .st-key-answers:not(:has(> :nth-child(4))) { grid-template-columns: 1fr 1fr; }
}
</style>
"""

_ROW: Final = """
<style>
@media (min-width: LEAST) {
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] {
      grid-template-columns: repeat(COLUMNS, minmax(0, 1fr)); }
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] > div { grid-column: span 2; }
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] > div:nth-child(n+FIRST_MARK) {
      grid-column: span LEVELS !important; }
  [class*="-overall-"] [data-testid="stRadioGroup"] > div:last-child { grid-column: 1 / -1 !important; }
  [class*="st-key-rating-"] [data-testid="stRadioOption"] { justify-content: center; text-align: center; }
}
@media (min-width: LEAST) and (max-width: 44rem) {
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] > div:nth-child(-n+LEVELS) label {
      align-items: flex-start; padding: .4rem .12rem; }
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] > div:nth-child(-n+LEVELS) label > div {
      flex-direction: column; align-items: center; gap: .25rem; width: 100%; }
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] > div:nth-child(-n+LEVELS) p { font-size: .77rem; }
}
</style>
"""


def dress(levels: Sequence[str] = ()) -> None:
    """Give the page its look. The `levels` of the scale stand in one row, on a phone only if their words fit."""
    st.html(_style(tuple(levels)))


@lru_cache(maxsize=64)
def _style(levels: tuple[str, ...]) -> str:
    """Made once, as one line: it goes out to every visitor with every step, and Streamlit looks at each line."""
    fits = levels_fit(levels)
    sizes = {
        "LEAST": "20rem" if fits else "44rem",
        "COLUMNS": str(2 * len(levels)),
        "LEVELS": str(len(levels)),
        "FIRST_MARK": str(len(levels) + 1),
    }
    style = _STYLE + _ROW
    for name, size in sizes.items():
        style = style.replace(name, size)
    shorter: str = cssmin(style)
    return shorter
