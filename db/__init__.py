"""The database: models, the writer, reads that return scoring values, writes that leave the commit to their caller."""

from db.migrate import migrate
from db.store import Store

__all__ = ["Store", "migrate"]
