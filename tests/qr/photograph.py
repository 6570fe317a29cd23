"""Photographs of posters: seen at an angle, out of focus, half in the shade, with something stuck over the code."""

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from qr.layout import sheet
from qr.posters import poster_png
from qr.sheet import Poster, Size, poster_text
from qr.symbol import QUIET_ZONE

Picture = NDArray[np.uint8]

DPI = 150

FINDER = 8
"""Modules of a corner square with its white edge; without all three of them a symbol cannot be found at all."""


@dataclass(frozen=True, slots=True)
class Print:
    """A printed poster, with the place of its symbol in pixels."""

    picture: Picture
    left: float
    top: float
    module: float
    modules: int


def printed(poster: Poster, size: Size) -> Print:
    """A poster as it comes out of the printer."""
    picture = np.array(Image.open(BytesIO(poster_png(poster, size, DPI))).convert("RGB"))
    laid_out = sheet(poster, [poster_text("vi", period=poster.period), poster_text("en")], size)
    pixels = laid_out.scale * DPI / 72
    code = laid_out.code
    inner = QUIET_ZONE * code.module
    return Print(
        picture,
        (code.x + inner) * pixels,
        (code.y + inner) * pixels,
        code.module * pixels,
        code.symbol.modules,
    )


def covered(page: Print, share: float, random: np.random.Generator) -> Picture:
    """The poster with a rectangle stuck over a share of its symbol's area, anywhere but on the corner squares."""
    modules = page.modules
    while True:
        high = modules * np.sqrt(share * random.uniform(0.6, 1.6))
        wide = share * modules**2 / high
        y, x = random.uniform(0, modules - high), random.uniform(0, modules - wide)
        on_left, on_right = x < FINDER, x + wide > modules - FINDER
        if not ((y < FINDER and (on_left or on_right)) or (y + high > modules - FINDER and on_left)):
            break
    corners = [(page.left + x * page.module, page.top + y * page.module)]
    corners.append((corners[0][0] + wide * page.module, corners[0][1] + high * page.module))
    (x0, y0), (x1, y1) = np.rint(corners).astype(int)
    stuck = page.picture.copy()
    stuck[y0:y1, x0:x1] = random.integers(0, 256, size=3)
    return stuck


def photographed(picture: Picture, random: np.random.Generator) -> Picture:
    """As a phone sees it: from the side, turned a little, blurred, darker towards one side, grainy, as a JPEG."""
    high, wide = picture.shape[:2]
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    margin = 0.08 * wide
    seen = corners + margin + random.uniform(-0.06, 0.06, size=(4, 2)) * wide
    to_photo = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    frame = (int(wide + 2 * margin), int(high + 2 * margin))
    photo = cv2.warpPerspective(picture, to_photo, frame, flags=cv2.INTER_AREA, borderValue=(150, 140, 130))
    photo = cv2.GaussianBlur(photo, (0, 0), sigmaX=random.uniform(0.8, 1.6))
    across = np.linspace(random.uniform(0.35, 0.5), 1.0, frame[0])[None, :, None]
    if random.random() < 0.5:
        across = across[:, ::-1]
    grainy = photo * across + random.normal(0, 5, size=photo.shape)
    _, jpeg = cv2.imencode(".jpg", np.clip(grainy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 75])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
