"""Poster sheets for those who keep the counters: a unit's as one PDF, one counter's as a picture."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from access import Action, Reader
from db.queries.posters import CounterPoster, poster_of, posters_of
from qr.posters import poster_png, posters_pdf
from qr.sheet import Poster, Size
from settings import settings
from survey import local_day
from web.office_file import FileWork, NoSuchFile, as_id, office_file, own_unit


async def poster_file(request: Request) -> Response:
    """`?unit=ID&size=A4|A5`: a PDF of a page for each counter. `?counter=ID&size=A4|A5&format=pdf|png`: one."""
    return await office_file(request, Action.PRINT_POSTERS, _poster_work)


def _poster_work(session: Session, request: Request, reader: Reader) -> FileWork:
    query = request.query_params
    size = _size(query.get("size", "A4"))
    today = local_day(datetime.now(UTC))
    if "counter" in query:
        found = poster_of(session, as_id(query["counter"]), today)
        if found is None:
            raise NoSuchFile
        own_unit(session, reader, Action.PRINT_POSTERS, str(found.unit_id))
        return _one_poster(_poster(found), size, query.get("format", "pdf"))
    unit = own_unit(session, reader, Action.PRINT_POSTERS, query.get("unit"))
    posters = [_poster(each) for each in posters_of(session, unit.path, today)]
    if not posters:
        raise NoSuchFile
    return FileWork(f"to-dan-{unit.code}-{size.name}.pdf", "application/pdf", posters_pdf, (posters, size))


def _one_poster(poster: Poster, size: Size, file_format: str) -> FileWork:
    name = f"{poster.file_name}-{size.name}"
    if file_format == "png":
        return FileWork(f"{name}.png", "image/png", poster_png, (poster, size))
    if file_format == "pdf":
        return FileWork(f"{name}.pdf", "application/pdf", posters_pdf, ([poster], size))
    raise NoSuchFile


def _poster(found: CounterPoster) -> Poster:
    return Poster(
        place=found.place,
        counter=found.name,
        code=found.code,
        public_url=settings().public_url,
        number=found.number,
        sample=settings().demo,
    )


def _size(name: str) -> Size:
    try:
        return Size[name]
    except KeyError as error:
        raise NoSuchFile from error
