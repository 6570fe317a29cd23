"""The comparison itself: a wrong figure fails, and so does whatever cannot be compared."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.figures import Case, cases_in, solving
from tests.figures.agreement import ToleranceUnknown, disagreements
from tests.figures.solving import Kind, Named


def a_case(expected: dict[str, Any], **tolerance: Any) -> Case:
    return Case("one", "index", {"counts": [1, 2]}, expected, tolerance, "a book", "by hand")


def test_figures_within_the_tolerance_agree_and_a_wrong_one_is_named():
    case = a_case({"mean": 4.18, "top2": 0.85}, abs=1e-9)
    assert disagreements(case, {"mean": 4.18 + 5e-10, "top2": 0.85, "more": 1}) == []
    assert disagreements(case, {"mean": 4.18, "top2": 0.86}) == ["top2: 0.86, expected 0.85"]


def test_a_figure_that_we_do_not_give_is_a_disagreement():
    assert disagreements(a_case({"new": 1.0}, abs=1), {"mean": 1.0}) == ["new: no figure of ours"]


def test_lists_and_groups_are_compared_one_by_one():
    case = a_case({"limits": [[0.1, 0.2], [0.3, 0.4]], "by": {"a": [1, 2]}}, abs=1e-6)
    ours = {"limits": np.array([[0.1, 0.2], [0.3, 0.4]]), "by": {"a": (1, 2.0)}}
    assert disagreements(case, ours) == []
    ours["limits"][1, 0] = 0.31
    ours["by"] = {"a": [1]}
    assert disagreements(case, ours) == [
        "limits.1.0: 0.31, expected 0.3",
        "by.a: [1] is no list of 2",
    ]
    assert disagreements(case, {**ours, "limits": case.expected["limits"], "by": 3}) == [
        "by: 3 has no names; expected ['a']"
    ]


@pytest.mark.parametrize("ours", [float("nan"), None, "0.5", True, [0.5]])
def test_what_is_no_number_never_agrees_with_one(ours: Any):
    assert len(disagreements(a_case({"share": 0.5}, abs=10), {"share": ours})) == 1


def test_a_word_and_a_verdict_must_be_the_same():
    case = a_case({"grade": "B", "signal": True}, exact=True)
    assert disagreements(case, {"grade": "B", "signal": True}) == []
    assert len(disagreements(case, {"grade": "A", "signal": 1})) == 2


def test_exact_is_exact():
    assert disagreements(a_case({"rank": [1, 2]}, exact=True), {"rank": [1, 2.0]}) == []
    assert len(disagreements(a_case({"rank": [1, 2]}, exact=True), {"rank": [1, 2.0000001]})) == 1


def test_a_relative_tolerance_grows_with_the_figure():
    case = a_case({"small": 1e-8, "large": 100.0}, rel=1e-3)
    assert disagreements(case, {"small": 1.0005e-8, "large": 100.05}) == []
    assert len(disagreements(case, {"small": 1.1e-8, "large": 100.2})) == 2


def test_a_tolerance_of_its_own_goes_before_the_general_one():
    case = a_case({"z": 1.0, "p": 1e-5, "binom_loglik": -100.0}, abs=1e-6, p_rel=1e-2, loglik_abs=0.1)
    assert disagreements(case, {"z": 1.0, "p": 1.001e-5, "binom_loglik": -100.05}) == []
    assert len(disagreements(case, {"z": 1.05, "p": 1.1e-5, "binom_loglik": -100.2})) == 3


def test_a_tolerance_may_name_a_group():
    case = a_case({"laplace": {"sigma": 1.0}, "agq21": {"sigma": 1.0}}, laplace_abs=0.1, agq_abs=0.001)
    assert disagreements(case, {"laplace": {"sigma": 1.05}, "agq21": {"sigma": 1.0}}) == []
    assert len(disagreements(case, {"laplace": {"sigma": 1.05}, "agq21": {"sigma": 1.05}})) == 1


def test_the_limits_of_a_chart_have_their_tolerance():
    case = a_case({"ewma": [1.0], "ucl": 2.0, "lcl": 0.0}, abs=0.1, limits_abs=1e-4)
    assert len(disagreements(case, {"ewma": [1.05], "ucl": 2.05, "lcl": -0.05})) == 2


def test_the_only_tolerance_of_a_case_is_for_all_its_figures():
    case = a_case({"overall_pct": 83.94, "unrounded": 83.9426}, published_abs=0.005)
    assert disagreements(case, {"overall_pct": 83.9426, "unrounded": 83.94256}) == []
    assert len(disagreements(case, {"overall_pct": 83.95, "unrounded": 83.9426})) == 1


@pytest.mark.parametrize(("ours", "agrees"), [(88.5, True), (89.49, True), (89.5, False), (88.49, False)])
def test_what_an_office_published_is_our_figure_rounded(ours: float, agrees: bool):
    case = a_case({"published_pct": 89, "published_kind": "top2"}, published="round half up to integer")
    assert (disagreements(case, {"top2_pct": ours}) == []) is agrees
    assert (disagreements(case, {"published_pct": ours}) == []) is agrees


def test_what_a_book_printed_is_our_figure():
    expected = {"alpha": 1.3561, "beta": 8.6151, "printed": [1.4, 8.6], "posterior_printed": [5.4]}
    case = a_case(expected, abs=1e-4, printed_abs=0.05)
    ours = {"alpha": 1.3561, "beta": 8.6151, "posterior": [5.36]}
    assert disagreements(case, ours) == []
    assert disagreements(case, {**ours, "posterior": [5.3]}) == ["posterior_printed.0: 5.3, expected 5.4"]


def test_a_list_of_what_was_printed_is_that_of_the_other_figures_in_their_order():
    case = a_case({"raw": 0.8431, "std": 0.8391, "printed": [0.84, 0.84]}, abs=1e-3, printed_abs=0.005)
    assert disagreements(case, {"raw": 0.8431, "std": 0.8391}) == []
    assert len(disagreements(case, {"raw": 0.8431, "std": 0.8501})) == 2


def test_figures_with_names_are_compared_as_a_list_or_by_name():
    ours = Named(["b", "a"], [2.0, 1.0])
    assert disagreements(a_case({"coef": [2.0, 1.0]}, abs=0), {"coef": ours}) == []
    assert disagreements(a_case({"coef": {"a": 1.0, "b": 2.0}}, abs=0), {"coef": ours}) == []
    assert len(disagreements(a_case({"coef": {"a": 2.0, "c": 2.0}}, abs=0), {"coef": ours})) == 2


@pytest.mark.parametrize(
    ("tolerance", "message"),
    [
        ({"near": 1e-3}, "near"),
        ({"abs": "close"}, "abs"),
        ({"abs": -1}, "abs"),
        ({"abs": float("nan")}, "abs"),
        ({"abs": 1, "published": "cut"}, "cut"),
        ({"abs": 1, "zeta_abs": 1}, "no expected figure is named so"),
        ({"exact": "yes"}, "exact"),
        ({"note": "none at all"}, "nothing says how near"),
        ({"share_abs": 1, "mean_abs": 1}, "nothing says how near other must be"),
    ],
)
def test_a_tolerance_that_nobody_understands_is_refused(tolerance: dict[str, Any], message: str):
    case = a_case({"share": 1.0, "mean": 1.0, "other": 1.0}, **tolerance)
    with pytest.raises(ToleranceUnknown, match=message):
        disagreements(case, {"share": 1.1, "mean": 1.1, "other": 1.1})


def test_a_solver_is_found_by_area_and_inputs():
    kind = Kind("index", frozenset({"counts"}), frozenset({"mean"}), dict)
    assert kind.fits(a_case({"mean": 1.0}, abs=1))
    assert not kind.fits(a_case({"net": 1.0}, abs=1))
    assert not Kind("spc", frozenset({"counts"}), frozenset(), dict).fits(a_case({"mean": 1.0}, abs=1))
    assert not Kind("index", frozenset({"levels"}), frozenset(), dict).fits(a_case({"mean": 1.0}, abs=1))


def test_an_input_may_have_several_names_and_comes_under_the_first():
    kind = Kind(
        "index", frozenset({"x|counts"}), frozenset(), lambda given: {"x": given["x"], "how": given["how"]}
    )
    case = a_case({"mean": 1.0}, abs=1)
    assert kind.fits(case)
    assert kind.answers(case) == {"x": [1, 2], "how": "by hand"}
    assert not Kind("index", frozenset({"x|y"}), frozenset(), dict).fits(case)


def test_an_area_of_another_name_is_answered_where_a_figure_tells_the_kind(monkeypatch: pytest.MonkeyPatch):
    by_figure = Kind("ordinal", frozenset({"counts"}), frozenset({"zeta"}), dict)
    by_area = Kind("index", frozenset({"counts"}), frozenset(), dict)
    monkeypatch.setattr(solving, "KINDS", [by_figure, by_area])
    assert solving.fitting(a_case({"zeta": 1.0}, abs=1)) == [by_area]
    monkeypatch.setattr(solving, "KINDS", [by_figure])
    assert solving.fitting(a_case({"zeta": 1.0}, abs=1)) == [by_figure]
    assert solving.fitting(a_case({"mean": 1.0}, abs=1)) == []


@pytest.mark.parametrize(
    "given", [{"conf": 0.9}, {"confidence": 90}, {"conf_level": 0.9}, {"coverage": 0.9}, {"alpha": 0.1}]
)
def test_a_confidence_has_many_names(given: dict[str, float]):
    assert solving.confidence(given) == pytest.approx(0.9)
    assert solving.confidence({}) == 0.95


def test_another_file_of_cases_is_read(tmp_path: Path):
    written = {"id": "a", "area": "index", "input": {}, "expected": {}, "tolerance": {"abs": 1}}
    file = tmp_path / "more.json"
    for content in ([written], {"cases": [written]}):
        file.write_text(json.dumps(content), encoding="utf-8")
        assert list(cases_in(file)) == ["a"]
    file.write_text(json.dumps([written, written]), encoding="utf-8")
    with pytest.raises(AssertionError, match="two cases have one name"):
        cases_in(file)
