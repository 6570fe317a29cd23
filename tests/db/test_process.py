import pytest

from db import process
from db.process import ProcessAlreadyOpen, ProcessNotOpen, close_process, open_process


@pytest.fixture(autouse=True)
def closed_afterwards():
    yield
    close_process()


def test_nothing_is_there_before_it_is_opened():
    with pytest.raises(ProcessNotOpen):
        process.store()
    with pytest.raises(ProcessNotOpen):
        process.writer()


def test_everyone_in_the_process_shares_one_store_and_one_writer_that_runs(database_url):
    open_process(database_url)
    assert process.store() is process.store()
    assert process.writer() is process.writer()
    assert process.writer().alive


def test_a_second_writer_is_never_started(database_url):
    open_process(database_url)
    with pytest.raises(ProcessAlreadyOpen):
        open_process(database_url)


def test_closing_stops_the_writer_and_may_be_done_twice(database_url):
    open_process(database_url)
    writer = process.writer()
    close_process()
    close_process()
    assert not writer.alive
    with pytest.raises(ProcessNotOpen):
        process.store()
