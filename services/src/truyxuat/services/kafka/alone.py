"""One at a time: a lock that a process holds as long as its session with the record lives.

On PostgreSQL it is a session's advisory lock, which ends with the connection whatever becomes
of the process. SQLite is one file on one machine: whoever starts two relays there is told by
the note that the first one moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from truyxuat.traceability.errors import Unavailable


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[Callable[[], None]]:
    """Hold the lock of this name; the function given raises when it is no longer held.

    Raises:
        Unavailable: another process holds it, or the connection that held it broke.
    """
    if engine.dialect.name != "postgresql":
        yield lambda: None
        return
    with engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        lock = text("SELECT pg_try_advisory_lock(:number)")
        if not connection.execute(lock, {"number": lock_number(name)}).scalar():
            raise Unavailable(f"Another process holds the lock {name!r}; this one waits.")

        def still_held() -> None:
            try:
                connection.execute(text("SELECT 1"))
            except DBAPIError as error:
                raise Unavailable(f"The lock {name!r} was lost: {error.orig}") from error

        try:
            yield still_held
        finally:
            plain.invalidate()  # a pooled connection would keep the lock


def lock_number(name: str) -> int:
    """The number of a named lock: 8 bytes of its digest, signed.

    >>> lock_number("relay") == lock_number("relay") != lock_number("other")
    True
    """
    digest = hashlib.sha256(f"truyxuat {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
