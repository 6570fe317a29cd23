"""Figures as tables that a screen reader reads and a phone scrolls, and the words on how they came about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeAlias

import pandas as pd
import streamlit as st

from access.addresses import method_page
from pages.shared.links import link
from reports.methods import method_title
from words import Translator

_FEW: Final = 4
"""So many columns have room in half of a page, more have not."""

_NARROW: Final = "340px"
_HALF: Final = "560px"
"""As wide as a table of few or of more columns may be to be told in blocks."""

_PHONE: Final = "40rem"
"""As wide as a screen may be that is too narrow for a sheet of units."""

Cells: TypeAlias = dict[str, str | int | None]
"""What stands in a row, by column."""

_BOX: Final = "35rem"
"""As high as rows on a phone may be; more scroll."""

_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()#+-!|<>~$:"})


def plain(text: str) -> str:
    """The text with nothing in it that Streamlit would take for a mark-up; names come from imports."""
    return text.translate(_MARKDOWN)


_apart: Final[ContextVar[list[str] | None]] = ContextVar("styles_apart", default=None)


@contextmanager
def styles_apart() -> Iterator[list[str]]:
    """The style sheets of the tables in this block are collected for `put_on` instead of standing on the page.

    Streamlit cannot repeat them out of what it keeps (`st.cache_data`): it puts them where no page has a place.
    """
    styles: list[str] = []
    before = _apart.set(styles)
    try:
        yield styles
    finally:
        _apart.reset(before)


def put_on(styles: Iterable[str]) -> None:
    """Style sheets on the page, all in one."""
    if together := "".join(styles):
        st.html(f"<style>{together}</style>")


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], about: str) -> None:
    """A table of texts; where it is narrow each row is a block, its cells below each other with their titles."""
    frame = pd.DataFrame([[plain(cell) for cell in row] for row in rows], columns=list(titles))
    apart = _apart.get()
    if apart is None:
        put_on([_narrow(titles, about)])
    else:
        apart.append(_narrow(titles, about))
    st.table(frame, border="horizontal", hide_index=True, alt=about)


def _narrow(titles: Sequence[str], about: str) -> str:
    """Style sheet for one table, which is known by what it is about."""
    this = f"table[aria-label={_quoted(about)}]"
    cells = "".join(
        f"{this} td:nth-child({place})::before"
        f"{{content:{_quoted(title)};flex:1 1 0;min-width:6.5rem;text-align:left;opacity:.75}}"
        for place, title in enumerate(titles[1:], 2)
    )
    return (
        "[data-testid=stTable]{container-type:inline-size}"
        f"@container (max-width:{_NARROW if len(titles) <= _FEW else _HALF}){{"
        f"{this},{this} tbody,{this} tr,{this} td{{display:block;width:100%}}"
        f"{this} thead{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}"
        f"{this} tr{{padding:.4rem 0;border-bottom:1px solid #C9D3DF}}"
        f"{this} td{{border:0;padding:.1rem 0!important;box-sizing:border-box;white-space:normal!important}}"
        f"{this} td *{{width:auto!important;min-width:0!important;max-width:100%!important;"
        "white-space:normal!important}"
        f"{this} td:first-child{{font-weight:600}}"
        f"{this} td:not(:first-child){{display:flex;gap:.5rem;text-align:right}}"
        f"{this} td:not(:first-child)>*{{flex:0 1 auto;min-width:0;overflow-wrap:anywhere}}"
        f"{cells}}}"
    )


def _quoted(text: str) -> str:
    """As a string of a style sheet; nothing in it ends the string or the element around it."""
    return '"' + "".join(f"\\{ord(sign):x} " if sign in '"\\<>\n' else sign for sign in text) + '"'


def on_each_width(key: str, wide: Callable[[], None], narrow: Callable[[], None]) -> None:
    """The same figures twice, of which a screen shows one: a sheet to sort on a wide one, rows on a phone.

    `key`: letters, unlike any other on the page.
    """
    st.html(
        f"<style>@media (max-width:{_PHONE}){{.st-key-{key}-wide{{display:none}}"
        f".st-key-{key}-narrow{{display:block;max-height:{_BOX};overflow-y:auto}}}}"
        f"@media (min-width:calc({_PHONE} + 0.01px)){{.st-key-{key}-narrow{{display:none}}}}</style>"
    )
    with st.container(key=f"{key}-wide"):
        wide()
    with st.container(key=f"{key}-narrow"):
        narrow()


def table_of(t: Translator, titles: Sequence[str], rows: Sequence[Sequence[str]], about: str) -> None:
    """The same figures as a chart's, folded away."""
    with st.expander(t("Figures as a table")):
        table(titles, rows, about)


def computed_so(t: Translator, methods: str | tuple[str, ...], *sentences: str) -> None:
    """How figures were computed, folded away, with a link to each page on methods that says more.

    `methods`: the name of a page in `docs/methods` without language, or several: `("01-index", "10-trend")`.
    """
    names = (methods,) if isinstance(methods, str) else methods
    with st.expander(t("How this is computed")):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
        method_links(t, names)


def method_links(t: Translator, names: Sequence[str]) -> None:
    """A link to each of these pages on methods."""
    for name in names:
        more = t("More: {page} (in a new tab)", page=method_title(name, t.code))
        link(more, method_page(name, t.code), new_tab=True)
