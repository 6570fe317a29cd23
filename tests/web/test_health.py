import json

from sqlalchemy.exc import OperationalError

from db.process import store, writer
from tests.web.asking import get


def test_a_server_that_can_store_answers_is_well():
    answer = get("/suc-khoe")
    assert (answer.status, json.loads(answer.body)) == (200, {"database": True, "writer": True})


def test_a_server_whose_writer_has_stopped_is_not():
    writer().stop()
    answer = get("/suc-khoe")
    assert (answer.status, json.loads(answer.body)) == (503, {"database": True, "writer": False})


def test_a_server_whose_database_does_not_answer_is_not_and_tells_nothing_more(monkeypatch, caplog):
    def broken():
        raise OperationalError("SELECT secret", {}, Exception("password=secret"))

    monkeypatch.setattr(store(), "read", broken)
    answer = get("/suc-khoe")
    assert (answer.status, json.loads(answer.body)) == (503, {"database": False, "writer": True})
    assert "OperationalError" in caplog.text
    assert "secret" not in caplog.text
