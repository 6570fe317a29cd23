import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qr.links import LONGEST_LINK, NotACounterLink
from qr.symbol import symbol
from tests.qr.reading import qr_symbols
from tests.qr.specimen import specimen

LINK = specimen().link


@settings(max_examples=15, deadline=None)
@given(st.text("0123456789BCFGHJKMNPQRSTVXZ", min_size=4, max_size=40))
def test_a_symbol_decodes_to_its_link(code):
    link = f"https://danhgia.example.vn/?c={code}"
    [found] = qr_symbols(symbol(link).image(4))
    assert found.text == link


@pytest.mark.parametrize(
    ("length", "modules"), [(1, 57), (40, 57), (119, 57), (120, 61), (137, 61), (138, 65), (LONGEST_LINK, 65)]
)
def test_every_length_is_carried_at_level_h_in_the_smallest_version_from_10_up(length, modules):
    # ISO/IEC 18004, table of capacities: 119, 137 and 155 bytes at H in versions 10, 11 and 12.
    made = symbol("a" * length)
    [found] = qr_symbols(made.image(4))
    assert found.ec_level == "H"
    assert made.modules == modules


def test_the_quiet_zone_is_four_light_modules_on_every_side():
    matrix = symbol(LINK).matrix()
    assert matrix.shape == (65, 65)
    inner = matrix[4:-4, 4:-4]
    assert matrix.sum() == inner.sum()
    # ... and not wider: the corner squares begin where it ends.
    assert inner[0, :7].all() and inner[:7, 0].all() and inner[-1, :7].all() and inner[0, -7:].all()


def test_matrix_picture_and_runs_show_the_same_modules():
    made = symbol(LINK)
    redrawn = np.zeros((made.modules, made.modules), dtype=bool)
    for row, column, length in made.runs():
        assert length > 0
        redrawn[row, column : column + length] = True
    assert (redrawn == np.array(made.rows)).all()
    assert (np.array(made.image(3))[1::3, 1::3] == np.where(made.matrix(), 0, 255)).all()


@pytest.mark.parametrize("link", ["", "a" * (LONGEST_LINK + 1), "ế" * 60])
def test_an_empty_or_too_long_link_gets_no_symbol(link):
    with pytest.raises(NotACounterLink):
        symbol(link)


@pytest.mark.parametrize("pixels", [0, -1])
def test_a_module_has_at_least_one_pixel(pixels):
    with pytest.raises(ValueError, match="at least 1 pixel"):
        symbol(LINK).image(pixels)
