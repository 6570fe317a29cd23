"""Checking a list that only grows: what somebody outside needs who keeps a head, and nothing else.

A head is the size and the root of the list on some day. With a few hashes it shows two things: that a leaf stands in
the list (`verify_inclusion`), and that a later head is of the same list with leaves added at its end
(`verify_consistency`). A root does not tell its size: what is kept, published and signed is the two together.

Sources: RFC 6962 section 2.1, RFC 9162 section 2.1; the hash is SHA-256. `trust.merkle` makes what is checked here.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

Place = tuple[int, int]
"""Level and index of a complete subtree: it has the leaves from index * 2**level on, 2**level of them."""

Leaves = tuple[int, int]
"""From the first on, without the second; leaves are counted from 0."""

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf, 32 bytes. Whoever verifies works it out from the data and takes nobody's word for it."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees beside each other, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf with this hash stands at `index` of the `size` leaves under this root.

    RFC 9162 section 2.1.3.2. False for numbers that do not fit and for hashes that are none. `size` has to come with
    the root, from a head: a leaf can have the same path in trees of several sizes, so the path does not prove it.
    """
    if not (0 <= index < size and are_hashes(leaf, root, *path)):
        return False
    sides = [first <= index for first, _ in siblings((0, index), size)]
    return len(path) == len(sides) and _climb(leaf, zip(sides, path, strict=True)) == root


def verify_consistency(
    earlier: int, later: int, earlier_root: bytes, later_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the `earlier` leaves under one root are, unaltered, the first of the `later` under the other.

    RFC 9162 section 2.1.4.2. False for numbers that do not fit and for hashes that are none, and where `earlier` is
    0: every tree follows the empty one, so there is nothing to prove. Both sizes have to come with their roots, from
    heads.
    """
    if not (0 < earlier <= later and are_hashes(earlier_root, later_root, *path)):
        return False
    if earlier == later:
        return not path and earlier_root == later_root
    block = last_block(earlier)
    sides = [first < earlier for first, _ in siblings(block, later)]
    hashes = [earlier_root, *path] if is_all(block) else [*path]
    if len(hashes) != 1 + len(sides):
        return False
    steps = list(zip(sides, hashes[1:], strict=True))
    before = _climb(hashes[0], [(left, hashed) for left, hashed in steps if left])
    return before == earlier_root and _climb(hashes[0], steps) == later_root


def siblings(block: Place, size: int) -> Iterator[Leaves]:
    """What stands beside the way from a complete subtree up to the root of the first `size` leaves, lowest first.

    Where nothing stands to the right, the subtree goes up a level alone.
    """
    level, index = block
    while 1 << level < size:
        sibling = index ^ 1
        if sibling << level < size:
            yield sibling << level, min((sibling + 1) << level, size)
        level, index = level + 1, index >> 1


def last_block(size: int) -> Place:
    """The last, and smallest, of the complete subtrees that a tree of this size, above 0, consists of."""
    level = (size & -size).bit_length() - 1
    return level, (size >> level) - 1


def is_all(block: Place) -> bool:
    """Whether nothing stands before this last block, so that its hash is the root."""
    return block[1] == 0


def are_hashes(*values: object) -> bool:
    """Whether each is as long as a hash: other lengths would let somebody move the border of left and right."""
    return all(isinstance(value, bytes) and len(value) == HASH_BYTES for value in values)


def _climb(start: bytes, steps: Iterable[tuple[bool, bytes]]) -> bytes:
    """The hash at the end of the way: a step is whether its hash stands to the left, and the hash."""
    hashed = start
    for left, beside in steps:
        hashed = node_hash(beside, hashed) if left else node_hash(hashed, beside)
    return hashed
