"""Heads of the log: signed so that anybody can check and nobody else can sign."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from trust.heads import Head, HeadRefused, Signer, WeakKey, _published, claimed, opened, read_head, renamed

SIGNER = Signer.of("feedback.example/nhat-ky", bytes(range(32)))
HEAD = Head("feedback.example/nhat-ky", 1250, bytes(range(32)), "2026-11-23 morning")
NOTE = SIGNER.signed(HEAD)

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""From the documentation of golang.org/x/mod/sumdb/note, the format's first implementation (BSD)."""


def test_a_note_of_the_format_s_first_implementation_is_read() -> None:
    assert opened(GO_NOTE, GO_KEY).startswith("If you think cryptography")
    with pytest.raises(HeadRefused):
        opened(GO_NOTE.replace("answer", "anwser"), GO_KEY)


def test_what_is_signed_is_read_again() -> None:
    assert read_head(NOTE, SIGNER.public) == HEAD
    assert NOTE.startswith("feedback.example/nhat-ky\n1250\nAAECAwQF")


@given(place=st.integers(0, len(NOTE) - 1), sign=st.sampled_from("aZ0+/=\n \N{EM DASH}"))
def test_no_other_text_bears_the_signature(place: int, sign: str) -> None:
    other = NOTE[:place] + sign + NOTE[place + 1 :]
    try:
        assert read_head(other, SIGNER.public) == HEAD
    except HeadRefused:
        assert other != NOTE


@pytest.mark.parametrize(
    "other",
    [
        Signer.of("feedback.example/nhat-ky", bytes(32)),
        Signer.of("other.example/nhat-ky", bytes(range(32))),
    ],
)
def test_another_key_or_name_is_refused(other: Signer) -> None:
    with pytest.raises(HeadRefused):
        read_head(NOTE, other.public)
    with pytest.raises(HeadRefused):
        read_head(other.signed(HEAD), SIGNER.public)


def test_a_log_that_has_moved_still_reads_what_it_signed_under_its_name_before() -> None:
    moved = SIGNER.named("new.example/nhat-ky")
    assert moved.read(NOTE) == HEAD
    with pytest.raises(HeadRefused):
        Signer.of("new.example/nhat-ky", bytes(32)).read(NOTE)


def test_a_promise_is_no_head() -> None:
    note = SIGNER.promised("promise\nx\n")
    assert opened(note, SIGNER.public) == "promise\nx\n"
    with pytest.raises(HeadRefused):
        read_head(note, SIGNER.public)


@pytest.mark.parametrize(
    "text",
    [
        "feedback.example/nhat-ky\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nx\n",
        "feedback.example/nhat-ky\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nx\n",
        "feedback.example/nhat-ky\n1\nAAEC\nx\n",
        "feedback.example/nhat-ky\n1\n",
        "other.example/nhat-ky\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nx\n",
        "",
    ],
)
def test_what_is_signed_and_no_head_is_refused(text: str) -> None:
    with pytest.raises(HeadRefused):
        read_head(SIGNER.promised(text), SIGNER.public)


TITLE = "# honest.example, 2026-11-23: forked"


@pytest.mark.parametrize(
    "note",
    [
        f"{NOTE}{TITLE}\n\nhonest.example/nhat-ky\n",
        SIGNER.named(TITLE).signed(Head(TITLE, 1, bytes(range(32)), "x")),
        SIGNER.signed(Head(SIGNER.origin, 1, bytes(range(32)), TITLE)),
        SIGNER.signed(Head(SIGNER.origin, 1, bytes(range(32)), "\x1b[2J")),
        NOTE.replace("\n\n", f"\n\n\u2028{TITLE}\n"),
    ],
)
def test_a_head_in_which_its_log_says_something_of_another_is_refused(note: str) -> None:
    with pytest.raises(HeadRefused):
        claimed(note)


@pytest.mark.parametrize("name", [f"x\n{TITLE}", "x\x1b[2J", "x y", ""])
def test_a_log_whose_name_is_more_than_a_name_has_no_public_key(name: str) -> None:
    with pytest.raises(HeadRefused):
        renamed(SIGNER.named(name).public, "x")


@pytest.mark.parametrize("public", ["", "a+b", "a+00000000+AQ==", "a+zz+x", SIGNER.public[:-4] + "AAA="])
def test_what_is_no_public_key_is_refused(public: str) -> None:
    with pytest.raises(HeadRefused):
        read_head(NOTE, public)


def test_the_private_key_is_nowhere_in_what_is_printed() -> None:
    seed = base64.b64encode(bytes(range(32))).decode()
    assert seed not in repr(SIGNER) + SIGNER.public


@pytest.mark.parametrize("sign", [0, 0x80])
@pytest.mark.parametrize(
    "y",
    [
        "00" * 32,
        "01" + "00" * 31,
        "ec" + "ff" * 30 + "7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    ],
    ids=lambda y: y[:4],
)
def test_a_key_under_which_anybody_can_sign_is_no_key(y: str, sign: int) -> None:
    """The points of small order in each way of writing them (Chalkias and others, Taming the many EdDSAs, 2020)."""
    raw = bytes.fromhex(y)
    key = raw[:-1] + bytes([raw[-1] | sign])
    nobody_s = b"\x01" + bytes(63)
    if (
        y[:2] in ("00", "26", "c7") or not sign
    ):  # OpenSSL takes them, and a signature made of nothing fits a text soon
        assert any(_fits(key, nobody_s, str(n).encode()) for n in range(200))
    with pytest.raises(WeakKey):
        renamed(_published("other.example/nhat-ky", key), "")


def _fits(key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except InvalidSignature:
        return False
    return True
