"""The log through the command line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from db import Store
from db.commands.record import record_responses
from db.commands.release import Policy
from db.models import LogHead, LogNode, LogPlace, Response, Unsealed
from jobs.keys import signer
from jobs.log_head import kept_head
from jobs.seal import seal_due
from reports import csv_file, workbook
from tests.cli.conftest import Manage
from tests.db.office import open_office, sheet
from tests.mail import mail_server
from tests.reports.made import figures, line, report


@pytest.fixture
def sealed(store: Store) -> None:
    office = open_office(store)
    with store.write() as session:
        record_responses(session, [sheet(office, seed=n) for n in range(3)])
    seal_due(store, Policy.LIVE, signer())


def test_before_anything_is_sealed_there_is_no_head(manage: Manage, store: Store) -> None:
    told = manage("tree-head")
    assert (told.exit_code, told.output.strip()) == (1, "Chưa có phiếu nào được ghi vào nhật ký.")
    assert manage("verify-log").exit_code == 0


@pytest.mark.usefixtures("sealed")
def test_a_log_that_agrees_says_so_also_with_a_head_that_was_kept(
    manage: Manage, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "head.txt"
    assert manage("tree-head", "--to", str(file)).exit_code == 0
    assert manage("tree-head").output == file.read_text("utf-8")
    told = manage("verify-log", "--against", str(file))
    assert told.exit_code == 0
    assert "3 phiếu, trong đó 3 phiếu đã ghi vào nhật ký" in told.output
    assert "Khớp với 1 dấu niêm phong đã giữ." in told.output


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize(("ending", "make"), [("xlsx", workbook), ("csv", csv_file)])
def test_a_file_of_results_is_a_head_that_was_kept(
    ending: str, make: Callable[..., bytes], manage: Manage, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / f"ket-qua.{ending}"
    with store.read() as session:
        head = kept_head(session)
    file.write_bytes(make(replace(report(line("Xã Một", figures({5: 30}))), head=head), "vi"))
    assert manage("verify-log", "--against", file).exit_code == 0
    with store.write() as session:
        for table in (LogHead, LogNode):
            session.execute(delete(table))
        one = session.scalars(select(LogPlace.response_id).where(LogPlace.position == 1)).one()
        session.execute(delete(LogPlace).where(LogPlace.response_id == one))
        session.execute(delete(Response).where(Response.id == one))
        others = select(LogPlace.response_id)
        session.execute(insert(Unsealed).from_select(["response_id"], others))
        session.execute(delete(LogPlace))
    seal_due(store, Policy.LIVE, signer())
    told = manage("verify-log", "--against", file)
    assert told.exit_code == 1
    assert "Nhật ký bị cắt bớt" in told.output


@pytest.mark.usefixtures("sealed")
def test_a_head_is_sent_by_hand_and_the_letters_attachment_is_checked_as_an_editor_saved_it(
    manage: Manage, environment: Callable[..., None], tmp_path: Path
) -> None:
    with mail_server(refused=["b@hoi.example"]) as box:
        environment(
            WITNESS_EMAIL="a@bao.example,b@hoi.example",
            SMTP_FROM="log@gopy.example",
            SMTP_URL=f"smtp://127.0.0.1:{box.port}",
        )
        told = manage("send-head")
    assert told.exit_code == 1, "one of them got none"
    assert told.output.splitlines() == [
        "Đã gửi dấu niêm phong của 3 phiếu tới 1 địa chỉ.",
        "Chưa gửi được tới b@hoi.example: SMTPRecipientsRefused",
    ]
    [(to, letter)] = box.letters
    [file] = letter.iter_attachments()
    kept = tmp_path / "kept.txt"
    kept.write_bytes(b"\xef\xbb\xbf" + file.get_payload(decode=True).replace(b"\n", b"\r\n") + b"\r\n")
    assert (to, manage("verify-log", "--against", kept).exit_code) == ("a@bao.example", 0)


@pytest.mark.usefixtures("sealed")
def test_what_was_altered_is_named_and_the_program_ends_with_one(manage: Manage, store: Store) -> None:
    with store.write() as session:
        victim = session.scalars(select(LogPlace.response_id).where(LogPlace.position == 1)).one()
        session.execute(update(Response).where(Response.id == victim).values(verified=True))
    told = manage("verify-log")
    assert told.exit_code == 1
    assert "Phiếu bị sửa sau khi nhận: 1 (#2)." in told.output
    with store.write() as session:
        session.execute(delete(Response).where(Response.id == victim))
    told = manage("verify-log", "--language", "en")
    assert told.exit_code == 1
    assert "Answers that were removed: 1 (#2)." in told.output


@pytest.mark.usefixtures("sealed")
def test_a_file_that_is_no_head_of_this_log_is_refused(manage: Manage, tmp_path: Path) -> None:
    book = workbook(report(), "vi")
    texts = book.find(b"xl/sharedStrings.xml") + len("xl/sharedStrings.xml")
    spoilt = book[:texts] + b"\xff" * 20 + book[texts + 20 :]
    for content in (b"", b"\xff\xfe", b"feedback.example/nhat-ky\n1\n", book, spoilt):
        file = tmp_path / "head.txt"
        file.write_bytes(content)
        told = manage("verify-log", "--against", str(file))
        assert told.exit_code == 1
        assert "không phải dấu niêm phong do nhật ký này ký" in told.output
