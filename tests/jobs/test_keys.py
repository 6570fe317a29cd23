import pytest

from jobs import keys as jobs_keys
from jobs.keys import KeysUnusable, keys_of
from settings import read_settings
from trust.keys import Keys, new_key


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(tmp_path):
    file = tmp_path / "var" / "signing-keys"
    made = keys_of(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["signing-keys"]
    assert keys_of(file) == made


def test_a_file_that_others_can_read_is_refused_with_what_to_do(tmp_path):
    file = tmp_path / "signing-keys"
    keys_of(file)
    file.chmod(0o640)
    with pytest.raises(KeysUnusable, match=f"chmod 600 {file}"):
        keys_of(file)


def test_a_spoilt_file_is_named_and_its_content_is_not(tmp_path):
    file = tmp_path / "signing-keys"
    file.touch(0o600)
    with pytest.raises(KeysUnusable, match="one key or more"):
        keys_of(file)
    file.write_text(f"{new_key()}\nnot a key at all\n", encoding="ascii")
    with pytest.raises(KeysUnusable, match="line 2") as refused:
        keys_of(file)
    assert "not a key" not in str(refused.value)


def test_a_new_key_is_put_first_and_the_old_one_is_still_read(tmp_path):
    file = tmp_path / "signing-keys"
    old = keys_of(file)
    fresh = new_key()
    file.write_text(f"{fresh}\n{file.read_text(encoding='ascii')}\n", encoding="ascii")
    both = keys_of(file)
    assert both.sign("opening", b"x") == Keys.of([fresh]).sign("opening", b"x")
    assert both.signed("opening", b"x", old.sign("opening", b"x"))


def test_keys_of_the_environment_go_before_the_file(tmp_path, monkeypatch):
    one, two = new_key(), new_key()
    chosen = read_settings({"SIGNING_KEYS": f"{one},{two}", "VAR_DIR": str(tmp_path)})
    assert one not in repr(chosen)
    monkeypatch.setattr(jobs_keys, "settings", lambda: chosen)
    jobs_keys.keys.cache_clear()
    try:
        assert jobs_keys.keys() == Keys.of([one, two])
    finally:
        jobs_keys.keys.cache_clear()
    assert not list(tmp_path.iterdir())
