"""The database: models, the writer, reads that return scoring values, writes whose commit is their caller's."""

from db.migrate import migrate
from db.store import Store

__all__ = ["Store", "migrate"]
