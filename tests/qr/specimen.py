"""A poster as a counter would get it; each test changes what it is about."""

from dataclasses import replace
from typing import Any

from qr.sheet import Poster

PUBLIC_URL = "https://danhgia.example.vn"
CODE = "4BCFGHJKMN00"

_USUAL = Poster(
    place="Trung tâm Phục vụ hành chính công phường Phan Đình Phùng",
    counter="Tư pháp – Hộ tịch – Chứng thực",
    code=CODE,
    public_url=PUBLIC_URL,
    number="3",
    period="quý IV/2026",
)


def specimen(**changes: Any) -> Poster:
    """The usual poster with some fields changed."""
    return replace(_USUAL, **changes)
