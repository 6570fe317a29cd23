"""The newest head of the log as files of results carry it."""

from sqlalchemy.orm import Session

from db.queries.log import newest_head
from reports.log_head import LogHead
from settings import settings
from trust.kept_heads import in_one_line

_UNTIL_LINE = 3


def kept_head(session: Session) -> LogHead | None:
    """None before anything was sealed. Whoever keeps the file can hold the head against the log later."""
    found = newest_head(session)
    if found is None:
        return None
    address = f"{settings().public_url.split('://')[0]}://{settings().log_name}"
    return LogHead(
        size=found.size,
        root=found.root.hex(),
        until=found.note.split("\n")[_UNTIL_LINE],
        signed=in_one_line(found.note),
        address=address,
    )
