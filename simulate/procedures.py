"""Fields of procedure and how counters share them: usual ones in a province after July 2025.

A field names the words by which its deciding agency is found; None means that the commune itself decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldOfProcedure:
    """A field of procedure (lĩnh vực) as decided at one level: the same code may have two deciders."""

    code: str
    name: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What one counter is for, as it stands on its sign."""

    title: str
    fields: tuple[FieldOfProcedure, ...]


_BIRTHS = FieldOfProcedure("HT", "Hộ tịch", None)
_CERTIFICATION = FieldOfProcedure("CT", "Chứng thực", None)
_LAND = FieldOfProcedure("DD", "Đất đai", "Nông nghiệp và Môi trường")
_HOUSE_BUILDING = FieldOfProcedure("XD", "Xây dựng", None)
_HOUSEHOLD_BUSINESS = FieldOfProcedure("DKKD", "Đăng ký kinh doanh", None)
_SOCIAL_CARE = FieldOfProcedure("BTXH", "Bảo trợ xã hội", None)
_MERIT = FieldOfProcedure("NCC", "Người có công", "Nội vụ")
_INSURANCE = FieldOfProcedure("BHXH", "Bảo hiểm xã hội", "Bảo hiểm xã hội")


def _desk(title: str, code: str, name: str, agency: str) -> Desk:
    return Desk(title, (FieldOfProcedure(code, name, agency),))


PROVINCIAL_DESKS: tuple[Desk, ...] = (
    _desk("Công chứng, luật sư", "CC", "Công chứng, luật sư", "Tư pháp"),
    _desk("Lao động, việc làm", "LD", "Lao động, việc làm", "Nội vụ"),
    Desk("Người có công", (_MERIT,)),
    _desk("Đăng ký doanh nghiệp", "DKKD", "Đăng ký kinh doanh", "Tài chính"),
    _desk("Đăng ký doanh nghiệp", "DKKD", "Đăng ký kinh doanh", "Tài chính"),
    _desk("Đầu tư", "DT", "Đầu tư", "Tài chính"),
    Desk("Đất đai", (_LAND,)),
    Desk("Đất đai", (_LAND,)),
    Desk("Đất đai", (_LAND,)),
    _desk("Môi trường", "MT", "Môi trường", "Nông nghiệp và Môi trường"),
    _desk("Nông nghiệp", "NN", "Nông nghiệp", "Nông nghiệp và Môi trường"),
    _desk("Xây dựng", "XD", "Xây dựng", "Xây dựng"),
    _desk("Giao thông vận tải", "GT", "Giao thông vận tải", "Xây dựng"),
    _desk("Công Thương", "CTHG", "Công Thương", "Công Thương"),
    _desk("Giáo dục và đào tạo", "GD", "Giáo dục và đào tạo", "Giáo dục và Đào tạo"),
    _desk("Y tế", "YT", "Y tế", "Y tế"),
    _desk("An toàn thực phẩm", "ATTP", "An toàn thực phẩm", "Y tế"),
    _desk("Khoa học và công nghệ", "KHCN", "Khoa học và công nghệ", "Khoa học và Công nghệ"),
    _desk("Văn hóa, thể thao, du lịch", "VH", "Văn hóa, thể thao, du lịch", "Văn hóa"),
    _desk("Tín ngưỡng, tôn giáo", "TG", "Tín ngưỡng, tôn giáo", "Dân tộc và Tôn giáo"),
    _desk("Căn cước, cư trú", "CCCD", "Căn cước, cư trú", "Công an"),
    _desk("Lý lịch tư pháp", "LLTP", "Lý lịch tư pháp", "Công an"),
    Desk("Bảo hiểm xã hội", (_INSURANCE,)),
    _desk("Thuế", "THUE", "Thuế", "Thuế"),
)

COMMUNE_DESKS: Mapping[int, tuple[Desk, ...]] = {
    1: (
        Desk(
            "Tiếp nhận và trả kết quả",
            (_BIRTHS, _CERTIFICATION, _LAND, _SOCIAL_CARE, _HOUSEHOLD_BUSINESS),
        ),
    ),
    2: (
        Desk("Hộ tịch, chứng thực, bảo trợ xã hội", (_BIRTHS, _CERTIFICATION, _SOCIAL_CARE)),
        Desk("Đất đai, xây dựng, kinh doanh", (_LAND, _HOUSE_BUILDING, _HOUSEHOLD_BUSINESS)),
    ),
    3: (
        Desk("Hộ tịch, chứng thực", (_BIRTHS, _CERTIFICATION)),
        Desk("Đất đai, xây dựng, kinh doanh", (_LAND, _HOUSE_BUILDING, _HOUSEHOLD_BUSINESS)),
        Desk("Bảo trợ xã hội, người có công, bảo hiểm", (_SOCIAL_CARE, _MERIT, _INSURANCE)),
    ),
}
"""By number of counters of a commune's centre."""
