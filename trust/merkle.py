"""A list that only grows, and the proofs that nothing in it was altered: the Merkle tree of RFC 6962, with SHA-256.

Kept are the hashes of complete subtrees, fewer than two for each leaf; once there, they never change. Every root and
every proof, for every size the list ever had, is worked out from one read of at most 2 * log2(size) + 1 of them.

Sources: RFC 6962 section 2.1, RFC 9162 section 2.1. `trust.merkle_proofs` has the hashes and checks the proofs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Protocol

from trust.merkle_proofs import EMPTY_ROOT, Leaves, Place, are_hashes, is_all, last_block, node_hash, siblings


class Nodes(Protocol):
    """Where the hashes of complete subtrees are kept."""

    def read(self, places: Sequence[Place], /) -> Mapping[Place, bytes]:
        """The hashes at these places, of which there may be none; others may come along."""


class InMemory(dict[Place, bytes]):
    """Nodes in a dictionary; `nodes.update(grown(nodes, size, leaves))` appends."""

    def read(self, places: Sequence[Place], /) -> Mapping[Place, bytes]:
        return self


def grown(nodes: Nodes, size: int, leaves: Iterable[bytes]) -> Iterator[tuple[Place, bytes]]:
    """The nodes that are new when leaves, given as hashes, follow the first `size`: each once, children first.

    Reads once, at most log2(size) + 1 nodes, before the first is given. Raises ValueError for a negative size and,
    when it gets there, for a leaf that is no hash; KeyError where a node is missing.
    """
    if size < 0:
        raise ValueError(f"no tree has {size} leaves")
    places = list(_blocks((0, size)))
    kept = nodes.read(places)
    return _completed([kept[place] for place in places], size, leaves)


def root(nodes: Nodes, size: int) -> bytes:
    """The root of the first `size` leaves, 32 bytes (RFC 9162 section 2.1.1).

    Raises ValueError for a negative size, KeyError where a node is missing.
    """
    if size < 0:
        raise ValueError(f"no tree has {size} leaves")
    return _hashes(nodes, [(0, size)])[0] if size else EMPTY_ROOT


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The path from leaf `index`, counted from 0, to the root of the first `size` (RFC 9162 section 2.1.3.1).

    log2(size) hashes, rounded up, at most. Raises ValueError unless 0 <= index < size, KeyError where a node is
    missing.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} among the first {size}")
    return _hashes(nodes, list(siblings((0, index), size)))


def consistency_proof(nodes: Nodes, earlier: int, later: int) -> list[bytes]:
    """The path by which the first `earlier` leaves are found in the first `later` (RFC 9162 section 2.1.4.1).

    One more than log2(later) hashes, rounded up, at most. Raises ValueError unless 0 < earlier <= later, KeyError
    where a node is missing.
    """
    if not 0 < earlier <= later:
        raise ValueError(f"no tree of {earlier} leaves grows into one of {later}")
    if earlier == later:
        return []
    block = last_block(earlier)
    level, index = block
    start = [] if is_all(block) else [(index << level, earlier)]
    return _hashes(nodes, [*start, *siblings(block, later)])


def _hashes(nodes: Nodes, ranges: Sequence[Leaves]) -> list[bytes]:
    """The hash over each of these ranges, from one read."""
    blocks = [list(_blocks(leaves)) for leaves in ranges]
    kept = nodes.read([place for places in blocks for place in places])
    return [
        reduce(lambda right, left: node_hash(left, right), [kept[place] for place in reversed(places)])
        for places in blocks
    ]


def _blocks(leaves: Leaves) -> Iterator[Place]:
    """The complete subtrees that stand side by side over these leaves, the largest first."""
    first, end = leaves
    while first < end:
        level = (end - first).bit_length() - 1
        yield level, first >> level
        first += 1 << level


def _completed(border: list[bytes], size: int, leaves: Iterable[bytes]) -> Iterator[tuple[Place, bytes]]:
    """`border` is the complete subtrees so far, and a leaf is added to them as 1 is to a binary number."""
    for leaf, hashed in enumerate(leaves, start=size):
        if not are_hashes(hashed):
            raise ValueError(f"leaf {leaf} is not given by its hash")
        level, index, node = 0, leaf, hashed
        yield (level, index), node
        while index % 2:
            level, index, node = level + 1, index // 2, node_hash(border.pop(), node)
            yield (level, index), node
        border.append(node)
