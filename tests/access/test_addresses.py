from urllib.parse import parse_qs, urlsplit

import pytest

from access import addresses
from access.addresses import counter_poster_file, poster_file, results_file


@pytest.mark.parametrize(
    ("link", "path", "query"),
    [
        (poster_file(7), "/tep/to-dan", {"unit": ["7"], "size": ["A4"]}),
        (
            counter_poster_file(3, "A5", "png"),
            "/tep/to-dan",
            {"counter": ["3"], "size": ["A5"], "format": ["png"]},
        ),
        (
            results_file(7, "2026-07", "2026-09", "xlsx"),
            "/tep/ket-qua",
            {"unit": ["7"], "from": ["2026-07"], "to": ["2026-09"], "format": ["xlsx"]},
        ),
    ],
)
def test_a_link_to_a_file_says_all_that_its_route_asks_for(link, path, query):
    assert urlsplit(link).path == path
    assert parse_qs(urlsplit(link).query) == query


def test_what_is_put_into_a_link_cannot_add_to_its_query():
    link = results_file(7, "2026-07&unit=8", "2026-09#", "xlsx")
    assert parse_qs(urlsplit(link).query)["unit"] == ["7"]
    assert urlsplit(link).fragment == ""


def test_no_two_doors_have_one_address():
    doors = [
        value for name, value in vars(addresses).items() if name.isupper() and str(value).startswith("/")
    ]
    assert len(doors) == len(set(doors)) == 17
