"""Every address of ours, asked by everyone: a route that is added without a row here fails."""

from datetime import date

import pytest

import web
from access import Role
from access.addresses import counter_poster_file, poster_file
from db.models import Unit
from db.process import store
from reports.methods import method_names
from tests.web.asking import get

METHODS = {"/phuong-phap"} | {f"/phuong-phap/{name}" for name in method_names()}
FORMS = {"/q/{code}", "/q/gui-sau.js", "/c/{code}", "/p/{code}", "/p/mat-mang.js"}
KIOSK = {"/k/{code}", "/k/{code}/phieu", "/k/luu-phieu.js"}
LOG = {"/nhat-ky"} | {
    f"/nhat-ky/{name}"
    for name in ("dau", "dau/{size}", "khoa", "noi-tiep", "da-rut", "giu-ho", "kiem-tra-bien-nhan.py")
}
OPEN = (
    {"/ten-goi.js", "/dang-nhap", "/dang-xuat", "/bien-nhan", "/bien-nhan/bang-chung", "/suc-khoe", "/api/ve"}
    | METHODS
    | FORMS
    | KIOSK
    | LOG
)
"""For everyone; what is behind the sign-out, the receipt and the door for other systems is asked for by its own
secret, a form by its poster."""

PRINTED = {"/in-ve"}
"""For whoever prints posters: see `test_print_tickets`."""

FILES = {"/tep/to-dan": {Role.ADMIN}, "/tep/ket-qua": {Role.UNIT_HEAD, Role.REFORM_TEAM}}
"""Files of the office, and who may fetch them."""


def test_every_route_has_been_thought_about():
    paths = {route.path for route in web.routes()}
    assert OPEN | PRINTED <= paths <= OPEN | PRINTED | FILES.keys()


def test_a_file_of_the_office_answers_to_get_only():
    for route in web.routes():
        if route.path in FILES:
            assert route.methods == {"GET", "HEAD"}


@pytest.mark.parametrize("query", ["", "?unit=1", "?unit=999", "?unit=x", "?counter=1&format=png"])
@pytest.mark.parametrize("path", sorted({route.path for route in web.routes()} & FILES.keys()))
def test_a_stranger_gets_the_same_refusal_whatever_is_asked_for(office, path, query):
    for cookie in (None, "made-up"):
        answer = get(path + query, cookie=cookie)
        assert answer.status == 403
        assert "Xin đăng nhập" in answer.text
        assert "Trung tâm" not in answer.text


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", sorted({route.path for route in web.routes()} & FILES.keys()))
def test_a_role_without_the_right_is_refused_even_for_its_own_unit(office, cookie_of, path, role):
    answer = get(f"{path}?unit={office.unit_id}", cookie=cookie_of(role))
    assert (answer.status == 403) is (role not in FILES[path])


@pytest.fixture
def neighbour_id(office) -> int:
    """A unit that is not below the office."""
    with store().write() as session:
        unit = Unit(code="N", kind="commune", name="Xã bên", path="", valid_from=date(2025, 7, 1))
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        return unit.id


@pytest.mark.parametrize("path", sorted({route.path for route in web.routes()} & FILES.keys()))
def test_a_unit_elsewhere_and_a_unit_that_is_not_there_look_the_same(office, neighbour_id, cookie_of, path):
    cookie = cookie_of(next(iter(FILES[path])))
    asked = [str(neighbour_id), "999999", "x", "", "-1", "1.0", "१", "9" * 40]
    answers = [get(f"{path}?unit={unit}", cookie=cookie) for unit in asked]
    assert {answer.status for answer in answers} == {404}
    assert all("Không có trang nào" in answer.text for answer in answers)
    assert not any("Xã bên" in answer.text for answer in answers)


def test_a_counter_elsewhere_is_not_there_either(office, neighbour_id, cookie_of):
    cookie = cookie_of(Role.ADMIN, neighbour_id)
    for counter in (office.counter_id, 999_999):
        assert get(counter_poster_file(counter), cookie=cookie).status == 404


@pytest.mark.parametrize("query", ["size=A3", "size=", "size=A4&format=exe"])
def test_a_sheet_that_is_not_made_is_not_there(office, cookie_of, query):
    cookie = cookie_of(Role.ADMIN)
    assert get(f"/tep/to-dan?counter={office.counter_id}&{query}", cookie=cookie).status == 404


def test_the_keeper_of_counters_gets_the_posters_and_nobody_on_the_way_keeps_them(office, cookie_of):
    cookie = cookie_of(Role.ADMIN)
    answers = {
        "application/pdf": (get(poster_file(office.unit_id, "A5"), cookie=cookie), b"%PDF-", ".pdf"),
        "image/png": (
            get(counter_poster_file(office.counter_id, "A5", "png"), cookie=cookie),
            b"\x89PNG",
            ".png",
        ),
    }
    for media_type, (answer, beginning, ending) in answers.items():
        assert answer.status == 200
        assert answer.headers["content-type"] == media_type
        assert answer.body.startswith(beginning)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        disposition = answer.headers["content-disposition"]
        assert disposition.startswith('attachment; filename="')
        assert disposition.endswith(f'{ending}"')
        assert disposition.isascii()
