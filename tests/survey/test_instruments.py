"""The shipped questionnaires, and how a malformed one is refused."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import InstrumentMalformed, Visit, load_instrument, shipped_instruments
from survey.instrument import Topic
from survey.loader import FOLDER

COUNTER = shipped_instruments()["counter-2026/1"]
SIPAS = shipped_instruments()["sipas-service-2026/1"]
VISITS = [
    Visit(),
    Visit("ask"),
    Visit("submit"),
    Visit("result"),
    Visit("other"),
    Visit("other", petition=True),
]
TEXT = (FOLDER / "counter-2026.toml").read_text(encoding="utf-8")


def test_sipas_asks_all_sixteen_criteria_in_five_elements_of_everybody() -> None:
    """Form of 2026 under Decision 1001/QĐ-BNV: elements of 3, 4, 3, 3 and 3 criteria."""
    assert SIPAS.asked(Visit(), ()) == tuple(range(1, 17))
    assert [len(SIPAS.element_numbers(element.id)) for element in SIPAS.elements] == [3, 4, 3, 3, 3]
    assert [c.id for c in SIPAS.choices if c.topic is Topic.INTEGRITY] == ["harassment", "payment"]
    assert SIPAS.offered_choices(()) == SIPAS.choices


def test_no_question_asks_for_ethnic_origin_or_who_one_is() -> None:
    asked = {choice.id for instrument in (COUNTER, SIPAS) for choice in instrument.choices}
    assert asked == {"trips", "harassment", "payment", "gender", "age", "education", "occupation"}


@pytest.mark.parametrize("visit", VISITS)
def test_nobody_makes_more_than_ten_taps(visit: Visit) -> None:
    """Purpose, the question about a petition where asked, overall, and the criteria."""
    purpose = COUNTER.purpose(visit.purpose)
    screens = 1 + (purpose is not None and purpose.asks_petition)
    for seed in range(50):
        criteria = COUNTER.asked(visit, COUNTER.draw(Random(seed)))
        assert screens + 1 + len(criteria) <= 10


@given(st.integers(), st.sampled_from(VISITS))
def test_core_four_drawn_and_the_rest_are_all_criteria_that_apply(seed: int, visit: Visit) -> None:
    order = COUNTER.draw(Random(seed))
    asked, rest = COUNTER.asked(visit, order), COUNTER.rest(visit, order)
    core = {8, 9, 10} | ({11} if visit.purpose == "result" else set())
    without_result, without_petition = visit.purpose != "result", not visit.petition
    apply = set(range(1, 17)) - ({11, 12, 13} if without_result else set())
    apply -= {15, 16} if without_petition else set()
    assert core <= set(asked)
    assert len(asked) == len(core) + 4
    assert set(asked) | set(rest) == apply
    assert not set(asked) & set(rest)


def test_every_criterion_that_applies_is_drawn_equally_often() -> None:
    """4 of the 10 that apply to a visit with a result: each about 2,000 times in 5,000 draws (sd 35)."""
    randomness = Random(2026)
    counts = dict.fromkeys((1, 2, 3, 4, 5, 6, 7, 12, 13, 14), 0)
    draws = 5000
    for _ in range(draws):
        for number in COUNTER.asked(Visit("result"), COUNTER.draw(randomness)):
            if number in counts:
                counts[number] += 1
    expected, deviation = draws * 0.4, (draws * 0.4 * 0.6) ** 0.5
    assert all(abs(count - expected) < 4 * deviation for count in counts.values())


def test_each_integrity_question_is_offered_on_half_of_the_forms() -> None:
    randomness = Random(7)
    offered = [COUNTER.offered_choices(COUNTER.draw(randomness)) for _ in range(2000)]
    assert all([choice.topic for choice in choices] == ["trips", "integrity"] for choices in offered)
    harassment = sum(choices[1].id == "harassment" for choices in offered)
    assert abs(harassment - 1000) < 4 * 500**0.5


def test_every_text_is_there_in_both_languages_and_the_place_can_be_named() -> None:
    for instrument in (COUNTER, SIPAS):
        for criterion in instrument.criteria:
            for language in ("vi", "en"):
                text = criterion.text.in_language(language, noi="Trung tâm")
                assert text.strip()
                assert "{" not in text
                assert text[0].isupper()


MALFORMED = [
    ('id = "counter-2026"', "", "id", "missing"),
    ("version = 1", "version = 0", "version", "whole number"),
    ("rotation = 4", "rotation = 40", "rotation", "12 rotating"),
    ("rotation = 4", "rotaton = 4", "rotation", "whole number"),
    ("conduct = [8, 9, 10]", "conduct = [8, 99]", "conduct", "not defined"),
    ('element = "A"', 'element = "Z"', "criteria[1].element", "not defined"),
    ('role = "core"', 'role = "kernel"', "criteria[8].role", "none of"),
    ("number = 2\n", "number = 1\n", "criteria[2]", "twice"),
    ("value = 2", "value = 3", "levels[2].value", "2 is expected"),
    ('need = "result"', 'need = "luck"', "criteria[11].need", "none of"),
    ('text = { vi = "Hài lòng", en = "Satisfied" }', 'text = { en = "Satisfied" }', "levels[4].text", "'vi'"),
    ('id = "ask"', 'id = "ask"\nwith_results = true', "purposes[1].with_results", "not a known key"),
    ("petition = {", "petitions = {", "petitions", "not a known key"),
    ("version = 1", "version = ", "the file", "line 8"),
]


@pytest.mark.parametrize(("right", "wrong", "place", "reason"), MALFORMED)
def test_a_malformed_questionnaire_is_refused_with_place_and_reason(
    right: str, wrong: str, place: str, reason: str
) -> None:
    assert right in TEXT
    with pytest.raises(InstrumentMalformed) as refused:
        load_instrument(TEXT.replace(right, wrong, 1), "mine.toml")
    assert refused.value.source == "mine.toml"
    assert refused.value.place == place
    assert reason in refused.value.reason


def test_the_name_of_a_version_and_its_fingerprint_belong_together() -> None:
    again = load_instrument(TEXT)
    assert again == COUNTER
    assert again.name == "counter-2026/1"
    assert load_instrument(TEXT + "\n# another word\n") != COUNTER
