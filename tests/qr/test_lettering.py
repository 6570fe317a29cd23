import unicodedata

import pytest
from fontTools.ttLib import TTFont

from qr.lettering import FONTS, LONGEST_TEXT, LetterNotInFont, TextTooLong, Weight, composed, fitted, width

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]  # ngang, huyền, sắc, ngã, hỏi, nặng
LOWER = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES} | {"đ"}
LETTERS = sorted(LOWER | {letter.upper() for letter in LOWER})
PLACE = "Trung tâm Phục vụ hành chính công phường Phan Đình Phùng"


def test_vietnamese_has_134_letters_beyond_the_english_ones():
    # 12 vowels with 6 tones, less the 6 plain ones that English has, and đ: 67, in two cases.
    assert len([letter for letter in LETTERS if not letter.isascii()]) == 134


@pytest.mark.parametrize("weight", Weight)
def test_both_fonts_draw_every_vietnamese_letter(weight):
    font = TTFont(FONTS / f"{weight.value}.ttf")
    drawn = font.getBestCmap()
    outlines = font["glyf"]
    assert [letter for letter in LETTERS if ord(letter) not in drawn] == []
    assert [letter for letter in LETTERS if outlines[drawn[ord(letter)]].numberOfContours == 0] == []


@pytest.mark.parametrize("weight", Weight)
def test_the_fonts_say_under_which_licence_they_are(weight):
    names = TTFont(FONTS / f"{weight.value}.ttf")["name"]
    assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8").upper()


def test_the_width_of_a_line_is_the_sum_of_the_fonts_own_advances():
    font = TTFont(FONTS / "NotoSans-Bold.ttf")
    letters, advances = font.getBestCmap(), font["hmtx"]
    units = sum(advances[letters[ord(letter)]][0] for letter in PLACE)
    assert width(PLACE, 24, Weight.BOLD) == pytest.approx(units / font["head"].unitsPerEm * 24, rel=1e-3)


def test_a_name_in_decomposed_letters_is_drawn_like_any_other():
    assert composed(unicodedata.normalize("NFD", PLACE)) == PLACE


def test_line_breaks_and_runs_of_blanks_in_a_name_become_one_blank():
    assert composed("  Quầy \n\t tiếp\N{NO-BREAK SPACE}nhận ") == "Quầy tiếp nhận"


@pytest.mark.parametrize(
    "text", ["中心", "Quầy \N{WHITE HEAVY CHECK MARK}", "Quầy\N{ZERO WIDTH SPACE}1", "\0", "\ufffd"]
)
def test_a_letter_that_would_be_an_empty_box_is_refused_by_name(text):
    with pytest.raises(LetterNotInFont, match="the poster's font has no"):
        composed(text)


def test_a_name_breaks_before_its_unit_and_not_inside_a_proper_name():
    _, lines = fitted(PLACE, 373, ((24, 2), (20, 2)), Weight.BOLD)
    assert lines == ("Trung tâm Phục vụ hành chính công", "phường Phan Đình Phùng")


@pytest.mark.parametrize("room", [60, 120, 200, 373, 700])
def test_no_line_is_wider_than_its_room_and_no_word_is_lost(room):
    size, lines = fitted(PLACE, room, ((24, 3), (12, 4), (8, 9)), Weight.BOLD)
    assert " ".join(lines) == PLACE
    assert max(width(line, size, Weight.BOLD) for line in lines) <= room * (1 + 1e-9)


@pytest.mark.parametrize("text", ["A" * 60, "một hai ba bốn năm sáu bảy tám chín mười", "a " * LONGEST_TEXT])
def test_a_text_that_fits_at_no_size_is_refused(text):
    with pytest.raises(TextTooLong):
        fitted(text.strip(), 60, ((12, 2), (10, 2)))
