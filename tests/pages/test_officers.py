"""What the head of a unit reads of its officers: with colleagues, in the order of badges, in few words."""

from datetime import date

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from access import Role
from db import process
from db.models import CounterField, Field, Officer
from tests.db.office import DAY, Office, put_on_duty
from tests.pages.province import answer, open_offices, province_of, release
from tests.pages.test_unit_results import opened, said

DAYS = (date(2026, 2, 3), date(2026, 2, 4), date(2026, 2, 5), date(2026, 2, 6), date(2026, 3, 3), DAY)


def serve(office: Office, forms: list[tuple[int, int]]) -> list[str]:
    """An officer for each (satisfied, other) forms, each on duty on another day; their badges."""
    with process.store().write() as session:
        badges = [
            session.get_one(Officer, put_on_duty(session, office, day)).badge
            for day, _ in zip(DAYS, forms, strict=False)
        ]
    for day, (satisfied, others) in zip(DAYS, forms, strict=False):
        answer(process.store(), office, satisfied, day=day, level=5)
        answer(process.store(), office, others, day=day, level=3)
    release(process.store())
    return badges


def ratings(page: AppTest) -> dict[str, list[str]]:
    [table] = [t.value for t in page.table if "So với đồng nghiệp" in t.value.columns]
    return {row["Số thẻ"]: list(row) for _, row in table.iterrows()}


def test_a_rating_says_share_interval_n_and_where_it_lies_beside_colleagues(sign_in, office):
    badges = serve(office, [(118, 2), (60, 60), (100, 20), (99, 21), (100, 20), (14, 1)])
    sign_in(Role.UNIT_HEAD)
    page = opened()
    found = ratings(page)
    assert list(found) == sorted(badges)
    words = [found[badge][-1] for badge in badges]
    assert words[1] == "thấp hơn"
    assert words[5] == "dưới 30 phiếu"
    assert [found[badge][-2] for badge in badges] == ["120"] * 5 + ["15"]
    text = said(page)
    assert "hiển thị 6 cán bộ; so sánh được với đồng nghiệp: 5." in text
    assert (
        "Có thể cần hỗ trợ, vì thấp hơn mức trung bình của đơn vị, vượt mức dao động ngẫu nhiên: "
        f"số thẻ {badges[1]}." in text
    )
    assert "không phải xếp hạng" in text


def test_how_it_is_computed_names_the_model_and_the_pages(sign_in, office):
    serve(office, [(40, 5), (20, 20), (33, 7)])
    sign_in(Role.UNIT_HEAD)
    text = said(opened())
    assert "Tính chung 3 cán bộ của 1 đơn vị" in text
    assert "Chưa điều chỉnh theo lĩnh vực và kênh tiếp nhận" in text
    assert "mức thường gặp của cán bộ ở các đơn vị cùng loại" in text
    assert "nhóm một phần mười thấp nhất" in text
    for number in ("6", "5", "7"):
        assert f"Xem thêm: {number} · " in text


def test_where_each_has_a_field_of_their_own_nobody_is_compared_and_no_line_is_drawn(sign_in, office):
    """One officer before the counter's field is another, one after."""
    first, second = DAYS[0], DAYS[-1]
    with process.store().write() as session:
        for day in (first, second):
            put_on_duty(session, office, day)
    answer(process.store(), office, 50, day=first, level=5)
    answer(process.store(), office, 10, day=first, level=3)
    with process.store().write() as session:
        other = Field(code="F-2", name="Đất đai")
        session.add(other)
        session.flush()
        session.scalars(select(CounterField)).one().field_id = other.id
    answer(process.store(), office, 30, day=second, level=5)
    answer(process.store(), office, 30, day=second, level=3)
    release(process.store())
    sign_in(Role.UNIT_HEAD)
    page = opened()
    assert [row[-1] for row in ratings(page).values()] == ["khác lĩnh vực"] * 2
    text = said(page)
    assert (
        "hiển thị 2 cán bộ. Chưa so sánh được với đồng nghiệp, vì mỗi người phụ trách lĩnh vực khác" in text
    )
    assert "đường nét đứt" not in text
    assert "Có thể cần hỗ trợ" not in text


@pytest.mark.parametrize("forms", [[(9, 0), (9, 0)], [(40, 0)]])
def test_where_fewer_than_two_may_be_shown_the_page_says_so_and_draws_nothing(forms, sign_in, office):
    serve(office, forms)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    assert "chưa đủ hai cán bộ có phiếu" in said(page)
    assert not [t for t in page.table if "Số thẻ" in t.value.columns]


def test_who_sees_several_units_chooses_one_and_reads_no_officer_of_the_other(sign_in, running):
    offices = open_offices(process.store(), ["Xã Một", "Xã Hai"])
    province = province_of(process.store(), offices)
    first, second = (serve(office, [(40, 5), (20, 20)]) for office in offices.values())
    sign_in(Role.UNIT_HEAD, province)
    assert "Xin chọn một đơn vị để xem cán bộ" in said(opened())
    assert set(ratings(opened(unit=str(offices["Xã Một"].unit_id)))) == set(first)
    assert set(first).isdisjoint(second)


def test_the_page_speaks_english_of_officers_too(sign_in, office):
    serve(office, [(40, 5), (20, 20), (33, 7)])
    sign_in(Role.UNIT_HEAD)
    text = said(opened(lang="en"))
    assert "Over the last 12 months 3 officers are shown; compared with colleagues: " in text
    assert "Rated together: 3 officers of 1 unit." in text
    assert "Xếp theo" not in text
