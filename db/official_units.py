"""The official provinces and communes and the usual agencies, read from `db/data/`."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from survey.offices import UnitKind, in_a_sentence

FOLDER: Final = Path(__file__).parent / "data"

STATE_OF: Final = date(2025, 7, 1)
"""The day from which these units exist: the district level ended and provinces and communes were merged."""

ONE_LEVEL: Final = frozenset({"01", "22"})
"""Hà Nội and Quảng Ninh: the city's centre has branches and points; communes have no centre of their own."""

_PREFIXED: Final = ("thành phố", "phường", "xã", "đặc khu")


class UnknownProvince(LookupError):
    """No province has this code; `known` has the code and the name of each that there is."""

    def __init__(self, code: str, known: Mapping[str, str]) -> None:
        super().__init__(f"there is no province {code}")
        self.code, self.known = code, known


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit as the official list gives it; `parent` is the code of the unit above, None for a province."""

    code: str
    kind: UnitKind
    name: str
    parent: str | None


def province_units(code: str) -> tuple[NewUnit, ...]:
    """A province and all its units, parents before children. Raises `UnknownProvince`."""
    provinces = official_provinces()
    if code not in provinces:
        raise UnknownProvince(code, provinces)
    return tuple(_units_of(code, provinces[code]))


@cache
def official_provinces() -> Mapping[str, str]:
    """The full name of each province by its code: {"19": "Tỉnh Thái Nguyên", ...}."""
    rows = (row for row in _rows("vn-units-2025-07.csv") if row["level"] == "province")
    return {row["code"]: _with_kind(row["name"], row["kind"]) for row in rows}


@cache
def usual_fields() -> Mapping[str, str]:
    """The usual fields of procedure: code and name."""
    return {row["code"]: row["name"] for row in _rows("fields.csv")}


def _units_of(code: str, province: str) -> Iterator[NewUnit]:
    place = in_a_sentence(province)
    yield NewUnit(code, UnitKind.PROVINCE, province, None)
    yield NewUnit(f"{code}-TT", UnitKind.PROVINCIAL_CENTRE, _centre(place), code)
    for row in _rows("agencies.csv"):
        name = row["name"].format(place=place)
        yield NewUnit(f"{code}-{row['suffix']}", UnitKind(row["kind"]), name, code)
    for row in _rows("vn-units-2025-07.csv"):
        if row["level"] == "commune" and row["province_code"] == code:
            commune = _with_kind(row["name"], row["kind"])
            yield NewUnit(row["code"], UnitKind.COMMUNE, commune, code)
            if code not in ONE_LEVEL:
                centre = _centre(in_a_sentence(commune))
                yield NewUnit(f"{row['code']}-TT", UnitKind.COMMUNE_CENTRE, centre, row["code"])


def _centre(place: str) -> str:
    return f"Trung tâm Phục vụ hành chính công {place}"


def _with_kind(name: str, kind: str) -> str:
    """The name with its kind before it, which the list leaves out for most provinces."""
    if name.lower().startswith(_PREFIXED):
        return name
    return f"{kind[:1].upper()}{kind[1:]} {name}"


@cache
def _rows(file: str) -> tuple[Mapping[str, str], ...]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
