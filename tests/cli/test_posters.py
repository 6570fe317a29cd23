"""Posters and their codes through the command line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import Store
from db.queries.places import PosterRetired, place_of
from db.queries.posters import CounterPoster, posters_of
from qr.check import read_codes
from qr.links import read_counter_link
from qr.raster import page_pictures
from survey import local_day
from tests.cli.conftest import Manage
from tests.cli.test_lists import COUNTERS

TODAY = local_day(datetime.now(UTC))


@pytest.fixture
def counters(province: Manage, tmp_path: Path) -> Manage:
    """Two counters of one centre."""
    file = tmp_path / "counters.csv"
    file.write_text(COUNTERS, encoding="utf-8")
    assert province("import-counters", file).exit_code == 0
    return province


@pytest.fixture
def store(database_url: str):  # type: ignore[no-untyped-def]
    opened = Store(database_url)
    yield opened
    opened.close()


def posters(store: Store) -> tuple[CounterPoster, ...]:
    with store.read() as session:
        return posters_of(session, "/", TODAY)


def read(pdf: Path) -> list[str]:
    """The codes on the pages of a PDF, as a phone reads them."""
    pages = page_pictures(pdf.read_bytes(), 100, grey=True)
    return [read_counter_link(link) for page in pages for link in read_codes(page)]


def test_the_posters_of_a_unit_go_into_one_pdf_whose_codes_are_its_counters(
    counters: Manage, store: Store, tmp_path: Path
) -> None:
    result = counters("posters", "--unit", "05443", "--out", tmp_path / "posters.pdf")
    assert (result.exit_code, result.output.strip()) == (
        0,
        f"Đã ghi 2 tờ mã QR vào {tmp_path / 'posters.pdf'}",
    )
    assert read(tmp_path / "posters.pdf") == [poster.code for poster in posters(store)]


def test_or_each_into_a_file_of_its_own_in_a_folder(counters: Manage, store: Store, tmp_path: Path) -> None:
    result = counters("posters", "--unit", "05443-TT", "--out", tmp_path / "folder", "--size", "A5")
    assert result.exit_code == 0
    files = sorted((tmp_path / "folder").iterdir())
    assert sorted(code for file in files for code in read(file)) == sorted(p.code for p in posters(store))
    assert len(files) == 2


def test_a_unit_without_counters_or_that_is_none_has_no_posters(counters: Manage, tmp_path: Path) -> None:
    out = tmp_path / "posters.pdf"
    for unit, sentence in (
        ("05455", "Đơn vị 05455 không có quầy nào đang hoạt động và có mã."),
        ("77777", "Không có đơn vị 77777."),
    ):
        for target in (out, tmp_path / "folder"):
            result = counters("posters", "--unit", unit, "--out", target)
            assert (result.exit_code, result.output.strip()) == (1, sentence)
    assert not out.exists()


def test_one_poster_is_rotated_while_the_others_keep_working(counters: Manage, store: Store) -> None:
    old, other = (poster.code for poster in posters(store))
    made = counters("new-code", "--unit", "05443-TT", "--number", "03")
    assert made.exit_code == 0
    new = read_counter_link(made.output.splitlines()[-1])
    assert counters("revoke-code", old.lower()).output.strip() == "Đã thu hồi mã."
    assert counters("revoke-code", old).output.strip() == "Mã này đã được thu hồi từ trước."
    assert [poster.code for poster in posters(store)] == [new, other]
    with store.read() as session:
        assert place_of(session, new, TODAY).counter_number == "03"
        with pytest.raises(PosterRetired):
            place_of(session, old, TODAY)


def test_a_code_or_counter_that_is_none_is_refused(counters: Manage) -> None:
    assert counters("revoke-code", "khong-phai-ma").exit_code == 1
    assert counters("revoke-code", "4BCF-GHJK-MN00").output.strip() == "Không có tờ nào in mã 4BCF-GHJK-MN00."
    result = counters("new-code", "--unit", "05443-TT", "--number", "99", "--language", "en")
    assert (result.exit_code, result.output.strip()) == (1, "The unit has no counter 99.")
