"""The log as everybody sees it, and what a receipt proves: in a browser, and by the program for home."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from access import Role
from db.commands.decide import confirm_decision, propose_decision, withdraw_decision
from db.commands.flag import flag_answers
from db.commands.release import Policy
from db.models import Response
from db.process import store, writer
from jobs.keys import signer
from jobs.seal import seal_due
from settings import settings
from survey.decisions import Cause
from survey.suspicion import Reason
from tests.db.office import Office, sheet
from tests.web.asking import get, post
from trust.codes import new_code, pretty
from trust.heads import opened, read_head
from trust.kept_heads import in_one_line
from trust.leaves import Leaf, withdrawal_hash
from web import public_log, receipt_proof

SCRIPT = Path(__file__).parent.parent.parent / "trust" / "verify_receipt.py"


def received(office: Office, number: int = 3) -> list[str]:
    return [writer().submit(sheet(office, comment="Cảm ơn.")).result(timeout=20).code for _ in range(number)]


def sealed() -> None:
    assert seal_due(store(), Policy.LIVE, signer()) is not None


def proof(code: str) -> str:
    answer = post("/bien-nhan/bang-chung", {"code": code})
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]
    return answer.text


def run(*files: Path | str) -> tuple[int, str]:
    """The program as it is served, in a Python that knows nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, *files], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_before_anything_is_sealed_the_page_says_so(office: Office) -> None:
    assert "Chưa có phiếu nào được ghi vào nhật ký." in get("/nhat-ky").text
    assert get("/nhat-ky/dau").status == 404
    assert get("/nhat-ky/noi-tiep?tu=1&den=1").status == 404


def test_the_page_publishes_signed_heads_and_nothing_of_any_answer(office: Office) -> None:
    codes = received(office)
    sealed()
    received(office)
    sealed()
    page = get("/nhat-ky")
    assert "Đã ghi 6 phiếu." in page.text and "Chưa phiếu nào được rút." in page.text
    assert f"{settings().public_url}/nhat-ky/noi-tiep?tu=6" in page.text, (
        "the way on for whoever keeps the head"
    )
    note = get("/nhat-ky/dau").text
    assert read_head(note, get("/nhat-ky/khoa").text).size == 6
    assert read_head(get("/nhat-ky/dau/3").text, get("/nhat-ky/khoa").text).size == 3
    for line in note.splitlines():
        assert line.replace("+", "&#43;") in page.text or line in page.text
    for secret in (*codes, "Cảm ơn", office.code, "Trung tâm 1"):
        assert secret not in page.text


def test_a_withdrawn_form_is_published_with_what_proves_that_its_sender_withdrew_it(office: Office) -> None:
    codes = received(office)
    sealed()
    post("/bien-nhan", {"code": codes[1], "do": "withdraw"})
    assert "Trong đó 1 phiếu do chính người gửi rút." in get("/nhat-ky").text
    [told] = json.loads(get("/nhat-ky/da-rut").text)
    assert withdrawal_hash(told["secret"]).hex() == told["withdrawal"]
    assert codes[1] not in json.dumps(told)
    assert json.loads(get(f"/nhat-ky/da-rut?tu={told['place'] + 1}").text) == []


def test_opening_the_page_again_and_again_does_not_read_every_form_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    [code, *_] = received(office)
    sealed()
    clock = [0.0]
    monkeypatch.setattr(public_log, "monotonic", lambda: clock[0])
    one = "Trong đó 1 phiếu do chính người gửi rút."
    assert one not in get("/nhat-ky").text
    post("/bien-nhan", {"code": code, "do": "withdraw"})
    assert one not in get("/nhat-ky").text
    clock[0] = 20
    assert one in get("/nhat-ky").text


@pytest.mark.parametrize(
    "address",
    [
        "/nhat-ky/dau/4",
        "/nhat-ky/dau/0",
        "/nhat-ky/dau/-1",
        "/nhat-ky/dau/99999999999999999999",
        "/nhat-ky/dau/%E0%A4%A9",
        "/nhat-ky/noi-tiep",
        "/nhat-ky/noi-tiep?tu=0&den=3",
        "/nhat-ky/noi-tiep?tu=3&den=2",
        "/nhat-ky/noi-tiep?tu=1&den=4",
        "/nhat-ky/noi-tiep?tu=x&den=3",
        "/nhat-ky/da-rut?tu=0",
        "/nhat-ky/da-rut?tu=9999999999",
        "/nhat-ky/da-rut?tu=' OR 1",
    ],
)
def test_what_is_no_size_and_no_place_is_nowhere(office: Office, address: str) -> None:
    received(office)
    sealed()
    assert get(address).status == 404


def test_the_program_proves_a_receipt_and_that_the_log_only_grew(office: Office, tmp_path: Path) -> None:
    codes = received(office, 5)
    sealed()
    kept = tmp_path / "older.txt"
    kept.write_text(get("/nhat-ky/dau").text, "utf-8")
    received(office, 4)
    sealed()
    between = tmp_path / "between.json"
    between.write_text(get("/nhat-ky/noi-tiep?tu=5&den=9").text, "utf-8")
    for code in codes:
        file = tmp_path / "proof.json"
        file.write_text(proof(code), "utf-8")
        code_, said = run(file, pretty(code).lower(), kept, between)
        assert code_ == 0, said
        assert "of 9 in" in said and "counted" in said and "begins with the 5" in said


@pytest.mark.parametrize(("earlier", "later"), [(4, 4), (4, 3), (1, 1), (7, 1), (8, 8), (6, 5)])
def test_the_program_knows_every_shape_of_tree(
    office: Office, tmp_path: Path, earlier: int, later: int
) -> None:
    [code, *_] = received(office, earlier)
    sealed()
    kept, between, file = (tmp_path / name for name in ("older.txt", "between.json", "proof.json"))
    kept.write_text(get("/nhat-ky/dau").text, "utf-8")
    received(office, later)
    sealed()
    between.write_text(get(f"/nhat-ky/noi-tiep?tu={earlier}&den={earlier + later}").text, "utf-8")
    file.write_text(proof(code), "utf-8")
    assert run(file, code, kept, between)[0] == 0


def _another_leaf(told: dict[str, object]) -> None:
    told["leaf"] = {**told["leaf"], "answer": "00" * 32}  # type: ignore[dict-item]


def _another_place(told: dict[str, object]) -> None:
    told["place"] = 1 + int(str(told["place"])) % 5


def _shorter_path(told: dict[str, object]) -> None:
    told["path"] = told["path"][:-1]  # type: ignore[index]


def _another_size(told: dict[str, object]) -> None:
    told["head"] = str(told["head"]).replace("\n5\n", "\n6\n")


def _another_signature(told: dict[str, object]) -> None:
    told["head"] = str(told["head"])[:-6] + "AAA=\n"


@pytest.mark.parametrize(
    "change", [_another_leaf, _another_place, _shorter_path, _another_size, _another_signature]
)
def test_the_program_refuses_a_proof_that_was_changed(
    office: Office, tmp_path: Path, change: Callable[[dict[str, object]], None]
) -> None:
    [code, *_] = received(office, 5)
    sealed()
    told = json.loads(proof(code))
    change(told)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(told), "utf-8")
    assert run(file, code)[0] == 1


def test_the_program_refuses_the_proof_of_a_form_that_is_somebody_else_s(
    office: Office, tmp_path: Path
) -> None:
    """Else a server that dropped a form could hand its sender the proof of another."""
    mine, other, *_ = received(office, 5)
    sealed()
    file = tmp_path / "proof.json"
    file.write_text(proof(other), "utf-8")
    assert run(file, other)[0] == 0
    assert run(file, mine)[0] == 1
    assert run(file)[0] == 1


def test_a_witness_without_any_receipt_checks_an_older_head_as_mail_and_editors_keep_it(
    office: Office, tmp_path: Path
) -> None:
    received(office, 5)
    sealed()
    kept, proof_ = tmp_path / "older.txt", tmp_path / "noi-tiep.json"
    kept.write_bytes(b"\xef\xbb\xbf" + get("/nhat-ky/dau").body.replace(b"\n", b"\r\n"))
    for number in (0, 4):
        received(office, number)
        if number:
            sealed()
        proof_.write_text(get("/nhat-ky/noi-tiep?tu=5").text, "utf-8")
        code, said = run(proof_, kept)
        assert (code, said.strip()) == (0, "Yes: the log still begins with the 5 forms of the older head.")
    told = json.loads(proof_.read_text("utf-8"))
    proof_.write_text(json.dumps(told | {"path": told["path"][1:]}), "utf-8")
    assert run(proof_, kept)[0] == 1
    assert run(proof_)[0] == 1, "it proves no form"


def test_the_program_refuses_a_log_that_was_built_anew(office: Office, tmp_path: Path) -> None:
    [code, *_] = received(office, 5)
    sealed()
    kept, between, file = (tmp_path / name for name in ("older.txt", "between.json", "proof.json"))
    head = read_head(get("/nhat-ky/dau").text, signer().public)
    forged = type(head)(head.origin, head.size, bytes(32), head.until)
    kept.write_text(signer().signed(forged), "utf-8")
    received(office, 2)
    sealed()
    between.write_text(get("/nhat-ky/noi-tiep?tu=5&den=7").text, "utf-8")
    file.write_text(proof(code), "utf-8")
    code_, said = run(file, code, kept, between)
    assert code_ == 1
    assert "does not begin with the older one" in said


def test_a_server_that_moved_to_another_address_still_proves_what_it_sealed_before(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [code] = received(office, 1)
    sealed()
    moved = signer().named("new.example/nhat-ky")
    for module in (public_log, receipt_proof):
        monkeypatch.setattr(module, "signer", lambda: moved)
    assert get("/nhat-ky").status == 200
    assert "trong 1 dòng của nhật ký" in post("/bien-nhan", {"code": code}).text
    file = tmp_path / "proof.json"
    file.write_text(proof(code), "utf-8")
    assert run(file, code)[0] == 0


def test_the_program_accuses_nobody_where_files_of_different_heads_are_held_together(
    office: Office, tmp_path: Path
) -> None:
    """What it asks for instead is there to be fetched."""
    [code, *_] = received(office, 5)
    sealed()
    older, early, between, newer, late = (tmp_path / f"{n}.txt" for n in range(5))
    older.write_text(get("/nhat-ky/dau").text, "utf-8")
    received(office, 2)
    sealed()
    early.write_text(proof(code), "utf-8")
    between.write_text(get("/nhat-ky/noi-tiep?tu=5").text, "utf-8")
    received(office, 2)
    sealed()
    late.write_text(proof(code), "utf-8")
    newer.write_text(get("/nhat-ky/dau").text, "utf-8")
    for files, asked in (
        ((late, older), "/nhat-ky/noi-tiep?tu=5&den=9"),
        ((late, older, between), "/nhat-ky/noi-tiep?tu=5&den=9"),
        ((early, older), "/nhat-ky/noi-tiep?tu=5&den=7"),
        ((early, newer), "proof of 9 forms or more"),
        ((early, newer, between), "proof of 9 forms or more"),
        ((between, newer), "proof of 9 forms or more"),
    ):
        exit_code, said = run(*files, code)
        assert exit_code == 1
        assert f"different heads: fetch {asked}\n" in said and "NO" not in said
        assert asked.startswith("proof") or get(asked).status == 200
    assert run(between, older)[0] == run(late, newer)[0] == 0


def test_the_program_reads_a_head_in_one_line_as_paper_and_files_of_results_have_it(
    office: Office, tmp_path: Path
) -> None:
    received(office, 5)
    sealed()
    kept, between = tmp_path / "older.txt", tmp_path / "noi-tiep.json"
    note = get("/nhat-ky/dau").text
    between.write_text(get("/nhat-ky/noi-tiep?tu=5").text, "utf-8")
    kept.write_text(in_one_line(note), "utf-8")
    assert run(between, kept)[0] == 0
    kept.write_text(in_one_line(note).replace(" 5 ", " 4 "), "utf-8")
    assert "not signed by this log" in run(between, kept)[1]


def test_the_program_knows_a_promise_and_of_which_form_it_is(office: Office, tmp_path: Path) -> None:
    code, another = received(office, 2)
    one, other = (json.loads(proof(each)) for each in (code, another))
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(one), "utf-8")
    assert run(file, code) == (1, "Promised, but not sealed yet\n")
    assert run(file, another)[1].startswith("NO: ")
    for forged in (one | {"promise": other["promise"]}, one | {"promise": one["promise"][:-6] + "AAAA=\n"}):
        file.write_text(json.dumps(forged), "utf-8")
        assert run(file, code)[1].startswith("NO: ")


def test_the_program_is_short_needs_nothing_and_is_served(office: Office) -> None:
    text = SCRIPT.read_text("utf-8")
    assert get("/nhat-ky/kiem-tra-bien-nhan.py").text == text
    assert len(text.splitlines()) < 100
    assert run()[0] != 0
    assert run(Path("nowhere.json"))[0] != 0


def test_until_it_is_sealed_a_receipt_gives_a_signed_promise_of_its_leaf(office: Office) -> None:
    [code] = received(office, 1)
    page = post("/bien-nhan", {"code": code}).text
    assert "đang chờ ghi vào nhật ký" in page and "Giấy hẹn có chữ ký, xin giữ lại." in page
    told = json.loads(proof(code))
    leaf = Leaf(*(bytes.fromhex(told["leaf"][name]) for name in ("answer", "comment", "withdrawal")))
    assert opened(told["promise"], told["log"]).splitlines()[2] == leaf.hashed.hex()
    sealed()
    assert json.loads(proof(code))["leaf"] == told["leaf"]


@pytest.mark.parametrize("code", ["", "x", new_code(), "' OR 1=1"], ids=len)
def test_there_is_no_proof_for_a_code_that_nobody_was_given(office: Office, code: str) -> None:
    assert post("/bien-nhan/bang-chung", {"code": code}).status == 404


def test_marks_that_two_people_cleared_are_told_to_everybody_and_change_no_receipt(
    office: Office, account_of: Callable[..., int]
) -> None:
    [code] = received(office, 1)
    first, second = account_of(Role.REFORM_TEAM), account_of(Role.ADMIN)
    with store().write() as session:
        [response_id] = session.scalars(select(Response.id))
        flag_answers(session, {response_id: {Reason.OUT_OF_HOURS}})
        number = propose_decision(session, [response_id], Cause.WRONG_HOURS, "Thứ Bảy làm bù", first)
    assert "Bỏ đánh dấu" not in get("/nhat-ky").text
    with store().write() as session:
        confirm_decision(session, number, second)
    public_log._counts.clear()
    page = get("/nhat-ky").text
    assert "Có 1 phiếu từng bị đánh dấu là có thể không thật, nay được bỏ đánh dấu" in page
    assert "phiếu không được tính theo quyết định" not in page
    assert f'<td data-of="Quyết định số">{number}</td><td data-of="Nội dung">Bỏ đánh dấu</td>' in page
    assert "Giờ làm việc nhập muộn hoặc nhập sai. Thứ Bảy làm bù." in page
    assert "đang được tính" in post("/bien-nhan", {"code": code}).text
    with store().write() as session:
        withdraw_decision(session, number, second)
        confirm_decision(session, number, first)
    assert "Thứ Bảy làm bù. Nay đã bị đánh dấu lại." in get("/nhat-ky").text


def test_a_form_that_two_people_left_out_is_told_on_its_receipt_and_to_everybody(
    office: Office, account_of: Callable[..., int]
) -> None:
    [code] = received(office, 1)
    assert "Quyết định của hai người" not in get("/nhat-ky").text
    first, second = account_of(Role.REFORM_TEAM), account_of(Role.ADMIN)
    with store().write() as session:
        [response_id] = session.scalars(select(Response.id))
        number = propose_decision(session, [response_id], Cause.TRIAL, "Làm thử <b>máy</b>.", first)
    assert "Quyết định của hai người" not in get("/nhat-ky").text
    with store().write() as session:
        confirm_decision(session, number, second)
    public_log._counts.clear()
    page = get("/nhat-ky").text
    assert "Có 1 phiếu không được tính theo quyết định của hai người." in page
    assert "Phiếu làm thử hệ thống. Làm thử &lt;b&gt;máy&lt;/b&gt;." in page
    assert "Bộ phận cải cách hành chính, Quản trị" in page
    assert "Ông " not in page
    told = post("/bien-nhan", {"code": code})
    assert told.status == 200
    assert "Lý do: Phiếu làm thử hệ thống (Làm thử &lt;b&gt;máy&lt;/b&gt;)." in told.text
    assert "đang được tính" not in told.text
    post("/bien-nhan", {"code": code, "do": "withdraw"})
    with store().read() as session:
        assert session.scalars(select(Response.withdrawn)).all() == [True]
