"""Sheets of tickets: every slip opens its own form, and says where, once, and until when."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from qr import slips
from qr.check import read_codes
from qr.lettering import TextTooLong
from qr.links import NotAPublicUrl, read_counter_link
from qr.raster import page_pictures
from qr.slips import ON_A_SHEET, NoSlips, Place, SlipUnreadable, slips_pdf
from trust.codes import new_code, pretty

PLACE = Place(
    name="Trung tâm Phục vụ hành chính công phường Phan Đình Phùng",
    counter="Quầy 3: Tư pháp – Hộ tịch",
    public_url="https://gopy.thainguyen.gov.vn",
    last_day=date(2026, 12, 6),
)
LONG = replace(
    PLACE,
    name="Trung tâm Phục vụ hành chính công cấp tỉnh Thái Nguyên, chi nhánh số 2 tại phường Bách Quang",
    counter="Quầy 12A: Tiếp nhận và trả kết quả lĩnh vực đất đai, môi trường, xây dựng và quản lý đô thị",
    public_url="http://gopy.trungtamphucvuhanhchinhcong.thainguyen.gov.vn:8501",
    sample=True,
)


def codes(count: int) -> list[str]:
    return [new_code() for _ in range(count)]


def words_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return pages


@pytest.mark.parametrize("place", [PLACE, LONG], ids=["usual", "long"])
def test_every_slip_is_read_as_its_own_ticket_and_no_other(place: Place) -> None:
    made = codes(ON_A_SHEET + 3)
    pages = list(page_pictures(slips_pdf(place, made), 150, grey=True))
    found = [sorted(map(read_counter_link, read_codes(page))) for page in pages]
    assert found == [sorted(made[:ON_A_SHEET]), sorted(made[ON_A_SHEET:])]


def test_a_slip_says_where_that_it_is_good_once_until_when_and_what_to_type() -> None:
    [code] = codes(1)
    [text] = words_of(slips_pdf(PLACE, [code]))
    for said in (
        "Vé góp ý, dùng một lần",
        "phường Phan Đình Phùng",
        "Quầy 3: Tư pháp – Hộ tịch",
        "đến hết ngày 06/12/2026",
        f"gopy.thainguyen.gov.vn/c/{pretty(code)}",
        "good for one form until 6 Dec 2026",
    ):
        assert said in text
    assert "DỮ LIỆU MẪU" not in text


def test_a_slip_of_sample_data_says_so() -> None:
    [text] = words_of(slips_pdf(replace(PLACE, sample=True), codes(2)))
    assert text.count("DỮ LIỆU MẪU") == 2


def test_no_mark_leaves_its_slip() -> None:
    for place in (PLACE, LONG):
        for mark in slips._slip(place, new_code(), ("vi", "en")):
            right = mark.x + (
                mark.side
                if isinstance(mark, slips.Code)
                else slips.width(mark.text, mark.size, mark.style.weight)
            )  # type: ignore[union-attr]
            assert mark.x >= 10 and right <= slips._WIDE - 10
            assert 5 <= mark.y <= slips._HIGH - 5


def test_a_sheet_that_reads_otherwise_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right = slips.symbol
    monkeypatch.setattr(slips, "symbol", lambda link, smallest: right(link[:-1] + "0", smallest))
    with pytest.raises(SlipUnreadable):
        slips_pdf(PLACE, codes(2))


def test_what_cannot_be_printed_is_refused() -> None:
    with pytest.raises(NoSlips):
        slips_pdf(PLACE, [])
    with pytest.raises(NotAPublicUrl):
        slips_pdf(replace(PLACE, public_url="ftp://x"), codes(1))
    with pytest.raises(TextTooLong):
        slips_pdf(replace(PLACE, name="Trung tâm " * 19), codes(1))


def test_the_same_slips_are_the_same_file() -> None:
    made = codes(3)
    assert slips_pdf(PLACE, made) == slips_pdf(PLACE, made)
