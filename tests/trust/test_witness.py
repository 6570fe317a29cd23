"""Whether a head continues the one that was kept: honest logs do, and no other does."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.heads import Head, HeadRefused, Signer
from trust.merkle import InMemory, consistency_proof, grown, root
from trust.merkle_proofs import leaf_hash
from trust.witness import NoProof, Verdict, read_path, same_key, signed_by, verdict

NAME = "other.example/nhat-ky"
SIGNER = Signer.of(NAME, bytes(range(32)))


class Log:
    """A log of so many leaves; `seed` makes other leaves."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self.nodes = InMemory()
        self.nodes.update(grown(self.nodes, 0, (leaf_hash(bytes([seed, n])) for n in range(size))))

    def head(self, size: int) -> Head:
        return Head(NAME, size, root(self.nodes, size), "2026-11-23 morning")

    def prove(self, earlier: int, later: int) -> Sequence[bytes]:
        return consistency_proof(self.nodes, earlier, later)


@given(st.integers(1, 60), st.integers(0, 60))
def test_a_log_that_only_added_fits_and_one_that_was_cut_off_or_built_anew_does_not(
    size: int, more: int
) -> None:
    log, other = Log(size + more), Log(size + more, seed=1)
    kept, now = log.head(size), log.head(size + more)
    assert verdict(kept, now, log.prove) is (Verdict.GROWN if more else Verdict.SAME)
    assert verdict(None, now, log.prove) is Verdict.FIRST
    anew = verdict(kept, other.head(size + more), other.prove)
    assert anew is (Verdict.NOT_CONTINUED if more else Verdict.FORKED)
    if more:
        assert verdict(now, kept, log.prove) is Verdict.SHORTER
    assert [each for each in Verdict if each.fits] == [Verdict.FIRST, Verdict.SAME, Verdict.GROWN]


def test_a_log_that_has_no_proof_or_a_false_one_does_not_fit() -> None:
    log = Log(9)

    def none(earlier: int, later: int) -> Sequence[bytes]:
        raise NoProof

    for prove in (none, lambda earlier, later: [], lambda earlier, later: [bytes(32)] * 4):
        assert verdict(log.head(4), log.head(9), prove) is Verdict.NOT_CONTINUED


def test_a_head_is_known_by_its_key_under_whichever_name() -> None:
    log = Log(3)
    moved = SIGNER.named("new.example/nhat-ky")
    note = moved.signed(Head("new.example/nhat-ky", 3, log.head(3).root, "x"))
    assert signed_by(SIGNER.public, note) == Head("new.example/nhat-ky", 3, log.head(3).root, "x")
    assert same_key(SIGNER.public, moved.public)
    other = Signer.of(NAME, bytes(32))
    assert not same_key(SIGNER.public, other.public)
    assert signed_by(other.public, note) is None
    assert signed_by(SIGNER.public, note.replace("\n3\n", "\n4\n")) is None


@pytest.mark.parametrize("note", ["", "<html>Being repaired</html>", f"{NAME}\n3\nAAAA\nx\n\n", "a\n\n— b c"])
def test_what_is_no_head_is_not_taken_for_one(note: str) -> None:
    with pytest.raises(HeadRefused):
        signed_by(SIGNER.public, note)


def test_a_log_of_more_forms_than_there_can_be_is_none() -> None:
    with pytest.raises(HeadRefused):
        signed_by(SIGNER.public, SIGNER.signed(Head(NAME, 10**13, bytes(32), "x")))


def test_a_published_proof_is_read_and_nothing_else() -> None:
    assert read_path(json.dumps({"path": ["00" * 32]})) == [bytes(32)]
    for text in ("", "[]", "{}", '{"path": 1}', '{"path": [1]}', '{"path": ["x"]}'):
        with pytest.raises(ValueError):
            read_path(text)
