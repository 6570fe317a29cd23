"""Free text is kept without what could name a person, and with everything else."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.scrub import (
    HIDDEN_DOSSIER,
    HIDDEN_EMAIL,
    HIDDEN_LINK,
    HIDDEN_NUMBER,
    HIDDEN_PLATE,
    dossiers,
    emails,
    links,
    numbers,
    plates,
    scrubbed,
)


@pytest.mark.parametrize(
    "number",
    [
        "012345678901",
        "123456789",
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84 912 345 678",
        "0123-4567-8901",
        "(0912) 345 678",
        "(+84) 912 345 678",
        "(0912) - 345 - 678",
        "0912/345/678",
        "0912,345,678",
        "0912, 345, 678",
        "0912_345_678",
        "0912:345:678",
        "0912*345*678",
        "0912|345|678",
        "0912<345>678",
        "0912'345'678",
        "0912\u2013345\u2013678",
        "0912\u2014345\u2014678",
        "0912 - 345 - 678",
        "09 12 34 56 78",
        "09/12/34/56/78",
        "09:12:34:56:78",
        "0 9 1 2 3 4 5 6 7 8",
        "091\u200b2345\u200b678",
        "091\u00ad2345\u00ad678",
        "0912\u00a0345\u202f678",
        "\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        "\u2460\u2468\u2467\u2466\u2465\u2464\u2463\u2462\u2461",
        "\u0660\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "019 200 001 234",
        "912.345.678",
        "091 234 5000",
    ],
)
def test_identity_and_phone_numbers_are_hidden(number: str) -> None:
    assert scrubbed(f"Số của tôi là {number}.") == f"Số của tôi là {HIDDEN_NUMBER}."


@pytest.mark.parametrize(
    "stuck", ["SĐT0912345678", "sdt0912345678nhé", "CCCD012345678901ạ", "O912345678", "CCCD:019 200 001 234"]
)
def test_a_number_written_against_a_word_is_hidden_too(stuck: str) -> None:
    assert HIDDEN_NUMBER in scrubbed(stuck)
    assert not any(letter.isdigit() for letter in scrubbed(stuck))


@pytest.mark.parametrize(
    "account",
    [
        "10201234",
        "1903 4567 8901",
        "9704 2292 0123 4567 890",
        "0011-0045-67890",
        "19034567890123",
        "1234567890123456789",
        "1.234.567.000",
        "012 3456 789",
    ],
)
def test_bank_accounts_are_hidden_whole_or_in_groups(account: str) -> None:
    assert scrubbed(f"STK {account}, gửi lại") == f"STK {HIDDEN_NUMBER}, gửi lại"


@pytest.mark.parametrize(
    "code",
    [
        "H19.12.34-240304-0001",
        "000.00.12.H19-240312-0001",
        "G01.899.108.000-230315-0012",
        "G12.899.108.000-230315-0012",
        "H19.123.000-240304-0001",
        "H55.19-261123-0012",
        "h19.12.34-240304-0001",
        "H19.12.34 - 240304 - 0001",
        "H19 12 34 240304 0001",
        "H 19 12 34 240304 0001",
        "000 00 12 H19 240312 0001",
        "H19/12/34/240304/0001",
        "H19.12.34.240304.0001",
        "H19_12_34_240304_0001",
        "H19,12,34,240304,0001",
        "H19.12.34–240304–0001",
        "H19.12.34-2403040001",
        "H191234-240304-0001",
        "H1912342403040001",
        "0000012H192403120001",
        "H19.12.34-240304-1",
        "H19.12.34-240304-000123",
        "\uff281\uff19.12.34-240304-0001",
        "H19.12.34-\u200b240304-0001",
    ],
)
def test_the_code_of_a_dossier_is_hidden_however_it_is_typed(code: str) -> None:
    assert scrubbed(f"Hồ sơ {code}: chậm.") == f"Hồ sơ {HIDDEN_DOSSIER}: chậm."


@pytest.mark.parametrize(
    "text", ["ngày 12/03/2026 H19.12.34-240304-0001", "H19.12.34-240304-0001, 12/03/2026 lúc 8:30"]
)
def test_a_date_beside_a_dossier_stays(text: str) -> None:
    assert scrubbed(text) == text.replace("H19.12.34-240304-0001", HIDDEN_DOSSIER)


@pytest.mark.parametrize(
    "plate",
    [
        "20A-123.45",
        "20-B1 123.45",
        "20B1-12345",
        "30A12345",
        "29LD-123.45",
        "20A 123.45",
        "20A 123 45",
        "20a-12345",
        "20b1 12345",
        "30a12345",
        "20-B1 1234",
        "30F-1234",
        "29MĐ1-123.45",
        "20.B1.123.45",
        "20 - B1 - 123.45",
        "29AA-123.45",
        "80-123-NG-45",
        "80NG-123-45",
        "\uff12\uff10A-123.45",
    ],
)
def test_plates_of_cars_and_motorcycles_are_hidden(plate: str) -> None:
    assert scrubbed(f"Xe {plate}, để chắn lối.") == f"Xe {HIDDEN_PLATE}, để chắn lối."


@pytest.mark.parametrize(
    "address",
    [
        "nguoi.dan+1@thu.example.vn",
        "nguyen.van.a\uff20gmail.com",
        "nguyenvana @ gmail . com",
        "nguyenvana (at) gmail.com",
        "a (at) b.vn",
        "nguyenvana[at]gmail.com",
        "nguyenvana(at)gmail(dot)com",
        "nguyenvana at gmail dot com",
        "nguyenvana (a còng) gmail chấm com",
        "nguyenvana a còng gmail chấm com",
        "nguyen\u200bvana@gmail\u00ad.com",
        "a@b",
        "@nguyenvana",
    ],
)
def test_email_addresses_are_hidden(address: str) -> None:
    assert scrubbed(f"viết cho: {address}, nhé") == f"viết cho: {HIDDEN_EMAIL}, nhé"


def test_a_name_on_a_network_takes_no_word_before_it_along() -> None:
    assert scrubbed("Gọi cho @nguyenvana nhé") == f"Gọi cho {HIDDEN_EMAIL} nhé"


@pytest.mark.parametrize(
    "address",
    [
        "fb.com/nguyenvana",
        "www.facebook.com/nguyen.van.a",
        "https://zalo.me/0912345678",
        "m.me/nguyenvana",
        "HTTPS://FB.COM/nguyenvana",
        "fb\u200b.com/nguyenvana",
    ],
)
def test_addresses_of_a_persons_page_are_hidden(address: str) -> None:
    assert scrubbed(f"(xem {address}).") == f"(xem {HIDDEN_LINK})."


@pytest.mark.parametrize(
    "harmless",
    [
        "Chờ 45 phút, 3 lần đi lại, năm 2026",
        "Ngày 12-03-2026 hẹn mà 20.03.2026 mới xong",
        "Nộp hồ sơ 12/05/2026, 2 lần",
        "Từ 12/05/2026 - 15/05/2026 không ai trực",
        "12/05/2026-15/05/2026",
        "2026-05-12",
        "Ngày 1/3, 2/3, 5/3, 7/3 đều đóng cửa",
        "Năm 2025, 2026 và giai đoạn 2021-2025, 2026-2030",
        "Tháng 06/2026–08/2026",
        "Nộp 2.000.000 đồng lệ phí",
        "Nộp 1.200.000 đồng",
        "Nộp 1.234.500 đồng, trả lại 65.500 đ",
        "Nộp 2 000 000 đồng",
        "Nộp 20.000.000đ mà không có biên lai",
        "Từ 300.000-500.000 đồng",
        "(1) 2.000.000; (2) 3.000.000",
        "Quầy 03, phiếu 1234",
        "phòng 203",
        "Quầy 12, phòng A1-203, tầng 3",
        "Quầy 12, 13, 14, 15, 16 và 17 đều đóng",
        "Ngày 10, 11, 12, 13, 14 tháng 3",
        "Phòng 20-A1, tòa B2",
        "chờ từ 14h30 đến 15h45, 7h-11h30, 14h 1500 người",
        "Lớp 12A 2024, khóa 20B-2025",
        "Phí 50k, 20k-50000 đồng, 20K 15000đ",
        "Đất 50m2 12345 là số thửa",
        "Mẫu số 04, Mẫu TK1-TS, mẫu CT01, tờ khai 01/ĐK, mẫu 12A-HSB",
        "Nghị định 61/2018/NĐ-CP, Thông tư 01/2018/TT-VPCP, Quyết định 1085/QĐ-TTg",
        "Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP, Công văn 12345/2024/UBND-VP",
        "Chuyển vào tài khoản 1.000.000 đồng",
        "H19 là mã của tỉnh, A1 là mã của phòng",
        "Nghị định 61/2018/NĐ-CP, Quyết định 1234/2018/QĐ-UBND",
        "Thông tư 01/2023/TT-VPCP, mục 5.4",
        "Đến lúc 8:30, 9:15, 10:00, 11:45 đều phải chờ",
        "Làm việc 07:30-11:30, 13:30-17:00",
        "12/05/2026 8:30",
        "Đúng 50% 60% 70% 80%",
        "Thửa đất 100 m² … rất rõ 👨\u200d👩\u200d👧",
        "Trang https://dichvucong.gov.vn/p/home không vào được",
        "Cơ quan ở TP.HCM/Quận 1 trả lời nhanh",
        "Cán bộ tên An at quầy 2 rất tốt",
    ],
)
def test_dates_times_prices_and_decisions_stay_readable(harmless: str) -> None:
    assert scrubbed(harmless) == harmless


def test_a_date_beside_a_number_stays_and_the_number_goes() -> None:
    text = "Ngày 12/05/2026, 0912 345 678, lúc 8:30"
    assert scrubbed(text) == f"Ngày 12/05/2026, {HIDDEN_NUMBER}, lúc 8:30"


signs = st.text(st.sampled_from(" .,/-_:()*|'\u2013\u200b\u00ad"), max_size=3)


@given(st.lists(st.tuples(st.sampled_from("0123456789"), signs), min_size=9, max_size=12))
def test_digits_parted_by_signs_are_left_readable_only_where_they_look_like_dates(
    pairs: list[tuple[str, str]],
) -> None:
    once = scrubbed("x" + "".join(digit + sign for digit, sign in pairs))
    assert scrubbed(once) == once


@given(st.text(max_size=200))
def test_scrubbing_twice_changes_nothing_more(text: str) -> None:
    assert scrubbed(scrubbed(text)) == scrubbed(text)


pieces = st.sampled_from(
    [
        *(
            "H19",
            "H",
            "000.00.12.",
            "12.34",
            "-240304",
            "-0001",
            "2403040001",
            "20A",
            "-123.45",
            "B1",
            "12345",
        ),
        *("0912", "345", "678", "12/05/2026", "8:30", "2.000.000", " đồng", "quầy 1", ", 2", ", 13", "STK "),
        *("a@b", "@", ".com", "fb.com/a", " at ", " dot ", "(", ")", " ", " ", "-", ".", "/", "[", "]", "và"),
        *(HIDDEN_NUMBER, HIDDEN_DOSSIER, HIDDEN_PLATE, HIDDEN_EMAIL, HIDDEN_LINK),
    ]
)


@given(st.lists(pieces, max_size=12).map("".join))
def test_what_people_write_beside_each_other_is_hidden_once_and_for_all(text: str) -> None:
    assert scrubbed(scrubbed(text)) == scrubbed(text)


separator = st.sampled_from(["", ".", "-", " ", " - ", "/", "_"])


@given(
    agency=st.lists(st.sampled_from(["12", "34", "899", "108", "000"]), max_size=3),
    signs=st.lists(separator, min_size=5, max_size=5),
    day=st.dates().map(lambda day: day.strftime("%y%m%d")),
    number=st.integers(0, 9999).map("{:04d}".format),
    letter=st.sampled_from("ABCDEGHKghk"),
)
def test_of_a_dossier_nothing_is_left_whatever_stands_between_its_parts(
    agency: list[str], signs: list[str], day: str, number: str, letter: str
) -> None:
    parts = [f"{letter}19", *agency, day, number]
    code = parts[0] + "".join(sign + part for sign, part in zip(signs, parts[1:], strict=False))
    hidden = scrubbed(f"hồ sơ ({code})")
    assert hidden.startswith(f"hồ sơ ({HIDDEN_DOSSIER}")
    assert not any(sign.isdigit() for sign in hidden)


@given(
    province=st.integers(11, 99),
    series=st.sampled_from(["A", "B1", "LD", "KA", "MĐ1", "AA"]),
    number=st.integers(0, 99999),
    signs=st.tuples(st.sampled_from(["", "-", " ", " - "]), st.sampled_from(["", "-", " ", ". "])),
    dot=st.sampled_from(["", "."]),
)
def test_of_a_plate_nothing_is_left_whatever_stands_between_its_parts(
    province: int, series: str, number: int, signs: tuple[str, str], dot: str
) -> None:
    written = f"{number:05d}"
    plate = f"{province}{signs[0]}{series}{signs[1]}{written[:3]}{dot}{written[3:]}"
    assert scrubbed(f"xe {plate}.") == f"xe {HIDDEN_PLATE}."


def steps(text: str) -> int:
    """Lines that run while a text is scrubbed."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        scrubbed(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "again",
    [
        "1",
        "1.",
        "1.111.",
        "111.111 ",
        "a",
        "a.",
        "a@",
        "a.a@",
        "@",
        "(",
        "(at",
        " at a",
        "a.com",
        "a-a.",
        "0 ",
        "1/1/",
        "()@",
        "H19",
        "H19.",
        "H19-240304-",
        "000.00.12.H",
        "20A",
        "20A-",
        "20-B1 ",
        "quầy 1, ",
        "STK 1.000.",
    ],
)
def test_twice_the_text_is_twice_the_work_at_most(again: str) -> None:
    short, long = (steps((again * size)[:size]) for size in (1000, 2000))
    assert long <= 2.1 * short + 50


def test_no_pattern_goes_back_over_what_it_has_read() -> None:
    """Whatever may repeat keeps what it took; only a single sign may be tried without."""
    modules = (dossiers, emails, links, numbers, plates)
    patterns = [
        value.pattern
        for module in modules
        for value in vars(module).values()
        if isinstance(value, re.Pattern)
    ]
    assert len(patterns) >= 18
    for pattern in patterns:
        assert most_repeated(pattern) <= 1, pattern
    assert most_repeated(r"(a|b?)(?:cd+)") > 1


def most_repeated(pattern: str) -> int:
    """How often at most a part may be matched and then be given back."""
    parsed = repr(re._parser.parse(pattern))  # type: ignore[attr-defined]
    found = re.findall(r"(?:MAX|MIN)_REPEAT, \((?:\d+), (\w+)", parsed)
    return max((int(most) if most.isdigit() else sys.maxsize for most in found), default=0)
