"""The QR symbol of a link.

Every symbol is made at error correction H and no smaller than version 10 (57 by 57 modules), because posters get
stickers, stamps and torn corners. Measured with zxing-cpp on random rectangles over 20 % of the symbol, outside
the three corner squares without which nothing can be found: version 10 at H was read in 396 of 400 cases, the
version 5 or 6 that the same link would need at H in about half, and versions 4 and 5 at level Q in 3 of 120.
On an A5 sheet a module is still 0.9 mm wide or more.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from qrcode.constants import ERROR_CORRECT_H
from qrcode.main import QRCode

from qr.links import LONGEST_LINK, NotACounterLink

QUIET_ZONE = 4
"""Modules of white that the standard (ISO/IEC 18004) asks for on every side."""

SMALLEST_VERSION = 10
"""57 by 57 modules, 119 bytes at H. Longer links take version 11 or 12; `LONGEST_LINK` fits the latter."""

ANY_VERSION = 1
"""For a slip in somebody's hand, on which nothing is stuck: fewer modules, so that each is large."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """The dark and light modules of one link, without the quiet zone."""

    link: str
    rows: tuple[tuple[bool, ...], ...]
    """Row by row from the top, True is dark; as many rows as columns."""

    @property
    def modules(self) -> int:
        """Modules along one side."""
        return len(self.rows)

    @property
    def modules_with_quiet_zone(self) -> int:
        """Modules along one side, the white around it included."""
        return self.modules + 2 * QUIET_ZONE

    def matrix(self) -> NDArray[np.bool_]:
        """Dark modules as an array of shape (n, n), n = `modules_with_quiet_zone`."""
        return np.pad(np.array(self.rows, dtype=np.bool_), QUIET_ZONE)

    def image(self, module_pixels: int = 8) -> Image.Image:
        """A black and white picture with the quiet zone, each module a square of whole pixels."""
        if module_pixels < 1:
            raise ValueError(f"a module has at least 1 pixel, not {module_pixels}")
        light = np.where(self.matrix(), 0, 255).astype(np.uint8)
        return Image.fromarray(np.kron(light, np.ones((module_pixels, module_pixels), dtype=np.uint8)))

    def runs(self) -> list[tuple[int, int, int]]:
        """Dark stretches of each row as (row, first column, length): fewer rectangles to draw than modules."""
        stretches = []
        for row, modules in enumerate(self.rows):
            edges = np.flatnonzero(np.diff(np.array([False, *modules, False]).astype(np.int8)))
            stretches += [(row, int(a), int(b - a)) for a, b in edges.reshape(-1, 2)]
        return stretches


@lru_cache(maxsize=256)
def symbol(link: str, smallest: int = SMALLEST_VERSION) -> Symbol:
    """The symbol that opens a link at error correction H, of this version or a larger one.

    NotACounterLink where the link is empty or too long.
    """
    if not link or len(link.encode()) > LONGEST_LINK:
        raise NotACounterLink(f"a symbol carries 1 to {LONGEST_LINK} bytes, not {len(link.encode())}")
    code = QRCode(version=smallest, error_correction=ERROR_CORRECT_H, border=0)
    code.add_data(link)
    code.make(fit=True)
    return Symbol(link, tuple(tuple(map(bool, row)) for row in code.get_matrix()))
