"""How the figures are computed: the pages of `docs/methods`, for everybody, without signing in.

They are our own words, and yet nothing passes as HTML: a page is Markdown, read once. A page that appears in the
folder is served from the next start on; its address is its file's name without the language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import LANGUAGE_PARAMETER, METHODS, method_page
from reports.methods import FILE_NAME, method_names, written_method
from web.pages import own_page, translator
from words import Translator, language, languages, mark

RULES: Final = (
    mark(
        "From counts: every figure is computed from whole-number counts that do not depend on the order of "
        "answers. Withdrawing an answer is a subtraction."
    ),
    mark(
        "With its denominator: “not applicable”, skipped and not asked are no valid answers and enter neither "
        "side. Silence is never “satisfied”."
    ),
    mark("Or with a reason: where nothing can be estimated, the reason is said, never 0."),
    mark(
        "Few forms, few words: below 10 forms nothing is shown; from 10 to 29 the figure and its interval, compared "
        "with nothing; from 30 comparisons may be made."
    ),
    mark(
        "An interval tells how far chance can move a figure. It knows nothing of those who did not scan the code."
    ),
)
"""What holds for every figure; `docs/methods/README.md` says it at length."""

_QUESTION: Final = re.compile(r"^\*\*[^*]+\*\*\s+(?P<question>.+)$", re.MULTILINE)
_ALIGNED: Final = re.compile(r"text-align:(left|center|right)")


class PageOtherwise(ValueError):
    """A page on a method does not begin with its title and its question."""


@dataclass(frozen=True, slots=True)
class MethodPage:
    """One page, read: `body` is HTML, the rest plain text."""

    address: str
    title: str
    question: str
    body: str


@cache
def page(name: str, code: str) -> MethodPage:
    """The page of this name, in English where there is none in that language. Raises PageOtherwise."""
    return read(written_method(name, code), method_page(name, code), language(code))


def read(written: str, address: str, t: Translator) -> MethodPage:
    """A page from its Markdown. Raises PageOtherwise."""
    first, _, rest = written.partition("\n")
    asked = _QUESTION.search(rest)
    if not first.startswith("# ") or asked is None:
        raise PageOtherwise(f"{address}: {first[:60]!r}")
    return MethodPage(
        address,
        title=_text(first.removeprefix("# ")),
        question=_text(asked["question"]),
        body=_reader().render(rest, {"t": t}),
    )


async def all_methods(request: Request) -> Response:
    """The contents, and what holds for every figure."""
    t = translator(request)
    return own_page(
        request,
        "methods.html",
        _contents_title(t),
        introduction=t(
            "Each figure has a page: the question it answers, the formula, the source, a worked example, its limits."
        ),
        pages=[page(name, t.code) for name in method_names()],
        rules_title=t("What holds for every figure"),
        rules=[t(rule) for rule in RULES],
    )


async def one_method(request: Request) -> Response:
    """The page that the address names; only addresses of pages that are there lead here."""
    t = translator(request)
    name = request.url.path.rpartition("/")[2]
    following = method_names()[method_names().index(name) + 1 :]
    found = page(name, t.code)
    return own_page(
        request,
        "method.html",
        found.title,
        page=found,
        contents=f"{METHODS}?{LANGUAGE_PARAMETER}={t.code}",
        contents_title=_contents_title(t),
        next=page(following[0], t.code) if following else None,
    )


def _contents_title(t: Translator) -> str:
    return t("How the figures are computed")


class _Writer(RendererHTML):
    """HTML that our content security policy and a phone take: no inline style, and what is wide scrolls."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        t = env["t"]
        return f'<div class="scroll" role="group" aria-label="{escape(t("Table"))}" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<th{_aligned(tokens[idx])}>"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<td{_aligned(tokens[idx])}>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A formula; a line too long for a phone goes on in the next, set in."""
        lines = tokens[idx].content.rstrip("\n").split("\n")
        return f"<pre>{''.join(f'<span>{escape(line)}</span>' for line in lines)}</pre>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """What a program would be told is for those who want to compute again; it is folded away."""
        t = env["t"]
        return (
            f"<details><summary>{escape(t('Compute it again (Python)'))}</summary>"
            f"<pre>{escape(tokens[idx].content.strip())}</pre></details>\n"
        )

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = _address(str(tokens[idx].attrGet("href") or ""), env["t"])
        return f'<a href="{escape(address)}" rel="noreferrer">' if address else "<a>"


def _address(written: str, t: Translator) -> str:
    """Where a link of the folder leads in the product; nowhere if it names a file that is not served."""
    file = written.partition("#")[0]
    found = FILE_NAME.fullmatch(file)
    if found is not None:
        code = found["code"] if found["code"] in languages() else t.code
        return method_page(found["name"], code)
    if file == "README.md":
        return f"{METHODS}?{LANGUAGE_PARAMETER}={t.code}"
    return written if written.startswith("https://") else ""


def _aligned(token: Token) -> str:
    found = _ALIGNED.fullmatch(str(token.attrGet("style") or ""))
    return f' class="{found[1]}"' if found and found[1] != "left" else ""


@cache
def _reader() -> MarkdownIt:
    settings: dict[str, Any] = {"html": False, "linkify": False, "typographer": False}
    return MarkdownIt("commonmark", settings, renderer_cls=_Writer).enable("table").disable("image")


def _text(inline: str) -> str:
    """A line of Markdown as plain text."""
    (paragraph,) = _reader().parseInline(inline)
    return "".join(token.content for token in paragraph.children or [])
