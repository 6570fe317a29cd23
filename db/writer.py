"""The one door for answers: a thread that stores them in batches, each batch one durable commit.

A thread and a transaction per answer reached 160-390 a second and made people wait up to 9.7 s; one writer for all
keeps the lock short and shares the cost of making an answer durable. A caller gets a future and is told when its
answer is safe on disk, never before.
"""

import logging
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future

from sqlalchemy.exc import OperationalError

from db.commands.record import Outcome, Receipt, record_responses
from db.store import Store
from survey import AnswerSheet

BATCH = 64
"""Answers to a commit, at most."""

WAITING = 10_000
"""Answers that may wait; past that a caller is told at once that the server is busy."""

LONGEST_REST = 0.008
"""Seconds for which the writer waits at most, so that more answers share the next commit."""

_GLANCE = 0.001
"""Seconds between two looks at how many wait."""

_TRIES = 4
_log = logging.getLogger(__name__)


class WriterBusy(RuntimeError):
    """More answers are waiting than can be stored soon; the sender keeps its answer and tries again."""


class WriterStopped(RuntimeError):
    """The writer does not run; nothing was stored."""


_Waiting = tuple[AnswerSheet, "Future[Receipt]"]


class Writer:
    """Stores answer sheets. `submit` from any thread; `stop` stores what is waiting, then ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(maxsize=WAITING)
        self._thread: threading.Thread | None = None
        self._door = threading.Lock()
        self._open = False

    @property
    def alive(self) -> bool:
        return self._open and self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        with self._door:
            if not self._open:
                self._thread = threading.Thread(target=self._run, name="answer-writer", daemon=True)
                self._open = True
                self._thread.start()

    def stop(self) -> None:
        """Close the door, store everything that waits, and end the thread."""
        with self._door:
            if not self._open:
                return
            self._open = False
            self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def submit(self, sheet: AnswerSheet) -> "Future[Receipt]":
        """Hand in a sheet. The future gives the receipt once the answer is durable, or raises why it was
        refused: `PosterUnknown`, `PosterRetired`, `TicketSpent`, or the error of the database.

        Raises `WriterStopped` or `WriterBusy` at once; then nothing was taken.
        """
        receipt: Future[Receipt] = Future()
        with self._door:
            if not self._open:
                raise WriterStopped
            try:
                self._queue.put_nowait((sheet, receipt))
            except queue.Full as error:
                raise WriterBusy from error
        return receipt

    def _run(self) -> None:
        while (batch := self._next_batch()) is not None:
            taken = [waiting for waiting in batch if waiting[1].set_running_or_notify_cancel()]
            if taken:
                began = time.monotonic()
                self._store_batch(taken)
                self._rest(len(taken), time.monotonic() - began)

    def _rest(self, stored: int, seconds: float) -> None:
        """Under load, wait as long as the last batch took, or until as many wait again as it stored: storing twelve
        answers costs little more than storing five. Whoever comes alone waits for nobody."""
        until = time.monotonic() + min(seconds, LONGEST_REST)
        while stored > 1 and self._queue.qsize() < stored and time.monotonic() < until:
            time.sleep(_GLANCE)

    def _next_batch(self) -> list[_Waiting] | None:
        """Wait for an answer, then take all that are there up to `BATCH`; None when it is time to end."""
        first = self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                self._queue.put(None)
                break
            batch.append(waiting)
        return batch

    def _store_batch(self, batch: Sequence[_Waiting]) -> None:
        """Store a batch; where a sheet breaks it, each sheet alone, so that one bad one harms no other."""
        try:
            outcomes = self._commit([sheet for sheet, _ in batch])
        except OperationalError as error:
            _log.error("the database does not take answers: %s", type(error.orig).__name__)
            for _, receipt in batch:
                receipt.set_exception(error)
            return
        except Exception as error:
            if len(batch) > 1:
                for waiting in batch:
                    self._store_batch([waiting])
                return
            _log.error("an answer could not be stored: %s", type(error).__name__)
            batch[0][1].set_exception(error)
            return
        for (_, receipt), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Receipt):
                receipt.set_result(outcome)
            else:
                receipt.set_exception(outcome)

    def _commit(self, sheets: list[AnswerSheet]) -> list[Outcome]:
        for attempt in range(1, _TRIES + 1):
            try:
                with self._store.write() as session:
                    return record_responses(session, sheets)
            except OperationalError:
                # A lock held too long, a deadlock with another process, a server that restarts: the
                # transaction left nothing behind, and the key of each sheet makes another try safe.
                if attempt == _TRIES:
                    raise
                time.sleep(0.05 * 2**attempt)
        raise AssertionError("unreachable")
