"""Published questionnaires: the files of `survey/instruments/` under the numbers that the rows use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import InstrumentVersion
from survey import Instrument, shipped_instruments

_READ = "published-instruments"


class PublishedInstrumentChanged(RuntimeError):
    """The file of a published version is no longer what it was; answers would change their meaning."""


class InstrumentUnknown(LookupError):
    """A response or counter names a questionnaire that is not published."""


@dataclass(frozen=True, slots=True)
class Published:
    """The published versions, by number and by name."""

    by_id: Mapping[int, Instrument]
    ids: Mapping[str, int]

    def named(self, name: str) -> Instrument:
        if name not in self.ids:
            raise InstrumentUnknown(name)
        return self.by_id[self.ids[name]]

    def newest(self, instrument_id: str) -> Instrument:
        """The latest version of a questionnaire such as `counter-2026`, which counters name without version."""
        versions = [i for i in self.by_id.values() if i.id == instrument_id]
        if not versions:
            raise InstrumentUnknown(instrument_id)
        return max(versions, key=lambda instrument: instrument.version)


def publish_instruments(session: Session, moment: datetime | None = None) -> None:
    """Publish every shipped version that is new; raises `PublishedInstrumentChanged` where one was altered."""
    rows = {row.name: row for row in session.scalars(select(InstrumentVersion))}
    for name, instrument in shipped_instruments().items():
        row = rows.get(name)
        if row is None:
            published_at = moment or datetime.now(UTC)
            session.add(InstrumentVersion(name=name, digest=instrument.digest, published_at=published_at))
        elif row.digest != instrument.digest:
            raise PublishedInstrumentChanged(name)
    session.flush()
    session.info.pop(_READ, None)


def published(session: Session) -> Published:
    """All published versions, read once in a session: they never change, and many questions need them.

    Raises `InstrumentUnknown` where the file of one is gone, `PublishedInstrumentChanged` where it was altered.
    """
    known: Published | None = session.info.get(_READ)
    if known is None:
        known = session.info[_READ] = _read_published(session)
    return known


def _read_published(session: Session) -> Published:
    columns = (InstrumentVersion.id, InstrumentVersion.name, InstrumentVersion.digest)
    return _published_as(tuple(tuple(row) for row in session.connection().execute(select(*columns))))


@lru_cache
def _published_as(rows: tuple[tuple[int, str, str], ...]) -> Published:
    """The files under these numbers, names and digests."""
    shipped = shipped_instruments()
    by_id: dict[int, Instrument] = {}
    for number, name, digest in rows:
        if name not in shipped:
            raise InstrumentUnknown(name)
        if shipped[name].digest != digest:
            raise PublishedInstrumentChanged(name)
        by_id[number] = shipped[name]
    return Published(by_id, {instrument.name: number for number, instrument in by_id.items()})
