"""The door to posters: laid out, drawn, read again, and only then handed out."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from qr.check import check_pdf, check_picture
from qr.layout import Sheet, sheet
from qr.pdf import draw_pdf
from qr.raster import page_pictures
from qr.sheet import Poster, Size, poster_text

LANGUAGES = ("vi", "en")
"""Large, and small beneath it."""

LEAST_DPI, MOST_DPI = 100, 600


class NoPosters(ValueError):
    """A file of no posters was asked for."""


def posters_pdf(
    posters: Iterable[Poster], size: Size = Size.A4, languages: Sequence[str] = LANGUAGES
) -> bytes:
    """Many posters in one PDF, a page each, in the order given.

    Raises:
        NoPosters: there are none.
        LetterNotInFont, TextTooLong: a name cannot be printed.
        PosterUnreadable: a page was not read as its own counter's link.
    """
    sheets = [_laid_out(poster, size, languages) for poster in posters]
    if not sheets:
        raise NoPosters("there is no counter to print a poster for")
    pdf = _drawn(sheets, languages)
    check_pdf(pdf, [sheet.poster for sheet in sheets])
    return pdf


def poster_png(
    poster: Poster, size: Size = Size.A4, dpi: int = 150, languages: Sequence[str] = LANGUAGES
) -> bytes:
    """One poster as a PNG picture, the very page that `posters_pdf` makes.

    Raises as `posters_pdf`, and ValueError for a resolution outside 100 to 600 dots per inch.
    """
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise ValueError(f"dpi must be {LEAST_DPI} to {MOST_DPI}, not {dpi}")
    [picture] = page_pictures(_drawn([_laid_out(poster, size, languages)], languages), dpi)
    check_picture(picture, poster)
    written = BytesIO()
    picture.save(written, "PNG", dpi=(dpi, dpi))
    return written.getvalue()


def _laid_out(poster: Poster, size: Size, languages: Sequence[str]) -> Sheet:
    if len(languages) not in (1, 2):
        raise ValueError(f"a poster speaks one language or two, not {len(languages)}")
    return sheet(poster, [poster_text(language, period=poster.period) for language in languages], size)


def _drawn(sheets: Sequence[Sheet], languages: Sequence[str]) -> bytes:
    places = dict.fromkeys(sheet.poster.place for sheet in sheets)
    return draw_pdf(sheets, title=" · ".join([*places][:3]), language=languages[0])
