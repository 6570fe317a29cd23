"""Counts as bytes: only what is not zero, so that a cell of three forms takes two hundred bytes, not two thousand."""

from collections.abc import Sequence
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


def unpack(packed: bytes, width: int) -> Counts:
    """The vector of `width` counts that was packed."""
    counts: Counts = unpack_rows([packed], width)[0]
    return counts


def unpack_rows(rows: Sequence[bytes], width: int) -> Counts:
    """(rows, width): many packed vectors at once."""
    lengths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
    if (lengths % _ENTRY.itemsize).any():
        raise PackedCountsDamaged("the length is not a whole number of entries")
    entries = np.frombuffer(b"".join(rows), dtype=_ENTRY)
    if len(entries) and int(entries["place"].max()) >= width:
        raise PackedCountsDamaged(f"a place is beyond the {width} counts of the questionnaire")
    dense: Counts = np.zeros((len(rows), width), dtype=np.int64)
    dense[np.repeat(np.arange(len(rows)), lengths // _ENTRY.itemsize), entries["place"]] = entries["count"]
    return dense
