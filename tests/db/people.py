"""Accounts that decide about answers, for the tests of decisions."""

from unittest.mock import patch

from access import Role
from db import Store
from db.commands import accounts
from db.commands.accounts import create_account


class People:
    """Two who may, one who may not."""

    def __init__(self, store: Store, unit_id: int) -> None:
        roles = {"mot": Role.REFORM_TEAM, "hai": Role.ADMIN, "thutruong": Role.UNIT_HEAD}
        with patch.object(accounts, "_hash", return_value="-"), store.write() as session:
            ids = [
                create_account(session, f"{name}.{unit_id}", "", "một mật khẩu dài", role, unit_id).id
                for name, role in roles.items()
            ]
        self.first, self.second, self.head = ids
