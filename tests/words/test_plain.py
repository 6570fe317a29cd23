"""What citizens read is said in short sentences and in words of their own language."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from survey import shipped_instruments
from tests.words.test_catalogues import PROJECT, said_in
from words import language

LONGEST: Final = {"vi": 40, "en": 30}
"""Words to a sentence, as they stand between spaces: in Vietnamese these are syllables, of which a word has more than
one as often as not. Plain-language guides ask for 25 to 30 words at most."""

A_NAME: Final = {"vi": "Trung tâm Phục vụ hành chính công xã", "en": "the centre"}

FOREIGN: Final = frozenset({"camera", "cookie", "email", "javascript", "qr", "zalo"})
"""What people call these things here."""

HARD: Final = (
    *("định danh", "niêm yết", "thụ lý", "tiếp nhận", "phiền hà", "sách nhiễu", "thủ trưởng"),
    *("thư điện tử", "hiển thị", "khôi phục", "gộp", "lâu dài"),
)
"""Words of offices and programs, for which people have others: "số căn cước", "dán cho mọi người xem", "nhận", "gây
khó dễ", "người đứng đầu", "email", "cho xem", "lấy lại", "chung", "nhiều năm". The official statements that are rated
keep theirs: another wording would be another measurement."""

CITIZENS: Final = (
    *("survey/wording.py", "words/problems.py", "pages/citizen/form.py"),
    *(f"web/{name}.py" for name in ("opening", "line", "outbox", "quick", "quick_ends", "quick_page")),
    *("web/kiosk_page.py", "web/receipt.py", "pages/landing.py", "qr/sheet.py"),
    *(str(file.relative_to(PROJECT)) for file in sorted((PROJECT / "pages/shared/citizen").glob("*.py"))),
)
"""Where the sentences of both forms, of the tablet, of the receipt and of the poster stand."""


def notice(code: str) -> Iterator[str]:
    """The notice on what a form keeps, line by line; its tables of columns are for inspectors."""
    for line in (PROJECT / f"docs/citizen-notice.{code}.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            yield re.sub(r"!?\[.*?\]\(.*?\)|`.*?`", "", line)


def ours(code: str) -> Iterator[str]:
    """Every sentence of ours that a citizen may read."""
    yield from notice(code)
    t = language(code)
    for file in CITIZENS:
        for found in said_in(PROJECT / file):
            yield from t.plurals.get(found.forms[0], [t.sentences.get(form, form) for form in found.forms])


def said(code: str) -> Iterator[str]:
    """Everything that a citizen may read, as one text each."""
    yield from ours(code)
    for instrument in shipped_instruments().values():
        for criterion in instrument.criteria:
            yield criterion.text.in_language(code, noi=A_NAME[code])


def sentences(code: str) -> list[str]:
    return [each for text in said(code) for each in re.split(r"(?<=[.?!;])\s+", text)]


@pytest.mark.parametrize("code", LONGEST)
def test_no_sentence_for_citizens_is_too_long_to_take_in_at_once(code: str) -> None:
    assert [each for each in sentences(code) if len(each.split()) > LONGEST[code]] == []


def test_vietnamese_sentences_for_citizens_have_no_foreign_words_but_those_that_people_use() -> None:
    """Vietnamese has no f, j, w and z; a longer word without them that stands in the English text is foreign too."""
    english = {each for each in words_of("en") if len(each) > 4}
    foreign = {each for each in words_of("vi") if re.search("[fjwz]", each) or each in english}
    assert foreign <= FOREIGN


def test_what_we_say_ourselves_uses_no_word_that_people_with_few_years_of_school_stumble_over() -> None:
    assert [(word, each) for each in ours("vi") for word in HARD if word in each.lower()] == []


def words_of(code: str) -> set[str]:
    plain = (re.sub(r"\{\w+\}", "", each) for each in sentences(code))
    return {each for text in plain for each in re.findall(r"[^\W\d_]+", text.lower())}


def test_the_sentences_of_every_page_are_read() -> None:
    assert len(sentences("vi")) > 80
    assert any("hài lòng" in each for each in sentences("vi"))
    assert any("bộ phận cải cách hành chính" in each for each in notice("vi"))
