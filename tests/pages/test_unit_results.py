"""What a unit head reads; every figure is worked out by hand from the forms that were sent."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from access import Role
from db import process
from db.models import Officer
from jobs.exports import periods_of
from pages.shared.results.tables import _narrow
from reports import NamedPeriod
from reports.wording import period_name
from tests.db.office import DAY, Office, instrument, open_office, put_on_duty
from tests.pages.province import (
    EVERYTHING,
    answer,
    answer_all,
    asked_with,
    import_dossiers,
    open_offices,
    province_of,
    release,
)
from words import language


def unit_page() -> None:
    from pages.unit.overview import page

    page()


def opened(**parameters: str) -> AppTest:
    page = AppTest.from_function(unit_page, default_timeout=30)
    for name, value in parameters.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    """Everything on the page that is a text, tables and metrics too."""
    texts = [
        element.value
        for element in (*page.markdown, *page.info, *page.warning, *page.caption, *page.subheader)
    ]
    texts += [html.proto.body for html in page.get("html")]
    texts += [f"{metric.label} {metric.value}" for metric in page.metric]
    texts += [table.value.to_string() for table in page.table]
    return "\n".join(texts).replace("\\", "")


def some_forms(office: Office, forms: int, **how: object) -> None:
    answer(process.store(), office, forms, **how)  # type: ignore[arg-type]
    release(process.store())


def test_the_index_is_the_mean_share_of_the_criteria(sign_in, office):
    """20 forms with one draw, all satisfied, 12 with another, none satisfied."""
    some_forms(office, 20, seed=1, level=5)
    some_forms(office, 12, seed=2, level=2)
    first, second = asked_with(1), asked_with(2)
    both, only_first, only_second = first & second, first - second, second - first
    assert only_first and only_second
    shares = [20 / 32] * len(both) + [1.0] * len(only_first) + [0.0] * len(only_second)
    index = f"{sum(shares) / len(shares) * 100:.2f}".replace(".", ",") + "%"
    sign_in(Role.UNIT_HEAD)
    text = said(opened())
    assert f"Chỉ số hài lòng 12 tháng gần nhất (4/2025–3/2026): {index} (khoảng tin cậy 95%: " in text
    assert "tính từ 32 phiếu" in text
    assert f"Chỉ số hài lòng {index}" in text
    assert "Ứng xử của cán bộ 62,50%" in text  # criteria 8, 9, 10: 20 of 32 each
    assert f"32 phiếu · {len(first | second)}/16 tiêu chí" in text
    assert "Số liệu đến ngày 05/03/2026" in text
    assert "không phải Chỉ số SIPAS do Bộ Nội vụ công bố" in text


@pytest.mark.parametrize("forms", [1, 9])
def test_below_ten_forms_no_figure_is_on_the_page(forms, sign_in, office):
    some_forms(office, forms, comment="Cán bộ rất nhiệt tình")
    sign_in(Role.UNIT_HEAD)
    page = opened()
    text = said(page)
    assert "khi có từ 10 phiếu" in text
    assert not re.search(r"\d%|\d phiếu đã|nhiệt tình", text)
    assert len(page.metric) == len(page.table) == len(page.get("arrow_vega_lite_chart")) == 0


def test_the_lowest_criterion_is_named_with_its_interval_and_n(sign_in, office):
    """40 forms satisfied with one draw, 40 dissatisfied with another, all on one half day: the widest interval."""
    some_forms(office, 40, seed=1, level=5)
    some_forms(office, 40, seed=2, level=2)
    lowest = min(asked_with(2) - asked_with(1))
    label = instrument().criterion(lowest).label.in_language("vi")
    sign_in(Role.UNIT_HEAD)
    # None of 40 on one day is none of one voice: exact limits 0 and 1 - 0.025 (Clopper and Pearson 1934).
    expected = f"{label}, 0,00% (khoảng tin cậy 95%: 0,00%–97,50%), tính từ 40 câu trả lời."
    assert expected in said(opened())


@pytest.mark.parametrize(("forms", "early"), [(10, True), (29, True), (30, False)])
def test_from_ten_to_twenty_nine_forms_nothing_is_compared(forms, early, sign_in, office):
    some_forms(office, forms, level=4)
    sign_in(Role.UNIT_HEAD)
    text = said(opened())
    assert "100,00%" in text
    assert f"tính từ {forms} phiếu" in text
    assert (f"Mới có {forms} phiếu; cần từ 30 phiếu để so sánh." in text) is early
    assert bool(re.search(r"Thấp nhất trong \d+ tiêu chí có từ 30 câu trả lời: ", text)) is not early
    assert ("Phân bố các mức được hiển thị khi có từ 30" in text) is early


def test_an_index_on_fewer_than_half_of_the_criteria_says_so(sign_in, office):
    """10 forms of one draw answer 7 of the 16 criteria; with a second draw it is 9."""
    some_forms(office, 10, seed=1)
    sign_in(Role.UNIT_HEAD)
    assert "Chỉ số mới dựa trên 7/16 tiêu chí." in said(opened())
    some_forms(office, 10, seed=2)
    assert len(asked_with(1) | asked_with(2)) == 9
    assert "Chỉ số mới dựa trên" not in said(opened())


def test_the_share_of_dossiers_is_told_where_they_are_known(sign_in, office):
    some_forms(office, 30)
    sign_in(Role.UNIT_HEAD)
    assert "chưa biết tỷ lệ phiếu trên hồ sơ" in said(opened())
    import_dossiers(process.store(), office, 200)
    assert "bằng 15,00% số hồ sơ đã giải quyết (200 hồ sơ" in said(opened())  # 30 of 200


def test_a_criterion_under_ten_answers_is_named_and_has_no_figure(sign_in, office):
    some_forms(office, 30, seed=1)
    some_forms(office, 9, seed=2)
    rare = asked_with(2) - asked_with(1)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    (sentence,) = [c.value for c in page.caption if "dưới 10 câu trả lời hợp lệ" in c.value]
    for number in rare:
        label = instrument().criterion(number).label.in_language("vi")
        assert label in sentence
        assert not any(label in str(table.value.to_string()).replace("\\", "") for table in page.table)


def test_a_unit_elsewhere_is_refused_as_if_it_were_not_there(sign_in, office):
    other = open_office(process.store())
    some_forms(other, 40)
    some_forms(office, 40)
    sign_in(Role.UNIT_HEAD)
    refusals = {said(opened(unit=asked)) for asked in (str(other.unit_id), "99999", "x", "1;2")}
    assert len(refusals) == 1
    text = refusals.pop()
    assert "không có quyền" in text
    assert "%" not in text


def test_each_level_of_the_overall_question_has_its_share_interval_and_answers(sign_in, office):
    """Forms of two officer-days that nobody tells about are two voices, and the interval says so."""
    some_forms(office, 30, level=5)
    some_forms(office, 30, level=4, day=date(2026, 3, 4))
    sign_in(Role.UNIT_HEAD)
    page = opened()
    [levels] = [t.value for t in page.table if "Mức" in t.value.columns]
    assert list(levels.columns) == ["Mức", "Tỷ lệ", "Khoảng tin cậy 95%", "Số câu trả lời"]
    best = levels.iloc[0].str.replace("\\", "")
    assert (best["Tỷ lệ"], best["Số câu trả lời"]) == ("50,00%", "30")
    low, high = (float(end.rstrip("%").replace(",", ".")) for end in best["Khoảng tin cậy 95%"].split("–"))
    assert 0 < low < 20 and 80 < high < 100
    text = said(page)
    assert "cách Goodman, đúng cùng lúc cho mọi mức" in text
    [effect] = re.findall(r"nên (\d+),\d\d phiếu tính như một phiếu", text)
    assert int(effect) >= 30
    assert "2 · Khoảng tin cậy của một tỷ lệ" in text


def test_a_table_is_told_row_by_row_on_a_phone(sign_in, office):
    some_forms(office, 40)
    sign_in(Role.UNIT_HEAD)
    sheets = [html.proto.body for html in opened().get("html") if html.proto.body.startswith("<style>")]
    [of_levels] = [sheet for sheet in sheets if "Câu trả lời cho câu hỏi chung theo từng mức" in sheet]
    assert "@container (max-width:340px){" in of_levels
    for place, title in ((2, "Tỷ lệ"), (3, "Khoảng tin cậy 95%"), (4, "Số câu trả lời")):
        assert f'td:nth-child({place})::before{{content:"{title}"' in of_levels


def test_nothing_in_a_title_ends_the_style_sheet_of_a_table():
    sheet = _narrow(('A"', "</style><b>"), 'x"] td{} </style>')
    assert "</style>" not in sheet


def test_the_head_of_one_unit_is_offered_no_other(sign_in, office):
    other = open_office(process.store())
    some_forms(other, 40)
    some_forms(office, 40)
    sign_in(Role.UNIT_HEAD)
    assert [box.label for box in opened().selectbox] == ["Kỳ số liệu"]


def test_months_that_are_too_few_are_in_no_list_and_no_table(sign_in, office):
    """Twelve in January, four in February, forty in March: without January, February could be worked out."""
    some_forms(office, 12, day=date(2026, 1, 7))
    some_forms(office, 4, day=date(2026, 2, 4))
    some_forms(office, 40)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    (periods,) = (box.options for box in page.selectbox)
    assert [p for p in periods if p.startswith("Tháng")] == ["Tháng 3/2026"]
    months = [t.value for t in page.table if "Tháng" in t.value.columns]
    assert [list(table["Tháng"]) for table in months] == [["tháng 3/2026"]]


def test_no_quarter_less_its_months_in_the_table_leaves_one_to_nine_forms(sign_in, office):
    """In the year, 4 of November and 8 of February are 12 hidden forms; each quarter has only one of them."""
    months = ((2025, 10, 20), (2025, 11, 4), (2025, 12, 30), (2026, 1, 25), (2026, 2, 8), (2026, 3, 30))
    for year, month, forms in months:
        some_forms(office, forms, day=date(year, month, 4))
    sign_in(Role.UNIT_HEAD)
    page = opened()
    offered = next(box.options for box in page.selectbox if box.label == "Kỳ số liệu")
    assert {"Quý IV/2025", "Quý I/2026"} <= set(offered)
    [table] = [t.value for t in page.table if "Tháng" in t.value.columns]
    for quarter in (months[:3], months[3:]):
        shown = {f"tháng {month}/{year}": forms for year, month, forms in quarter}
        left = sum(shown.values()) - sum(shown.get(name, 0) for name in table["Tháng"])
        assert left == 0 or left >= 10


def test_periods_of_one_questionnaire_do_not_tell_its_small_month(sign_in, office):
    """Of the second questionnaire 10 forms in February and 4 in March: less February, its year is the 4."""
    for day in (date(2026, 2, 4), DAY):
        some_forms(office, 40, day=day)
    answer_all(process.store(), office, 10, day=date(2026, 2, 4), level=2)
    answer_all(process.store(), office, 4, level=2)
    release(process.store())
    sign_in(Role.UNIT_HEAD)
    page = opened()
    _choose(page, "Phiên bản phiếu", EVERYTHING)
    assert "tính từ 14 phiếu" in said(page)
    february = next(named for named in _periods(office) if _name(named) == "Tháng 2/2026")
    _choose(page, "Kỳ số liệu", february)
    text = said(page)
    assert "có thể làm lộ một đơn vị hoặc một kỳ có dưới 10 phiếu" in text
    assert "%" not in text


def _choose(page: AppTest, label: str, option: object) -> None:
    next(box for box in page.selectbox if box.label == label).set_value(option).run()
    assert not page.exception


def test_an_officer_under_ten_forms_cannot_be_worked_out_from_the_others(sign_in, office):
    """Forms 40, 30, 12 and 6: hiding the last alone would give it away by subtraction, so 12 goes with it."""
    days = [DAY, date(2026, 3, 3), date(2026, 3, 2), date(2026, 2, 26)]
    with process.store().write() as session:
        badges = [session.get_one(Officer, put_on_duty(session, office, day)).badge for day in days]
    for day, satisfied, others in zip(days, (30, 10, 12, 6), (10, 20, 0, 0), strict=True):
        some_forms(office, satisfied, day=day, level=5)
        some_forms(office, others, day=day, level=3)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    ratings, raw = [t.value for t in page.table if "Số thẻ" in t.value.columns]
    for table, forms in ((ratings, "n"), (raw, "Số phiếu (n)")):
        assert list(table["Số thẻ"]) == sorted(badges[:2])
        assert list(table[forms]) == ["40", "30"]
    assert list(raw["Câu trả lời hài lòng/hợp lệ"]) == ["90/120", "30/90"]  # three criteria on each form
    for share, interval in zip(raw["Tỷ lệ chưa hiệu chỉnh"], raw["Khoảng tin cậy 95%"], strict=True):
        low, value, high = (
            float(text.replace("\\", "").rstrip("%").replace(",", ".")) for text in _around(share, interval)
        )
        assert low < value < high
    text = said(page)
    assert "Không hiển thị 2 cán bộ" in text
    assert "không bao giờ là căn cứ duy nhất" in text


def test_officers_are_the_same_whatever_period_is_chosen(sign_in, office):
    """Otherwise a quarter less two of its months would tell the third."""
    first, second = date(2026, 2, 4), DAY
    with process.store().write() as session:
        for day in (first, second):
            put_on_duty(session, office, day)
    for day in (first, second):
        some_forms(office, 25, day=day, level=5)
        some_forms(office, 10, day=day, level=3 if day == first else 1)
    some_forms(office, 30, day=second, level=3)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    tables = []
    for period in ("12 tháng gần nhất (4/2025–3/2026)", "Tháng 2/2026"):
        page.selectbox[0].set_value(next(p for p in _periods(office) if _name(p) == period)).run()
        tables += [t.value.to_string() for t in page.table if "Số thẻ" in t.value.columns]
    assert len(tables) == 4
    assert tables[:2] == tables[2:]


def _around(share: str, interval: str) -> tuple[str, str, str]:
    low, high = interval.split("–")
    return low, share, high


def _periods(office: Office) -> tuple[NamedPeriod, ...]:
    with process.store().read() as session:
        return periods_of(session, [office.unit_id])


def _name(named: NamedPeriod) -> str:
    name = period_name(language("vi"), named)
    return name[:1].upper() + name[1:]


def test_a_month_of_one_unit_does_not_tell_that_of_its_neighbour(sign_in, running):
    """March has 40 forms here and 9 next door; who sees both and their total must not see the 40 alone."""
    offices = open_offices(process.store(), ["Xã Một", "Xã Hai"])
    province = province_of(process.store(), offices)
    first, second = offices.values()
    for month in (1, 2):
        some_forms(first, 40, day=date(2026, month, 4))
        some_forms(second, 40, day=date(2026, month, 4))
    some_forms(first, 40)
    some_forms(second, 9)
    sign_in(Role.REFORM_TEAM, province)
    page = opened(unit=str(first.unit_id))
    (months,) = [t.value for t in page.table if "Tháng" in t.value.columns]
    assert "tháng 3/2026" not in list(months["Tháng"])
    assert len(months) == 1  # with two of three months and the sum, the third would be known
    sign_in(Role.UNIT_HEAD, first.unit_id)
    (months,) = [t.value for t in opened().table if "Tháng" in t.value.columns]
    assert len(months) == 1  # the same for who sees only this unit, and may talk to who sees both


def test_the_reform_team_reads_the_unit_without_officers_or_comments(sign_in, office):
    with process.store().write() as session:
        put_on_duty(session, office)
    some_forms(office, 40, comment="Cán bộ rất nhiệt tình")
    sign_in(Role.UNIT_HEAD)
    assert "nhiệt tình" in said(opened())
    sign_in(Role.REFORM_TEAM)
    text = said(opened())
    assert "tính từ 40 phiếu" in text
    assert "nhiệt tình" not in text
    assert "Cán bộ tiếp nhận" not in text


def test_what_a_citizen_wrote_is_never_part_of_the_page(sign_in, office):
    some_forms(office, 12, comment="<b>đậm</b> <script>x</script> *sao*")
    sign_in(Role.UNIT_HEAD)
    text = said(opened())
    assert "&lt;b&gt;đậm&lt;/b&gt;" in text
    assert "<script>" not in text


def test_a_unit_that_would_give_a_smaller_one_away_is_not_shown_to_anybody(sign_in, running):
    offices = open_offices(process.store(), ["Xã Một", "Xã Hai", "Xã Ba"])
    province = province_of(process.store(), offices)
    for office, forms in zip(offices.values(), (40, 12, 9), strict=True):
        some_forms(office, forms)
    middle = offices["Xã Hai"].unit_id
    for role, unit_id in ((Role.REFORM_TEAM, province), (Role.UNIT_HEAD, middle)):
        sign_in(role, unit_id)
        text = said(opened(unit=str(middle)))
        assert "có thể làm lộ một đơn vị" in text
        assert "%" not in text


def test_the_page_speaks_english_too(sign_in, office):
    some_forms(office, 30)
    sign_in(Role.UNIT_HEAD)
    text = said(opened(lang="en"))
    assert "Satisfaction index for the last 12 months (4/2025 to 3/2026): 100.00%" in text
    assert "Chỉ số" not in text


def test_no_figure_is_ever_not_a_number(sign_in, office):
    some_forms(office, 30, level=1)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    assert not re.search(r"\bnan\b|None|inf\b", said(page), re.IGNORECASE)
    assert "0,00%" in said(page)


def test_every_chart_has_its_figures_as_a_table_and_says_what_it_shows(sign_in, office):
    """Two months, because one month has no course."""
    some_forms(office, 40, day=date(2026, 2, 4))
    some_forms(office, 40)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    charts = page.get("arrow_vega_lite_chart") or page.get("vega_lite_chart")
    folded = [e for e in page.expander if e.label == "Xem số liệu dạng bảng"]
    assert len(charts) == len(folded) == 4
    computed = [e for e in page.expander if e.label == "Cách tính"]
    assert len(computed) >= 4


def test_who_looks_again_gets_the_same_page_and_nothing_is_worked_out_again(sign_in, office, monkeypatch):
    some_forms(office, 40, day=date(2026, 2, 4))
    some_forms(office, 40)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    first = said(page), [each.proto for each in page.get("vega_lite_chart")]
    monkeypatch.setattr("pages.shared.results.one_unit.find", None)
    page.run()
    assert not page.exception
    assert (said(page), [each.proto for each in page.get("vega_lite_chart")]) == first
    assert len(first[1]) == 4


def test_what_was_released_meanwhile_is_there_at_the_next_look(sign_in, office):
    some_forms(office, 40)
    sign_in(Role.UNIT_HEAD)
    page = opened()
    assert "40 phiếu" in said(page)
    some_forms(office, 12)
    page.run()
    assert "52 phiếu" in said(page)
