"""The one database and the one writer of this process, shared by the pages and the web routes.

Streamlit runs each visitor's page in a thread of the server's process, so what is opened once here is there
for all of them. The address comes from whoever starts the process.
"""

from dataclasses import dataclass

from db.store import Store
from db.writer import Writer


class ProcessNotOpen(RuntimeError):
    """The store or the writer was asked for before `open_process` or after `close_process`."""


class ProcessAlreadyOpen(RuntimeError):
    """`open_process` was called twice; two writers would wait for each other."""


@dataclass(frozen=True, slots=True)
class _Opened:
    store: Store
    writer: Writer


_opened: _Opened | None = None


def open_process(address: str) -> None:
    """Open the database at this address and start its writer. Raises ProcessAlreadyOpen."""
    global _opened
    if _opened is not None:
        raise ProcessAlreadyOpen
    store = Store(address)
    writer = Writer(store)
    writer.start()
    _opened = _Opened(store, writer)


def close_process() -> None:
    """Store what is still waiting, then stop the writer and close the database. Twice is no error."""
    global _opened
    if _opened is None:
        return
    closing, _opened = _opened, None
    closing.writer.stop()
    closing.store.close()


def store() -> Store:
    """The database of this process. Raises ProcessNotOpen."""
    return _now().store


def writer() -> Writer:
    """The writer of this process. Raises ProcessNotOpen."""
    return _now().writer


def _now() -> _Opened:
    if _opened is None:
        raise ProcessNotOpen
    return _opened
