"""The tree beside the definitions of RFC 6962, written here as the RFC writes them, and beside published trees."""

import json
from base64 import b64decode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise
from math import log2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.merkle import InMemory, consistency_proof, grown, inclusion_proof, root
from trust.merkle_proofs import EMPTY_ROOT, Place, leaf_hash, node_hash, verify_consistency, verify_inclusion

PUBLISHED = json.loads(Path(__file__).with_name("vectors").joinpath("merkle.json").read_text())

Data = tuple[bytes, ...]


def split(n: int) -> int:
    """RFC 6962 section 2.1: the largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


@cache
def mth(d: Data) -> bytes:
    """RFC 6962 section 2.1: the Merkle Tree Hash."""
    if len(d) <= 1:
        return sha256(b"\x00" + d[0] if d else b"").digest()
    k = split(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Data) -> list[bytes]:
    """RFC 6962 section 2.1.1."""
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: Data, b: bool = True) -> list[bytes]:
    """RFC 6962 section 2.1.2, where it is SUBPROOF from the second call on."""
    if m == len(d):
        return [] if b else [mth(d)]
    k = split(len(d))
    return [*proof(m, d[:k], b), mth(d[k:])] if m <= k else [*proof(m - k, d[k:], False), mth(d[:k])]


def numbered(count: int, first: int = 0) -> Data:
    return tuple(b"leaf %d" % number for number in range(first, first + count))


class Counting(InMemory):
    """How many nodes each read asked for."""

    def __init__(self, data: Sequence[bytes] = ()) -> None:
        super().__init__()
        self.reads: list[int] = []
        self.update(grown(self, 0, map(leaf_hash, data)))

    def read(self, places: Sequence[Place], /) -> "Counting":
        self.reads.append(len(places))
        return self


class AllAlike:
    """Every leaf is the same, so a tree of any size fits in a list with one hash for each level."""

    def __init__(self) -> None:
        self.levels = [leaf_hash(b"")]
        for _ in range(64):
            self.levels.append(node_hash(self.levels[-1], self.levels[-1]))
        self.reads: list[int] = []

    def read(self, places: Sequence[Place], /) -> dict[Place, bytes]:
        self.reads.append(len(places))
        return {(level, index): self.levels[level] for level, index in places}

    def root(self, n: int) -> bytes:
        if n & (n - 1) == 0:
            return self.levels[n.bit_length() - 1]
        k = split(n)
        return node_hash(self.root(k), self.root(n - k))


FORTY = numbered(40)
TREE = Counting(FORTY)


def test_the_published_tree_of_eight_leaves_has_its_published_nodes():
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in PUBLISHED["leaves"]]
    published = {
        (level, index): bytes.fromhex(node)
        for level, nodes in enumerate(PUBLISHED["nodes"])
        for index, node in enumerate(nodes)
    }
    assert dict(grown(InMemory(), 0, leaves)) == published


def test_the_published_roots_are_those_of_zero_to_eight_leaves():
    tree = Counting([bytes.fromhex(leaf) for leaf in PUBLISHED["leaves"]])
    assert [root(tree, size).hex() for size in range(9)] == PUBLISHED["roots"]


def test_the_published_paths_are_the_ones_made():
    tree = Counting([bytes.fromhex(leaf) for leaf in PUBLISHED["leaves"]])
    included = [line for line in PUBLISHED["inclusion"] if "happy" in line["file"]]
    consistent = [line for line in PUBLISHED["consistency"] if "happy" in line["file"]]
    made = [inclusion_proof(tree, line["leafIdx"], line["treeSize"]) for line in included]
    made += [consistency_proof(tree, line["size1"], line["size2"]) for line in consistent]
    assert len(made) == 10
    assert made == [[b64decode(text) for text in line["proof"] or []] for line in included + consistent]


def test_every_root_and_path_of_trees_up_to_130_leaves_adds_up_to_the_published_digests():
    # One SHA-256 over a line for each: subtrees [start, end) are trees of their own where start is a multiple of
    # the power of two that is not below their size.
    hashes, paths = sha256(), sha256()
    for end in range(1, PUBLISHED["accumulated"]["size"] + 1):
        for start in range(end):
            if start % (1 << (end - start - 1).bit_length()):
                continue
            tree = Counting([bytes([number]) for number in range(start, end)])
            hashes.update(f"[{start}, {end}) {root(tree, end - start).hex()}\n".encode())
            for index in range(start, end):
                hexes = [node.hex() for node in inclusion_proof(tree, index - start, end - start)]
                paths.update((" ".join([f"{index} [{start}, {end})", *hexes]) + "\n").encode())
    assert hashes.hexdigest() == PUBLISHED["accumulated"]["subtree_hashes"]
    assert paths.hexdigest() == PUBLISHED["accumulated"]["inclusion_proofs"]


def test_the_paths_in_the_example_of_the_rfc():
    # RFC 6962 section 2.1.3, seven leaves: g, h and i are the pairs, k the first four leaves, and l the others.
    leaves = numbered(7)
    tree = Counting(leaves)
    _a, b, c, d, _e, f, j = map(leaf_hash, leaves)
    g, h, i, k, l_ = mth(leaves[:2]), mth(leaves[2:4]), mth(leaves[4:6]), mth(leaves[:4]), mth(leaves[4:])
    assert inclusion_proof(tree, 0, 7) == [b, h, l_]
    assert inclusion_proof(tree, 3, 7) == [c, g, l_]
    assert inclusion_proof(tree, 4, 7) == [f, j, k]
    assert inclusion_proof(tree, 6, 7) == [i, k]
    assert consistency_proof(tree, 3, 7) == [c, d, g, l_]
    assert consistency_proof(tree, 4, 7) == [l_]
    assert consistency_proof(tree, 6, 7) == [i, j, k]


def test_the_root_of_every_size_up_to_forty_is_the_hash_that_the_rfc_defines():
    assert [root(TREE, size) for size in range(41)] == [mth(FORTY[:size]) for size in range(41)]


def test_every_leaf_of_every_size_up_to_forty_has_the_path_that_the_rfc_defines_and_it_verifies():
    for size in range(1, 41):
        for index in range(size):
            made = inclusion_proof(TREE, index, size)
            assert made == path(index, FORTY[:size])
            assert verify_inclusion(leaf_hash(FORTY[index]), index, size, made, mth(FORTY[:size]))


def test_every_earlier_size_up_to_forty_has_the_path_that_the_rfc_defines_and_it_verifies():
    for later in range(1, 41):
        for earlier in range(1, later + 1):
            made = consistency_proof(TREE, earlier, later)
            assert made == proof(earlier, FORTY[:later])
            assert verify_consistency(earlier, later, mth(FORTY[:earlier]), mth(FORTY[:later]), made)


@given(st.integers(1, 1_500), st.data())
def test_a_larger_tree_is_that_of_the_rfc_too(size, data):
    index, earlier = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    d = numbered(size)
    tree = Counting(d)
    assert root(tree, size) == mth(d)
    assert inclusion_proof(tree, index, size) == path(index, d)
    assert consistency_proof(tree, earlier, size) == proof(earlier, d)
    assert verify_inclusion(leaf_hash(d[index]), index, size, path(index, d), mth(d))
    assert verify_consistency(earlier, size, mth(d[:earlier]), mth(d), proof(earlier, d))


@given(st.lists(st.integers(0, 30), max_size=12))
def test_a_tree_is_the_same_however_many_leaves_come_at_once(batches):
    tree, size = Counting(), 0
    for count in batches:
        tree.update(grown(tree, size, map(leaf_hash, numbered(count, first=size))))
        size += count
    assert tree == Counting(numbered(size))


@given(st.integers(0, 300), st.integers(0, 300))
def test_appending_gives_each_new_complete_subtree_once_with_its_children_before_it(size, more):
    tree = Counting(numbered(size))
    there = set(tree)
    new = [place for place, _ in grown(tree, size, map(leaf_hash, numbered(more, first=size)))]
    assert len(set(new)) == len(new)
    assert set(new) | there == set(Counting(numbered(size + more)))
    for level, index in new:
        assert level == 0 or {(level - 1, 2 * index), (level - 1, 2 * index + 1)} <= there
        there.add((level, index))


def test_appending_reads_the_border_once_and_gives_fewer_than_two_nodes_for_a_leaf():
    tree = Counting(numbered(1_000))
    tree.reads.clear()
    new = list(grown(tree, 1_000, map(leaf_hash, numbered(100, first=1_000))))
    assert tree.reads == [(1_000).bit_count()]
    assert len(new) <= 2 * 100 + log2(1_100)


def test_what_was_there_is_never_given_again_so_a_row_once_written_stays():
    trees = [Counting(numbered(size)) for size in range(60)]
    assert all(before.items() < after.items() for before, after in pairwise(trees))


@given(st.integers(1, 10**12), st.data())
def test_ten_million_leaves_or_a_trillion_cost_one_read_of_a_few_nodes(size, data):
    index, earlier = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    tree = AllAlike()
    whole = root(tree, size)
    assert whole == tree.root(size)
    assert verify_inclusion(leaf_hash(b""), index, size, inclusion_proof(tree, index, size), whole)
    path = consistency_proof(tree, earlier, size)
    assert verify_consistency(earlier, size, root(tree, earlier), whole, path)
    assert len(tree.reads) == (4 if earlier < size else 3)
    assert max(tree.reads) <= 2 * log2(size) + 1
    assert len(path) <= log2(size) + 2


@pytest.mark.parametrize("index, size", [(-1, 8), (8, 8), (9, 8), (0, 0), (0, -1), (-1, -1)])
def test_no_path_is_made_for_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(TREE, index, size)


@pytest.mark.parametrize("earlier, later", [(0, 8), (0, 0), (9, 8), (-1, 8), (1, 0), (-2, -1)])
def test_no_path_is_made_from_the_empty_tree_nor_back_in_time(earlier, later):
    with pytest.raises(ValueError, match="no tree"):
        consistency_proof(TREE, earlier, later)


def test_no_tree_has_fewer_than_no_leaves():
    with pytest.raises(ValueError, match="no tree"):
        root(TREE, -1)
    with pytest.raises(ValueError, match="no tree"):
        grown(TREE, -1, [])
    assert root(InMemory(), 0) == EMPTY_ROOT == sha256(b"").digest()


def test_what_is_appended_are_hashes_and_never_the_data():
    with pytest.raises(ValueError, match="leaf 41"):
        list(grown(TREE, 40, [leaf_hash(b"data"), b"data"]))


def test_a_size_that_the_list_has_not_reached_is_an_error_and_not_a_root():
    for asked in (lambda: root(TREE, 41), lambda: inclusion_proof(TREE, 3, 41), lambda: grown(TREE, 41, [])):
        with pytest.raises(KeyError):
            asked()
    with pytest.raises(KeyError):
        consistency_proof(TREE, 40, 41)
