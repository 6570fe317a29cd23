import pytest

from trust.keys import KEY_BYTES, Keys, NotAKey, new_key

OLD, NEW = new_key(), new_key()


def test_what_one_key_signed_is_known_by_it_and_by_no_other():
    mark = Keys.of([OLD]).sign("opening", b"content")
    assert Keys.of([OLD]).signed("opening", b"content", mark)
    assert not Keys.of([NEW]).signed("opening", b"content", mark)


def test_an_older_key_is_still_read_and_the_newest_signs():
    both = Keys.of([NEW, OLD])
    assert both.signed("opening", b"content", Keys.of([OLD]).sign("opening", b"content"))
    assert both.sign("opening", b"content") == Keys.of([NEW]).sign("opening", b"content")


def test_a_mark_for_one_purpose_is_none_for_another():
    keys = Keys.of([OLD])
    mark = keys.sign("opening", b"content")
    assert not keys.signed("ticket", b"content", mark)
    assert not keys.signed("openingcontent", b"", mark)
    assert not keys.signed("opening", b"content", mark[:-1])


@pytest.mark.parametrize("text", ["", "short", "*" * 44, "đ" * 44, NEW[:-4]], ids=len)
def test_what_is_no_key_is_refused_without_repeating_it(text):
    with pytest.raises(NotAKey) as refused:
        Keys.of([NEW, text])
    assert not text or text not in str(refused.value)


def test_keys_are_never_shown():
    assert NEW not in repr(Keys.of([NEW]))
    assert "b'" not in repr(Keys.of([NEW]))
    with pytest.raises(NotAKey):
        Keys(())
    assert len({new_key() for _ in range(100)}) == 100
    assert all(len(secret) == KEY_BYTES for secret in Keys.of([NEW, OLD]).secrets)
