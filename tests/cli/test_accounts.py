import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from db import Store
from db.commands.accounts import hasher
from db.models import Account
from tests.cli.conftest import Manage

PROJECT = Path(__file__).parent.parent.parent
PASSWORD = "một mật khẩu dài"


def add(
    manage: Manage, username: str = "thutruong", unit: str = "05443-TT", typed: str = f"{PASSWORD}\n" * 2
):  # type: ignore[no-untyped-def]
    return manage("add-account", username, "--unit", unit, "--role", "unit_head", typed=typed)


def test_an_account_is_added_with_a_password_that_is_never_shown(province: Manage, store: Store) -> None:
    result = add(province)
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert result.output.strip().splitlines()[-1] == "Tài khoản thutruong có thể đăng nhập ngay."
    with store.read() as session:
        account = session.scalars(select(Account)).one()
        assert hasher().verify(account.password_hash, PASSWORD)
        assert account.role == "unit_head"


def test_a_password_is_changed(province: Manage, store: Store) -> None:
    add(province)
    changed = province("set-password", "thutruong", typed="một mật khẩu khác\n" * 2)
    assert changed.exit_code == 0
    with store.read() as session:
        assert hasher().verify(session.scalars(select(Account)).one().password_hash, "một mật khẩu khác")


def test_a_closed_account_may_not_sign_in_until_it_is_opened_again(province: Manage, store: Store) -> None:
    add(province)
    for command, active in (("close-account", False), ("reopen-account", True)):
        assert province(command, "thutruong").exit_code == 0
        with store.read() as session:
            assert session.scalars(select(Account)).one().active is active
    nobody = province("close-account", "nobody")
    assert nobody.exit_code == 1
    assert nobody.output.strip().endswith("Không có tài khoản nào mang tên này.")


def test_what_cannot_be_an_account_is_refused_in_one_sentence(province: Manage, store: Store) -> None:
    refused = [
        (add(province, typed=f"{PASSWORD}\nkhác hẳn rồi\n"), "Hai lần nhập mật khẩu không giống nhau"),
        (add(province, typed="ngắn\n" * 2), "Mật khẩu cần 10 đến 200 ký tự"),
        (add(province, username="Ô!"), "Tên đăng nhập có 3 đến 64 ký tự"),
        (add(province, unit="77777"), "Không có đơn vị 77777."),
        (
            province("set-password", "nobody", typed=f"{PASSWORD}\n" * 2),
            "Không có tài khoản nào mang tên này.",
        ),
    ]
    for result, sentence in refused:
        assert result.exit_code == 1
        assert result.output.strip().splitlines()[-1].startswith(sentence)
    with store.read() as session:
        assert session.scalars(select(Account)).all() == []
    add(province)
    assert add(province).output.strip().endswith("Đã có tài khoản mang tên này.")


def test_without_a_terminal_no_password_is_asked_for_because_it_would_show(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "set-password", "thutruong"],
        cwd=PROJECT,
        env={**os.environ, "VAR_DIR": str(tmp_path)},
        input=f"{PASSWORD}\n" * 2,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("Chỉ nhập được mật khẩu trong cửa sổ dòng lệnh")
    assert PASSWORD not in done.stdout + done.stderr


def test_a_password_cannot_be_given_on_the_command_line(province: Manage) -> None:
    result = province("add-account", "a.b", "--unit", "19", "--role", "admin", "--password", PASSWORD)
    assert result.exit_code == 2
