"""Sentences, numbers and days in each language."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import words
from words import NotANumber, Translator, UnknownLanguage, language, languages, mark

POLISH = """
msgid ""
msgstr ""
"Language: pl\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Good day"
msgstr "Dzień dobry"

msgid "{n} form"
msgid_plural "{n} forms"
msgstr[0] "{n} formularz"
msgstr[1] "{n} formularze"
msgstr[2] "{n} formularzy"

#, fuzzy
msgid "Not checked yet"
msgstr "Nie wiadomo"
"""

vi, en = language("vi"), language("en")


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Translator:
    """A language whose plurals have three forms, added as an administrator would: a folder with a file."""
    (tmp_path / "pl").mkdir()
    (tmp_path / "pl" / "all.po").write_text(POLISH, encoding="utf-8")
    monkeypatch.setattr(words, "ROOM", tmp_path)
    languages.cache_clear()
    return language.__wrapped__("pl")


@pytest.fixture(autouse=True)
def languages_read_again() -> Iterator[None]:
    yield
    languages.cache_clear()


def test_vietnamese_comes_first_and_english_is_always_there() -> None:
    assert languages()[0] == "vi"
    assert "en" in languages()


def test_a_language_is_named_in_its_own_words() -> None:
    assert (vi.name, en.name) == ("Tiếng Việt", "English")


@pytest.mark.parametrize("code", ["", "xx", "VI", "../vi", "vi/..", "__pycache__"])
def test_an_unknown_language_is_refused_and_the_known_ones_are_named(code: str) -> None:
    with pytest.raises(UnknownLanguage, match="vi, en"):
        language(code)


def test_a_language_is_read_once() -> None:
    assert language("vi") is vi


def test_a_sentence_without_translation_stays_english() -> None:
    assert vi("Never written down anywhere: {what}", what="x") == "Never written down anywhere: x"


def test_a_missing_value_is_an_error_not_a_hole_in_the_sentence() -> None:
    with pytest.raises(KeyError, match="what"):
        en("Here is {what}")


@given(st.text())
def test_what_a_citizen_wrote_is_never_read_as_a_placeholder(written: str) -> None:
    assert en("They said: {comment}", comment=written) == f"They said: {written}"


def test_a_sentence_held_as_data_is_the_sentence_itself() -> None:
    assert mark("Counter {number}") == "Counter {number}"


def test_adding_a_language_is_adding_a_folder(polish: Translator) -> None:
    assert languages() == ("vi", "en", "pl")
    assert polish("Good day") == "Dzień dobry"
    assert polish.name == "Polski"


def test_a_translation_that_nobody_has_checked_is_not_shown(polish: Translator) -> None:
    assert polish("Not checked yet") == "Not checked yet"


@pytest.mark.parametrize(
    ("n", "said"),
    # CLDR, plural rules of Polish: one 1; few 2-4, 22-24; many 0, 5-21, 25
    [
        (0, "0 formularzy"),
        (1, "1 formularz"),
        (3, "3 formularze"),
        (12, "12 formularzy"),
        (22, "22 formularze"),
        (25, "25 formularzy"),
    ],
)
def test_a_language_with_three_plural_forms_uses_each(polish: Translator, n: int, said: str) -> None:
    assert polish.plural("{n} form", "{n} forms", n=n) == said


@pytest.mark.parametrize(
    ("translator", "n", "said"), [(en, 1, "1 form"), (en, 0, "0 forms"), (en, 60_000, "60,000 forms")]
)
def test_a_count_is_said_in_its_form_and_with_grouping(translator: Translator, n: int, said: str) -> None:
    assert translator.plural("{n} form", "{n} forms", n=n) == said


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        (1234.5, 2, "1.234,50", "1,234.50"),
        (60_000, 0, "60.000", "60,000"),
        (-1.9, 2, "−1,90", "−1.90"),
        (0.285, 2, "0,29", "0.29"),  # 0.285 is stored as 0.28499...; a person expects 0.29
        (2.5, 0, "3", "3"),
        (-0.001, 2, "0,00", "0.00"),
        (Decimal("71.305"), 2, "71,31", "71.31"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(
    value: float, decimals: int, vietnamese: str, english: str
) -> None:
    assert vi.number(value, decimals) == vietnamese
    assert en.number(value, decimals) == english


@pytest.mark.parametrize(("value", "said"), [(1.1, "+1,10"), (-1.9, "−1,90"), (0.0, "0,00"), (0.004, "0,00")])
def test_a_difference_shows_its_sign(value: float, said: str) -> None:
    assert vi.number(value, signed=True) == said


@pytest.mark.parametrize(
    ("fraction", "decimals", "said"),
    [(0.874, 2, "87,40%"), (0.09, 0, "9%"), (1, 2, "100,00%"), (0.28505, 2, "28,51%")],
)
def test_a_fraction_is_said_as_a_percentage(fraction: float, decimals: int, said: str) -> None:
    assert vi.percent(fraction, decimals) == said


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_a_number_is_never_shown(value: float) -> None:
    with pytest.raises(NotANumber):
        vi.number(value)


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_a_number_that_was_written_reads_back_within_half_of_its_last_digit(
    value: float, decimals: int
) -> None:
    read = vi.number(value, decimals).replace(".", "").replace(",", ".").replace("−", "-")
    assert abs(Decimal(read) - Decimal(str(value))) <= Decimal(5).scaleb(-decimals - 1)


def test_a_day_and_a_month_are_written_as_people_write_them() -> None:
    day = date(2026, 7, 5)
    assert (vi.date(day), vi.month(day)) == ("05/07/2026", "tháng 7/2026")
    assert (en.date(day), en.month(day)) == ("5 Jul 2026", "July 2026")
