"""What others would compute of the same answers: by hand, by their own denominators, never of what is hidden."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import openpyxl
import pytest

from reports import UnitFigures, workbook
from reports.other_indices import KNOWN, Feed, fitting, other_indices
from reports.values import HoldsHidden
from scoring import ClusterMoments, OfficerDays, Scale, pooled
from survey import Answers, Apart, Tally, TallyLayout, ToldApart, Visit
from tests.reports.made import asked, figures, instrument, line, report

SEEN = figures({5: 20, 2: 10})
"""30 forms; seven criteria each and the overall question, 20 times at the highest level, 10 times at the second."""


def told(shown) -> dict[str, float]:
    return {known.definition.key: score.value for known, score in other_indices(shown, None)}


def test_each_index_follows_its_own_definition():
    assert told(SEEN) == pytest.approx({
        "pooled top two": 2 / 3,
        "opg until 2026-03": (20 * 100 + 10 * 25) / 30,
        "opg since 2026-04": 2 / 3,
        "happy index, 5 levels": 75,
        "mean 1 to 5": 4,
        "net": 1 / 3,
        "csat": 2 / 3,
        "nhs friends and family": 2 / 3,
        "all top": 2 / 3,
    })  # fmt: skip


def test_the_interval_of_a_pooled_share_is_that_of_its_officer_days_and_others_are_on_the_safe_side():
    limits = {known.definition.key: score.interval() for known, score in other_indices(SEEN, None)}
    own = SEEN.moments.restrict(SEEN.tally.instrument.positions(asked()))
    assert limits["pooled top two"] == pooled(own, respondents=30).interval()
    days = OfficerDays.of(
        SEEN.moments
    )  # of 20 and 10 forms, and nothing tells how alike they are: one voice each
    assert (days.number, days.correlation, days.df) == (2, 1.0, 0)
    assert days.concentration == pytest.approx(5 / 9)
    assert limits["csat"].width > 0.8
    assert limits["mean 1 to 5"].low < 4 < limits["mean 1 to 5"].high <= 5


def test_from_ten_to_twenty_nine_forms_nothing_is_told_that_rests_on_levels():
    assert told(figures({5: 20, 2: 9})) == pytest.approx(
        dict.fromkeys(("pooled top two", "opg since 2026-04", "csat"), 20 / 29)
    )


@pytest.mark.parametrize("rated", [9, 25])
def test_a_criterion_that_is_not_shown_is_in_no_index(rated):
    """40 forms with seven criteria and 9 or 25 with another one, all at the lowest level: these change nothing.

    The 9 are too few; the 25 are hidden, for they would tell of few elsewhere.
    """
    form, forty = instrument(), figures({5: 40})
    rare = min(set(form.numbers) - set(asked()))
    layout = TallyLayout.of(form)
    few = Tally(form, layout.contribution(Answers(Visit("ask"), None, {rare: 1})) * rated)
    moments = forty.moments + ClusterMoments.of([few.satisfied], [few.answered])
    everything = ToldApart.everything(len(form.criteria))
    both = UnitFigures.of(forty.tally + few, moments, forty.criteria, apart=everything)
    assert both.respondents == 40 + rated
    assert both.hidden_criteria == ({rare} if rated >= 10 else frozenset())
    assert told(both) == told(forty)
    with pytest.raises(HoldsHidden):
        UnitFigures(forty.tally + few, moments, hidden_criteria=frozenset({rare}))
    out_of = {known.definition.key: found.answers for known, found in other_indices(both, None)}
    assert out_of["pooled top two"] == out_of["mean 1 to 5"] == 40 * len(asked())


def test_an_overall_question_or_whole_forms_that_may_not_be_told_are_in_no_index():
    """What is hidden of a unit and period is not there at all, so nothing can be made of it."""
    overall = frozenset({Apart.OVERALL, Apart.OVERALL_OF_ALL})
    for hidden, gone in (
        (overall, {"csat", "nhs friends and family"}),
        ({Apart.OVERALL}, {"csat", "nhs friends and family"}),
        ({Apart.ALL_TOP}, {"all top"}),
    ):
        may = ToldApart(frozenset(Apart) - hidden)
        less = UnitFigures.of(SEEN.tally, SEEN.moments, SEEN.criteria, apart=may)
        assert told(SEEN).keys() - told(less).keys() == gone
    nothing = UnitFigures.of(SEEN.tally, SEEN.moments, SEEN.criteria)
    assert told(SEEN).keys() - told(nothing).keys() == {"csat", "nhs friends and family", "all top"}


def test_only_what_fits_the_scale_and_the_questions_is_computed():
    form = instrument()
    assert {known.definition.key for known in KNOWN} - {k.definition.key for k in fitting(form)} == {
        "happy index, 4 levels"
    }
    three = replace(form, levels=form.levels[:3], scale=Scale(3, 3))
    assert {known.feed for known in fitting(three)} == {Feed.FORMS}
    higher = replace(form, scale=Scale(5, 5))
    assert {known.definition.key for known in fitting(higher)} == {
        *("opg until 2026-03", "happy index, 5 levels", "mean 1 to 5", "net", "all top")
    }
    silent = replace(form, overall=None)
    assert not {Feed.OVERALL, Feed.OVERALL_OF_ALL} & {known.feed for known in fitting(silent)}


def test_the_sheet_says_scale_denominator_and_source_of_each():
    book = openpyxl.load_workbook(BytesIO(workbook(report(line("Xã Một", SEEN)), "vi")))
    _, _, heading, *rows = book["Chỉ số khác"].iter_rows(values_only=True)
    found = {row[2]: dict(zip(heading, row, strict=True)) for row in rows}
    share = found["Tỷ lệ hài lòng gộp"]
    assert share["Giá trị"] == 66.67
    assert share["Khoảng tin cậy từ"] < 200 / 3 < share["Khoảng tin cậy đến"]
    assert (share["Thang"], share["Mẫu số"], share["Số phiếu (n)"]) == ("0–100 %", 210, 30)
    mean = found["Mức trung bình"]
    assert (mean["Giá trị"], mean["Thang"]) == (4, "1–5")
    assert mean["Khoảng tin cậy từ"] < 4 < mean["Khoảng tin cậy đến"]
    assert (
        found["Hài lòng cao nhất ở mọi câu"]["Mẫu số là gì"] == "số phiếu trả lời đủ mọi câu cốt lõi được hỏi"
    )
    assert all(row["Nguồn"] and row["Cách tính"] for row in found.values())


def test_all_top_counts_the_highest_level_alone():
    """The specification calls it all-top; a form at the fourth level throughout is satisfied, but not on top."""
    assert told(figures({4: 40}))["all top"] == 0
    assert told(figures({4: 40}))["csat"] == 1
    assert np.isclose(told(figures({4: 10, 5: 30}))["all top"], 0.75)
