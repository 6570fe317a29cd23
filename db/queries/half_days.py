"""Which answers are of a half day that is over: what may be looked at without telling who was just here."""

from datetime import date

from sqlalchemy import ColumnElement, or_

from db.models import Response
from survey import Part


def of_ended_half_days(today: date, part: Part) -> ColumnElement[bool]:
    """Answers of earlier days; in the afternoon also those of this morning."""
    if part is Part.AFTERNOON:
        return or_(Response.day < today, Response.part != str(part))
    return Response.day < today
