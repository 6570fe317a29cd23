"""The documents say what is so: links lead somewhere, commands and settings exist, both languages keep step."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

import cli
from access import Role
from db.commands.accounts import SHORTEST_PASSWORD, SIGN_IN_LASTS
from db.commands.purge import COMMENTS_KEPT_MONTHS, MINUTES_KEPT, PATTERNS_KEPT
from db.commands.release import CLOSES_AFTER, FURTHER_ANSWERS
from db.commands.tickets import MOST_AT_ONCE, MOST_DAYS
from db.models import (
    Comment,
    DecidedResponse,
    Flag,
    LogPlace,
    PatternCount,
    Response,
    ResponseTiming,
    Ticket,
    Unsealed,
)
from imports import TEMPLATES, RowsRefused, check_rows, read_table
from imports.tables import LARGEST_FILE
from scoring import MIN_COMPARED, MIN_SHOWN, RELIABLE
from settings import PROJECT
from trust.openings import LONGEST
from web.kiosk_page import SLOW_THANKS_SECONDS, THANKS_SECONDS
from web.patience import FREE_FAILURES, LONGEST_WAIT
from words import language

DOCS = PROJECT / "docs"
PICTURES = DOCS / "pictures"
GUIDES = (
    *("citizen-notice", "unit-head", "reform-team", "administrator"),
    *("privacy-impact", "data-inventory", "attacks"),
)
LANGUAGES = ("vi", "en")
PAGES = sorted([PROJECT / "README.md", PROJECT / "CHANGELOG.md", *DOCS.rglob("*.md")])
ALL_PICTURES_BELOW = 1_500_000
"""Bytes; whoever clones the project fetches them."""

_OF_FORMS = (
    Response,
    ResponseTiming,
    Comment,
    Unsealed,
    LogPlace,
    Ticket,
    Flag,
    DecidedResponse,
    PatternCount,
)
_HOURS_KEPT = MINUTES_KEPT // timedelta(hours=1)

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"\bmake ([a-z]+)\b")
MANAGE = re.compile(r"\bmanage\.py ([a-z][a-z-]*)")
SETTING_ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
SETTING_READ = re.compile(r'environ(?:\.get\(|, )"([A-Z_]+)"')


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def guide(name: str, code: str) -> str:
    return text_of(DOCS / f"{name}.{code}.md")


def in_project(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def links(page: Path) -> list[str]:
    """The links that lead to a file of ours."""
    return [link for link in LINK.findall(text_of(page)) if not link.startswith(("http", "#"))]


def code_in(page: Path) -> str:
    return "\n".join(CODE.findall(text_of(page)))


def blocks(text: str, kind: str) -> list[str]:
    """The fenced blocks of a kind, without what they are indented by."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def headings(text: str) -> list[int]:
    outside_code = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", outside_code, re.MULTILINE)]


@pytest.mark.parametrize("page", PAGES, ids=in_project)
def test_every_link_leads_to_a_file_of_the_project(page: Path) -> None:
    missing = [link for link in links(page) if not (page.parent / link.partition("#")[0]).is_file()]
    assert missing == []


def test_every_guide_decision_and_method_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [PROJECT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page.suffix == ".md" and page not in reached:
            reached.add(page)
            waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]
    assert sorted(map(in_project, set(PAGES) - reached)) == []


@pytest.mark.parametrize("page", PAGES, ids=in_project)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    [phony] = re.findall(r"^\.PHONY: (.+)$", text_of(PROJECT / "Makefile"), re.MULTILINE)
    assert set(MAKE.findall(code_in(page))) <= set(phony.split())


@pytest.mark.parametrize("page", PAGES, ids=in_project)
def test_every_command_that_is_named_exists(page: Path) -> None:
    assert set(MANAGE.findall(text_of(page))) <= set(cli.COMMANDS)


def test_the_readme_names_every_command() -> None:
    assert set(MANAGE.findall(text_of(PROJECT / "README.md"))) == set(cli.COMMANDS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_administrators_guide_names_every_template_and_every_role(code: str) -> None:
    rows = set(re.findall(r"^\| `([a-z_]+)` \|", guide("administrator", code), re.MULTILINE))
    assert rows == {*TEMPLATES, *(role.value for role in Role)}


@pytest.mark.parametrize("page", ["README.md", "docs/administrator.vi.md", "docs/administrator.en.md"])
def test_every_setting_is_documented_and_every_documented_setting_is_read(page: str) -> None:
    read = set(SETTING_READ.findall(text_of(PROJECT / "settings.py")))
    assert {"DATABASE_URL", "PUBLIC_URL"} < read  # the pattern still finds them
    assert set(SETTING_ROW.findall(text_of(PROJECT / page))) == read


@pytest.mark.parametrize("name", GUIDES)
def test_both_languages_of_a_guide_have_the_same_parts(name: str) -> None:
    vietnamese, english = (guide(name, code) for code in LANGUAGES)
    assert headings(vietnamese) == headings(english)
    assert len(headings(vietnamese)) > 1
    for part in (r"^\|.*\|$", r"^ *- ", r"^ *\d+\. ", r"^ *```", r"!\[.*?\]\((.*?)\)"):
        assert len(re.findall(part, vietnamese, re.MULTILINE)) == len(
            re.findall(part, english, re.MULTILINE)
        ), part


def test_no_guide_is_in_one_language_only() -> None:
    pairs = [page.name.rsplit(".", 2) for page in DOCS.rglob("*.*.md")]
    names = {name for name, _, _ in pairs}
    assert {(name, code) for name, code, _ in pairs} == {(name, code) for name in names for code in LANGUAGES}
    assert set(GUIDES) <= names


def test_every_picture_is_shown_somewhere_and_shows_something() -> None:
    pictures = {picture.resolve() for picture in PICTURES.iterdir()}
    shown = {
        (page.parent / link).resolve() for page in PAGES for link in links(page) if link.endswith(".png")
    }
    assert pictures == shown
    for picture in pictures:
        with Image.open(picture) as opened:
            assert min(opened.size) >= 300
            assert len(opened.convert("RGB").getcolors(opened.width * opened.height) or []) > 10
    assert sum(picture.stat().st_size for picture in pictures) < ALL_PICTURES_BELOW


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_notice_to_citizens_names_every_column_that_is_stored_of_them_and_no_other(code: str) -> None:
    """A new column forces a change of what citizens are told."""
    tables = [table.__table__ for table in _OF_FORMS]
    names = "|".join(table.name for table in tables)
    told = set(re.findall(rf"`((?:{names})\.[a-z_]+)`", guide("citizen-notice", code)))
    stored = {f"{table.name}.{column.name}" for table in tables for column in table.c}
    assert told == stored


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_file_with_errors_is_refused_with_the_words_of_the_guide(code: str) -> None:
    text = guide("administrator", code)
    [file], [said] = blocks(text, "csv"), blocks(text, "text")
    with pytest.raises(RowsRefused) as refused:
        check_rows(TEMPLATES["counters"], read_table(file.encode()))
    problems = [problem.said(language(code)) for problem in refused.value.problems]
    assert said.splitlines()[:-1] == problems
    assert str(len(problems)) in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "vietnamese", "english"),
    [
        ("citizen-notice", f"giữ {COMMENTS_KEPT_MONTHS} tháng", f"kept for {COMMENTS_KEPT_MONTHS} months"),
        ("citizen-notice", f"{_HOURS_KEPT} giờ", f"{_HOURS_KEPT} hours"),
        ("citizen-notice", f"{PATTERNS_KEPT.days} ngày", f"{PATTERNS_KEPT.days} days"),
        ("citizen-notice", f"từ {MIN_SHOWN} phiếu trở lên", f"from {MIN_SHOWN} forms up"),
        ("citizen-notice", f"thêm từ {FURTHER_ANSWERS} phiếu", f"at least {FURTHER_ANSWERS} further forms"),
        ("unit-head", f"Dưới {MIN_SHOWN} phiếu", f"Below {MIN_SHOWN} forms"),
        ("unit-head", f"Từ {MIN_COMPARED} phiếu", f"From {MIN_COMPARED}:"),
        ("unit-head", f"{RELIABLE}".replace(".", ","), f"under {RELIABLE}"),
        ("unit-head", f"ít nhất {FURTHER_ANSWERS} phiếu", f"at least {FURTHER_ANSWERS} further forms"),
        ("unit-head", f"chốt {CLOSES_AFTER.days} ngày", f"closed {CLOSES_AFTER.days} days"),
        ("unit-head", f"{SIGN_IN_LASTS.seconds // 3600} giờ", f"{SIGN_IN_LASTS.seconds // 3600} hours"),
        ("unit-head", f"Sau {FREE_FAILURES} lần", f"After {FREE_FAILURES} wrong"),
        ("unit-head", f"{LONGEST_WAIT.seconds // 60} phút", f"{LONGEST_WAIT.seconds // 60} minutes"),
        ("reform-team", f"dưới {MIN_SHOWN} phiếu", f"fewer than {MIN_SHOWN} forms"),
        ("reform-team", f"từ {MIN_COMPARED} phiếu", f"with {MIN_COMPARED} forms"),
        ("administrator", f"{LARGEST_FILE // 10**6} MB", f"{LARGEST_FILE // 10**6} MB"),
        ("administrator", f"{SHORTEST_PASSWORD} ký tự", f"{SHORTEST_PASSWORD} characters"),
        ("privacy-impact", f"tối đa {_HOURS_KEPT} giờ", f"{_HOURS_KEPT} hours at most"),
        ("privacy-impact", f"| {PATTERNS_KEPT.days} ngày |", f"| {PATTERNS_KEPT.days} days |"),
        ("privacy-impact", f"{COMMENTS_KEPT_MONTHS} tháng, tính", f"{COMMENTS_KEPT_MONTHS} months after"),
        (
            "privacy-impact",
            f"| {SIGN_IN_LASTS.seconds // 3600} giờ |",
            f"| {SIGN_IN_LASTS.seconds // 3600} hours |",
        ),
        ("privacy-impact", f"dưới {MIN_SHOWN} phiếu", f"below {MIN_SHOWN} forms"),
        ("privacy-impact", f"thêm từ {FURTHER_ANSWERS} phiếu", f"with {FURTHER_ANSWERS} further forms"),
        ("administrator", f"trong {THANKS_SECONDS} giây", f"for {THANKS_SECONDS} seconds"),
        ("administrator", f"({SLOW_THANKS_SECONDS} giây", f"({SLOW_THANKS_SECONDS} for whoever"),
        ("citizen-notice", f"hết hạn {LONGEST.days} ngày", f"deleted {LONGEST.days} days after"),
        ("administrator", f"đến {MOST_AT_ONCE} vé", f"to {MOST_AT_ONCE} tickets"),
        ("administrator", f"đến {MOST_DAYS} ngày", f"to {MOST_DAYS} days"),
        ("administrator", f"quá {COMMENTS_KEPT_MONTHS} tháng", f"past {COMMENTS_KEPT_MONTHS} months"),
    ],
)
def test_a_limit_in_a_guide_is_the_limit_of_the_program(name: str, vietnamese: str, english: str) -> None:
    assert vietnamese in guide(name, "vi")
    assert english in guide(name, "en")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_test_that_a_page_calls_as_witness_is_there(code: str) -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", guide("privacy-impact", code)))
    assert len(named) >= 9
    assert [name for name in sorted(named) if not (PROJECT / name).is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=in_project)
def test_headings_go_down_one_step_at_a_time(page: Path) -> None:
    levels = headings(text_of(page))
    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_the_readme_says_what_these_figures_are_not() -> None:
    said = text_of(PROJECT / "README.md")
    assert "theo phương pháp tính SIPAS" in said
    assert "không phải Chỉ số SIPAS" in said
    assert "not the SIPAS index" in said


def test_no_page_writes_the_other_spelling_of_a_share() -> None:
    """The interface writes "tỷ lệ"; so do its guides."""
    assert [in_project(page) for page in PAGES if "tỉ lệ" in text_of(page).lower()] == []
