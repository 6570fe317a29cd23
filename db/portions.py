"""Keys some at a time, for a statement takes only so many."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Key = TypeVar("Key")


def portions(keys: Sequence[Key], size: int = 500) -> Iterator[Sequence[Key]]:
    """All of them in their order, at most `size` at once."""
    return (keys[start : start + size] for start in range(0, len(keys), size))
