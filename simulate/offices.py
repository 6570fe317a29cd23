"""The offices of a province as the simulator needs them: who receives and who decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.offices import UnitKind

AGENCIES = (
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Nông nghiệp và Môi trường",
    "Sở Xây dựng",
    "Sở Công Thương",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Dân tộc và Tôn giáo",
)
VERTICAL_AGENCIES = ("Công an tỉnh", "Bảo hiểm xã hội tỉnh", "Thuế tỉnh")

RECEIVING = frozenset({UnitKind.PROVINCIAL_CENTRE, UnitKind.COMMUNE_CENTRE})
DECIDING = frozenset({UnitKind.DEPARTMENT, UnitKind.VERTICAL_AGENCY})


class AgencyMissing(LookupError):
    """No office of the province is named so; its procedures would have nobody who decides."""


@dataclass(frozen=True, slots=True)
class Office:
    """A unit by its official code; `parent` is the code of the unit above."""

    code: str
    kind: UnitKind
    name: str
    parent: str | None


def receiving(offices: Sequence[Office]) -> tuple[Office, ...]:
    """The centres with counters, the provincial one first, then by code."""
    centres = (office for office in offices if office.kind in RECEIVING)
    return tuple(sorted(centres, key=lambda o: (o.kind is not UnitKind.PROVINCIAL_CENTRE, o.code)))


def agency(offices: Sequence[Office], name: str) -> Office:
    """The department or vertical agency whose name holds these words. Raises AgencyMissing."""
    for office in offices:
        if office.kind in DECIDING and name in office.name:
            return office
    raise AgencyMissing(name)


def sample_province(communes: int = 92) -> tuple[Office, ...]:
    """A made-up province for tests: a centre, the usual agencies, and communes with their centres."""
    centre = "Trung tâm Phục vụ hành chính công"
    offices = [
        Office("99", UnitKind.PROVINCE, "Tỉnh Mẫu", None),
        Office("99-TT", UnitKind.PROVINCIAL_CENTRE, f"{centre} tỉnh Mẫu", "99"),
    ]
    kinds = [(UnitKind.DEPARTMENT, AGENCIES), (UnitKind.VERTICAL_AGENCY, VERTICAL_AGENCIES)]
    for kind, names in kinds:
        offices += [Office(f"99-{kind}-{place:02d}", kind, name, "99") for place, name in enumerate(names, 1)]
    for place in range(1, communes + 1):
        code = f"99{place:03d}"
        offices.append(Office(code, UnitKind.COMMUNE, f"Xã Mẫu {place:02d}", "99"))
        offices.append(Office(f"{code}-TT", UnitKind.COMMUNE_CENTRE, f"{centre} xã Mẫu {place:02d}", code))
    return tuple(offices)
