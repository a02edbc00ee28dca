"""One thread beside the requests that checks large label sheets, one after the other.

Nothing is lost with it: what waits is in the record, and is taken up by the next process that
starts or is asked for the sheet.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, Lock

from truyxuat.services.database import Database
from truyxuat.services.label_jobs import check_sheet, waiting_sheets
from truyxuat.services.observing.logs import logger_of


class SheetChecking:
    """The thread and what it has before it; each sheet stands in its queue once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="label-sheets")
        self._stopping = Event()
        self._lock = Lock()
        self._queued: set[str] = set()

    def take_up(self) -> None:
        """Queue every sheet that waits and that nobody is checking."""
        with self._database.reading() as session:
            waiting = waiting_sheets(session, now=_now())
        for sheet_id in waiting:
            self.soon(sheet_id)

    def soon(self, sheet_id: str) -> None:
        """Check this sheet when its turn comes; harmless for one that is done or in hand."""
        with self._lock:
            if sheet_id in self._queued or self._stopping.is_set():
                return
            self._queued.add(sheet_id)
            self._worker.submit(self._check, sheet_id).add_done_callback(_told)

    def close(self) -> None:
        """Stop between two labels; the sheet in hand is given back."""
        self._stopping.set()
        self._worker.shutdown(cancel_futures=True)

    def _check(self, sheet_id: str) -> None:
        try:
            check_sheet(self._database, sheet_id, clock=_now, stopped=self._stopping.is_set)
        finally:
            with self._lock:
                self._queued.discard(sheet_id)


def _told(check: Future[None]) -> None:
    """A check that failed is logged; its claim runs out, and the sheet is taken up again."""
    if not check.cancelled() and (error := check.exception()) is not None:
        logger_of(__name__).error("label_sheet_not_checked", exc_info=error)


def _now() -> datetime:
    return datetime.now(UTC)
