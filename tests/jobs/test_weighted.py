"""The weighted index of a report's units, on both databases, and its columns in the file."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from db import Store
from db.models import Counter, CounterCode, CounterField, Dossiers
from db.queries.units import unit
from jobs.exports import compare_units, periods_of
from jobs.weighted import with_weighted_index
from reports import Asked, UnitsReport, workbook
from tests.db.office import NAME, Office, open_office
from tests.pages.province import answer, open_offices, province_of, release
from trust.codes import new_code


def by_post(store: Store, office: Office) -> Office:
    """A second counter of the office, for results that go out by post, in its first field."""
    with store.write() as session:
        counter = Counter(
            unit_id=office.unit_id,
            number="B",
            name="Bưu điện",
            channel="post",
            instrument="counter-2026",
            valid_from=date(2025, 7, 1),
        )
        session.add(counter)
        session.flush()
        session.add(CounterField(counter_id=counter.id, field_id=1, deciding_unit_id=office.unit_id))
        code = new_code()
        session.add(CounterCode(code=code, counter_id=counter.id, valid_from=date(2025, 7, 1)))
        return replace(office, counter_id=counter.id, code=code)


def dossiers(store: Store, office: Office, **by_channel: int) -> None:
    with store.write() as session:
        for channel, handled in by_channel.items():
            session.add(
                Dossiers(
                    unit_id=office.unit_id,
                    field_id=1,
                    channel=channel,
                    month="2026-03",
                    handled=handled,
                    late=0,
                )
            )


def report_of(store: Store, office: Office) -> UnitsReport:
    release(store)
    with store.read() as session:
        asked = Asked(unit(session, office.unit_id).path, periods_of(session, [office.unit_id])[0], NAME)
        return with_weighted_index(session, asked, compare_units(session, asked))


def test_channels_count_as_their_dossiers_do(store: Store):
    """30 satisfied at the counter, 20 dissatisfied by post, 100 and 300 dossiers: a quarter."""
    office = open_office(store)
    answer(store, office, 30, level=5)
    answer(store, by_post(store, office), 20, level=2)
    dossiers(store, office, counter=100, post=300)
    report = report_of(store, office)
    assert report.weighted[office.unit_id].value == pytest.approx(0.25)
    sheet = openpyxl.load_workbook(BytesIO(workbook(report, "vi")))["Chỉ số"]
    heading, row = list(sheet.iter_rows(min_row=3, max_row=4, values_only=True))
    cells = dict(zip(heading, row, strict=True))
    assert cells["Chỉ số"] == pytest.approx(0.6)
    assert cells["Chỉ số điều chỉnh theo cơ cấu hồ sơ"] == pytest.approx(0.25)
    assert cells["Chỉ số điều chỉnh: từ"] < 0.25 < cells["Chỉ số điều chỉnh: đến"]


def test_a_unit_whose_forms_are_all_of_one_field_and_channel_cannot_be_weighted(store: Store):
    office = open_office(store)
    answer(store, office, 50)
    dossiers(store, office, counter=100, post=300)
    assert report_of(store, office).weighted == {}


def test_a_month_without_dossiers_leaves_the_weighted_index_out(store: Store):
    """Four forms of February beside 50 of March: the figures of March alone would tell them."""
    office = open_office(store)
    answer(store, office, 30, level=5)
    answer(store, by_post(store, office), 20, level=2)
    answer(store, office, 4, day=date(2026, 2, 4))
    dossiers(store, office, counter=100, post=300)
    assert report_of(store, office).weighted == {}


def test_a_hidden_unit_has_no_weighted_index(store: Store):
    """Twelve forms of one beside nine of the other: the total would tell the nine, so both are hidden."""
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    first, second = offices.values()
    answer(store, first, 12)
    answer(store, second, 9)
    for office in offices.values():
        dossiers(store, office, counter=100, post=300)
    release(store)
    with store.read() as session:
        named = periods_of(session, [first.unit_id, second.unit_id])[0]
        asked = Asked(f"/{province}/", named, NAME)
        report = with_weighted_index(session, asked, compare_units(session, asked))
    assert (len(report.lines), report.shown, report.weighted) == (2, (), {})
