from functools import cache

import numpy as np
import pytest

from qr.sheet import Size
from tests.qr.photograph import Print, covered, photographed, printed
from tests.qr.reading import qr_symbols
from tests.qr.specimen import specimen

LINK = specimen().link


@cache
def poster(size: Size) -> Print:
    return printed(specimen(), size)


def read(size: Size, share: float, seed: int) -> list[str]:
    random = np.random.default_rng(seed)
    photo = photographed(covered(poster(size), share, random), random)
    return [found.text for found in qr_symbols(photo)]


@pytest.mark.parametrize("seed", range(12))
def test_a_photograph_with_a_fifth_of_the_code_covered_opens_the_right_link(seed):
    assert read(Size.A4, 0.2, seed) == [LINK]


def test_a_photograph_of_the_small_sheet_with_a_fifth_covered_fails_at_most_once_in_twenty():
    # 78 of 80 when the symbol was chosen. Whoever fails moves the phone and has the next picture at once.
    opened = [read(Size.A5, 0.2, seed) == [LINK] for seed in range(20, 40)]
    assert sum(opened) >= 19


def test_a_photograph_of_an_unharmed_poster_opens_the_right_link_on_both_sizes():
    for size in Size:
        for seed in range(100, 104):
            photo = photographed(poster(size).picture, np.random.default_rng(seed))
            assert [found.text for found in qr_symbols(photo)] == [LINK]


def test_a_cover_beyond_what_level_h_can_mend_is_not_read_and_never_read_wrongly():
    # ISO/IEC 18004: level H mends about 30 % of the codewords; a rectangle over 35 % of the area hits more.
    assert [read(Size.A4, 0.35, seed) for seed in range(6)] == [[]] * 6


def test_a_covered_corner_square_hides_the_whole_symbol():
    page = poster(Size.A4)
    stuck = page.picture.copy()
    side = int(8 * page.module)
    stuck[int(page.top) :, int(page.left) :][:side, :side] = 255
    assert qr_symbols(stuck) == []
