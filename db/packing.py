"""Counts as bytes: only what is not zero, so that a cell of three forms takes two hundred bytes, not two thousand."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Counts: TypeAlias = npt.NDArray[np.int64]

_ENTRY = np.dtype([("place", "<u2"), ("count", "<i4")])


class PackedCountsDamaged(ValueError):
    """Stored counts whose length or places cannot be right."""


def pack(counts: Counts) -> bytes:
    """The non-zero places of a vector and their counts; `unpack` undoes it."""
    places = np.flatnonzero(counts)
    entries = np.empty(len(places), dtype=_ENTRY)
    entries["place"] = places
    entries["count"] = counts[places]
    return entries.tobytes()


def pack_rows(counts: Counts) -> list[bytes]:
    """Each row of a (rows, width) array packed; `unpack_rows` undoes it."""
    rows, places = np.nonzero(counts)
    entries = np.empty(len(places), dtype=_ENTRY)
    entries["place"] = places
    entries["count"] = counts[rows, places]
    packed = entries.tobytes()
    ends = (np.searchsorted(rows, np.arange(len(counts) + 1)) * _ENTRY.itemsize).tolist()
    return [packed[start:end] for start, end in pairwise(ends)]


def unpack(packed: bytes, width: int) -> Counts:
    """The vector of `width` counts that was packed."""
    counts: Counts = unpack_rows([packed], width)[0]
    return counts


def unpack_rows(rows: Sequence[bytes], width: int) -> Counts:
    """(rows, width): many packed vectors at once."""
    entries, row_of_entry = _entries(rows, width)
    dense: Counts = np.zeros((len(rows), width), dtype=np.int64)
    dense[row_of_entry, entries["place"]] = entries["count"]
    return dense


def unpack_sums(rows: Sequence[bytes], groups: Sequence[int], size: int, width: int) -> Counts:
    """(size, width): packed vectors added up by group 0 to size - 1, none of them ever made in full."""
    entries, row_of_entry = _entries(rows, width)
    group_of_entry = np.asarray(groups, dtype=np.int64)[row_of_entry]
    places = group_of_entry * width + entries["place"]
    # Sums stay far below 2**53, up to which the floats of bincount are whole.
    flat = np.bincount(places, weights=entries["count"], minlength=size * width)
    return flat.astype(np.int64).reshape(size, width)


def _entries(rows: Sequence[bytes], width: int) -> tuple[npt.NDArray[np.void], Counts]:
    """All entries of all rows, and the row of each."""
    lengths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
    if (lengths % _ENTRY.itemsize).any():
        raise PackedCountsDamaged("the length is not a whole number of entries")
    entries = np.frombuffer(b"".join(rows), dtype=_ENTRY)
    if len(entries) and int(entries["place"].max()) >= width:
        raise PackedCountsDamaged(f"a place is beyond the {width} counts of the questionnaire")
    return entries, np.repeat(np.arange(len(rows)), lengths // _ENTRY.itemsize)
