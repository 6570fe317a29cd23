from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.answers import KEY_LENGTH
from survey.loader import shipped_instruments
from trust.codes import new_code
from trust.keys import Keys, new_key
from trust.openings import LONGEST, Opening, OpeningExpired, OpeningForged, read_opening

KEYS = Keys.of([new_key()])
NOON = datetime(2026, 3, 4, 5, 0, 0, tzinfo=UTC)
FORM = Opening.fresh(new_code(), "counter-2026/1", range(1, 13), NOON)
TEXT = FORM.signed(KEYS)


@given(
    st.permutations(range(1, 17)),
    st.datetimes(datetime(2026, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_an_opened_form_reads_back_as_it_was_signed(order, moment):
    form = Opening.fresh(new_code(), "sipas-service-2026/12", order, moment)
    assert read_opening(form.signed(KEYS), KEYS, moment) == form


def test_the_key_of_a_form_is_one_that_a_sheet_takes_and_never_comes_twice():
    keys = [Opening.fresh("", "", (), NOON).key for _ in range(1000)]
    assert len(set(keys)) == 1000
    assert all(len(key) in KEY_LENGTH and key.isascii() for key in keys)


def test_every_published_questionnaire_fits_and_the_text_stays_short():
    for instrument in shipped_instruments().values():
        form = Opening.fresh(new_code(), instrument.name, instrument.numbers, NOON)
        assert len(form.signed(KEYS)) < 140
        assert set(form.signed(KEYS)) <= set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        )


@given(st.integers(0, 8 * 79 - 1))
def test_one_changed_bit_anywhere_is_a_forgery(bit):
    content = bytearray(urlsafe_b64decode(TEXT + "=="))
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    with pytest.raises(OpeningForged):
        read_opening(urlsafe_b64encode(content).decode().rstrip("="), KEYS, NOON)


@given(st.text(max_size=200) | st.text("ABCabc-_=019", max_size=700))
def test_any_other_text_is_a_forgery(text):
    with pytest.raises(OpeningForged):
        read_opening(text, KEYS, NOON)


@pytest.mark.parametrize(
    "content", [b"", b"\x01", b"\x01\0\0\0\0" + b"k" * 18, b"\x02\0\0\0\0" + b"k" * 18 + b"\0\0\0"]
)
def test_even_a_signed_content_of_another_form_is_refused(content):
    text = urlsafe_b64encode(content + KEYS.sign("opening", content)).decode().rstrip("=")
    with pytest.raises(OpeningForged):
        read_opening(text, KEYS, NOON)


def test_another_server_s_form_is_a_forgery():
    with pytest.raises(OpeningForged, match="not signed here"):
        read_opening(TEXT, Keys.of([new_key()]), NOON)


def test_a_form_is_good_for_fourteen_days_and_not_before_it_was_opened():
    assert read_opening(TEXT, KEYS, NOON + LONGEST) == FORM
    with pytest.raises(OpeningExpired):
        read_opening(TEXT, KEYS, NOON + LONGEST + timedelta(seconds=1))
    assert read_opening(TEXT, KEYS, NOON - timedelta(minutes=4)) == FORM
    with pytest.raises(OpeningForged, match="future"):
        read_opening(TEXT, KEYS, NOON - timedelta(minutes=6))
