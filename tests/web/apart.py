"""A server in a process of its own, on a small database that a module of browser tests sets up once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from db import Store
from jobs.packed import KEPT_IN
from tests.server import running_server


@contextmanager
def served_apart(
    folder: Path, migrated: Path, packed: Path, set_up: Callable[[Store], dict[str, str]], **environment: str
) -> Iterator[dict[str, str]]:
    """What `set_up` gives, with the address of the server as `base` and of its database as `url`."""
    url = f"sqlite:///{shutil.copy(migrated, folder / 'feedback.db')}"
    store = Store(url)
    found = set_up(store)
    store.close()
    (folder / "var").mkdir()
    (folder / "var" / KEPT_IN).symlink_to(packed)
    environment |= {"DATABASE_URL": url, "VAR_DIR": str(folder / "var")}
    with running_server(folder / "server.log", environment) as server:
        yield {"base": server.base_url, "url": url, **found}
