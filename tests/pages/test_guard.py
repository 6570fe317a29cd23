import pytest
from streamlit.testing.v1 import AppTest

from access import Action, Role
from db import process
from db.commands.accounts import close_sign_in, set_active


def guarded(action: str, unit_path: str | None) -> None:
    """A page as every office page begins."""
    import streamlit as st

    from access import Action
    from pages.shared.guard import guard

    reader = guard(Action(action), unit_path)
    st.write(f"figures for {reader.username}")


def opened_page(action: Action = Action.SEE_RESULTS, unit_path: str | None = None) -> AppTest:
    page = AppTest.from_function(
        guarded, kwargs={"action": action.value, "unit_path": unit_path}, default_timeout=20
    )
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(
        [element.value for element in (*page.markdown, *page.warning)]
        + [html.proto.body for html in page.get("html")]
    )


def test_a_stranger_reads_nothing_and_is_led_to_the_sign_in(running):
    text = said(opened_page())
    assert "figures" not in text
    assert "Xin đăng nhập" in text
    assert 'href="/dang-nhap"' in text


@pytest.mark.parametrize("role", Role)
def test_a_page_opens_exactly_for_the_roles_that_have_the_right(role, sign_in):
    sign_in(role)
    page = opened_page(Action.SEE_RESULTS)
    allowed = role in (Role.UNIT_HEAD, Role.REFORM_TEAM)
    assert ("figures for" in said(page)) is allowed
    assert ("không có quyền" in said(page)) is not allowed


def test_the_own_unit_opens_and_any_other_looks_the_same_whether_it_is_there_or_not(sign_in, office):
    sign_in(Role.UNIT_HEAD)
    assert "figures" in said(opened_page(unit_path=f"/{office.unit_id}/"))
    refused = {said(opened_page(unit_path=path)) for path in ("/999/", f"/{office.unit_id}0/", "", "/")}
    assert len(refused) == 1
    assert "figures" not in refused.pop()


def test_signing_out_elsewhere_closes_a_page_that_is_already_open(sign_in):
    token = sign_in(Role.UNIT_HEAD)
    page = opened_page()
    assert "figures" in said(page)
    with process.store().write() as session:
        close_sign_in(session, token)
    assert "figures" not in said(page.run())


def test_closing_an_account_closes_its_pages(sign_in):
    sign_in(Role.UNIT_HEAD)
    page = opened_page()
    with process.store().write() as session:
        set_active(session, "unit_head.0", active=False)
    assert "figures" not in said(page.run())


def test_a_made_up_cookie_opens_nothing(running, monkeypatch):
    monkeypatch.setattr("pages.shared.guard._cookie", lambda: "made-up")
    assert "figures" not in said(opened_page())
