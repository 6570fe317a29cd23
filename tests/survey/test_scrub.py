"""Free text is kept without what could name a person."""

import pytest

from survey.scrub import HIDDEN_EMAIL, HIDDEN_NUMBER, scrubbed


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
    ],
)
def test_identity_and_phone_numbers_are_hidden(number: str) -> None:
    assert scrubbed(f"Số của tôi là {number}.") == f"Số của tôi là {HIDDEN_NUMBER}."


@pytest.mark.parametrize("stuck", ["SĐT0912345678", "sdt0912345678nhé", "CCCD012345678901ạ"])
def test_a_number_written_against_a_word_is_hidden_too(stuck: str) -> None:
    assert HIDDEN_NUMBER in scrubbed(stuck)
    assert not any(letter.isdigit() for letter in scrubbed(stuck))


def test_email_addresses_are_hidden() -> None:
    assert scrubbed("viết cho nguoi.dan+1@thu.example.vn nhé") == f"viết cho {HIDDEN_EMAIL} nhé"


@pytest.mark.parametrize(
    "harmless",
    [
        "Chờ 45 phút, 3 lần đi lại, năm 2026",
        "Ngày 12-03-2026 hẹn mà 20.03.2026 mới xong",
        "Nộp 2.000.000 đồng lệ phí",
        "Nộp 20.000.000đ mà không có biên lai",
        "Quầy 03, phiếu 1234",
    ],
)
def test_dates_prices_and_counts_stay_readable(harmless: str) -> None:
    assert scrubbed(harmless) == harmless
