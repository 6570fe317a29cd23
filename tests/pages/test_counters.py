"""The page of those who keep counters and posters."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from access import Role
from db import Store, process
from db.commands.accounts import set_active
from db.commands.counters import add_code, revoke_code
from db.models import Unit
from db.queries.counters import CodeState, counters_of
from db.queries.places import PosterRetired, place_of
from survey import local_day
from tests.db.office import Office, open_office
from tests.pages.citizen import ROUTER
from trust.codes import pretty

TODAY = local_day(datetime.now(UTC))


def opened_page() -> AppTest:
    """The administrator arrives here: it is the only page of the role."""
    page = AppTest.from_file(ROUTER, default_timeout=30).run()
    assert not page.exception, page.exception
    return page


def text(page: AppTest) -> str:
    kinds = (page.title, page.subheader, page.markdown, page.success, page.warning, page.code, page.info)
    return "\n".join(element.value for kind in kinds for element in kind)


def links(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def at_the_counter(unit_id: int) -> AppTest:
    page = opened_page()
    page.selectbox(key="place").set_value(unit_id).run()
    assert not page.exception
    return page


@pytest.fixture
def store(running: None) -> Store:
    return process.store()


def place_below(store: Store, office: Office, below: Office) -> None:
    with store.write() as session:
        unit = session.get_one(Unit, below.unit_id)
        unit.path = f"/{office.unit_id}/{below.unit_id}/"


def test_the_list_holds_the_counters_of_the_own_units_and_no_other(
    store: Store, office: Office, sign_in: Callable[..., str]
) -> None:
    below, foreign = open_office(store), open_office(store)
    place_below(store, office, below)
    sign_in(Role.ADMIN)
    [table] = opened_page().dataframe
    names = set(table.value["Nơi tiếp nhận"])
    with store.read() as session:
        expected = {session.get_one(Unit, each.unit_id).name for each in (office, below)}
        assert session.get_one(Unit, foreign.unit_id).name not in names
    assert names == expected
    assert set(table.value["Lĩnh vực"]) == {"Hộ tịch"}
    assert set(table.value["Tờ mã QR"]) == {"1 mã đang dùng"}


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.REFORM_TEAM])
def test_only_who_keeps_counters_may_read_the_page(
    office: Office, sign_in: Callable[..., str], role: Role
) -> None:
    def counters() -> None:
        from pages.admin.counters import page

        page()

    sign_in(role)
    page = AppTest.from_function(counters, default_timeout=30).run()
    assert page.warning and not page.selectbox and not page.dataframe
    assert pretty(office.code) not in text(page)


def test_a_stranger_reads_nothing(office: Office) -> None:
    def counters() -> None:
        from pages.admin.counters import page

        page()

    page = AppTest.from_function(counters, default_timeout=30).run()
    assert page.warning and not page.selectbox and not page.dataframe


def test_a_counter_shows_its_code_and_the_link_that_its_poster_opens(
    office: Office, sign_in: Callable[..., str]
) -> None:
    sign_in(Role.ADMIN)
    page = at_the_counter(office.unit_id)
    assert pretty(office.code) in text(page)
    assert page.code[0].value == f"http://localhost:8501/?c={office.code}"
    assert "Đang dùng" in text(page)


def test_files_are_links_to_routes_that_ask_for_the_right(
    office: Office, sign_in: Callable[..., str]
) -> None:
    sign_in(Role.ADMIN)
    body = links(at_the_counter(office.unit_id)).replace("&amp;", "&")
    for address in (
        f"/tep/to-dan?unit={office.unit_id}&size=A4",
        f"/tep/to-dan?unit={office.unit_id}&size=A5",
        f"/tep/to-dan?counter={office.counter_id}&size=A4&format=pdf",
        f"/tep/to-dan?counter={office.counter_id}&size=A5&format=png",
        f"/in-ve?counter={office.counter_id}&lang=vi",
    ):
        assert f'href="{address}"' in body


def test_replacing_a_code_ends_this_poster_and_no_other(
    store: Store, office: Office, sign_in: Callable[..., str]
) -> None:
    with store.write() as session:
        second = add_code(session, office.counter_id, date(2026, 1, 1))
    sign_in(Role.ADMIN)
    page = at_the_counter(office.unit_id)
    page.button(key=f"replace-{office.code}").click().run()
    with store.read() as session:
        [counter] = counters_of(session, f"/{office.unit_id}/", TODAY)
        with pytest.raises(PosterRetired):
            place_of(session, office.code, TODAY)
        assert place_of(session, second, TODAY).counter_id == office.counter_id
    working = {code.code for code in counter.codes if code.state is CodeState.WORKS}
    assert len(working) == 2 and second in working and office.code not in working
    [fresh] = working - {second}
    assert pretty(fresh) in page.success[0].value and pretty(office.code) in page.success[0].value
    assert f"replace-{office.code}" not in {button.key for button in page.button}


def test_a_second_click_makes_no_second_code(
    store: Store, office: Office, sign_in: Callable[..., str]
) -> None:
    sign_in(Role.ADMIN)
    page = at_the_counter(office.unit_id)
    with store.write() as session:
        revoke_code(session, office.code, TODAY)
    page.button(key=f"replace-{office.code}").click().run()
    with store.read() as session:
        [counter] = counters_of(session, f"/{office.unit_id}/", TODAY)
    assert [code.state for code in counter.codes] == [CodeState.REVOKED]
    assert "Hôm nay chưa có tờ mã QR nào của quầy này mở được phiếu." in text(page)


def test_a_right_that_has_ended_replaces_nothing(
    store: Store, office: Office, sign_in: Callable[..., str]
) -> None:
    sign_in(Role.ADMIN)
    page = at_the_counter(office.unit_id)
    with store.write() as session:
        set_active(session, f"{Role.ADMIN}.0", False)
    page.button(key=f"replace-{office.code}").click().run()
    with store.read() as session:
        assert place_of(session, office.code, TODAY).counter_id == office.counter_id
