"""The columns of the lists that offices send: their titles, what each holds, and those that many lists share."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from imports import cells
from survey.offices import Channel, StaffKind
from words import language, languages, mark


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `title`, `help` and `example` are English sentences for `words`.

    `name` is the attribute of the entry that it fills, `also` other titles under which it is known. `choices`
    are the labels of a closed list.
    """

    name: str
    title: str
    read: Callable[[str], Any]
    help: str
    example: str
    required: bool = True
    also: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def titles(self) -> frozenset[str]:
        """Every title that means this column, folded: in each language, the attribute, and the others."""
        known = [self.name, *self.also, *(language(code)(self.title) for code in languages())]
        return frozenset(cells.folded(title) for title in known)


class PartChoice(StrEnum):
    """What a roster's row may cover: one part of a day, or both."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    BOTH = "both"


PARTS: Final = {
    PartChoice.MORNING: mark("Morning"),
    PartChoice.AFTERNOON: mark("Afternoon"),
    PartChoice.BOTH: mark("The whole day"),
}
CHANNELS: Final = {channel: channel.label for channel in Channel}
STAFF: Final = {kind: kind.label for kind in StaffKind}

read_channel = cells.one_of(
    CHANNELS,
    {
        "quầy": Channel.COUNTER,
        "trực tiếp": Channel.COUNTER,
        "qua mạng": Channel.ONLINE,
        "bưu chính": Channel.POST,
        "bưu điện": Channel.POST,
    },
)
read_staff = cells.one_of(
    STAFF,
    {
        "công chức": StaffKind.OFFICIAL,
        "viên chức": StaffKind.OFFICIAL,
        "hợp đồng": StaffKind.CONTRACT,
        "bưu điện": StaffKind.POST_OFFICE,
    },
)
read_part = cells.one_of(
    PARTS,
    {
        "sáng": PartChoice.MORNING,
        "chiều": PartChoice.AFTERNOON,
        "sáng và chiều": PartChoice.BOTH,
    },
)


UNIT = Column(
    "unit",
    mark("Unit code"),
    cells.code,
    mark("The code of the unit that receives citizens, such as 05443-TT; zeros at the front count."),
    "05443-TT",
    also=("đơn vị", "mã đơn vị tiếp nhận"),
)
NUMBER = Column(
    "number",
    mark("Counter number"),
    cells.number,
    mark("The number on the counter's sign, always written the same way."),
    "03",
    also=("quầy", "số", "quầy số"),
)
CHANNEL = Column(
    "channel",
    mark("Channel"),
    read_channel,
    mark("How citizens get the service here. Empty: at the counter."),
    Channel.COUNTER.label,
    required=False,
    choices=tuple(CHANNELS.values()),
)
FROM = Column(
    "valid_from",
    mark("First day"),
    cells.day,
    mark("The first day, 31/03/2026."),
    "01/01/2026",
    also=("từ", "from", "ngày bắt đầu", "hiệu lực từ"),
)
TO = Column(
    "valid_to",
    mark("Last day"),
    cells.day,
    mark("The last day; empty while there is none."),
    "",
    required=False,
    also=("đến", "until", "to", "ngày kết thúc", "hiệu lực đến"),
)


BADGE = Column(
    "badge",
    mark("Badge number"),
    cells.number,
    mark("The number on the badge, always written the same way."),
    "0123",
    also=("số hiệu", "số thẻ", "thẻ"),
)
FIELD_CODE = Column(
    "field",
    mark("Field code"),
    cells.code,
    mark("The code of the field of procedure, such as HT."),
    "HT",
    also=("lĩnh vực", "mã"),
)
