"""How a citizen's form looks: large targets, one column on a phone, the scale in one row where there is room."""

from typing import Final

import streamlit as st

_STYLE: Final = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 46rem; padding: 1rem 1rem 4rem; }
h1 { font-size: 1.4rem !important; line-height: 1.3 !important; padding: 0 !important; }
h2 { font-size: 1.2rem !important; line-height: 1.4 !important; padding: .9rem 0 .5rem !important; }
.stButton button, .stFormSubmitButton button { min-height: 3rem; }
.st-key-send button p { font-size: 1.1rem; font-weight: 600; }
.stForm { padding: 0; }

.st-key-top { justify-content: space-between; flex-wrap: nowrap; margin-bottom: -.75rem; }
.stButton [data-testid*="tertiary"] p, .st-key-top button p { color: #0B5CAD; text-decoration: underline; }
.st-key-top > div { min-width: 0; flex: 0 1 auto; }
.st-key-top > [class*="st-key-language-"] { flex: none; }
.st-key-top p { color: #54616F; font-size: .9rem; }
.st-key-place { gap: .7rem; }
.st-key-place h1 { margin-bottom: .5rem !important; }
.st-key-place p { font-size: 1.05rem; }
.st-key-privacy { background: #F2F5F9; border-radius: .5rem; padding: .75rem .9rem; gap: .4rem; }
.st-key-privacy p { font-size: .85rem; line-height: 1.45; }
.st-key-privacy { margin-top: -.6rem; margin-bottom: -.8rem; }
.st-key-privacy details { border: 0; }
.st-key-privacy summary { min-height: 2.5rem; padding-left: 0; color: #0B5CAD; }
.st-key-said { background: #F2F5F9; border-radius: .5rem; padding: .25rem .25rem .25rem .9rem;
               justify-content: space-between; flex-wrap: nowrap; }

.st-key-answers { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; }
.st-key-answers button { min-height: 4rem; height: 100%; border-color: #0B5CAD; color: #0B5CAD; }
.st-key-answers button p { font-size: 1.05rem; font-weight: 600; }
.st-key-answers > div > div, .st-key-answers .stButton { height: 100%; }

[data-testid="stRadio"] > [data-testid="stWidgetLabel"] { margin-bottom: .5rem; }
[data-testid="stRadio"] > [data-testid="stWidgetLabel"] p,
.stTextArea label p { font-size: 1rem; font-weight: 600; line-height: 1.4; }
[data-testid="stRadioGroup"] { display: grid; grid-template-columns: repeat(5, 1fr); gap: .25rem;
    align-items: stretch !important; width: 100%; }
[data-testid="stRadioGroup"] > div { display: flex; grid-column: 1 / -1; }
[data-testid="stRadioOption"] { display: flex; align-items: center; width: 100%; min-height: 44px;
    margin: 0; padding: .3rem .8rem; border: 1px solid #AAB4C0; border-radius: .5rem; cursor: pointer;
    flex: 1 0 auto; }
[data-testid="stRadioOption"] p { font-size: 1rem; line-height: 1.3; }
[data-testid="stRadioOption"]:has(input:checked) { border-color: #0B5CAD; background: #E7F0FA;
    box-shadow: inset 0 0 0 1px #0B5CAD; }
[data-testid="stRadioOption"]:has(input:focus-visible) { outline: 3px solid #F2A900; outline-offset: 1px; }
.stForm [class*="st-key-rating-"], .stForm [class*="st-key-choice-"] { margin-bottom: .75rem; }
[class*="st-key-rating-"]:not([class*="-overall-"]) [data-testid="stRadioGroup"] > div:nth-last-child(-n+2) {
    grid-column: span 3; }
[class*="st-key-rating-"]:not([class*="-overall-"]) [data-testid="stRadioGroup"] > div:last-child {
    grid-column: span 2 !important; }
[class*="st-key-rating-"]:not([class*="-overall-"]) [data-testid="stRadioGroup"] > div:nth-last-child(-n+2) p,
[data-testid="stRadioGroup"] > div:last-child p { font-size: .82rem; line-height: 1.2; color: #44515E; }
[class*="st-key-rating-"]:not([class*="-overall-"]) [data-testid="stRadioGroup"]
    > div:nth-last-child(-n+2) [data-testid="stRadioOption"]
    { padding-left: .6rem; padding-right: .5rem; }

.st-key-receipt { background: #E9F5EC; border-radius: .5rem; padding: .9rem 1rem; gap: .3rem; }
.st-key-receipt pre { background: #FFF; }
.st-key-receipt code { font-size: 1.35rem !important; font-weight: 600; letter-spacing: .04em; }

@media (min-width: 44rem) {
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] { grid-template-columns: repeat(COLUMNS, 1fr); }
  [class*="st-key-rating-"] [data-testid="stRadioOption"] { justify-content: center; text-align: center; }
  [class*="st-key-rating-"]:not([class*="-overall-"]) [data-testid="stRadioGroup"] > div:nth-last-child(-n+2) {
      grid-column: span LEVELS !important; }
  [class*="st-key-rating-"] [data-testid="stRadioGroup"] > div { grid-column: span 2; }
  [class*="-overall-"] [data-testid="stRadioGroup"] > div:last-child { grid-column: 1 / -1; }
  .st-key-answers { grid-template-columns: repeat(4, 1fr); }
  .st-key-answers:not(:has(> :nth-child(4))) { grid-template-columns: 1fr 1fr; }
}
</style>
"""


def dress(levels: int = 1) -> None:
    """Give the page its look; on a wide screen the `levels` of the scale, if there is one, stand side by side."""
    st.html(_STYLE.replace("COLUMNS", str(2 * levels)).replace("LEVELS", str(levels)))
