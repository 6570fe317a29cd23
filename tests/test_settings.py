"""Settings: what each variable may hold, and what is said where it holds something else."""

import logging
from pathlib import Path

import pytest

from settings import PROJECT, Release, WrongSetting, keep_addresses_out_of_the_log, read_settings, settings


def test_a_fresh_machine_needs_no_variable_at_all() -> None:
    fresh = read_settings({})
    assert fresh.database_url == f"sqlite:///{PROJECT}/var/feedback.db"
    assert (fresh.public_url, fresh.port, fresh.var_dir) == ("http://localhost:8501", 8501, PROJECT / "var")
    assert (fresh.release, fresh.live, fresh.demo) == (Release.DAILY, False, False)


def test_figures_move_at_once_and_data_are_samples_only_where_it_is_said() -> None:
    told = read_settings({"RELEASE": "live", "DEMO": "yes"})
    assert told.live
    assert told.demo


def test_the_default_address_has_the_port_that_was_set() -> None:
    assert read_settings({"PORT": "8600"}).public_url == "http://localhost:8600"


def test_the_embedded_database_lies_in_the_folder_that_was_set(tmp_path: Path) -> None:
    chosen = read_settings({"VAR_DIR": str(tmp_path)})
    assert chosen.var_dir == tmp_path
    assert chosen.database_url == f"sqlite:///{tmp_path}/feedback.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_the_one_driver(scheme: str) -> None:
    url = read_settings({"DATABASE_URL": f"{scheme}://clerk:p%40ss@db.local:5433/feedback"}).database_url
    assert url == "postgresql+psycopg://clerk:p%40ss@db.local:5433/feedback"


def test_a_relative_database_file_lies_in_the_project_wherever_the_server_was_started() -> None:
    assert read_settings({"DATABASE_URL": "sqlite:///data/x.db"}).database_url == (
        f"sqlite:///{PROJECT}/data/x.db"
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://gopy.thainguyen.gov.vn", "https://gopy.thainguyen.gov.vn"),
        ("https://GopY.ThaiNguyen.gov.vn/", "https://gopy.thainguyen.gov.vn"),
        ("http://192.168.1.20:8501", "http://192.168.1.20:8501"),
        ("http://[::1]:8501/", "http://[::1]:8501"),
    ],
)
def test_a_public_address_is_kept_without_a_slash_at_its_end(given: str, read: str) -> None:
    assert read_settings({"PUBLIC_URL": given}).public_url == read


@pytest.mark.parametrize(("url", "https"), [("https://a.vn", True), ("http://a.vn", False)])
def test_a_cookie_may_insist_on_https_only_where_citizens_come_over_it(url: str, https: bool) -> None:
    assert read_settings({"PUBLIC_URL": url}).https is https


WRONG = [
    ("PORT", ["", "0", "65536", "-1", "80.5", "web", "٨٥٠١"]),
    ("RELEASE", ["", "Live", "weekly"]),
    ("DEMO", ["", "true", "1"]),
    ("VAR_DIR", ["", "  ", __file__]),
    (
        "PUBLIC_URL",
        [
            "",
            "gopy.vn",
            "ftp://gopy.vn",
            "https://",
            "https://gopy.vn/feedback",
            "https://gopy.vn?c=1",
            "https://gopy.vn#top",
            "https://clerk:secret@gopy.vn",
            "https://gopy.vn:0",
            "https://gopy.vn:99999",
            "https://gopy.vn:",
            "https://go py.vn",
            "https://gopy.vn\n",
            "https://[::1",
        ],
    ),
    (
        "WITNESS_OF",
        ["gopy.vn", "https://gopy.vn/nhat-ky", "https://a.vn,ftp://b.vn", "https://clerk:secret@gopy.vn"],
    ),
    ("WITNESS_EMAIL", ["gopy.vn", "a@b.vn,secret", "Ông A <a@b.vn>", "a@b.vn\nBcc: c@d.vn"]),
    (
        "DATABASE_URL",
        [
            "",
            "feedback.db",
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite:///file:x?mode=memory&uri=true",
            "mysql://clerk:secret@db/feedback",
            "postgresql://clerk:secret@db",
            "postgresql://clerk:secret@db:port/feedback",
            "postgresql+asyncpg://clerk:secret@db/feedback",
        ],
    ),
]


@pytest.mark.parametrize(
    ("variable", "value"), [(variable, value) for variable, values in WRONG for value in values]
)
def test_a_wrong_setting_is_named_and_its_value_is_not_repeated(variable: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"^{variable} .* allowed is ") as refused:
        read_settings({variable: value})
    assert refused.value.variable == variable
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


MAIL = {
    "WITNESS_EMAIL": "a@b.vn, c@d.vn,",
    "SMTP_FROM": "log@gopy.vn",
    "SMTP_URL": "smtp://clerk:p%40ss@mail.vn",
}


def test_letters_to_witnesses_need_a_server_and_a_sender_and_nothing_of_it_has_a_default() -> None:
    told = read_settings(MAIL)
    assert told.witness_email == ("a@b.vn", "c@d.vn")
    assert told.mail is not None
    assert (told.mail.host, told.mail.port, told.mail.user, told.mail.password) == (
        "mail.vn",
        587,
        "clerk",
        "p@ss",
    )
    assert "p@ss" not in repr(told)
    assert read_settings({}).mail is None
    for missing in ("SMTP_FROM", "SMTP_URL"):
        with pytest.raises(WrongSetting, match=f"^{missing} "):
            read_settings({**MAIL, missing: ""})


@pytest.mark.parametrize(
    "url",
    ["mail.vn", "http://mail.vn", "smtp://", "smtp://c:secret@@mail.vn", "smtp://c:secret@m:x", "smtp://m/x"],
)
def test_a_wrong_mail_server_is_named_and_not_repeated(url: str) -> None:
    with pytest.raises(WrongSetting, match=r"^SMTP_URL ") as refused:
        read_settings({**MAIL, "SMTP_URL": url})
    assert "secret" not in str(refused.value)


def test_a_password_is_not_shown_with_the_settings() -> None:
    assert "secret" not in repr(read_settings({"DATABASE_URL": "postgresql://clerk:secret@db/feedback"}))


def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = settings()
    monkeypatch.setenv("PORT", "9000")
    assert settings() is first
    settings.cache_clear()
    assert settings().port == 9000


@pytest.mark.parametrize(
    ("logger", "message", "said"),
    [
        ("uvicorn.access", '%s - "%s %s HTTP/%s" %d', False),
        ("uvicorn.error", '%s - "WebSocket %s" [accepted]', False),
        ("uvicorn.error", "Exception in ASGI application\n", True),
    ],
)
def test_only_lines_that_tell_an_address_are_kept_out_of_the_log(
    logger: str, message: str, said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    web_server = logging.getLogger(logger)
    monkeypatch.setattr(web_server, "filters", [])
    keep_addresses_out_of_the_log()
    record = logging.LogRecord(logger, logging.INFO, __file__, 1, message, None, None)
    assert bool(web_server.filter(record)) is said
