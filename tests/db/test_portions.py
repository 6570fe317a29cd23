"""Keys some at a time."""

import pytest

from db.portions import portions


@pytest.mark.parametrize(
    ("keys", "size", "some"), [("abcde", 2, ["ab", "cd", "e"]), ("abcd", 2, ["ab", "cd"]), ("", 2, [])]
)
def test_every_key_is_in_one_portion_and_none_is_larger_than_asked(
    keys: str, size: int, some: list[str]
) -> None:
    assert list(portions(keys, size)) == some
