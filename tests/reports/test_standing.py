"""Units of one kind beside each other: who takes part, who may be compared, who stands out, and what is said."""

from dataclasses import replace

import numpy as np
import pytest

from reports import Hidden
from reports.standing import FAMILY, KindStanding, Member, compared_criteria, standings
from reports.standing_wording import (
    differ_sentence,
    flagged_sentence,
    funnel_sentences,
    group_name,
    groups_sentence,
    left_out_reason,
    line_note,
    places_words,
    reliability_sentence,
)
from scoring import (
    Band,
    ClusterMoments,
    Comparison,
    Flag,
    Funnel,
    NotEstimable,
    RankedUnit,
    RankRange,
    Reason,
    StackedMoments,
    funnel,
    rank_units,
    unit_indices,
)
from scoring.comparisons.comparison import compare_shares
from scoring.groups.index_reliability import index_reliability
from survey.offices import UnitKind
from tests.reports.made import figures, line, report
from tests.scoring.officer_days import simulated_days
from words import language

KIND, OTHER = UnitKind.COMMUNE_CENTRE, UnitKind.DEPARTMENT
VI = language("vi")


def unit(number: int, days: int, satisfied: float, seed: int = 0) -> Member:
    """Six forms a day with two questions each, satisfied by lot."""
    rng = np.random.default_rng([number, seed])
    asked = np.full((days, 2), 6)
    return Member(number, 6 * days, ClusterMoments.of(rng.binomial(6, satisfied, (days, 2)), asked))


@pytest.fixture(scope="module")
def members() -> list[Member]:
    """Thirteen units of 300 forms at 85 to 91 %, one of them at 40 %, and one of 24 forms."""
    usual = [unit(number, 50, 0.85 + 0.005 * number) for number in range(12)]
    return [*usual, unit(12, 50, 0.40), unit(13, 4, 0.88)]


@pytest.fixture(scope="module")
def kind(members) -> KindStanding:
    return standings({KIND: members})[KIND]


def test_a_unit_far_below_its_kind_is_flagged_and_no_other(kind):
    assert {unit_id: each.flag for unit_id, each in kind.by_unit.items() if each.flag} == {12: Flag.LOWER}
    assert kind.by_unit[12].band is Band.BOTTOM
    assert kind.by_unit[12].places == (13, 13, 13)


def test_under_thirty_forms_a_unit_is_in_no_comparison(kind):
    small = kind.by_unit[13]
    assert not small.comparable
    assert small.in_funnel == small.rank == NotEstimable(Reason.TOO_FEW_TO_COMPARE)
    assert (small.band, small.places, group_name(VI, small)) == (None, None, "")
    assert len(kind.in_funnel) == kind.ranked == 13


def test_a_unit_with_too_many_flags_takes_part_in_nothing_and_the_reason_is_told(members, kind):
    odd = replace(unit(20, 50, 0.2), too_many_flagged=True)
    found = standings({KIND: [odd, *members]})[KIND]
    left_out = found.by_unit[20]
    assert left_out.reliability == left_out.rank == NotEstimable(Reason.TOO_MANY_FLAGGED)
    assert (left_out.comparable, left_out.flag, left_out.places) == (False, None, None)
    assert (group_name(VI, left_out), left_out_reason(VI, left_out.in_funnel)) == (
        "",
        "không so sánh: trên 1/10 phiếu bị đánh dấu",
    )
    assert flagged_sentence(VI, found, {20: "Xã Hai Mươi"}).endswith("là có thể không thật: Xã Hai Mươi.")
    assert replace(found, by_unit={n: each for n, each in found.by_unit.items() if n != 20}) == kind
    assert flagged_sentence(VI, kind, {}) == ""
    alone = standings({KIND: [odd, odd]})[KIND]
    assert (alone.comparable, alone.ranked, alone.criteria, alone.lent) == (0, 0, (), None)


def test_the_figures_are_those_of_scoring_over_the_units_that_are_shown(members, kind):
    shares = unit_indices([each.moments for each in members], [each.respondents for each in members])
    shape = funnel(shares)
    assert isinstance(shape, Funnel)
    assert tuple(each.in_funnel for each in kind.by_unit.values()) == shape.units
    assert tuple(each.rank for each in kind.by_unit.values()) == rank_units(shares)
    whole = index_reliability(
        StackedMoments.of([each.moments for each in members]), [each.respondents for each in members]
    )
    assert not isinstance(whole, NotEstimable)
    assert [each.reliability for each in kind.by_unit.values()] == [whole.of(n) for n in range(14)]
    assert [each.forms_needed for each in kind.by_unit.values()] == [whole.forms_needed(n) for n in range(14)]
    assert isinstance(kind.real, float)
    assert kind.real == pytest.approx(whole.spread**2 / (whole.spread**2 + whole.variances[:13].mean()))


def test_kinds_are_never_compared_with_each_other_and_are_one_family(members, kind):
    others = [unit(100 + number, 20, 0.85) for number in range(3)]
    both = standings({KIND: members, OTHER: others})
    assert both[KIND].by_unit == kind.by_unit
    alone = compare_shares([each.moments for each in others], [each.respondents for each in others])
    found = both[OTHER].differ
    assert isinstance(alone, Comparison)
    assert isinstance(found, Comparison)
    assert (found.p, found.family, found.correction) == (alone.p, FAMILY, "holm")
    assert found.adjusted_p == alone.p  # the larger of two p stays as it is under Holm


@pytest.mark.parametrize("units", [1, 2, 9])
def test_few_units_have_neither_funnel_nor_groups(units):
    found = standings({KIND: [unit(number, 50, 0.8 + 0.01 * number) for number in range(units)]})[KIND]
    alone = NotEstimable(Reason.NOTHING_TO_COMPARE_WITH)
    assert found.funnel == alone
    assert {each.rank for each in found.by_unit.values()} == {alone}
    assert isinstance(found.differ, Comparison) is (units > 1)
    assert group_name(VI, found.by_unit[0]) == ""


def test_units_with_no_criterion_in_common_are_not_compared():
    days, nothing = [[6, 0]] * 50, [[0, 6]] * 50
    split = [Member(n, 300, ClusterMoments.of(x, x)) for n, x in enumerate([days, nothing] * 6)]
    found = standings({KIND: split})[KIND]
    assert found.criteria == ()
    assert found.differ == NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    assert standings({KIND: []}) == {}


def test_units_are_compared_on_criteria_with_ten_answers_at_nine_tenths_of_them():
    """Of ten units one has nine answers to the second question, two to the third; small ones have no say."""

    def made(*answers: int) -> Member:
        return Member(0, 40, ClusterMoments.of([answers], [answers]))

    large = [made(30, 9, 9), made(30, 10, 9), *[made(30, 10, 10)] * 8]
    small = replace(made(9, 9, 9), respondents=29)
    assert compared_criteria([*large, small]) == (0, 1)
    assert compared_criteria([small]) == ()


def test_what_counts_is_how_often_a_criterion_was_answered_not_how(members):
    worse = [
        replace(each, moments=ClusterMoments.of(np.zeros((50, 2)), np.full((50, 2), 6)))
        for each in members[:13]
    ]
    assert compared_criteria(worse) == compared_criteria(members[:13])


def test_a_group_is_not_told_of_a_unit_that_may_not_be_compared(kind):
    seen = kind.by_unit[12]
    doubtful = replace(seen, reliability=0.69)
    assert isinstance(seen.rank, RankedUnit)
    assert seen.rank.band is Band.BOTTOM
    assert (doubtful.band, doubtful.places) == (None, None)
    assert group_name(VI, doubtful) == "chưa rõ"
    assert places_words(VI, doubtful) == ""


def test_places_are_told_with_a_group_only(kind):
    assert places_words(VI, kind.by_unit[12]) == "hạng 13–13 trong 13"
    wide = replace(kind.by_unit[12].rank, among_all=RankRange(1, 13, 13), band=None)
    assert places_words(VI, replace(kind.by_unit[12], rank=wide)) == ""


def test_the_sentences_say_how_many_and_how_many_by_chance(kind):
    assert differ_sentence(VI, kind).startswith(
        "Các đơn vị khác nhau vượt mức dao động ngẫu nhiên (13 đơn vị có từ 30 phiếu và 10 lượt "
        "cán bộ theo ngày, p < 0,001): "
    )
    assert reliability_sentence(VI, kind).startswith(
        "13/14 đơn vị được hiển thị có đủ câu trả lời để so sánh"
    )
    assert groups_sentence(VI, kind).startswith(
        f"Trong 13 đơn vị có đủ câu trả lời cho mọi tiêu chí so sánh, {kind.banded} đơn vị xếp được vào nhóm"
    )
    assert groups_sentence(VI, replace(kind, by_unit=_without_bands(kind))).startswith(
        "Trong 13 đơn vị có đủ câu trả lời cho mọi tiêu chí so sánh, chưa đơn vị nào xếp được vào nhóm"
    )
    first, *flags = funnel_sentences(VI, kind, {12: "Xã Mười Hai"})
    assert "riêng" not in first
    assert first.endswith("cũng đã có khoảng 1 đơn vị.")  # one of twenty of thirteen
    assert flags == ["Được gắn cờ vì thấp hơn hẳn: Xã Mười Hai."]


def _without_bands(kind):
    return {
        unit_id: each
        if isinstance(each.rank, NotEstimable)
        else replace(each, rank=replace(each.rank, band=None))
        for unit_id, each in kind.by_unit.items()
    }


def test_what_is_said_to_lie_between_units_has_no_chance_in_it(kind):
    """Epsilon squared has: 12 degrees of freedom times the design effect, of all answers."""
    assert kind.differ.between.value < kind.differ.effect.value
    shown = VI.percent(kind.differ.between.value, 1)
    assert f": {shown} khác biệt giữa các câu trả lời là khác biệt giữa các đơn vị" in differ_sentence(
        VI, kind
    )


def test_units_that_are_alike_are_said_to_be_so():
    alike = standings({KIND: [unit(number, 40, 0.85, seed=5) for number in range(12)]})[KIND]
    assert differ_sentence(VI, alike).startswith(
        "Chênh lệch giữa các đơn vị chưa vượt mức dao động ngẫu nhiên"
    )
    assert funnel_sentences(VI, alike, {})[1:] == [
        "Không đơn vị nào được gắn cờ. Đó chưa phải là lời khen: cách này chỉ tìm ra khác biệt lớn."
    ]
    assert alike.banded == 0


MARKED = replace(figures({5: 40}), too_many_flagged=True)
NOTES = {
    "enough": (figures({5: 40}), 0.9, 30, ""),
    "too few": (figures({5: 25}), 0.9, 30, "10–29 phiếu: chưa so sánh; mới có 7/16 tiêu chí"),
    "not reliable": (figures({5: 40}), 0.4, 1234, "chưa so sánh: cần khoảng 1.234 phiếu"),
    "alone": (
        figures({5: 40}),
        NotEstimable(Reason.FEWER_THAN_TWO_GROUPS),
        None,
        "ở đây không có đơn vị cùng loại khác để so sánh",
    ),
    "hidden": (Hidden.TOO_FEW, 0.9, 30, "dưới 10 phiếu: ẩn"),
    "too many marks": (MARKED, 0.9, 30, "không so sánh: trên 1/10 phiếu bị đánh dấu"),
    "few, and too many marks": (
        replace(MARKED, tally=figures({5: 25}).tally, moments=figures({5: 25}).moments),
        *(0.9, 30, "10–29 phiếu: chưa so sánh; mới có 7/16 tiêu chí"),
    ),
}
COMPARED_NOTES = {NOTES["not reliable"][-1], NOTES["alone"][-1]}
"""What is said only where units stand beside each other; a report of one unit knows nothing of others."""


@pytest.mark.parametrize(("shown", "reliability", "needed", "note"), NOTES.values(), ids=NOTES)
def test_the_note_of_a_line_says_whether_it_may_be_compared(kind, shown, reliability, needed, note):
    standing = replace(kind.by_unit[0], reliability=reliability, forms_needed=needed)
    seen = line("Xã Một", shown)
    own = {KIND: replace(kind, by_unit={seen.unit_id: standing})}
    beside = replace(report(seen), kinds={**own, OTHER: kind})
    assert line_note(VI, beside, seen) == note
    assert line_note(VI, report(seen), seen) == ("" if note in COMPARED_NOTES else note)
    assert line_note(VI, replace(report(seen), kinds=own), seen) == ("" if note in COMPARED_NOTES else note)


def test_a_flag_stands_in_the_note(kind):
    seen = line("Xã Một", figures({5: 40}))
    beside = replace(report(seen), kinds={KIND: replace(kind, by_unit={seen.unit_id: kind.by_unit[12]})})
    assert line_note(VI, beside, seen) == "thấp hơn hẳn đơn vị cùng loại"


def test_forms_as_they_come_are_compared_within_seconds():
    """Sixteen criteria, four of them asked of everybody, the others by lot."""
    rng = np.random.default_rng(2)
    made = [simulated_days(rng, 30, 4) for _ in range(12)]
    found = standings(
        {KIND: [Member(n, forms, ClusterMoments.of(x, m)) for n, (x, m, forms, _) in enumerate(made)]}
    )[KIND]
    assert set(found.criteria) >= {7, 8, 9, 10}
    assert isinstance(found.funnel, Funnel)
