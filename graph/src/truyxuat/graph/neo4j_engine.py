"""Open Neo4j, ask it for no longer than one waits, and say in our words when it does not answer.

One place translates what the driver raises: a server that is away, hangs, is starting, overloaded
or shut to us is `Unavailable` (by `neo4j_refusals`); a statement that is wrong is our own fault
and passes through.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, LiteralString, TypeVar

from neo4j import Driver, GraphDatabase, ManagedTransaction, Session, unit_of_work
from neo4j.exceptions import ClientError, ConfigurationError, DriverError, Neo4jError

from truyxuat.graph.bounded import Patience
from truyxuat.graph.neo4j_refusals import told
from truyxuat.traceability.errors import InvalidInput, Unavailable

_T = TypeVar("_T")

DATABASE = "neo4j"
"""The one database of Community Edition."""

CONNECT_SECONDS_MAX = 3.0
"""How long a connection may take to open before the server counts as away."""

LIVENESS_SECONDS = 5.0
"""A connection unused for so long is asked whether it lives before it is used."""

CONNECTIONS_MAX = 48

MADE_MEANWHILE = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"
"""What a server says of a constraint or an index that somebody made just now."""

ANSWER_SECONDS_MAX = 600.0
"""How long a server that is connected may take for one unit of work, if nobody says less."""


@dataclass(frozen=True, slots=True)
class Neo4j:
    """A server and the database in it; sessions are short and not shared."""

    driver: Driver
    database: str
    url: str
    answer_seconds_max: float = ANSWER_SECONDS_MAX

    def read(self, work: Callable[[ManagedTransaction], _T]) -> _T:
        """What a transaction that changes nothing answers.

        Raises:
            Unavailable: the server does not answer in time.
            Refused: it does not let us in, or we do not trust it.
        """
        return self._bounded(Session.execute_read, work)

    def write(self, work: Callable[[ManagedTransaction], _T]) -> _T:
        """Do the work in one transaction; what it returns.

        Raises:
            Unavailable: as of `read`; all of the work was kept, or nothing of it.
        """
        return self._bounded(Session.execute_write, work)

    def change(self, *statements: LiteralString) -> None:
        """Run statements that need a transaction each, such as those of a schema.

        Processes that make the same schema at the same time meet: one may run into the locks of
        another, then the driver tries again; or make what the other has just made, in spite of
        IF NOT EXISTS, then it is there.

        Raises:
            Unavailable: as of `read`; run all of them again.
        """
        for statement in statements:
            try:
                self.write(partial(_run, statement=statement))
            except ClientError as error:
                if error.code != MADE_MEANWHILE:
                    raise

    def _bounded(
        self,
        execute: Callable[[Session, Callable[[ManagedTransaction], _T]], _T],
        work: Callable[[ManagedTransaction], _T],
    ) -> _T:
        patience = Patience(self.answer_seconds_max)

        # The server gives it up as well, so that it works for nobody and holds no lock.
        @unit_of_work(timeout=self.answer_seconds_max)
        def unit(transaction: ManagedTransaction) -> _T:
            patience.require()
            done = work(transaction)
            patience.require()  # what nobody waits for any more is not committed
            return done

        def run() -> _T:
            with self.session() as session:
                return execute(session, unit)

        return self._waited_for(patience, run)

    def _waited_for(self, patience: Patience, run: Callable[[], _T]) -> _T:
        try:
            return patience.answer(run)
        except TimeoutError as error:
            raise Unavailable(
                f"Neo4j at {self.url} did not answer within {patience.seconds_max:g} s."
            ) from error

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that waits as long as it takes; what fails in it is told in our words.

        Raises:
            Unavailable: as of `read`.
        """
        try:
            with self.driver.session(database=self.database) as session:
                yield session
        except (Neo4jError, DriverError) as error:
            unavailable = told(self.url, error)
            if unavailable is None:
                raise
            raise unavailable from error

    def close(self) -> None:
        """Close every connection."""
        self.driver.close()


def open_neo4j(  # noqa: PLR0913  # what an operator may set
    url: str,
    *,
    user: str = "",
    password: str = "",
    database: str = DATABASE,
    cafile: str = "",
    retry_seconds_max: float = 30.0,
    connect_seconds_max: float = CONNECT_SECONDS_MAX,
    answer_seconds_max: float = ANSWER_SECONDS_MAX,
) -> Neo4j:
    """Ready to connect; nothing is sent before the first session.

    ``cafile``: the authorities that may vouch for a server at a `+s` address, else the system's;
    ``retry_seconds_max``: how long a transaction that met a passing error is tried again;
    ``answer_seconds_max``: how long one is waited for in all, once connected or not.

    Raises:
        InvalidInput: not an address of Neo4j, or not a file of authorities.
    """
    # Beside an address that says +s the driver takes no authorities, not even none.
    trust: dict[str, Any] = {}  # keywords of the driver, of many types
    address = url
    if cafile:
        address, trust = url.replace("+s://", "://", 1), {"ssl_context": _trusting(cafile)}
    try:
        driver = GraphDatabase.driver(
            address,
            **trust,
            auth=(user, password) if user else None,
            connection_timeout=connect_seconds_max,
            connection_acquisition_timeout=connect_seconds_max * 2,
            connection_write_timeout=answer_seconds_max,
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
    return Neo4j(driver, database, url, answer_seconds_max)


def _run(transaction: ManagedTransaction, statement: LiteralString) -> None:
    transaction.run(statement).consume()


def _trusting(cafile: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=cafile)
    except (OSError, ssl.SSLError) as error:
        raise InvalidInput(
            f"TRUYXUAT_GRAPH_CAFILE: expected a PEM file of certificates, got {cafile!r}: "
            f"{error}."
        ) from error
