"""Released counter K3: tables of pairs of questions, for the quality of a questionnaire and what goes with what."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.instruments import published
from db.models import ReleasedPairs
from db.packing import unpack_sums
from db.queries.figures import within
from scoring.questionnaire.pairs import PairTables
from survey import PairLayout, Period


def pairs_of(session: Session, unit_ids: Collection[int], period: Period, version: str) -> PairTables:
    """The tables of all these units together. Items are the criteria in order, then the overall question.

    A questionnaire that does not ask the overall question has nothing in its tables.
    """
    publications = published(session)
    layout = PairLayout.of(publications.named(version))
    rows = session.scalars(
        select(ReleasedPairs.counts)
        .where(*within(ReleasedPairs, unit_ids, period))
        .where(ReleasedPairs.instrument_id == publications.ids[version])
    ).all()
    (counts,) = unpack_sums(rows, [0] * len(rows), 1, layout.width)
    return PairTables.from_vector(counts, layout.items, layout.levels)
