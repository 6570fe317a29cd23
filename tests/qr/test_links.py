import pytest
from hypothesis import given
from hypothesis import strategies as st

from qr.links import (
    LONGEST_LINK,
    NotACounterLink,
    NotAPublicUrl,
    counter_link,
    read_counter_link,
    short_link,
)

CODE = "4BCFGHJKMN00"

codes = st.text("0123456789BCFGHJKMNPQRSTVXZ", min_size=4, max_size=16)
public_urls = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["danhgia.example.vn", "localhost", "192.168.1.20", "[::1]", "xn--phng-qqa.vn"]),
    st.sampled_from(["", ":8501", ":443"]),
    st.sampled_from(["", "/", "/gop-y", "/gop-y/"]),
)


@given(public_urls, codes)
def test_a_counter_link_reads_back(public_url, code):
    assert read_counter_link(counter_link(public_url, code)) == code


@given(public_urls, codes)
def test_the_link_in_words_leads_to_the_same_counter(public_url, code):
    assert read_counter_link(short_link(public_url, code)) == code


def test_a_link_is_short_and_plain():
    assert counter_link("https://danhgia.example.vn/", CODE) == "https://danhgia.example.vn/?c=4BCFGHJKMN00"


def test_https_is_left_out_in_words_because_a_browser_adds_it_and_http_is_not():
    assert short_link("https://danhgia.example.vn", CODE) == "danhgia.example.vn/c/4BCF-GHJK-MN00"
    assert short_link("http://localhost:8501", CODE) == "http://localhost:8501/c/4BCF-GHJK-MN00"


def test_a_link_that_went_through_a_messenger_is_still_read():
    for link in ("/?c=4BCFGHJKMN00&utm_source=zalo", "/c/4BCFGHJKMN00?utm_source=zalo#x"):
        assert read_counter_link(f"  https://danhgia.example.vn{link} \n") == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "4BCFGHJKMN00",
        "https://danhgia.example.vn/",
        "https://danhgia.example.vn/?c=",
        "https://danhgia.example.vn/?c=---",
        "https://danhgia.example.vn/?d=4BCFGHJKMN00",
        "https://danhgia.example.vn/?c=4BCFGHJKMN00&c=5BCFGHJKMN0M",
        "https://danhgia.example.vn/?c=4BCFGHJKMN00%00",
        "https://danhgia.example.vn/?c=<script>",
        "https://danhgia.example.vn/?c=" + "0" * 41,
        "https://danhgia.example.vn/?c=4BCFGHJKMN00&" + "x=1&" * 40,
        "https://danhgia.example.vn/c/",
        "https://danhgia.example.vn/c/4BCFGHJKMN00/x",
        "https://danhgia.example.vn/q/4BCFGHJKMN00",
        "https://danhgia.example.vn/c/4BCFGHJKMN00?c=5BCFGHJKMN0M",
        "https:///?c=4BCFGHJKMN00",
        "https://nguoi@danhgia.example.vn/?c=4BCFGHJKMN00",
        "https://danhgia.example.vn:port/?c=4BCFGHJKMN00",
        "https://[::1/?c=4BCFGHJKMN00",
        "javascript://danhgia.example.vn/?c=4BCFGHJKMN00",
        "ftp://danhgia.example.vn/?c=4BCFGHJKMN00",
        "tel:115",
        "WIFI:S:mang;T:WPA;P:matkhau;;",
    ],
)
def test_what_is_no_link_to_a_counter_is_refused(text):
    with pytest.raises(NotACounterLink):
        read_counter_link(text)


@pytest.mark.parametrize(
    "code", ["", "4BC", "4BCF-GHJK-MN00", "4BCF GHJK", "MÃ-SỐ", "a&c=b", "4BCFGHJKMN00\n", "0" * 41]
)
def test_no_link_is_made_from_what_is_no_code_in_normal_form(code):
    with pytest.raises(NotACounterLink):
        counter_link("https://danhgia.example.vn", code)


@pytest.mark.parametrize(
    "public_url",
    [
        "",
        "danhgia.example.vn",
        "ftp://danhgia.example.vn",
        "https://",
        "https://phường.vn",
        "https://danhgia.example.vn?x=1",
        "https://danhgia.example.vn/?",
        "https://danhgia.example.vn/#dau",
        "https://danhgia.example.vn/#",
        "https://nguoi:matkhau@danhgia.example.vn",
        "https://danhgia.example.vn:99999",
        "https://danhgia .example.vn",
        "https://danhgia.example.vn/góp-ý",
        "https://danhgia\n.example.vn",
        "https://danhgia.example.vn/\n",
        "https://danhgia.example.vn:0",
    ],
)
def test_an_address_that_no_phone_could_open_is_refused(public_url):
    with pytest.raises(NotAPublicUrl):
        counter_link(public_url, CODE)


def test_a_link_longer_than_the_largest_symbol_we_print_is_refused():
    room = LONGEST_LINK - len("https://.vn/?c=") - len(CODE)
    assert len(counter_link(f"https://{'a' * room}.vn", CODE)) == LONGEST_LINK
    with pytest.raises(NotACounterLink):
        counter_link(f"https://{'a' * (room + 1)}.vn", CODE)
