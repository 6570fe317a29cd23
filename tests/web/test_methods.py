"""The pages on methods: for everybody, in both languages, with nothing a browser would refuse."""

import re

import pytest

from access.addresses import METHODS, method_page
from reports.methods import method_names
from tests.web.asking import get
from web.methods import PageOtherwise, read
from web.methods import page as page_of
from words import language

vi, en = language("vi"), language("en")


def body(written: str) -> str:
    return read(f"# 1 · Title\n\n**Question.** How?\n\n{written}", "/here", en).body


def test_the_contents_lead_to_every_page_with_its_question():
    page = get(METHODS)
    assert page.status == 200
    assert "<h1>Cách tính các con số</h1>" in page.text
    assert re.findall(r'href="(/phuong-phap/[^"?]+)\?lang=vi"', page.text) == [
        f"{METHODS}/{name}" for name in method_names()
    ]
    assert f"1 · Chỉ số hài lòng</a><br>{page_of('01-index', 'vi').question}" in page.text


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("name", method_names())
def test_a_page_is_open_to_everybody_and_loads_nothing(name, code):
    page = get(method_page(name, code))
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert f'<html lang="{code}">' in page.text
    assert len(re.findall("<h1>", page.text)) == 1
    for refused in ("style=", "<script", "<img", ".md", "<a>", "&lt;br", "](", "&gt;&gt;&gt; </p>"):
        assert refused not in page.text, refused


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_link_leads_somewhere(code):
    for name in method_names():
        for address in set(re.findall(r'href="(/phuong-phap[^"]*)"', get(method_page(name, code)).text)):
            assert get(address.replace("&amp;", "&")).status == 200, (name, address)


def test_the_page_says_the_same_in_the_other_language():
    page = get(method_page("01-index", "vi"))
    assert 'href="/phuong-phap/01-index?lang=en" lang="en"' in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/phuong-phap/99-nothing",
        "/phuong-phap/01-index.vi.md",
        "/phuong-phap/README",
        "/phuong-phap/..%2f..%2fREADME",
        "/phuong-phap/../../settings",
        "/phuong-phap/",
        "/phuong-phap/01-index/",
    ],
)
def test_an_address_of_no_page_is_nowhere(path):
    answer = get(path)
    assert answer.status == 404
    assert "Không có trang nào" in answer.text


def test_what_is_wide_scrolls_and_what_is_aligned_needs_no_inline_style():
    table = body("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>' in table
    assert '<th class="right">b</th>' in table
    assert "<td>1</td>" in table


def test_every_line_of_a_formula_is_a_line_of_its_own():
    lines = body("    x / n < 1\n\n      y = 2\n")
    assert lines.endswith("<pre><span>x / n &lt; 1</span><span></span><span>  y = 2</span></pre>\n")


def test_what_python_computes_is_folded_away():
    assert "<details><summary>Compute it again (Python)</summary>" in body(
        "```python\n>>> 1 < 2\nTrue\n\n```\n"
    )
    assert "&gt;&gt;&gt; 1 &lt; 2\nTrue</pre></details>" in body("```python\n>>> 1 < 2\nTrue\n\n```\n")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[five](05-shrunken-share.en.md)", '<a href="/phuong-phap/05-shrunken-share?lang=en"'),
        ("[five](05-shrunken-share.vi.md#x)", '<a href="/phuong-phap/05-shrunken-share?lang=vi"'),
        ("[all](README.md)", '<a href="/phuong-phap?lang=en"'),
        ("[paper](https://doi.org/10.1/x?a=1&b=2)", '<a href="https://doi.org/10.1/x?a=1&amp;b=2"'),
        ("[code](../../scoring/scale.py)", "<a>code</a>"),
        ("[bad](javascript:alert(1))", "[bad](javascript:alert(1))"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("a <b>b</b>", "&lt;b&gt;b&lt;/b&gt;"),
        ("![x](https://elsewhere.example/x.png)", "!<a"),
    ],
)
def test_a_link_leads_to_the_product_and_nothing_passes_as_html(written, shown):
    assert shown in body(written)


def test_titles_and_questions_are_plain_text():
    page = read("# 2 · The share `x < n`\n\n**Question.** Is *k* > 1?\n\nMore.", "/here", vi)
    assert (page.title, page.question) == ("2 · The share x < n", "Is k > 1?")


@pytest.mark.parametrize("written", ["", "No title\n\n**Question.** x", "# 1 · Title\n\nNo question."])
def test_a_page_without_title_or_question_is_noticed(written):
    with pytest.raises(PageOtherwise, match="/here"):
        read(written, "/here", vi)
