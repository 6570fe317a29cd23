"""PDF pages as pictures, drawn by PDFium: what a viewer shows and a printer prints."""

from collections.abc import Iterator
from threading import RLock

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

# PDFium is not safe in several threads, not even with different documents. Re-entrant, because an iterator that
# was given up may be closed by the garbage collector while its own thread is here.
_ONE_AT_A_TIME = RLock()


def page_pictures(pdf: bytes, dpi: int, *, grey: bool = False) -> Iterator[Image.Image]:
    """Every page of a PDF in turn, at a resolution in dots per inch, in colour or grey."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        pages = len(document)
    try:
        for number in range(pages):
            yield _picture(document, number, dpi, grey)
    finally:
        with _ONE_AT_A_TIME:
            document.close()


def _picture(document: pypdfium2.PdfDocument, number: int, dpi: int, grey: bool) -> Image.Image:
    with _ONE_AT_A_TIME:
        page = document[number]
        bitmap = page.render(scale=dpi / 72, grayscale=grey)
        picture: Image.Image = bitmap.to_pil().copy()
        bitmap.close()
        page.close()
    return picture
