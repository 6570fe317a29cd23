"""What a verifier lets pass, beside the algorithms of RFC 9162 step by step and beside published attacks."""

import json
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.merkle import InMemory, consistency_proof, grown, inclusion_proof, root
from trust.merkle_proofs import leaf_hash, node_hash, verify_consistency, verify_inclusion

PUBLISHED = json.loads(Path(__file__).with_name("vectors").joinpath("merkle.json").read_text())


def tree_of(hashes: Sequence[bytes]) -> InMemory:
    tree = InMemory()
    tree.update(grown(tree, 0, hashes))
    return tree


LEAVES = [leaf_hash(b"leaf %d" % number) for number in range(60)]
TREE = tree_of(LEAVES)
ROOTS = [root(TREE, size) for size in range(61)]

sizes = st.integers(1, 60)


def hashed(value: bytes) -> bytes:
    return sha256(value).digest()


def included_by_the_rfc(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2, step by step."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            r = hashed(b"\x01" + p + r)
            while not fn % 2 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hashed(b"\x01" + r + p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def consistent_by_the_rfc(
    first: int, second: int, first_hash: bytes, second_hash: bytes, path: Sequence[bytes]
) -> bool:
    """RFC 9162 section 2.1.4.2, step by step; for 0 < first < second."""
    if not path:
        return False
    hashes = [first_hash, *path] if first & (first - 1) == 0 else [*path]
    fn, sn = first - 1, second - 1
    while fn % 2:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = hashes[0]
    for c in hashes[1:]:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            fr, sr = hashed(b"\x01" + c + fr), hashed(b"\x01" + c + sr)
            while not fn % 2 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = hashed(b"\x01" + sr + c)
        fn, sn = fn >> 1, sn >> 1
    return fr == first_hash and sr == second_hash and sn == 0


def unpacked(line: dict[str, object]) -> dict[str, object]:
    """A published line with its base64 read."""
    packed = {
        key: b64decode(text) for key, text in line.items() if key in ("root", "leafHash", "root1", "root2")
    }
    return line | packed | {"proof": [b64decode(text) for text in line["proof"] or []]}


@pytest.mark.parametrize("line", PUBLISHED["inclusion"], ids=lambda line: line["file"])
def test_a_published_path_of_a_leaf_is_judged_as_published(line):
    probe = unpacked(line)
    said = verify_inclusion(
        probe["leafHash"], probe["leafIdx"], probe["treeSize"], probe["proof"], probe["root"]
    )
    assert said is not probe["wantErr"]


@pytest.mark.parametrize("line", PUBLISHED["consistency"], ids=lambda line: line["file"])
def test_a_published_path_between_two_heads_is_judged_as_published(line):
    probe = unpacked(line)
    said = verify_consistency(probe["size1"], probe["size2"], probe["root1"], probe["root2"], probe["proof"])
    assert said is not probe["wantErr"]


@given(sizes, st.data())
def test_one_changed_bit_in_leaf_path_or_root_fails(size, data):
    index = data.draw(st.integers(0, size - 1))
    parts = [LEAVES[index], ROOTS[size], *inclusion_proof(TREE, index, size)]
    assert verify_inclusion(parts[0], index, size, parts[2:], parts[1])
    part = data.draw(st.integers(0, len(parts) - 1))
    parts[part] = with_a_bit_changed(parts[part], data.draw(st.integers(0, 255)))
    assert not verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(sizes, st.data())
def test_one_changed_bit_in_a_path_between_heads_or_in_a_root_fails(later, data):
    earlier = data.draw(st.integers(1, later))
    parts = [ROOTS[earlier], ROOTS[later], *consistency_proof(TREE, earlier, later)]
    assert verify_consistency(earlier, later, parts[0], parts[1], parts[2:])
    part = data.draw(st.integers(0, len(parts) - 1))
    parts[part] = with_a_bit_changed(parts[part], data.draw(st.integers(0, 255)))
    assert not verify_consistency(earlier, later, parts[0], parts[1], parts[2:])


def with_a_bit_changed(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value) ^ (1 << bit)).to_bytes(len(value))


def test_at_every_other_index_a_leaf_fails():
    for size in range(1, 41):
        for index in range(size):
            path = inclusion_proof(TREE, index, size)
            others = [other for other in range(-1, 65) if other != index]
            assert not any(
                verify_inclusion(LEAVES[index], other, size, path, ROOTS[size]) for other in others
            )


def test_a_path_leads_to_the_root_of_its_own_size_alone():
    for size in range(1, 33):
        for index in range(size):
            path = inclusion_proof(TREE, index, size)
            passes = [n for n in range(61) if verify_inclusion(LEAVES[index], index, n, path, ROOTS[n])]
            assert passes == [size]


def test_with_a_root_of_another_size_the_first_head_does_not_follow():
    for later in range(1, 33):
        for earlier in range(1, later):
            path = consistency_proof(TREE, earlier, later)
            passes = [
                (m, n)
                for m in range(34)
                for n in range(34)
                if verify_consistency(m, n, ROOTS[m], ROOTS[n], path) and m != n
            ]
            assert passes == [(earlier, later)]


def test_a_wrong_size_passes_where_the_way_to_the_root_is_the_same_so_sizes_come_from_heads():
    # Leaf 0 of five climbs by a leaf, a pair and what is left; so it does in trees of six, seven and eight.
    path = inclusion_proof(TREE, 0, 5)
    assert [n for n in range(60) if verify_inclusion(LEAVES[0], 0, n, path, ROOTS[5])] == [5, 6, 7, 8]
    path = consistency_proof(TREE, 1, 5)
    assert [n for n in range(60) if verify_consistency(1, n, ROOTS[1], ROOTS[5], path)] == [5, 6, 7, 8]


def test_another_earlier_size_fails_always():
    for later in range(1, 33):
        for earlier in range(1, later + 1):
            path = consistency_proof(TREE, earlier, later)
            others = [other for other in range(-1, 40) if other != earlier]
            assert not any(
                verify_consistency(other, later, ROOTS[earlier], ROOTS[later], path) for other in others
            )


def test_every_path_is_judged_as_by_the_rfc_for_every_index_and_size():
    paths = [
        (size, inclusion_proof(TREE, index, size), index) for size in range(1, 14) for index in range(size)
    ]
    asked = [
        (LEAVES[leaf], index, size, path, ROOTS[of])
        for of, path, leaf in paths
        for size in range(1, 18)
        for index in range(size + 2)
    ]
    verdicts = [included_by_the_rfc(*each) for each in asked]
    assert [verify_inclusion(*each) for each in asked] == verdicts
    assert sum(verdicts) > len(paths)


def test_every_path_between_heads_is_judged_as_by_the_rfc_for_every_two_sizes():
    heads = [(earlier, later) for later in range(2, 18) for earlier in range(1, later)]
    asked = [
        (earlier, later, ROOTS[one], ROOTS[other], consistency_proof(TREE, one, other))
        for one, other in heads
        for earlier, later in heads
    ]
    verdicts = [consistent_by_the_rfc(*each) for each in asked]
    assert [verify_consistency(*each) for each in asked] == verdicts
    assert sum(verdicts) > len(heads)


@given(st.integers(2, 40), st.integers(0, 20), st.data())
def test_a_list_with_one_leaf_altered_does_not_follow_the_old_head(earlier, more, data):
    altered = LEAVES[: earlier + more]
    altered[data.draw(st.integers(0, earlier - 1))] = leaf_hash(b"another")
    assert not follows(altered, earlier)


@given(st.integers(2, 40), st.integers(1, 20), st.data())
def test_a_list_with_one_leaf_removed_does_not_follow_the_old_head(earlier, more, data):
    shorter = LEAVES[: earlier + more]
    del shorter[data.draw(st.integers(0, earlier - 1))]
    assert not follows(shorter, earlier)


@given(st.integers(2, 40), st.integers(0, 20), st.data())
def test_a_list_with_two_leaves_swapped_does_not_follow_the_old_head(earlier, more, data):
    swapped = LEAVES[: earlier + more]
    one, other = data.draw(st.tuples(st.integers(0, earlier - 1), st.integers(0, len(swapped) - 1)))
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert follows(swapped, earlier) is (one == other)


def follows(leaves: list[bytes], earlier: int) -> bool:
    """Whether a tree built of these leaves shows that it follows the head of the first `earlier` of `LEAVES`."""
    tree, later = tree_of(leaves), len(leaves)
    path = consistency_proof(tree, earlier, later)
    return verify_consistency(earlier, later, ROOTS[earlier], root(tree, later), path)


def test_a_list_that_only_grew_follows():
    assert all(follows(LEAVES[:later], earlier) for later in range(1, 61) for earlier in range(1, later + 1))


def test_the_border_between_left_and_right_cannot_be_moved():
    # Two strings that join to the same bytes hash alike, so only lengths tell a hash from a piece of two.
    path = inclusion_proof(TREE, 0, 2)
    longer, shorter = LEAVES[0] + path[0][:1], path[0][1:]
    assert node_hash(longer, shorter) == ROOTS[2]
    assert not verify_inclusion(longer, 0, 2, [shorter], ROOTS[2])
    assert not verify_consistency(1, 2, longer, ROOTS[2], [shorter])


@pytest.mark.parametrize(
    "text", [b"", b"a root", LEAVES[0][:31], LEAVES[0] + b"\0", "r" * 32, [0] * 32, None, 32]
)
def test_what_is_no_hash_is_neither_leaf_nor_root(text):
    assert verify_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])
    assert not verify_inclusion(text, 0, 1, [], text)
    assert verify_consistency(1, 1, LEAVES[0], LEAVES[0], [])
    assert not verify_consistency(1, 1, text, text, [])


@pytest.mark.parametrize("path", [[None], ["r" * 32], [32], "r", "r" * 32, LEAVES[1]], ids=repr)
def test_a_path_of_what_are_no_hashes_leads_nowhere(path):
    assert not verify_inclusion(LEAVES[0], 0, 2, path, ROOTS[2])
    assert not verify_consistency(1, 2, ROOTS[1], ROOTS[2], path)
    assert not verify_consistency(2, 2, ROOTS[2], ROOTS[2], path)


def test_no_data_is_a_leaf_that_passes_for_two():
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])


def test_the_empty_tree_shows_nothing():
    assert not verify_inclusion(LEAVES[0], 0, 0, [], ROOTS[0])
    assert not verify_consistency(0, 3, ROOTS[0], ROOTS[3], [])
    assert not verify_consistency(0, 0, ROOTS[0], ROOTS[0], [])


anything = st.one_of(
    st.binary(max_size=40), st.sampled_from(LEAVES), st.sampled_from(ROOTS), st.none(), st.text(max_size=40)
)
numbers = st.one_of(st.integers(), st.integers(-2, 70))


@given(numbers, numbers, anything, anything, st.lists(anything, max_size=9))
def test_whatever_is_asked_the_answer_is_yes_or_no(one, other, first, second, path):
    assert verify_inclusion(first, one, other, path, second) in (True, False)
    assert verify_consistency(one, other, first, second, path) in (True, False)
