"""Counts as bytes and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.packing import PackedCountsDamaged, pack, unpack, unpack_rows, unpack_sums


@given(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=300))
def test_counts_read_back_as_they_were(counts: list[int]) -> None:
    vector = np.array(counts, dtype=np.int64)
    assert unpack(pack(vector), len(counts)).tolist() == counts


def test_many_rows_are_read_at_once_empty_ones_too() -> None:
    rows = [np.array([0, 2, 0]), np.array([0, 0, 0]), np.array([7, 0, 1])]
    assert unpack_rows([pack(row) for row in rows], 3).tolist() == [row.tolist() for row in rows]
    assert unpack_rows([], 3).shape == (0, 3)


@pytest.mark.parametrize("damaged", [b"12345", pack(np.array([0, 0, 0, 1]))])
def test_damaged_counts_are_refused(damaged: bytes) -> None:
    with pytest.raises(PackedCountsDamaged):
        unpack(damaged, 3)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 9), min_size=6, max_size=6)), max_size=9)
)
def test_packed_rows_are_added_up_by_group(rows: list[tuple[int, list[int]]]) -> None:
    expected = np.zeros((4, 6), dtype=np.int64)
    for group, counts in rows:
        expected[group] += counts
    packed = [pack(np.array(counts)) for _, counts in rows]
    assert unpack_sums(packed, [group for group, _ in rows], 4, 6).tolist() == expected.tolist()
