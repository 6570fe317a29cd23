"""Officers are rated with one form as one observation, and never listed where one could be worked out."""

import pytest

from reports.officers import OfficerCounts, officer_ratings, usual_spread
from scoring import NotEstimable, fit, integrate

KIND = [
    OfficerCounts(place, f"{place:04d}", "Cán bộ", satisfied=3 * satisfied, answers=3 * forms, forms=forms)
    for place, (satisfied, forms) in enumerate([(38, 40), (20, 40), (29, 30), (10, 12), (5, 6), (60, 90)])
]


def test_three_answers_on_a_form_count_as_one():
    """Three criteria on every form: 114 of 120 answers are 38 of 40 forms."""
    assert KIND[0].satisfied_forms == pytest.approx(38)
    ratings = officer_ratings(KIND, KIND, total=218)
    by_forms = integrate([38, 20, 29, 10, 5, 60], [40, 40, 30, 12, 6, 90])
    assert not isinstance(by_forms, NotEstimable)
    assert ratings.shown[0].share.estimate == pytest.approx(by_forms.shrunken(38, 40).estimate, abs=1e-6)
    assert ratings.shown[0].share.answers == 40


def test_badges_give_the_order_and_not_ratings():
    shown = officer_ratings(list(reversed(KIND)), KIND, total=218).shown
    assert [rating.badge for rating in shown] == ["0000", "0001", "0002", "0005"]


@pytest.mark.parametrize(("total", "hidden"), [(218, 2), (228, 1)])
def test_another_is_hidden_only_where_the_total_would_tell(total, hidden):
    """6 forms are hidden: with a total of 218 so are the 12, with ten forms of nobody known they need not be."""
    assert officer_ratings(KIND, KIND, total).hidden == hidden


def test_officers_who_differ_no_more_than_chance_are_all_drawn_to_the_same_share():
    alike = [OfficerCounts(place, f"{place}", "", 90, 120, 40) for place in range(5)]
    shown = officer_ratings(alike, alike, total=200).shown
    assert len({rating.share.estimate for rating in shown}) == 1
    assert shown[0].share.estimate == pytest.approx(0.75, abs=0.02)
    assert not any(rating.comparable for rating in shown)


def test_officers_who_all_satisfied_everybody_cannot_be_told_apart():
    perfect = [OfficerCounts(place, f"{place}", "", 120, 120, 40) for place in range(5)]
    ratings = officer_ratings(perfect, perfect, total=200)
    assert isinstance(ratings.kind, NotEstimable)
    assert ratings.shown == ()


def test_few_officers_get_wider_intervals_than_if_their_spread_were_known():
    """Simulated coverage of 95 % intervals that take it for known: 85 % with 5 officers, 93 % with 20."""
    known = fit([each.satisfied_forms for each in KIND], [each.forms for each in KIND])
    assert not isinstance(known, NotEstimable)
    ours = officer_ratings(KIND, KIND, total=228).shown[3].share.interval()
    assert ours.width > known.shrunken(KIND[3].satisfied_forms, KIND[3].forms).interval().width


def test_many_officers_are_fitted_by_maximum_likelihood():
    many = [OfficerCounts(p, f"{p:04d}", "", 3 * (20 + p % 19), 120, 40) for p in range(40)]
    by_forms = fit([20 + p % 19 for p in range(40)], [40] * 40)
    assert usual_spread(many) == by_forms


def test_under_thirty_forms_nobody_is_compared():
    shown = {rating.badge: rating for rating in officer_ratings(KIND, KIND, total=228).shown}
    assert not shown["0003"].comparable
    assert shown["0005"].comparable is (shown["0005"].share.reliability >= 0.7)


def test_an_officer_without_answers_is_hidden_and_breaks_nothing():
    silent = OfficerCounts(99, "9999", "", 0, 0, 0)
    assert "9999" not in {rating.badge for rating in officer_ratings([*KIND, silent], KIND, total=218).shown}
