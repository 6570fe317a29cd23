import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from access import Role
from db import Store
from db.commands import accounts
from db.commands.accounts import (
    NoSuchAccount,
    NoSuchUnit,
    PasswordRefused,
    UsernameRefused,
    UsernameTaken,
    close_sign_in,
    create_account,
    open_sign_in,
    set_active,
    set_password,
)
from db.models import Account, SignIn, Unit
from db.queries import accounts as account_queries
from db.queries.accounts import check_password, reader_of

accounts_in_earnest = accounts.hasher
NOON = datetime(2026, 7, 22, 5, 0, tzinfo=UTC)
PASSWORD = "một cửa liên thông"


@pytest.fixture(autouse=True)
def hashing_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "hasher", lambda: quick)
    monkeypatch.setattr(account_queries, "hasher", lambda: quick)
    account_queries._nobodys_hash.cache_clear()


@pytest.fixture
def unit_id(store: Store) -> int:
    with store.write() as session:
        unit = Unit(
            code="19", kind="province", name="Tỉnh Thái Nguyên", path="/1/", valid_from=date(2025, 7, 1)
        )
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        return unit.id


@pytest.fixture
def account_id(store: Store, unit_id: int) -> int:
    with store.write() as session:
        return create_account(session, "Thu.Truong", "Thủ trưởng", PASSWORD, Role.UNIT_HEAD, unit_id).id


def signed_in(store: Store, account_id: int, now: datetime = NOON) -> str:
    with store.write() as session:
        return open_sign_in(session, account_id, now)


def username_of(store: Store, token: str | None, now: datetime = NOON) -> str | None:
    with store.read() as session:
        reader = reader_of(session, token, now)
        return reader.username if reader else None


def fits(store: Store, username: str, password: str) -> bool:
    with store.read() as session:
        return check_password(session, username, password) is not None


def test_the_right_password_gives_the_account_and_a_wrong_one_nothing(store, account_id):
    with store.read() as session:
        assert check_password(session, " thu.TRUONG ", PASSWORD) == account_id
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), "x" * 100_000, "\0"):
        assert not fits(store, "thu.truong", wrong)
    assert not fits(store, "nobody", PASSWORD)
    assert not fits(store, "no\0body", PASSWORD)
    assert not fits(store, "", "")


def test_a_password_is_the_same_whichever_way_a_keyboard_puts_its_letters_together(store, account_id):
    apart = unicodedata.normalize("NFD", PASSWORD)
    assert apart != PASSWORD
    assert fits(store, "thu.truong", apart)


def test_the_password_itself_is_stored_nowhere(store, account_id):
    with store.read() as session:
        account = session.get_one(Account, account_id)
        assert account.password_hash.startswith("$argon2id$")
        assert PASSWORD not in account.password_hash


def test_a_name_that_nobody_has_costs_the_same_work(store, account_id, monkeypatch):
    verified = []
    hasher = accounts.hasher()

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            verified.append(password_hash.rsplit("$", 2)[0])  # kind, memory, passes and lanes
            return hasher.verify(password_hash, password)

        def hash(self, password: str) -> str:
            return hasher.hash(password)

    monkeypatch.setattr(account_queries, "hasher", Counting)
    assert not fits(store, "thu.truong", "wrong password")
    assert not fits(store, "nobody", PASSWORD)
    assert len(verified) == 2
    assert verified[0] == verified[1]


@pytest.mark.parametrize("password", ["", "123456789", "a" * 10, " " * 12, "x1" * 101, "an.admin.account"])
def test_a_weak_password_is_refused_and_makes_no_account(store, unit_id, password):
    with store.write() as session, pytest.raises(PasswordRefused):
        create_account(session, "An.Admin.Account", "An", password, Role.ADMIN, unit_id)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


@pytest.mark.parametrize(
    "username", ["", "ab", ".abc", "abc.", "a b c", "thủ.trưởng", "a" * 65, "a/b/c", "abc\n.d"]
)
def test_a_name_that_cannot_be_typed_everywhere_is_refused(store, unit_id, username):
    with store.write() as session, pytest.raises(UsernameRefused):
        create_account(session, username, "An", PASSWORD, Role.ADMIN, unit_id)


def test_two_accounts_never_have_one_name(store, account_id, unit_id):
    with store.write() as session, pytest.raises(UsernameTaken):
        create_account(session, "THU.truong", "Khác", PASSWORD, Role.ADMIN, unit_id)


def test_an_account_stands_on_a_unit_that_there_is(store, unit_id):
    with store.write() as session, pytest.raises(NoSuchUnit):
        create_account(session, "admin", "An", PASSWORD, Role.ADMIN, unit_id + 1)


def test_a_sign_in_knows_its_reader_for_twelve_hours(store, account_id, unit_id):
    token = signed_in(store, account_id)
    with store.read() as session:
        reader = reader_of(session, token, NOON + timedelta(hours=11, minutes=59))
    assert reader is not None
    assert (reader.account_id, reader.role, reader.unit_path) == (account_id, Role.UNIT_HEAD, f"/{unit_id}/")
    assert reader.display_name == "Thủ trưởng"
    assert username_of(store, token, NOON + timedelta(hours=12)) is None


def test_only_a_digest_of_the_cookie_is_stored(store, account_id):
    token = signed_in(store, account_id)
    with store.read() as session:
        (kept,) = session.scalars(select(SignIn.token_digest))
    assert len(token) >= 43  # 256 bits in base64
    assert len(kept) == 32
    assert kept not in (token.encode(), token.encode()[:32])
    assert username_of(store, kept.hex()) is None


@pytest.mark.parametrize("token", [None, "", "x", "\ud800", "0" * 10_000])
def test_a_made_up_cookie_opens_nothing(store, account_id, token):
    signed_in(store, account_id)
    assert username_of(store, token) is None


def test_signing_out_closes_this_browser_and_no_other(store, account_id):
    here, there = signed_in(store, account_id), signed_in(store, account_id)
    with store.write() as session:
        close_sign_in(session, here)
        close_sign_in(session, "never opened")
    assert username_of(store, here) is None
    assert username_of(store, there) == "thu.truong"


def test_a_new_password_signs_out_everywhere_and_the_old_one_fits_no_more(store, account_id):
    token = signed_in(store, account_id)
    with store.write() as session:
        set_password(session, "thu.truong", "mật khẩu mới hơn")
    assert username_of(store, token) is None
    assert not fits(store, "thu.truong", PASSWORD)
    assert fits(store, "thu.truong", "mật khẩu mới hơn")


def test_a_refused_new_password_changes_nothing(store, account_id):
    token = signed_in(store, account_id)
    with store.write() as session, pytest.raises(PasswordRefused):
        set_password(session, "thu.truong", "short")
    assert username_of(store, token) == "thu.truong"
    assert fits(store, "thu.truong", PASSWORD)


def test_a_closed_account_is_out_at_once_and_its_password_fits_no_more(store, account_id):
    token = signed_in(store, account_id)
    with store.write() as session:
        set_active(session, "thu.truong", active=False)
    assert username_of(store, token) is None
    assert not fits(store, "thu.truong", PASSWORD)
    with store.write() as session:
        set_active(session, "thu.truong", active=True)
    assert username_of(store, token) is None
    assert fits(store, "thu.truong", PASSWORD)


def test_a_missing_account_is_named(store):
    with store.write() as session, pytest.raises(NoSuchAccount, match=r"ai\.do"):
        set_password(session, "ai.do", PASSWORD)


def test_expired_sign_ins_are_forgotten_when_the_next_one_opens(store, account_id):
    signed_in(store, account_id, NOON)
    signed_in(store, account_id, NOON + timedelta(hours=13))
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_a_guess_costs_what_rfc_9106_asks_of_servers_with_little_memory():
    # RFC 9106, section 4, second recommended option: t=3 passes, p=4 lanes, m=2^16 KiB, 128-bit salt, 256-bit tag.
    ours = accounts_in_earnest()
    assert (ours.time_cost, ours.parallelism, ours.memory_cost) == (3, 4, 2**16)
    assert (ours.salt_len, ours.hash_len) == (16, 32)
