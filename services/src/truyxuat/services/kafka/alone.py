"""One at a time: a lock that a process holds as long as its session with the record lives.

On PostgreSQL it is a session's advisory lock, which ends with the connection whatever becomes
of the process. SQLite is one file on one machine: whoever starts two relays there is told by
the note that the first one moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

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
    with ExitStack() as opened:
        with _told(name):
            connection = opened.enter_context(
                engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            )
            connection.detach()  # back in the pool it would keep the lock
            lock = text("SELECT pg_try_advisory_lock(:number)")
            held = connection.execute(lock, {"number": lock_number(name)}).scalar()
        if not held:
            raise Unavailable(f"Another process holds the lock {name!r}; this one waits.")

        def still_held() -> None:
            with _told(name):
                connection.execute(text("SELECT 1"))

        yield still_held
        if not connection.invalidated:
            with _told(name):
                unlock = text("SELECT pg_advisory_unlock(:number)")
                connection.execute(unlock, {"number": lock_number(name)})


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise Unavailable(f"The lock {name!r} is not held: {error.orig}") from error


def lock_number(name: str) -> int:
    """The number of a named lock: 8 bytes of its digest, signed.

    >>> lock_number("relay") == lock_number("relay") != lock_number("other")
    True
    """
    digest = hashlib.sha256(f"truyxuat {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
