"""Names of officers are hidden as people write them, and ordinary words stay."""

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey import names as module
from survey.names import HIDDEN_NAME, Names, without_names
from tests.survey.test_scrub import most_repeated

OFFICERS = Names.of(
    [
        "Lê Thị Hoa",
        "Nguyễn Văn Minh",
        "Trần Hòa Bình",
        "Đỗ Lan Anh",
        "Hà",
        "H'Mai Niê",
        "Vàng A Páo",
        "Phạm Thị Mỹ",
    ]
)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Minh",
        "nguyễn văn minh",
        "NGUYỄN VĂN MINH",
        "Nguyen Van Minh",
        "nguyen van minh",
        "Nguyễn   Văn\u00a0 Minh",
        "Nguyễn-Văn-Minh",
        "Nguyễn.Văn.Minh",
        "NguyễnVănMinh",
        "nguyenvanminh",
        unicodedata.normalize("NFD", "Nguyễn Văn Minh"),
        "Trần Hoà Bình",
        "Phạm Thị Mĩ",
        "H'Mai Niê",
        "h mai nie",
        "Vàng A Páo",
        "Văn Minh",
        "Lan Anh",
        "Nguyễn Minh",
    ],
)
def test_a_whole_name_or_two_syllables_of_it_are_hidden_wherever_they_stand(name: str) -> None:
    assert without_names(f"Hôm qua {name} ở quầy 3", OFFICERS) == f"Hôm qua {HIDDEN_NAME} ở quầy 3"


@pytest.mark.parametrize(
    "title",
    [
        *("chị", "Chị", "CHỊ", "chi", "anh", "cô", "co", "chú", "bà", "ông", "bác", "em", "bạn"),
        *("cán bộ", "Cán  bộ", "can bo", "công chức", "nhân viên", "đồng chí", "đ/c", "cb", "nv", "sếp"),
        *("cán bộ tên", "tên là", "phó giám đốc", "chuyên viên"),
    ],
)
@pytest.mark.parametrize("given", ["Hoa", "hoa", "HOA", "Hà", "ha", "Lan Anh", "lan anh"])
def test_a_given_name_is_hidden_behind_a_word_of_address(title: str, given: str) -> None:
    assert without_names(f"{title} {given}, quầy 3", OFFICERS) == f"{title} {HIDDEN_NAME}, quầy 3"


@pytest.mark.parametrize("text", ["c Hoa", "c. Hoa", "a Minh", "a.Minh", "chị: Hoa"])
def test_short_words_of_address_count_before_a_capital(text: str) -> None:
    assert without_names(text, OFFICERS).endswith(HIDDEN_NAME)


@pytest.mark.parametrize(
    "ordinary",
    [
        "Hoa ở quầy rất đẹp, phòng có hoa",
        "Có hoa, có nước",
        "Thủ tục minh bạch, thái độ bình thường",
        "a hoa",
        "Ở tỉnh Hòa Bình, đường Lan Anh",
        "chị họa sĩ, cô hóa trang",
        "Cô hòa nhã, chị, hoa và bánh",
        "anh 3 hoa",
        "Văn minh công sở",
        "",
    ],
)
def test_ordinary_words_stay_as_they_are(ordinary: str) -> None:
    assert without_names(ordinary, OFFICERS) == ordinary


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Do hướng dẫn không rõ", False),
        ("do Hướng dẫn", False),
        ("đỗ hương quát tháo", True),
        ("do huong quat thao", True),
        ("Đỗ Hường quát tháo", True),
        ("ĐỖ HƯƠNG", True),
    ],
)
def test_two_small_words_with_other_marks_are_words(text: str, hidden: bool) -> None:
    assert (HIDDEN_NAME in without_names(text, Names.of(["Đỗ Hương"]))) is hidden


def test_another_persons_name_stays_and_nobodys_hides_nothing() -> None:
    text = "Chị Lụa và Nguyễn Thị Lụa"
    assert without_names(text, OFFICERS) == text
    assert without_names("Chị Hoa", Names.of([])) == "Chị Hoa"
    assert without_names("Chị Hoa", Names.of(["", " "])) == "Chị Hoa"


syllables = st.sampled_from(
    ["Hoa", "Minh", "Lan", "Anh", "Thị", "Văn", "Lê", "Đỗ", "Bình", "Hòa", "Quý", "Mỹ"]
)
full_names = st.lists(syllables, min_size=2, max_size=4).map(" ".join)
fillers = st.sampled_from(
    ["chị", "cán bộ", "quầy 3", "rất", "tỉnh", ",", ".", "hoa", "minh", "và", HIDDEN_NAME]
)
texts = st.lists(fillers | syllables | full_names, max_size=14).map(" ".join)


@given(texts, st.lists(full_names, max_size=4))
def test_hiding_twice_hides_nothing_more_but_what_now_stands_apart(text: str, officers: list[str]) -> None:
    names = Names.of(officers)
    once = without_names(text, names)
    assert without_names(once, names) == once


@given(texts, full_names, texts)
@example(before="", name="Hoa Hoa", after="hoa Hòa Minh")
def test_no_whole_name_is_left_in_any_text_with_or_without_marks(before: str, name: str, after: str) -> None:
    for written in (name, name.upper(), bare(name)):
        hidden = without_names(f"{before} {written} {after}", Names.of([name]))
        for found in re.finditer(f"(?={re.escape(bare(name))})", bare(hidden)):
            left = hidden[found.start() : found.start() + len(name)]
            assert is_two_words_with_other_marks(left, name), hidden


def is_two_words_with_other_marks(left: str, name: str) -> bool:
    """What is left on purpose: "do hướng" names no Đỗ Hương."""
    words = left.split()
    small = any(word[0].islower() for word in words)
    return len(words) == 2 and small and left.lower() not in (name.lower(), bare(name))


@given(st.text(max_size=100))
def test_a_text_without_names_stays_letter_by_letter(text: str) -> None:
    assert without_names(text, Names.of(["Zzyzx Qwrtp"])) == text


def bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def steps(text: str, names: Names) -> int:
    """Lines that run while names are hidden in a text."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    without_names("chị Hoa", names)
    module._compared.cache_clear()
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        without_names(text, names)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("again", ["Hoa ", "chị ", "chị Hoa ", "Lê Thị ", "a", ". ", "Hòa Bình", "Lan "])
def test_twice_the_text_is_twice_the_work_at_most(again: str) -> None:
    short, long = (steps((again * size)[:size], OFFICERS) for size in (2000, 4000))
    assert long <= 2.1 * short + 50


def test_many_names_cost_no_more_than_few() -> None:
    many = Names.of([f"Nguyễn Văn {chr(97 + n % 26)}{chr(97 + n // 26)}z" for n in range(500)])
    text = "Cán bộ hướng dẫn dễ hiểu, chị Hoa giải thích. " * 20
    assert steps(text, many) <= 1.1 * steps(text, OFFICERS)


def test_no_pattern_goes_back_over_what_it_has_read() -> None:
    patterns = [value.pattern for value in vars(module).values() if isinstance(value, re.Pattern)]
    assert len(patterns) >= 3
    for pattern in patterns:
        assert most_repeated(pattern) <= 1, pattern
