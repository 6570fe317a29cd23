"""Keeping watch over another system's log: a real server on this machine, which is honest first and then cheats."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from click.testing import CliRunner, Result
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cli import main
from db.models import Comment, LogHead, LogNode, LogPlace, Response, Unsealed
from db.process import store
from jobs.fetching import NotFetched, NotThere, Trouble
from jobs.keys import signer
from jobs.witness import KeyDiffers, look, look_when_due, watches
from jobs.witnessed import KeptUnreadable, file_of, watched
from settings import settings
from tests.db.office import Office
from tests.server import free_port
from tests.web.asking import get, our_app
from tests.web.test_public_log import received, sealed
from trust.heads import Signer, _published, read_head
from trust.witness import Verdict

NOW = datetime(2026, 3, 4, 3, tzinfo=UTC)


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the witness keeps what it has seen."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    settings.cache_clear()
    return tmp_path


@pytest.fixture
def other(office: Office, kept_in: Path) -> Iterator[str]:
    """The address of a system with three forms in its log."""
    received(office)
    sealed()
    port = free_port()
    config = uvicorn.Config(our_app(), port=port, lifespan="off", ws="none", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def _forget(session: Session, first: int) -> None:
    """Answers from this place on never were; and nothing of the tree is left over them."""
    gone = list(session.scalars(select(LogPlace.response_id).where(LogPlace.position >= first)))
    for table, column in (
        (Comment, Comment.response_id),
        (LogPlace, LogPlace.response_id),
        (Response, Response.id),
    ):
        session.execute(delete(table).where(column.in_(gone)))
    session.execute(delete(LogHead).where(LogHead.size > first))
    for node in session.scalars(select(LogNode)).all():
        if (node.position + 1) << node.level > first:
            session.delete(node)


def _build_anew(session: Session) -> None:
    """One form less, and a new tree over the others, signed with the log's own key."""
    _forget(session, 5)
    session.execute(delete(LogHead))
    session.execute(delete(LogNode))
    session.execute(insert(Unsealed).from_select(["response_id"], select(LogPlace.response_id)))
    session.execute(delete(LogPlace))


def drop_the_last_batch(office: Office) -> None:
    with store().write() as session:
        _forget(session, 3)


def drop_everything(office: Office) -> None:
    with store().write() as session:
        _forget(session, 0)


def show_another_form_in_place_of_one(office: Office) -> None:
    with store().write() as session:
        _build_anew(session)
    received(office, 1)
    sealed()


def build_a_longer_tree(office: Office) -> None:
    with store().write() as session:
        _build_anew(session)
    received(office, 4)
    sealed()


def sign_with_another_key(office: Office) -> None:
    with store().write() as session:
        newest = session.scalars(select(LogHead).order_by(LogHead.size.desc())).first()
        assert newest is not None
        head = signer().read(newest.note)
        newest.note = Signer.of(head.origin, bytes(32)).signed(head)


def test_a_log_that_only_adds_fits_each_time(office: Office, other: str, kept_in: Path) -> None:
    seen = [look(kept_in, other).verdict for _ in range(2)]
    for number in (3, 1):
        received(office, number)
        sealed()
        seen.append(look(kept_in, other).verdict)
    assert seen == [Verdict.FIRST, Verdict.SAME, Verdict.GROWN, Verdict.GROWN]
    kept = watched(file_of(kept_in, other))
    assert kept is not None and (kept.head.size, kept.conflicts) == (7, ())
    assert f"http://{kept.name}" == other
    page = get("/nhat-ky").text
    assert "Nhật ký của nơi khác" in page and "Khớp với dấu đã giữ." in page
    assert kept.note in get("/nhat-ky/giu-ho").text
    assert read_head(kept.note, kept.public).size == 7


@pytest.mark.parametrize(
    ("cheat", "found", "said"),
    [
        (drop_the_last_batch, Verdict.SHORTER, "nay còn 3 phiếu, trước có 6"),
        (drop_everything, Verdict.SHORTER, "nay còn 0 phiếu, trước có 6"),
        (show_another_form_in_place_of_one, Verdict.FORKED, "trong 6 phiếu đã giữ có phiếu khác trước"),
        (build_a_longer_tree, Verdict.NOT_CONTINUED, "9 phiếu nay không bắt đầu bằng 6 phiếu đã giữ"),
        (sign_with_another_key, Verdict.OTHER_KEY, "không được ký bằng khóa đã giữ"),
    ],
)
def test_a_log_that_cheats_is_found_told_and_kept_as_proof(
    office: Office, other: str, kept_in: Path, caplog: pytest.LogCaptureFixture,
    cheat: Callable[[Office], None], found: Verdict, said: str,
) -> None:  # fmt: skip
    received(office)
    sealed()
    look(kept_in, other, now=NOW)
    before = watched(file_of(kept_in, other))
    assert before is not None and before.head.size == 6
    cheat(office)
    tomorrow = look_when_due(kept_in, other, NOW + timedelta(days=1))
    assert tomorrow is not None and tomorrow.verdict is found
    assert f"does not fit what was kept of it: {found}" in caplog.text
    told = run("witness", other)
    assert told.exit_code == 1 and said in told.output
    kept = watched(file_of(kept_in, other))
    assert kept is not None and kept.note == before.note, "what fitted stays, to be compared with"
    assert [each.verdict for each in kept.conflicts] == [found] * 2
    assert before.note in get("/nhat-ky/giu-ho").text and tomorrow.note in get("/nhat-ky/giu-ho").text
    if found is not Verdict.OTHER_KEY:
        assert "KHÔNG KHỚP với dấu đã giữ, phát hiện ngày" in get("/nhat-ky").text


def test_it_is_looked_at_once_a_day_and_tried_again_where_it_cannot_be_reached(
    office: Office, other: str, kept_in: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert look_when_due(kept_in, other, NOW) is not None
    assert look_when_due(kept_in, other, NOW + timedelta(hours=3)) is None
    assert look_when_due(kept_in, other, NOW + timedelta(days=1)) is not None
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert look_when_due(kept_in, nowhere, NOW) is None
    assert "could not be looked at: not reached" in caplog.text
    with pytest.raises(NotFetched):
        look(kept_in, nowhere)
    assert watched(file_of(kept_in, nowhere)) is None


def test_a_log_that_signs_with_another_key_than_it_publishes_is_named_so(
    office: Office, other: str, kept_in: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sign_with_another_key(office)
    told = run("witness", other)
    assert told.exit_code == 1 and "bằng chính khóa mà nhật ký đó công bố" in told.output
    assert "is not signed with the key that it publishes, and nothing of it was kept" in caplog.text
    assert "than told" not in caplog.text and watched(file_of(kept_in, other)) is None


def test_a_key_under_which_anybody_can_sign_is_not_taken_from_a_log_either(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("jobs.witness.fetch", lambda _: _published("gopy.example/nhat-ky", bytes(32)))
    assert look_when_due(kept_in, "https://gopy.example", NOW) is None
    assert "the key of gopy.example is not taken" in caplog.text


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (NotFetched(Trouble.NOT_REACHED), "https://gopy.example: không kết nối được"),
        (NotFetched(Trouble.NO_SUCH_NAME), "không có máy chủ nào tên như vậy"),
        (NotFetched(Trouble.NO_TLS), "không dùng TLS"),
        (NotFetched(Trouble.CERTIFICATE), "chứng thư của máy chủ đó không hợp lệ"),
        (NotFetched(Trouble.TOO_SLOW), "sau 10 giây vẫn chưa trả lời xong"),
        (NotFetched(Trouble.STATUS, 503), "mã trạng thái HTTP 503"),
        (NotFetched(Trouble.UNUSABLE), "không phải là nhật ký"),
        (NotThere(), "chưa niêm phong phiếu nào"),
    ],
    ids=str,
)
def test_why_a_log_could_not_be_looked_at_is_said_in_a_sentence(
    trouble: NotFetched, said: str, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(address: str) -> str:
        raise trouble

    monkeypatch.setattr("jobs.witness.fetch", fetch)
    told = run("witness", "https://gopy.example")
    assert told.exit_code == 3 and said in told.output
    assert str(trouble) not in told.output or trouble.status


def test_over_plain_http_it_is_said_that_anybody_on_the_line_may_have_answered(
    office: Office, kept_in: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When a log is added, when it is said to be gone, and in the log of the server; not otherwise."""

    def fetch(address: str) -> str:
        asked = get(urlsplit(address).path)
        if asked.status == 404:
            raise NotThere
        return asked.text

    monkeypatch.setattr("jobs.witness.fetch", fetch)
    received(office)
    sealed()
    plain, said = "http://gopy.example", "bất cứ ai ở trên đường truyền"
    assert said in run("witness", plain).output
    assert said not in run("witness", plain).output + run("witness", "https://gopy.other.example").output
    drop_everything(office)
    told = run("witness", plain)
    assert told.exit_code == 1 and "nay còn 0 phiếu" in told.output and said in told.output
    watches(kept_in, (plain, "https://gopy.other.example"))
    assert caplog.text.count("is watched over plain HTTP") == 1


def test_a_folder_in_which_nothing_can_be_kept_is_said_so(kept_in: Path) -> None:
    """As of a user who may not write there; a root user of a test may write anywhere but under a file."""
    (kept_in / "witnessed").write_text("")
    told = run("witness", "https://gopy.example", "--language", "en")
    assert told.exit_code == 3 and f"cannot be kept in {kept_in / 'witnessed'}" in told.output


def test_a_key_that_was_told_in_another_way_is_held_against_the_log(
    other: str, kept_in: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mine = Signer.of("feedback.example/nhat-ky", bytes(32)).public
    assert look(kept_in, other, mine).verdict is Verdict.OTHER_KEY
    assert watched(file_of(kept_in, other)) is None, "nothing of another key is trusted"
    assert (
        "another key than told, and nothing of it was kept" in caplog.text
        and "does not fit" not in caplog.text
    )
    told = run("witness", other, "--key", mine)
    assert told.exit_code == 1 and "không được ký bằng khóa đã cho biết" in told.output
    weak = _published("feedback.example/nhat-ky", bytes(32))
    told = run("witness", other, "--key", weak)
    assert told.exit_code == 1 and "ai cũng ký được như chủ khóa" in told.output
    assert look(kept_in, other, signer().public).verdict is Verdict.FIRST
    with pytest.raises(KeyDiffers):
        look(kept_in, other, mine)


def test_what_was_kept_and_then_spoilt_is_told(other: str, kept_in: Path) -> None:
    look(kept_in, other)
    file = file_of(kept_in, other)
    file.write_text(file.read_text().replace("first", "last"))
    with pytest.raises(KeptUnreadable):
        look(kept_in, other)
    assert "Không đọc được những gì đã giữ ở đây." in get("/nhat-ky").text
    assert "Không đọc được" in run("witness", other).output


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_the_command_says_how_a_log_stands(
    office: Office, other: str, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("witness", f"{other}/nhat-ky/", "--language", "en")
    assert (first.exit_code, "3 forms, kept for the first time" in first.output) == (0, True)
    assert signer().public.split("+")[-1] in first.output
    received(office, 2)
    sealed()
    monkeypatch.setenv("WITNESS_OF", f"{other},http://127.0.0.1:{free_port()}")
    settings.cache_clear()
    both = run("witness")
    assert "5 phiếu; vẫn bắt đầu bằng 3 phiếu đã giữ." in both.output
    assert (both.exit_code, "Chưa xem được" in both.output) == (3, True)
    assert run("witness", "gopy.vn").exit_code == 1
    assert (
        run("witness", other, "--key", "x").output.strip() == "Đây không phải là khóa công khai của nhật ký."
    )
    monkeypatch.delenv("WITNESS_OF")
    settings.cache_clear()
    assert "WITNESS_OF" in run("witness").output
    assert "WITNESS_EMAIL" in run("send-head").output
