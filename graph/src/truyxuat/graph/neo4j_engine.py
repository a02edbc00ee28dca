"""Open Neo4j, and say in our words when it does not answer.

One place translates what the driver raises: a server that is away, starting, overloaded or shut
to us is `Unavailable`; a statement that is wrong is our own fault and passes through.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from neo4j import Driver, GraphDatabase, Session
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from truyxuat.traceability.errors import InvalidInput, Unavailable

DATABASE = "neo4j"
"""The one database of Community Edition."""

CONNECT_SECONDS_MAX = 3.0
"""How long a connection may take to open before the server counts as away."""

LIVENESS_SECONDS = 5.0
"""A connection unused for so long is asked whether it lives before it is used."""

CONNECTIONS_MAX = 48


@dataclass(frozen=True, slots=True)
class Neo4j:
    """A server and the database in it; sessions are short and not shared."""

    driver: Driver
    database: str
    url: str

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for one unit of work; what fails in it is told in our words.

        Raises:
            Unavailable: the server does not answer, or does not let us in.
        """
        try:
            with self.driver.session(database=self.database) as session:
                yield session
        except (AuthError, Forbidden) as error:
            raise Unavailable(f"Neo4j at {self.url} refuses us: {_said(error)}") from error
        except (ServiceUnavailable, SessionExpired, TransientError) as error:
            raise Unavailable(
                f"Neo4j at {self.url} does not answer: {_said(error)}"
            ) from error
        except Neo4jError as error:
            if error.code is not None and error.code in _AWAY:
                raise Unavailable(
                    f"Neo4j at {self.url} does not answer: {_said(error)}"
                ) from error
            raise

    def close(self) -> None:
        """Close every connection."""
        self.driver.close()


_AWAY = frozenset(
    {
        "Neo.ClientError.Database.DatabaseNotFound",
        "Neo.DatabaseError.General.UnknownError",
        "Neo.DatabaseError.Database.Unknown",
    }
)
"""What a server says that is about to stop or has just started, though it sounds like more."""


def open_neo4j(  # noqa: PLR0913  # what an operator may set
    url: str,
    *,
    user: str = "",
    password: str = "",
    database: str = DATABASE,
    retry_seconds_max: float = 30.0,
    connect_seconds_max: float = CONNECT_SECONDS_MAX,
) -> Neo4j:
    """Ready to connect; nothing is sent before the first session.

    ``retry_seconds_max``: how long a transaction that met a passing error is tried again.

    Raises:
        InvalidInput: not an address of Neo4j.
    """
    try:
        driver = GraphDatabase.driver(
            url,
            auth=(user, password) if user else None,
            connection_timeout=connect_seconds_max,
            connection_acquisition_timeout=connect_seconds_max * 2,
            liveness_check_timeout=LIVENESS_SECONDS,
            max_connection_pool_size=CONNECTIONS_MAX,
            max_transaction_retry_time=retry_seconds_max,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
    except (ConfigurationError, DriverError, ValueError) as error:
        raise InvalidInput(
            f"bolt://HOST:PORT or neo4j+s://HOST:PORT expected, got {url!r}: {error}"
        ) from error
    return Neo4j(driver, database, url)


def _said(error: Neo4jError | DriverError) -> str:
    """The first line of what the driver says; the rest are its own attempts."""
    return str(error).partition("\n")[0][:200]
