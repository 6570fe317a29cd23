"""Who reads names of officers in comments, on the one page that shows comments; on each kind of database."""

from collections.abc import Iterator

import pytest

from access import Role
from db import process
from db.models import Officer
from tests.db.office import put_on_duty
from tests.pages.province import open_offices, province_of
from tests.pages.test_unit_results import opened, said, some_forms


@pytest.fixture
def running(database_url: str) -> Iterator[None]:
    """The process is open on an empty database of each kind."""
    process.open_process(database_url)
    yield
    process.close_process()


def test_who_leads_a_unit_above_reads_its_comments_without_its_officers(sign_in, running):
    offices = open_offices(process.store(), ["Xã Một", "Xã Hai"])
    province = province_of(process.store(), offices)
    unit_id = offices["Xã Một"].unit_id
    for office in offices.values():
        with process.store().write() as session:
            session.get_one(Officer, put_on_duty(session, office)).name = "Lê Thị Hoa"
        some_forms(office, 40, comment="Chị Hoa rất nhiệt tình")
    sign_in(Role.UNIT_HEAD, unit_id)
    text = said(opened())
    assert "Chị Hoa rất nhiệt tình" in text
    assert "chỉ thủ trưởng đơn vị đó đọc được" not in text
    sign_in(Role.UNIT_HEAD, province)
    for unit in ({"unit": str(unit_id)}, {}):
        text = said(opened(**unit))
        assert "Chị [tên đã ẩn] rất nhiệt tình" in text
        assert "Chị Hoa" not in text
        assert "chỉ thủ trưởng đơn vị đó đọc được" in text
