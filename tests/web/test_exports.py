"""Files of results: for whom, for which periods, and the same figures as on the page."""

import asyncio
from io import BytesIO

import openpyxl
import pytest

from access import Role
from access.addresses import results_file
from db.commands.release import Policy
from db.process import store
from jobs.keys import signer
from jobs.seal import seal_due
from tests.pages.province import PERIOD, answer, open_offices, province_of, release
from tests.web.asking import HOST, ask_beside, get
from trust.kept_heads import as_published


@pytest.fixture(autouse=True)
def made_here(monkeypatch: pytest.MonkeyPatch):
    """The file is made in this process; the other one has its own tests."""

    async def here(make, *arguments):
        return make(*arguments)

    monkeypatch.setattr("web.office_file.run_apart", here)


@pytest.fixture
def offices(served):
    """40, 25 and 9 forms in March 2026."""
    offices = open_offices(store(), ["Xã Một", "Xã Hai", "Xã Ba"])
    offices["province"] = province_of(store(), offices)
    for name, forms in (("Xã Một", 40), ("Xã Hai", 25), ("Xã Ba", 9)):
        answer(store(), offices[name], forms)
    release(store())
    return offices


def forms_in(content: bytes) -> dict[str, int | None]:
    _, _, heading, *rows = openpyxl.load_workbook(BytesIO(content))["Chỉ số"].iter_rows(values_only=True)
    n = heading.index("Số phiếu (n)")
    return {row[1]: row[n] for row in rows}


def test_the_reform_team_fetches_all_units_and_the_hidden_ones_without_a_number(offices, cookie_of):
    """9 forms are hidden, and the 25 that would give them away."""
    cookie = cookie_of(Role.REFORM_TEAM, offices["province"])
    answer = get(results_file(offices["province"], PERIOD, PERIOD, "xlsx"), cookie=cookie)
    assert answer.status == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="ket-qua-99-2026-03-2026-03.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    assert sorted(forms_in(answer.body).values(), key=str) == [40, None, None]
    explained = openpyxl.load_workbook(BytesIO(answer.body))["Cách tính"].iter_rows(values_only=True)
    addresses = [said for _, said in explained if str(said).startswith("http")]
    found = [get(address.removeprefix(f"http://{HOST}")).status for address in addresses]
    assert found == [200] * 6  # of one unit that is shown nothing is told about comparisons


def test_asking_for_one_unit_tells_no_more_than_asking_for_all(offices, cookie_of):
    cookie = cookie_of(Role.REFORM_TEAM, offices["province"])
    for name, status in (("Xã Một", 200), ("Xã Hai", 404), ("Xã Ba", 404)):
        one = get(results_file(offices[name].unit_id, PERIOD, PERIOD, "xlsx"), cookie=cookie)
        assert one.status == status


def test_a_unit_head_fetches_the_own_unit_only(offices, cookie_of):
    own, other = offices["Xã Một"].unit_id, offices["Xã Hai"].unit_id
    cookie = cookie_of(Role.UNIT_HEAD, own)
    assert list(forms_in(get(results_file(own, PERIOD, PERIOD, "xlsx"), cookie=cookie).body).values()) == [40]
    assert get(results_file(other, PERIOD, PERIOD, "xlsx"), cookie=cookie).status == 404
    assert get(results_file(offices["province"], PERIOD, PERIOD, "xlsx"), cookie=cookie).status == 404


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_own_units_file_says_nothing_of_other_units_which_it_does_not_hold(code, offices, cookie_of):
    """There are others of its kind; a file that stops at the own unit cannot know how they stand."""
    own = offices["Xã Một"].unit_id
    answer = get(
        results_file(own, PERIOD, PERIOD, "xlsx") + f"&lang={code}", cookie=cookie_of(Role.UNIT_HEAD, own)
    )
    sheet = openpyxl.load_workbook(BytesIO(answer.body)).worksheets[0]
    _, _, heading, row = sheet.iter_rows(values_only=True)
    assert row[heading.index({"vi": "Ghi chú", "en": "Note"}[code])] in {None, ""}


def test_a_text_table_comes_in_the_language_asked_for(offices, cookie_of):
    own = offices["Xã Một"].unit_id
    cookie = cookie_of(Role.UNIT_HEAD, own)
    answer = get(results_file(own, PERIOD, PERIOD, "csv") + "&lang=en", cookie=cookie)
    assert answer.body.decode("utf-8-sig").startswith("Unit code,Unit,Kind,Index,")
    assert "signed head" not in answer.body.decode()
    head = seal_due(store(), Policy.LIVE, signer())
    sealed = get(results_file(own, PERIOD, PERIOD, "csv") + "&lang=en", cookie=cookie).body.decode()
    assert head is not None
    assert signer().read(as_published(sealed)) == head
    assert head.root.hex() in sealed


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-03&to=2026-03&format=pdf",
        "from=2026-03&to=2026-03",
        "from=2026-02&to=2026-02&format=csv",  # nothing was answered
        "from=2026-02&to=2026-03&format=csv",  # not on the closed list
        "from=x&to=2026-03&format=csv",
        "format=csv",
        "from=2026-03&to=2026-03&format=csv&version=counter-2026/9",
    ],
)
def test_what_is_not_offered_is_not_there(query, offices, cookie_of):
    own = offices["Xã Một"].unit_id
    cookie = cookie_of(Role.UNIT_HEAD, own)
    assert get(f"/tep/ket-qua?unit={own}&{query}", cookie=cookie).status == 404


@pytest.mark.parametrize("name", ["Xã Hai", "Xã Ba"])
def test_a_hidden_unit_has_no_file_not_even_for_its_head(name, offices, cookie_of):
    own = offices[name].unit_id
    cookie = cookie_of(Role.UNIT_HEAD, own)
    assert get(results_file(own, PERIOD, PERIOD, "csv"), cookie=cookie).status == 404


def test_many_files_at_once_are_made_one_after_the_other_for_each_account(offices, cookie_of, monkeypatch):
    """Six files asked for by one account made another's export wait for all six: 37 seconds."""
    making: list[str] = []
    beside: list[set[str]] = []

    async def apart(make, report, language_code):
        making.append(report.scope)
        beside.append(set(making))
        assert making.count(report.scope) == 1
        await asyncio.sleep(0.01)
        making.remove(report.scope)
        return b""

    monkeypatch.setattr("web.office_file.run_apart", apart)
    readers = ((Role.UNIT_HEAD, offices["Xã Một"].unit_id), (Role.REFORM_TEAM, offices["province"]))
    addresses = [
        (cookie_of(role, unit_id), results_file(unit_id, PERIOD, PERIOD, "csv")) for role, unit_id in readers
    ]

    async def all_at_once():
        asked = [ask_beside("GET", address, cookie=cookie) for cookie, address in addresses * 3]
        return await asyncio.gather(*asked)

    assert [answer.status for answer in asyncio.run(all_at_once())] == [200] * 6
    assert len(beside) == 6
    assert any(len(scopes) == 2 for scopes in beside)  # the accounts do not wait for each other
