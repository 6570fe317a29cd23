"""What a unit head reads of change, of others of the kind, of a trend, and of who answered."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from access import Role
from db import process
from jobs.exports import periods_of
from tests.db.office import Office
from tests.pages.province import answer, import_dossiers, open_offices, province_of, release
from tests.pages.test_unit_results import opened, said, some_forms

JANUARY, FEBRUARY, MARCH = date(2026, 1, 7), date(2026, 2, 4), date(2026, 3, 4)


def months(office: Office, january: tuple[int, int], february: tuple[int, int]) -> None:
    """Satisfied and dissatisfied forms of both, dealt to the first twelve days of the month."""
    for month, (satisfied, others) in ((1, january), (2, february)):
        for day in range(12):
            for forms, level in ((satisfied, 5), (others, 2)):
                share = forms // 12 + (day < forms % 12)
                answer(process.store(), office, share, level=level, day=date(2026, month, 1 + day))
    release(process.store())


def of_month(number: int = 2, **parameters: str) -> AppTest:
    page = opened(**parameters)
    box = next(box for box in page.selectbox if box.label in ("Kỳ số liệu", "Period"))
    wanted = {f"Tháng {number}/2026", f"{date(2026, number, 1):%B} 2026"}
    box.select(next(name for name in box.options if name in wanted)).run()
    assert not page.exception
    return page


def test_a_rise_beyond_chance_is_said_so_with_its_interval(sign_in, office):
    months(office, (40, 80), (108, 12))
    sign_in(Role.UNIT_HEAD)
    assert re.search(
        r"Tăng 56,67 điểm phần trăm so với tháng 1/2026 "
        r"\(khoảng tin cậy 95%: \d+,\d\d–\d+,\d\d; kỳ đó có 120 phiếu\), vượt mức dao động ngẫu nhiên\.",
        said(of_month()),
    )


def test_a_fall_is_said_without_a_sign_and_the_smaller_limit_first(sign_in, office):
    months(office, (108, 12), (40, 80))
    sign_in(Role.UNIT_HEAD)
    found = re.search(
        r"Giảm 56,67 điểm phần trăm so với tháng 1/2026 \(khoảng tin cậy 95%: (.+?)–(.+?);", said(of_month())
    )
    assert found
    low, high = (float(limit.replace(",", ".")) for limit in found.groups())
    assert 0 < low < 56.67 < high


def test_a_difference_within_chance_is_said_not_to_go_beyond_it(sign_in, office):
    months(office, (30, 10), (31, 9))
    sign_in(Role.UNIT_HEAD)
    text = said(of_month())
    assert re.search(
        r"Chênh lệch so với tháng 1/2026: \+2,50 điểm phần trăm \(khoảng tin cậy 95%: −\d+,\d\d đến \+\d+,\d\d; "
        r"kỳ đó có 40 phiếu\), chưa vượt mức dao động ngẫu nhiên\. "
        r"Tính trên 7 tiêu chí có ở cả hai kỳ\.",
        text,
    )
    assert "Tăng 2,50" not in text


def test_a_month_before_with_24_forms_is_not_compared_with(sign_in, office):
    months(office, (20, 4), (36, 4))
    sign_in(Role.UNIT_HEAD)
    assert "Chưa so sánh với tháng 1/2026: kỳ đó chỉ có 24 phiếu, cần từ 30 phiếu." in said(of_month())


def test_a_unit_under_thirty_forms_is_told_once_what_is_missing(sign_in, office):
    months(office, (36, 4), (20, 4))
    sign_in(Role.UNIT_HEAD)
    text = said(of_month())
    assert text.count("cần từ 30 phiếu") == 1
    assert "Mới có 24 phiếu; cần từ 30 phiếu để so sánh." in text
    assert "so với tháng 1/2026" not in text


def test_the_others_of_the_kind_are_said_as_one_group(sign_in, running):
    offices = open_offices(process.store(), ["Xã Một", "Xã Hai", "Xã Ba"])
    province = province_of(process.store(), offices)
    for office, february in zip(offices.values(), ((114, 6), (72, 48), (90, 30)), strict=True):
        months(office, (40, 0), february)
    first = next(iter(offices.values()))
    sign_in(Role.UNIT_HEAD, first.unit_id)
    text = said(of_month())
    assert "so với số liệu gộp của 2 đơn vị cùng loại khác trong tỉnh" in text
    # 95 % here against 162 of 240
    assert "Cao hơn 27,50 điểm phần trăm" in text
    assert "các đơn vị đó có 240 phiếu), vượt mức dao động ngẫu nhiên" in text
    sign_in(Role.REFORM_TEAM, province)
    assert "cùng loại khác trong tỉnh" not in said(opened())


def test_no_trend_is_told_of_a_month(sign_in, office):
    months(office, (36, 4), (36, 4))
    sign_in(Role.UNIT_HEAD)
    assert "Kỳ này chỉ có một tháng. Hãy chọn kỳ dài hơn" in said(of_month())


def test_a_trend_beyond_chance_is_in_the_conclusion_and_none_is_not(sign_in, office):
    """Nine months, each with 2 of 30 forms fewer satisfied than the one before: 6.67 points a month."""
    days = [date(2025, month, 9) for month in range(7, 13)] + [JANUARY, FEBRUARY, MARCH]
    for fewer, day in enumerate(days):
        answer(process.store(), office, 30 - 2 * fewer, level=5, day=day)
        answer(process.store(), office, 2 * fewer, level=2, day=day)
    release(process.store())
    sign_in(Role.UNIT_HEAD)
    page = opened()
    falling = "Xu hướng giảm trong 9 tháng: mỗi tháng −6,67 điểm phần trăm"
    assert falling in "".join(html.proto.body for html in page.get("html"))
    assert said(page).count(falling) == 2  # and under the months
    page.selectbox[0].select("Quý III/2025").run()
    assert "Xu hướng giảm trong" not in "".join(html.proto.body for html in page.get("html"))


def test_who_answered_is_told_with_what_silence_could_change(sign_in, office):
    """30 of 200 dossiers, 2/3 satisfied: 0.05 · √(0.85/0.15) · √(2/9) is 5.61 points."""
    some_forms(office, 20, level=5)
    some_forms(office, 10, level=2)
    import_dossiers(process.store(), office, 200)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    text = said(page)
    assert "Ai đã trả lời" in text
    assert "Có 30 phiếu trên 200 hồ sơ đã giải quyết, bằng 15,00%; số còn lại không góp ý." in text
    assert (
        "Nếu người hài lòng góp ý nhiều hơn rõ rệt so với người khác (tương quan 0,05) thì chỉ số của toàn bộ hồ sơ "
        "thấp hơn nhiều nhất khoảng 5,61 điểm phần trăm." in text
    )
    assert "chỉ số là 10,00%, nếu đều hài lòng thì là 95,00%" in text  # 20/200, 20/200 + 170/200


@pytest.mark.parametrize("dossiers", [30, 12])
def test_as_many_forms_as_dossiers_is_said_in_words(dossiers, sign_in, office):
    some_forms(office, 30)
    import_dossiers(process.store(), office, dossiers)
    sign_in(Role.UNIT_HEAD)
    text = said(opened())
    assert f"Có 30 phiếu trên {dossiers} hồ sơ: có người góp ý mà không có hồ sơ" in text
    assert "tương quan 0,05" not in text


def test_months_without_dossiers_that_are_hidden_leave_the_rate_unsaid(sign_in, office):
    """Four forms of February beside 40 of March: a rate over March alone would tell how many they are."""
    some_forms(office, 4, day=FEBRUARY)
    some_forms(office, 40)
    import_dossiers(process.store(), office, 200)
    sign_in(Role.UNIT_HEAD)
    text = said(opened())
    assert "Chưa có số hồ sơ của mọi tháng trong kỳ nên chưa nói được ai đã trả lời." in text
    assert "20,00%" not in text


def test_all_of_it_is_said_in_english_too(sign_in, office):
    months(office, (40, 80), (108, 12))
    some_forms(office, 60)
    import_dossiers(process.store(), office, 400)
    sign_in(Role.UNIT_HEAD)
    text = said(of_month(lang="en"))
    assert "Up 56.67 percentage points on January 2026" in text
    assert "No dossier counts were imported" in text
    text += said(of_month(3, lang="en"))
    assert "60 forms for 400 dossiers handled, 15.00%" in text
    assert not re.search(r"\bnan\b|None|inf\b", text)


def test_the_periods_that_are_compared_are_those_that_are_offered(sign_in, office):
    """12, 4 and 40 forms: without January and February, March has nothing before it."""
    for forms, day in ((12, JANUARY), (4, FEBRUARY), (40, MARCH)):
        some_forms(office, forms, day=day)
    with process.store().read() as session:
        keys = {named.key for named in periods_of(session, [office.unit_id])}
    assert "month:2026-02:2026-02" not in keys
    sign_in(Role.UNIT_HEAD)
    text = said(of_month(3))
    assert "Không có số liệu tháng 2/2026 để so sánh." in text
    assert not re.search(r"(Tăng|Giảm|Chênh lệch) .*tháng 2/2026", text)
