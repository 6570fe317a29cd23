"""Which single answers are marked, and that honest crowds are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import FormCounts, Pace, Part
from survey.hours import Hours, read_hours
from survey.offices import Channel
from survey.suspicion import Given, Reason, Usual, suspicions

WEDNESDAY, SUNDAY = date(2026, 3, 4), date(2026, 3, 8)


def form(minute: int | None = 600, pace: Pace = Pace.FROM_40, pattern: int = 1, **told: object) -> Given:
    what = {"part": Part.MORNING, "channel": Channel.COUNTER, "answered": 8, "straight": False}
    return Given(**{**what, "verified": False, "pattern": pattern, "minute": minute, "pace": pace, **told})  # type: ignore[arg-type]


def why(forms: list[Given], usual: Usual | None = None, day: date = WEDNESDAY) -> list[set[Reason]]:
    return [set(found) for found in suspicions(day, forms, usual or Usual())]


def different(number: int, **told: object) -> list[Given]:
    return [form(pattern=place, **told) for place in range(number)]


def test_a_form_sent_before_it_can_have_been_read_is_marked() -> None:
    assert why([form(pace=Pace.UNDER_10), form(pace=Pace.FROM_10)]) == [{Reason.TOO_FAST}, set()]
    assert why([form(pace=Pace.UNDER_10, answered=3)]) == [set()]


@pytest.mark.parametrize(("minute", "marked"), [(389, True), (390, False), (1139, False), (1140, True)])
def test_a_form_of_a_counter_sent_when_it_was_shut_is_marked(minute: int, marked: bool) -> None:
    assert why([form(minute)]) == [{Reason.OUT_OF_HOURS} if marked else set()]
    assert why([form(minute, channel=Channel.ONLINE)]) == [set()]


def test_on_a_sunday_every_form_of_a_counter_is_out_of_hours_and_a_late_one_tells_nothing() -> None:
    assert why([form(), form(None, Pace.LATE)], day=SUNDAY) == [{Reason.OUT_OF_HOURS}, set()]


def test_sixty_phones_in_a_full_hall_are_honest() -> None:
    assert not any(why(different(60, minute=600)))
    assert not any(why([form(600 + place // 6, pattern=place) for place in range(60)]))


def test_a_script_is_a_burst_and_those_who_answer_beside_it_at_other_times_are_not() -> None:
    day = [form(480 + 6 * place, pattern=place) for place in range(30)] + different(80, minute=890)
    found = why(day)
    assert [Reason.BURST in each for each in found] == [False] * 30 + [True] * 80


def test_more_forms_than_a_counter_serves_in_half_a_day_are_all_marked_unless_its_unit_handles_so_many() -> (
    None
):
    morning = [form(420 + 2 * place, pattern=place) for place in range(121)]
    assert all(found == {Reason.BEYOND_CAPACITY} for found in why(morning))
    assert not any(why(morning[:120]))
    assert not any(why(morning, Usual(dossiers=61)))
    late = [form(None, Pace.LATE, pattern=place) for place in range(121)]
    assert all(found == {Reason.BEYOND_CAPACITY} for found in why(late))


def test_the_same_answers_over_and_over_are_marked_where_they_are_rare_elsewhere() -> None:
    day = [*different(15), *[form(pattern=99)] * 8]
    rare, usual = Usual({99: 1}, 300), Usual({99: 100}, 300)
    assert why(day, rare) == [set()] * 15 + [{Reason.SAME_ANSWERS}] * 8
    assert not any(why(day, usual))
    assert not any(why(day, Usual({}, 9)))
    assert not any(why([*different(15), *[form(pattern=99, straight=True)] * 8], rare))


def test_one_level_throughout_is_marked_where_there_is_far_more_of_it_than_usual() -> None:
    day = [*different(5), *[form(straight=True, pattern=100 + place) for place in range(20)]]
    rare, usual = Usual(straight=FormCounts(60, 300)), Usual(straight=FormCounts(240, 300))
    assert why(day, rare) == [set()] * 5 + [{Reason.SAME_LEVEL}] * 20
    assert not any(why(day, usual))
    assert not any(why(day, Usual(straight=FormCounts(1, 9))))
    assert not any(why([*different(5), *day[5:14]], rare))
    assert not any(why([*different(36), *[form(straight=True, pattern=200)] * 24], rare))


def test_with_fewer_than_four_answers_one_level_throughout_means_nothing() -> None:
    short = [form(straight=True, answered=3)] * 20
    assert not any(why(short, Usual(straight=FormCounts(0, 300))))


forms = st.builds(
    form,
    minute=st.none() | st.integers(0, 1439),
    pace=st.sampled_from(Pace),
    pattern=st.integers(0, 3),
    verified=st.booleans(),
    straight=st.booleans(),
    part=st.sampled_from(Part),
)


@given(st.lists(forms, max_size=150), st.integers(0, 400))
def test_a_form_with_a_ticket_is_never_marked_and_says_nothing_of_others(
    day: list[Given], elsewhere: int
) -> None:
    usual = Usual(dict.fromkeys(range(4), elsewhere // 8), elsewhere)
    found = suspicions(WEDNESDAY, day, usual)
    assert len(found) == len(day)
    assert not any(reasons for reasons, each in zip(found, day, strict=True) if each.verified)
    alone = iter(suspicions(WEDNESDAY, [each for each in day if not each.verified], usual))
    assert [next(alone) for each in day if not each.verified] == [
        reasons for reasons, each in zip(found, day, strict=True) if not each.verified
    ]


def test_the_hours_of_the_unit_say_when_it_was_shut_and_what_half_a_day_can_serve() -> None:
    short = Usual(hours=Hours(tuple(read_hours("8:00-11:00") for _ in range(7)), {WEDNESDAY: ()}))
    assert why([form(600)], short) == [{Reason.OUT_OF_HOURS}], "a day off"
    assert why([form(600)], short, SUNDAY) == [set()], "worked instead"
    assert why([form(419), form(420), form(720, part=Part.AFTERNOON)], short, SUNDAY) == [
        {Reason.OUT_OF_HOURS},
        set(),
        {Reason.OUT_OF_HOURS},
    ]
    served = [form(480 + 2 * place, pattern=place) for place in range(91)]
    assert all(found == {Reason.BEYOND_CAPACITY} for found in why(served, short, SUNDAY))
    assert not any(why(served[:90], short, SUNDAY))
    assert not any(why([form(None, Pace.LATE, pattern=place) for place in range(120)], short)), (
        "a day off says nothing"
    )
    online = different(120, channel=Channel.ONLINE, minute=None)
    assert not any(why(online, short, SUNDAY)), "no counter, no hours"
