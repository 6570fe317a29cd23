"""Figures as files: the same release, the same periods and the same hiding as on the pages."""

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from access import Action, Reader
from access.addresses import method_page
from db.queries.figures import versions_in
from jobs.exports import periods_of, receiving_units
from jobs.flagged import with_parts
from jobs.log_head import kept_head
from jobs.standing import units_beside
from jobs.weighted import with_weighted_index
from reports import Asked, NamedPeriod, csv_file, workbook
from reports.tables import method_pages
from settings import settings
from web.office_file import FileWork, NoSuchFile, office_file, own_unit
from web.pages import translator

VERSION_PARAMETER: Final = "version"
"""Of the file's address, beside those of `access.addresses.results_file`; left out: the version most used."""

_FORMATS: Final = {
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_file, "text/csv; charset=utf-8"),
}


async def results_file(request: Request) -> Response:
    """`?unit=ID&from=2026-07&to=2026-09&format=xlsx|csv`, the period one of those that are offered."""
    return await office_file(request, Action.EXPORT_RESULTS, _results_work)


def _results_work(session: Session, request: Request, reader: Reader) -> FileWork:
    query = request.query_params
    unit = own_unit(session, reader, Action.EXPORT_RESULTS, query.get("unit"))
    if query.get("format") not in _FORMATS:
        raise NoSuchFile
    make, media_type = _FORMATS[query["format"]]
    unit_ids = [info.id for info in receiving_units(session, reader.unit_path) if info.is_within(unit.path)]
    named = _period(periods_of(session, unit_ids), query.get("from"), query.get("to"))
    versions = versions_in(session, unit_ids, named.period)
    version = query.get(VERSION_PARAMETER, versions[0])
    if version not in versions:
        raise NoSuchFile
    asked = Asked(reader.unit_path, named, version)
    report = units_beside(session, asked, below=unit.path, by_criterion=True)
    report = with_parts(session, asked, with_weighted_index(session, asked, report))
    report = replace(report, head=kept_head(session))
    name = f"ket-qua-{unit.code}-{named.period.first}-{named.period.last}.{query['format']}"
    code = translator(request).code
    methods = {name: settings().public_url + method_page(name, code) for name in method_pages(report)}
    told = (methods,) if make is workbook else ()
    return FileWork(name, media_type, make, (report, code, *told))


def _period(offered: tuple[NamedPeriod, ...], first: str | None, last: str | None) -> NamedPeriod:
    for named in offered:
        if (str(named.period.first), str(named.period.last)) == (first, last):
            return named
    raise NoSuchFile
