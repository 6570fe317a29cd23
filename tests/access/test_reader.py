import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access import RIGHTS, Action, Reader, Role, head_of, may, may_somewhere
from access.reader import NotAUnitPath

PROVINCE, CENTRE, COMMUNE, NEIGHBOUR = "/1/", "/1/7/", "/1/7/70/", "/1/70/"
ELSEWHERE = "/2/"

# Written out a second time on purpose: a right that is given by mistake must be given in two places.
ALLOWED = {
    (Role.UNIT_HEAD, Action.SEE_RESULTS),
    (Role.UNIT_HEAD, Action.SEE_OFFICERS),
    (Role.UNIT_HEAD, Action.READ_COMMENTS),
    (Role.UNIT_HEAD, Action.EXPORT_RESULTS),
    (Role.REFORM_TEAM, Action.SEE_RESULTS),
    (Role.REFORM_TEAM, Action.COMPARE_UNITS),
    (Role.REFORM_TEAM, Action.EXPORT_RESULTS),
    (Role.REFORM_TEAM, Action.DECIDE_ON_ANSWERS),
    (Role.ADMIN, Action.MANAGE_UNITS),
    (Role.ADMIN, Action.MANAGE_COUNTERS),
    (Role.ADMIN, Action.PRINT_POSTERS),
    (Role.ADMIN, Action.MANAGE_ACCOUNTS),
    (Role.ADMIN, Action.DECIDE_ON_ANSWERS),
}


def a_reader(role: Role = Role.UNIT_HEAD, unit_path: str = CENTRE) -> Reader:
    return Reader(1, "mot", "Một", role, 7, unit_path)


def test_every_role_has_a_row():
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_its_row_says_in_its_own_subtree_and_nothing_elsewhere(role, action):
    reader = a_reader(role)
    allowed = (role, action) in ALLOWED
    assert may(reader, action, CENTRE) is allowed
    assert may(reader, action, COMMUNE) is allowed
    assert may_somewhere(reader, action) is allowed
    for outside in (PROVINCE, NEIGHBOUR, ELSEWHERE):
        assert may(reader, action, outside) is False


def test_only_the_head_of_a_unit_leads_it_and_leads_none_of_those_below():
    assert {role: head_of(a_reader(role)) for role in Role} == {
        Role.UNIT_HEAD: 7,
        Role.REFORM_TEAM: None,
        Role.ADMIN: None,
    }


@pytest.mark.parametrize("action", Action)
def test_a_stranger_may_nothing(action):
    assert may(None, action, CENTRE) is False
    assert may_somewhere(None, action) is False


def test_only_a_unit_head_reads_comments_and_officers_names():
    for action in (Action.READ_COMMENTS, Action.SEE_OFFICERS):
        assert [role for role in Role if may(a_reader(role), action, CENTRE)] == [Role.UNIT_HEAD]


@pytest.mark.parametrize(
    "path", ["", "/", "7", "/7", "7/", "//", "/1//7/", "/1/x/", "/1/7/\n", "/１/", "/-1/"]
)
def test_a_path_that_is_none_gives_no_right_and_makes_no_reader(path):
    assert may(a_reader(unit_path=PROVINCE), Action.SEE_RESULTS, path) is False
    with pytest.raises(NotAUnitPath):
        a_reader(unit_path=path)


ids = st.lists(st.integers(min_value=0, max_value=120), min_size=1, max_size=4)


@given(ids, ids)
def test_a_right_reaches_exactly_the_units_below(own, other):
    def path(of: list[int]) -> str:
        return "/" + "".join(f"{unit}/" for unit in of)

    below = other[: len(own)] == own
    assert may(a_reader(unit_path=path(own)), Action.SEE_RESULTS, path(other)) is below


def test_a_reader_cannot_be_changed_after_it_was_checked():
    with pytest.raises(dataclasses.FrozenInstanceError):
        a_reader().unit_path = PROVINCE  # type: ignore[misc]
