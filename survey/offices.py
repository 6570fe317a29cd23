"""The kinds of units, channels and staff that the offices know; each has a label that `words` translates."""

from enum import StrEnum
from typing import Final

from words import mark


class UnitKind(StrEnum):
    """What a unit is. In a one-level city the centre has branches and these have points instead of communes."""

    PROVINCE = "province"
    PROVINCIAL_CENTRE = "provincial_centre"
    DEPARTMENT = "department"
    VERTICAL_AGENCY = "vertical_agency"
    COMMUNE = "commune"
    COMMUNE_CENTRE = "commune_centre"
    BRANCH = "branch"
    POINT = "point"

    @property
    def label(self) -> str:
        """The English name, to be shown as `t(kind.label)`."""
        return _UNIT_KINDS[self]

    @property
    def has_counters(self) -> bool:
        """Citizens are received here; the others decide or contain."""
        return self in _WITH_COUNTERS


class Channel(StrEnum):
    """How a citizen got the service: over the counter, online or by post. Each has its own codes."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"

    @property
    def label(self) -> str:
        """The English name, to be shown as `t(channel.label)`."""
        return _CHANNELS[self]


class StaffKind(StrEnum):
    """Who serves at a counter, by employment."""

    OFFICIAL = "official"
    CONTRACT = "contract"
    POST_OFFICE = "post_office"

    @property
    def label(self) -> str:
        """The English name, to be shown as `t(kind.label)`."""
        return _STAFF_KINDS[self]


def in_a_sentence(name: str) -> str:
    """A unit's name as Vietnamese writes it inside a sentence or a longer name.

    The kind of a place turns small; an office keeps its capital (Nghị định 30/2020/NĐ-CP, Phụ lục II).

    >>> in_a_sentence("Phường Phan Đình Phùng")
    'phường Phan Đình Phùng'
    >>> in_a_sentence("Trung tâm Phục vụ hành chính công xã Kha Sơn")
    'Trung tâm Phục vụ hành chính công xã Kha Sơn'
    """
    return name[:1].lower() + name[1:] if name.startswith(_KINDS_OF_PLACES) else name


_KINDS_OF_PLACES: Final = ("Tỉnh ", "Thành phố ", "Phường ", "Xã ", "Đặc khu ")


_UNIT_KINDS = {
    UnitKind.PROVINCE: mark("Province or city"),
    UnitKind.PROVINCIAL_CENTRE: mark("Provincial one-stop centre"),
    UnitKind.DEPARTMENT: mark("Department"),
    UnitKind.VERTICAL_AGENCY: mark("Vertical agency"),
    UnitKind.COMMUNE: mark("Commune"),
    UnitKind.COMMUNE_CENTRE: mark("Commune one-stop centre"),
    UnitKind.BRANCH: mark("Branch"),
    UnitKind.POINT: mark("Service point"),
}
_WITH_COUNTERS = frozenset(
    {
        UnitKind.PROVINCIAL_CENTRE,
        UnitKind.DEPARTMENT,
        UnitKind.VERTICAL_AGENCY,
        UnitKind.COMMUNE_CENTRE,
        UnitKind.BRANCH,
        UnitKind.POINT,
    }
)
_CHANNELS = {
    Channel.COUNTER: mark("At the counter"),
    Channel.ONLINE: mark("Online"),
    Channel.POST: mark("By post"),
}
_STAFF_KINDS = {
    StaffKind.OFFICIAL: mark("Official"),
    StaffKind.CONTRACT: mark("Contract staff"),
    StaffKind.POST_OFFICE: mark("Post-office clerk"),
}
