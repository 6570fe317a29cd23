"""Every sheet is read again by a decoder that knows nothing of how it was made, before anyone gets it."""

from collections.abc import Sequence
from itertools import zip_longest

import zxingcpp
from PIL import Image

from qr.raster import page_pictures
from qr.sheet import Poster

CHECKED_AT = 100
"""Dots per inch: about what a cheap phone sees of an A4 sheet from half a metre."""


class PosterUnreadable(RuntimeError):
    """A finished sheet does not decode to its own counter's link: it must not be printed."""


def read_codes(picture: Image.Image) -> list[str]:
    """The texts of all QR symbols found in a picture."""
    qr_only = zxingcpp.barcode_formats_from_str("QRCode")
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=qr_only)]


def check_picture(picture: Image.Image, poster: Poster) -> None:
    """Raises PosterUnreadable unless exactly one symbol is found and it is this poster's link."""
    found = read_codes(picture)
    if found != [poster.link]:
        raise PosterUnreadable(f"the sheet of {poster.place!r}, {poster.link}, was read as {found}")


def check_pdf(pdf: bytes, posters: Sequence[Poster]) -> None:
    """Reads every page of a PDF; PosterUnreadable where one is missing or is not its poster's."""
    for picture, poster in zip_longest(page_pictures(pdf, CHECKED_AT, grey=True), posters):
        if picture is None or poster is None:
            raise PosterUnreadable(f"{len(posters)} posters did not become as many pages")
        check_picture(picture, poster)
