import ast
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from access import Role
from access.addresses import OFFICE_PAGES
from pages.router import SHOWN_AT
from settings import settings

ROUTER = str(Path(__file__).parent.parent.parent / "pages" / "router.py")
OF_ROLE = {
    Role.UNIT_HEAD: ["vao", "don-vi"],
    Role.REFORM_TEAM: ["vao", "cac-don-vi", "don-vi"],
    Role.ADMIN: ["vao", "quay"],
}


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages that the router has told Streamlit of, in the last run."""
    paths: list[str] = []
    navigation = st.navigation

    def recording(pages, **options):
        paths[:] = [page._url_path for page in pages]
        return navigation(pages, **options)

    monkeypatch.setattr(st, "navigation", recording)
    return paths


def at(**query: str) -> AppTest:
    app = AppTest.from_file(ROUTER, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def text_of(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(
        [element.value for element in (*app.markdown, *app.warning, *app.error)]
        + [html.proto.body for html in app.get("html")]
    )


def test_a_stranger_is_told_of_one_page_only(running, listed):
    text = text_of(at())
    assert listed == ["y-kien"]
    assert "quét mã QR" in text
    assert 'href="/dang-nhap?lang=vi"' in text
    assert 'href="/bien-nhan?lang=vi"' in text


def test_a_poster_opens_the_form_and_no_other_page(office, listed):
    app = at(c=office.code)
    assert not app.exception
    assert listed == ["phieu"]


def test_a_poster_opens_the_form_for_who_is_signed_in_too(office, sign_in, listed):
    sign_in(Role.ADMIN)
    at(c=office.code)
    assert listed == ["phieu"]


@pytest.mark.parametrize("role", Role)
def test_each_role_is_told_of_its_own_pages_only(role, sign_in, listed, monkeypatch):
    for page in SHOWN_AT.values():
        monkeypatch.setitem(sys.modules, page.module, _AnOfficePage)
    sign_in(role)
    app = at()
    assert listed == OF_ROLE[role]
    assert "an office page" in text_of(app)


class _AnOfficePage:
    @staticmethod
    def page() -> None:
        import streamlit

        streamlit.write("an office page")


def test_every_address_of_the_office_has_its_page():
    assert list(SHOWN_AT) == list(OFFICE_PAGES)


def test_what_is_run_for_every_visitor_makes_no_class_anew():
    defined = {type(node) for node in ast.parse(Path(ROUTER).read_text(encoding="utf-8")).body}
    assert ast.ClassDef not in defined


@pytest.mark.parametrize("page", SHOWN_AT.values(), ids=SHOWN_AT)
def test_every_page_that_is_listed_exists(page):
    assert find_spec(page.module) is not None


def test_the_menu_names_the_pages_where_there_are_several(sign_in, monkeypatch):
    for page in SHOWN_AT.values():
        monkeypatch.setitem(sys.modules, page.module, _AnOfficePage)
    sign_in(Role.REFORM_TEAM)
    assert [link.proto.label for link in at().get("page_link")] == ["Các đơn vị", "Kết quả của đơn vị"]
    sign_in(Role.ADMIN)
    assert at().get("page_link") == []


def test_a_code_typed_by_hand_opens_its_form(office, listed):
    app = at()
    app.text_input[0].input(f" {office.code[:6].lower()} {office.code[6:]} ")
    app.button[0].click().run()
    assert app.query_params["c"] == office.code
    assert listed == ["phieu"]


@pytest.mark.parametrize("typed", ["", "4BCF", "<b>x</b>"])
def test_a_code_mistyped_by_hand_is_told(running, typed, listed):
    app = at()
    app.text_input[0].input(typed)
    app.button[0].click().run()
    assert [error.value for error in app.error] == [
        "Không nhận ra mã này. Xin quét lại mã QR hoặc kiểm tra chữ và số trên tờ hướng dẫn hoặc trên vé."
    ]
    assert listed == ["y-kien"]


def test_the_first_page_speaks_english_when_asked(running):
    assert "scan the QR code" in text_of(at(lang="en"))
    assert "quét mã QR" in text_of(at(lang="xx"))


@pytest.mark.parametrize(
    ("demo", "release"), [("yes", "live"), ("no", "live"), ("yes", "daily"), ("no", "daily")]
)
def test_sample_data_and_live_figures_are_marked_on_the_page(running, monkeypatch, demo, release):
    monkeypatch.setenv("DEMO", demo)
    monkeypatch.setenv("RELEASE", release)
    settings.cache_clear()
    text = text_of(at())
    assert ("DỮ LIỆU MẪU" in text) is (demo == "yes")
    assert ("Số liệu cập nhật ngay, chỉ dùng cho bản trình diễn." in text) is (release == "live")
