"""Tickets and the keys of systems through the command line."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from db import Store
from db.models import ApiKey, Counter, Ticket
from db.queries.api_keys import system_of
from db.queries.places import PosterRetired, place_of, ticket_digest
from qr.check import read_codes
from qr.links import read_counter_link
from qr.raster import page_pictures
from tests.cli.conftest import Manage
from tests.cli.test_posters import TODAY, counters, store  # noqa: F401 - fixtures
from trust.codes import normalise

AT = ("--unit", "05443-TT", "--number", "03")


def stored(store: Store) -> set[bytes]:  # noqa: F811
    with store.read() as session:
        return set(session.scalars(select(Ticket.digest)))


def listed(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_a_sheet_of_slips_opens_the_counter_s_form_with_each(
    counters: Manage,  # noqa: F811
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "ve.pdf"
    result = counters("tickets", *AT, "--count", 20, "--out", file)
    last = TODAY + timedelta(days=13)
    assert result.exit_code == 0, result.output
    assert f"Đã ghi 20 vé vào {file}. Vé dùng được đến hết ngày {last:%d/%m/%Y}." in result.output
    pages = page_pictures(file.read_bytes(), 150, grey=True)
    codes = [read_counter_link(link) for page in pages for link in read_codes(page)]
    assert stored(store) == {ticket_digest(code) for code in codes}
    assert len(codes) == 20
    with store.read() as session:
        places = {place_of(session, code, last) for code in codes[:1]}
    assert [place.counter_number for place in places] == ["03"]


def test_a_list_for_another_system_has_code_link_and_days(
    counters: Manage,  # noqa: F811
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "ve.csv"
    assert counters("tickets", *AT, "--count", 3, "--days", 2, "--out", file).exit_code == 0
    rows = listed(file)
    assert {ticket_digest(normalise(row["code"])) for row in rows} == stored(store)
    for row in rows:
        assert row["link"] == f"https://danhgia.example.vn/?c={normalise(row['code'])}"
        assert row["valid_from"] == TODAY.isoformat()
        assert row["valid_until"] == (TODAY + timedelta(days=1)).isoformat()


def test_tickets_of_a_counter_are_ended_and_its_poster_is_not(
    counters: Manage,  # noqa: F811
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    counters("tickets", *AT, "--count", 3, "--out", tmp_path / "ve.csv")
    counters("tickets", *AT[:2], "--number", "TT", "--channel", "online", "--out", tmp_path / "khac.csv")
    result = counters("end-tickets", *AT, "--language", "en")
    assert (result.exit_code, result.output.strip()) == (0, "3 tickets ended.")
    ended, other = listed(tmp_path / "ve.csv")[0], listed(tmp_path / "khac.csv")[0]
    with store.read() as session:
        assert place_of(session, other["code"], TODAY).ticket
        with pytest.raises(PosterRetired):
            place_of(session, ended["code"], TODAY)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--unit", "99999", "--number", "03"), "There is no unit 99999."),
        (("--unit", "05443-TT", "--number", "99"), "The unit has no counter 99."),
        ((*AT, "--channel", "post"), "The unit has no counter 03."),
    ],
)
def test_a_counter_that_there_is_not_gets_no_tickets(
    counters: Manage,  # noqa: F811
    store: Store,  # noqa: F811
    tmp_path: Path,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    for command in (("tickets", "--out", tmp_path / "ve.csv"), ("end-tickets",)):
        result = counters(*command, *arguments, "--language", "en")
        assert (result.exit_code, result.output.strip()) == (1, said)
    assert stored(store) == set()


@pytest.mark.parametrize("option", [("--count", 0), ("--count", 501), ("--days", 0), ("--days", 93)])
def test_numbers_out_of_bounds_make_nothing(
    counters: Manage,  # noqa: F811
    store: Store,  # noqa: F811
    tmp_path: Path,
    option: tuple[str, int],
) -> None:
    assert counters("tickets", *AT, *option, "--out", tmp_path / "ve.pdf").exit_code == 2
    assert (stored(store), (tmp_path / "ve.pdf").exists()) == (set(), False)


def test_a_closed_counter_and_another_kind_of_file_are_refused(
    counters: Manage,  # noqa: F811
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    result = counters("tickets", *AT, "--out", tmp_path / "ve.docx", "--language", "en")
    assert result.output.strip() == "The file's name must end in .pdf or .csv."
    with store.write() as session:
        session.execute(update(Counter).values(valid_to=TODAY))
    result = counters("tickets", *AT, "--out", tmp_path / "ve.csv", "--language", "en")
    assert (result.exit_code, result.output.strip()) == (1, "The counter is closed; no tickets were made.")
    assert stored(store) == set()


def test_a_key_is_shown_once_listed_by_its_name_and_closed(counters: Manage, store: Store) -> None:  # noqa: F811
    result = counters("add-api-key", "may-lay-so", "--unit", "05443", "--language", "en")
    assert result.exit_code == 0
    said, key = result.output.strip().splitlines()
    assert said == "The key of may-lay-so, shown only this once:"
    with store.read() as session:
        system = system_of(session, key)
        assert system is not None and (system.name, system.unit_code) == ("may-lay-so", "05443")
        assert key.encode() not in session.scalars(select(ApiKey.key_digest)).one()
    shown = counters("list-api-keys").output
    assert "may-lay-so" in shown and "05443" in shown and key not in shown
    again = counters("add-api-key", "may-lay-so", "--unit", "05443", "--language", "en")
    assert (again.exit_code, again.output.strip()) == (1, "There is a key of this name already.")
    assert counters("close-api-key", "may-lay-so").exit_code == 0
    with store.read() as session:
        assert system_of(session, key) is None
        assert session.scalar(select(func.count()).select_from(ApiKey)) == 0
    gone = counters("close-api-key", "may-lay-so", "--language", "en")
    assert (gone.exit_code, gone.output.strip()) == (1, "There is no key of this name.")


def test_a_key_needs_a_plain_name_and_a_unit(counters: Manage) -> None:  # noqa: F811
    for name in ("x", "Máy lấy số", "-abc", "a" * 65):
        assert counters("add-api-key", "--unit", "05443", "--", name).exit_code == 1
    assert counters("add-api-key", "may-lay-so", "--unit", "99999").exit_code == 1
    assert counters("list-api-keys").output == ""
