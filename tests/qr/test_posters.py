import unicodedata
from dataclasses import fields
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from qr import posters as door
from qr.check import PosterUnreadable, check_pdf, check_picture
from qr.layout import MARGIN, SMALLEST_SYMBOL, Sheet, sheet
from qr.lettering import LetterNotInFont, TextTooLong, width
from qr.links import NotACounterLink, NotAPublicUrl, read_counter_link
from qr.marks import Box, Code, Line
from qr.posters import LANGUAGES, NoPosters, poster_png, posters_pdf
from qr.sheet import Poster, PosterIncomplete, PosterText, Size, poster_text
from tests.qr.reading import qr_symbols
from tests.qr.specimen import CODE, specimen
from words import UnknownLanguage

OTHER_CODE = "5BCFGHJKMN0M"
LONG = specimen(
    place="Chi nhánh Trung tâm Phục vụ hành chính công thành phố Hà Nội tại phường Hoàn Kiếm – Điểm tiếp nhận "
    "hồ sơ và trả kết quả số 2, cơ sở Trần Nhân Tông",
    counter="Lao động, Người có công, Bảo trợ xã hội và phòng, chống tệ nạn xã hội; Tôn giáo, Tín ngưỡng",
    public_url="https://danhgia.trungtamphucvuhanhchinhcong.thainguyen.example.vn",
    sample=True,
)


def laid_out(poster: Poster, size: Size = Size.A4, languages: tuple[str, ...] = LANGUAGES) -> Sheet:
    return sheet(poster, [poster_text(code, period=poster.period) for code in languages], size)


def text_of(pdf: bytes, page: int = 0) -> str:
    """The words of a page as a reader of the PDF can copy them, line ends as blanks."""
    return " ".join(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range().split())


def test_many_counters_come_in_one_pdf_in_the_order_given():
    many = [specimen(number="1"), specimen(number="2", code=OTHER_CODE), specimen(number="12A")]
    pdf = posters_pdf(many)
    assert len(pypdfium2.PdfDocument(pdf)) == 3
    assert "/c/4BCF-GHJK-MN00" in text_of(pdf, 0)
    assert "/c/5BCF-GHJK-MN0M" in text_of(pdf, 1)
    assert "12A" in text_of(pdf, 2)


@pytest.mark.parametrize(("size", "millimetres"), [(Size.A4, (210, 297)), (Size.A5, (148, 210))])
def test_pages_have_the_size_of_the_paper(size, millimetres):
    # ISO 216
    page = pypdfium2.PdfDocument(posters_pdf([specimen()], size))[0]
    assert [points * 25.4 / 72 for points in page.get_size()] == pytest.approx(millimetres, abs=0.1)


def test_the_words_of_a_pdf_can_be_searched_and_copied_with_all_their_marks():
    text = text_of(posters_pdf([specimen()]))
    for said in (
        "Hôm nay ông/bà được phục vụ thế nào?",
        "How were you served today?",
        "Tư pháp – Hộ tịch – Chứng thực",
        "phường Phan Đình Phùng",
        "danhgia.example.vn/c/4BCF-GHJK-MN00",
        "Phiếu không hỏi tên, số điện thoại, số căn cước.",
        "QUẦY",
        "Kỳ lấy ý kiến: quý IV/2026",
    ):
        assert said in text


def test_the_fonts_are_embedded_so_that_no_printer_substitutes_its_own():
    pdf = posters_pdf([specimen()])
    assert pdf.count(b"/FontFile2") == 2
    assert b"/Helvetica" not in pdf


def test_every_sentence_of_a_poster_has_its_vietnamese():
    vietnamese, english = poster_text("vi", period="x"), poster_text("en", period="x")
    for field in fields(PosterText):
        assert getattr(vietnamese, field.name) != getattr(english, field.name), field.name


def test_sample_data_are_marked_on_the_sheet_and_real_ones_are_not():
    assert "DỮ LIỆU MẪU · SAMPLE DATA" in text_of(posters_pdf([specimen(sample=True)]))
    assert "MẪU" not in text_of(posters_pdf([specimen()]))


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("poster", [specimen(), LONG, specimen(number=""), specimen(counter="", sample=True)])
def test_nothing_leaves_the_margins_and_nothing_lies_on_the_code(poster, size):
    laid = laid_out(poster, size)
    wide, high = (points / laid.scale for points in size.points)
    code = laid.code
    assert code.side >= SMALLEST_SYMBOL
    for mark in laid.marks:
        match mark:
            case Line():
                left, right = mark.x, mark.x + width(mark.text, mark.size, mark.style.weight)
                top, bottom = mark.y - 0.8 * mark.size, mark.y + 0.25 * mark.size
            case Box():
                left, right, top, bottom = mark.x, mark.x + mark.wide, mark.y, mark.y + mark.high
            case Code():
                left, right, top, bottom = mark.x, mark.x + mark.side, mark.y, mark.y + mark.side
        assert MARGIN - 1 <= left < right <= wide - MARGIN + 1
        assert MARGIN - 1 <= top < bottom <= high - MARGIN + 6
        if isinstance(mark, Line):
            beside = right <= code.x or left >= code.x + code.side
            assert beside or bottom <= code.y or top >= code.y + code.side


@pytest.mark.parametrize("size", Size)
def test_no_two_lines_of_text_overlap_even_with_long_names(size):
    lines = [mark for mark in laid_out(LONG, size).marks if isinstance(mark, Line)]
    spans = [
        (line.x, line.x + width(line.text, line.size, line.style.weight), line.y - 0.75 * line.size, line.y)
        for line in lines
    ]
    for n, one in enumerate(spans):
        for other in spans[n + 1 :]:
            apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            assert apart, (one, other)


def test_the_smallest_letters_on_the_small_sheet_can_still_be_read():
    # 6.5 points: about what a newspaper's small print has.
    laid = laid_out(LONG, Size.A5)
    assert min(mark.size for mark in laid.marks if isinstance(mark, Line)) * laid.scale >= 6.5


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("dpi", [100, 150, 200])
def test_a_picture_decodes_and_has_the_pixels_of_its_paper(size, dpi):
    picture = Image.open(BytesIO(poster_png(specimen(), size, dpi)))
    assert [found.text for found in qr_symbols(picture)] == [specimen().link]
    assert picture.size == pytest.approx([side * dpi / 25.4 for side in size.value], abs=1.5)
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)


def test_the_same_posters_are_the_same_file_byte_for_byte():
    assert posters_pdf([specimen(), LONG]) == posters_pdf([specimen(), LONG])


def test_one_language_alone_makes_a_poster_too():
    text = text_of(posters_pdf([specimen()], languages=["en"]))
    assert "How were you served today?" in text
    assert "Hôm nay" not in text


def test_a_name_in_decomposed_letters_makes_the_same_poster():
    decomposed = specimen(place=unicodedata.normalize("NFD", specimen().place))
    assert laid_out(decomposed).marks == laid_out(specimen()).marks


def test_the_link_on_the_sheet_in_words_and_in_the_code_lead_to_the_same_counter():
    poster = specimen()
    assert read_counter_link(poster.link) == read_counter_link(poster.typed_link) == poster.code == CODE


def test_a_link_too_long_for_one_line_is_broken_before_its_code():
    text = text_of(posters_pdf([LONG]))
    assert "thainguyen.example.vn/ c/4BCF-GHJK-MN00" in text


def test_a_file_name_is_plain_and_tells_counters_apart():
    assert specimen().file_name == "quay-3-tu-phap-ho-tich-chung-thuc-4BCF"
    assert specimen(code=OTHER_CODE).file_name != specimen().file_name
    assert specimen(number="", counter="../../etc/passwd").file_name == "etc-passwd-4BCF"
    # A counter whose name says its number says it once.
    assert specimen(number="01", counter="Quầy 01 – Hộ tịch").file_name == "quay-01-ho-tich-4BCF"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"place": " "}, PosterIncomplete),
        ({"counter": "", "number": " "}, PosterIncomplete),
        ({"code": ""}, NotACounterLink),
        ({"code": "4BCF-GHJK-MN00"}, NotACounterLink),
        ({"public_url": "danhgia.example.vn"}, NotAPublicUrl),
    ],
)
def test_a_poster_that_could_not_be_used_cannot_be_made(changes, error):
    with pytest.raises(error):
        specimen(**changes)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"place": "Trung tâm 中心"}, LetterNotInFont),
        ({"counter": "Quầy \N{WHITE HEAVY CHECK MARK}"}, LetterNotInFont),
        ({"place": "Phục vụ " * 40}, TextTooLong),
        ({"place": "A" * 80}, TextTooLong),
        ({"number": "một trăm hai mươi"}, TextTooLong),
        ({"public_url": f"https://{'a' * 120}.vn"}, TextTooLong),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused(changes, error):
    with pytest.raises(error):
        posters_pdf([specimen(**changes)])


def test_a_file_of_no_posters_is_refused():
    with pytest.raises(NoPosters):
        posters_pdf([])


@pytest.mark.parametrize("dpi", [0, 99, 601])
def test_a_resolution_that_nobody_prints_is_refused(dpi):
    with pytest.raises(ValueError, match="dpi must be 100 to 600"):
        poster_png(specimen(), dpi=dpi)


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownLanguage):
        posters_pdf([specimen()], languages=["xx"])


@pytest.mark.parametrize("languages", [(), ("vi", "en", "vi")])
def test_a_poster_speaks_one_language_or_two(languages):
    with pytest.raises(ValueError, match="one language or two"):
        posters_pdf([specimen()], languages=languages)


def test_a_page_that_reads_as_another_counter_is_never_handed_out():
    pdf = posters_pdf([specimen()])
    with pytest.raises(PosterUnreadable, match=OTHER_CODE):
        check_pdf(pdf, [specimen(code=OTHER_CODE)])


@pytest.mark.parametrize("count", [1, 3])
def test_a_pdf_with_a_page_too_few_or_too_many_is_never_handed_out(count):
    pdf = posters_pdf([specimen(), specimen()])
    with pytest.raises(PosterUnreadable):
        check_pdf(pdf, [specimen()] * count)


def test_a_sheet_without_a_readable_code_is_never_handed_out(monkeypatch):
    def without_code(sheets, languages):
        blank = [Sheet(s.poster, s.size, tuple(m for m in s.marks if isinstance(m, Line))) for s in sheets]
        return drawn(blank, languages)

    drawn = door._drawn
    monkeypatch.setattr(door, "_drawn", without_code)
    with pytest.raises(PosterUnreadable):
        posters_pdf([specimen()])
    with pytest.raises(PosterUnreadable):
        poster_png(specimen())


def test_a_picture_with_two_codes_is_refused():
    picture = Image.open(BytesIO(poster_png(specimen()))).convert("L")
    twice = Image.new("L", (picture.width * 2, picture.height), 255)
    twice.paste(picture, (0, 0))
    twice.paste(picture, (picture.width, 0))
    with pytest.raises(PosterUnreadable):
        check_picture(twice, specimen())
