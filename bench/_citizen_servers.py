"""The two servers that are compared: this product with one counter, and Streamlit untouched, asking the same."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from db import Store, migrate
from db.models import Counter, CounterCode, Unit
from jobs.form_files import pack_streamlit
from survey import Visit, shipped_instruments
from survey.wording import statement
from tests.server import Server, running_server
from trust.codes import new_code
from words import DEFAULT, language

UNIT = "Trung tâm Phục vụ hành chính công phường Phan Đình Phùng"
COUNTER = "Tư pháp, hộ tịch, chứng thực"
INSTRUMENT = "counter-2026/1"
LONGEST = "sipas-service-2026/1"
"""All 16 criteria are asked of everybody."""
SINCE = date(2025, 7, 1)

STOCK_APP = "stock"


@dataclass(frozen=True, slots=True)
class Served:
    """A page as it came, without being unpacked."""

    status: int
    headers: int
    body: int


class OtherEncoding(AssertionError):
    """A page came otherwise than it was asked for."""


@contextmanager
def our_server(folder: Path) -> Iterator[tuple[Server, str, str]]:
    """This product, prepared as `manage.py prepare` does, and the codes on two posters: of the short questionnaire,
    and of the one that asks everything of everybody."""
    address = f"sqlite:///{folder / 'bench.db'}"
    migrate(address)
    store = Store(address)
    code, long = open_counter(store), open_counter(store, LONGEST)
    store.close()
    pack_streamlit(folder)
    with running_server(folder / "ours.log", {"DATABASE_URL": address, "VAR_DIR": str(folder)}) as server:
        yield server, code, long


@contextmanager
def stock_server(folder: Path) -> Iterator[Server]:
    """`streamlit run` of a plain script, no setting changed."""
    (folder / f"{STOCK_APP}.py").write_text(stock_app(), encoding="utf-8")
    with running_server(folder / "stock.log", {}, app=STOCK_APP, folder=folder) as server:
        yield server


def stock_app() -> str:
    """The questions that one citizen is asked, as a Streamlit script that anybody would write."""
    form, t = shipped_instruments()[INSTRUMENT], language(DEFAULT)
    assert form.overall is not None
    levels = [level.text.in_language(t.code) for level in form.levels]
    asked = form.asked(Visit("submit"), form.draw(Random(1)))
    purposes = [purpose.text.in_language(t.code) for purpose in form.purposes]
    lines = [
        "import streamlit as st",
        f"st.title({UNIT!r})",
        f"st.write({COUNTER!r})",
        "with st.form('form'):",
        f"    st.radio({t('Why did you come today?')!r}, {purposes!r}, index=None)",
        f"    st.radio({form.overall.in_language(t.code)!r}, {levels!r}, index=None)",
    ]
    for number in asked:
        text, options = statement(form.criterion(number), UNIT, t), [*levels, t("This did not arise")]
        lines.append(f"    st.radio({text!r}, {options!r}, index=None)")
    lines += [
        f"    st.text_area({t('Anything to add? (optional)')!r})",
        f"    sent = st.form_submit_button({t('Send the form')!r})",
        "if sent:",
        f"    st.success({t('Your form has been received. Thank you.')!r})",
    ]
    return "\n".join(lines) + "\n"


def served(base_url: str, path: str, encoding: str) -> Served:
    """Ask as a browser that takes only this encoding."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        answer = connection.getresponse()
        body = answer.read()
        if answer.headers["Content-Encoding"] != encoding:
            raise OtherEncoding(f"{path} came in {answer.headers['Content-Encoding']}")
        headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        return Served(answer.status, headers, len(body))
    finally:
        connection.close()


def open_counter(store: Store, instrument: str = INSTRUMENT) -> str:
    """A counter whose names are as long as real ones; gives the code on its poster."""
    with store.write() as session:
        unit = Unit(code=instrument, kind="commune_centre", name=UNIT, path="/1/", valid_from=SINCE)
        session.add(unit)
        session.flush()
        counter = Counter(
            unit_id=unit.id,
            number="12",
            name=COUNTER,
            channel="counter",
            instrument=instrument.partition("/")[0],
            valid_from=SINCE,
        )
        session.add(counter)
        session.flush()
        code = new_code()
        session.add(CounterCode(code=code, counter_id=counter.id, valid_from=SINCE))
        return code
