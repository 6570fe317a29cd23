"""The newest head goes to witnesses by e-mail, on a real SMTP server of this machine."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from db import Store
from db.commands.record import record_responses
from db.commands.release import Policy
from jobs.head_mail import mails, send_newest, send_when_due
from jobs.keys import signer
from jobs.seal import seal_due
from settings import MailServer, Settings, read_settings
from tests.db.office import open_office, sheet
from tests.mail import Mailbox, mail_server
from trust.heads import read_head

MONDAY = datetime(2026, 3, 2, 3, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
WITNESSES = ("toa-soan@bao.example", "hoi@hoi.example")

Chosen = Callable[[Mailbox], Settings]


@pytest.fixture
def chosen(tmp_path: Path) -> Chosen:
    def choose(box: Mailbox) -> Settings:
        return read_settings(
            {
                "VAR_DIR": str(tmp_path),
                "PUBLIC_URL": "https://gopy.example",
                "WITNESS_EMAIL": ",".join(WITNESSES),
                "SMTP_FROM": "nhat-ky@gopy.example",
                "SMTP_URL": f"smtp://clerk:p%40ss@127.0.0.1:{box.port}",
            }
        )

    return choose


def seal(store: Store, number: int = 2) -> None:
    office = open_office(store)
    with store.write() as session:
        record_responses(session, [sheet(office, seed=n) for n in range(number)])
    seal_due(store, Policy.LIVE, signer())


def attached(letter: EmailMessage) -> tuple[str, bytes]:
    [file] = letter.iter_attachments()
    return str(file.get_filename()), file.get_payload(decode=True)  # type: ignore[return-value]


def test_each_witness_gets_the_head_once_a_day_where_the_log_has_grown(store: Store, chosen: Chosen) -> None:
    with mail_server() as box:
        told = chosen(box)
        assert send_when_due(store, told, MONDAY) is None, "nothing is sealed"
        seal(store)
        send_when_due(store, told, MONDAY)
        assert [to for to, _ in box.letters] == list(WITNESSES)
        send_when_due(store, told, TUESDAY)
        assert len(box.letters) == 2, "the log has not grown"
        seal(store)
        send_when_due(store, told, MONDAY)
        assert len(box.letters) == 2, "they had one today"
        send_when_due(store, told, TUESDAY)
        send_when_due(store, told, TUESDAY)
        assert len(box.letters) == 4
        post = send_newest(store, told, TUESDAY, due_only=False)
        assert post is not None and post.sent == WITNESSES, "by hand at any time"
    assert not any(each in (told.var_dir / "heads-sent.json").read_text() for each in WITNESSES)


def test_the_letter_says_what_it_is_in_both_languages_and_holds_the_head_as_it_was_signed(
    store: Store, chosen: Chosen
) -> None:
    seal(store)
    with mail_server() as box:
        send_when_due(store, chosen(box), MONDAY)
    for to, letter in box.letters:
        assert letter["To"] == to and letter["From"] == "nhat-ky@gopy.example"
        assert "Dấu niêm phong nhật ký góp ý: 2 phiếu" in letter["Subject"]
        name, content = attached(letter)
        assert name == "dau-niem-phong-2.txt"
        head = read_head(content.decode(), signer().named(content.decode().split("\n")[0]).public)
        assert head.size == 2
        body = letter.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        for said in (
            "Kính gửi ông/bà,",
            "Please keep this letter",
            "https://gopy.example/nhat-ky/noi-tiep?tu=2",
            "python3 kiem-tra-bien-nhan.py noi-tiep.json dau-niem-phong-2.txt",
            signer().public.split("+", 1)[1],
        ):
            assert said in text


def test_who_could_not_be_reached_is_told_without_a_name_and_tried_again(
    store: Store, chosen: Chosen, caplog: pytest.LogCaptureFixture
) -> None:
    seal(store)
    with mail_server() as gone:
        unreachable = chosen(gone)
    post = send_when_due(store, unreachable, MONDAY)
    assert post is not None and set(post.failed) == set(WITNESSES)
    with mail_server(refused=WITNESSES[:1]) as box:
        send_when_due(store, chosen(box), MONDAY)
        assert [to for to, _ in box.letters] == [WITNESSES[1]]
    with mail_server() as box:
        send_when_due(store, chosen(box), MONDAY)
        assert [to for to, _ in box.letters] == [WITNESSES[0]]
    assert "ConnectionRefusedError" in caplog.text and "SMTPRecipientsRefused" in caplog.text
    for secret in (*WITNESSES, "p@ss", "clerk"):
        assert secret not in caplog.text


def test_where_it_cannot_be_kept_who_got_what_nobody_is_sent_the_same_each_hour(
    store: Store, chosen: Chosen
) -> None:
    seal(store)
    with mail_server() as box:
        told = chosen(box)
        (told.var_dir / "heads-sent.json").mkdir()
        with pytest.raises(IsADirectoryError):
            send_when_due(store, told, MONDAY)
    assert box.letters == []


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine that nobody but itself vouches for, with its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(pem) + secret)
    return file


def elsewhere(told: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same, as if the mail server stood on another machine."""
    monkeypatch.setattr(MailServer, "on_this_machine", False)
    assert told.mail is not None
    object.__setattr__(told.mail, "host", "localhost")
    return told


def test_no_letter_and_no_password_leaves_this_machine_unencrypted_or_to_whom_nobody_vouches_for(
    store: Store, chosen: Chosen, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(store)
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate)
    for tls, reason in ((None, "SMTPNotSupportedError"), (offered, "SSLCertVerificationError")):
        with mail_server(tls=tls) as box:
            post = send_when_due(store, elsewhere(chosen(box), monkeypatch), MONDAY)
        assert post is not None and set(post.failed.values()) == {reason}
        assert not {line.split()[0] for line in box.commands} & {"AUTH", "MAIL", "DATA"}
        assert box.letters == []
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr("jobs.head_mail.ssl.create_default_context", lambda: trusting)
    with mail_server(tls=offered) as box:
        send_when_due(store, elsewhere(chosen(box), monkeypatch), MONDAY)
    assert len(box.letters) == 2
    assert [line.split()[0] for line in box.commands[:2]] == ["ehlo", "STARTTLS"]


def test_a_mail_server_whose_greeting_never_ends_holds_nobody_up(
    store: Store, chosen: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(store)
    monkeypatch.setattr("jobs.head_mail._SECONDS", 0.2)
    gone = threading.Event()

    def greet() -> None:
        visitor, _ = listening.accept()
        with visitor, suppress(OSError):
            while not gone.wait(0.02):
                visitor.sendall(b"2")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=greet)
        thread.start()
        end = threading.Timer(60, gone.set)
        end.daemon = True
        end.start()
        told = chosen(Mailbox(port=listening.getsockname()[1]))
        post = send_when_due(store, told, MONDAY)
        in_time = not gone.is_set()
        end.cancel()
        gone.set()
        thread.join()
    assert post is not None and set(post.failed) == set(WITNESSES)
    assert in_time


def test_without_a_witness_nothing_is_done(sqlite_url: str) -> None:
    assert mails(Store(sqlite_url), read_settings({})) == []
