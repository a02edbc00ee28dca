"""The SQL record and its two kinds of transaction, on whichever engine holds it.

A writer is alone until it commits and a reader sees one unchanging state; how each engine is
made to promise that, and what its complaints mean, stands in `engines`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, make_url
from sqlmodel import Session

from truyxuat.services.engines import FOREIGN, WRITES, EngineKind, kind_of
from truyxuat.services.graphs import BESIDE, GraphBeside, graph_beside
from truyxuat.services.observing.work import all_or_nothing
from truyxuat.services.settings import Settings

Preparation = Callable[[Connection], object]
"""Writes what may be there whether the turn after it succeeds or not."""


@dataclass(frozen=True, slots=True)
class Database:
    """The opened record; `reading` and `writing` are its two kinds of transaction."""

    engine: Engine
    kind: EngineKind
    beside: GraphBeside | None = None
    """The Neo4j that takes the load of traces, where there is one."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the record and changes nothing."""
        with self._session(self.engine.execution_options(**self.kind.reading)) as session:
            yield session

    @contextmanager
    def writing(self, before: Preparation | None = None) -> Iterator[Session]:
        """A transaction that commits at the end, or keeps nothing of what was done in it.

        ``before`` is done first, in a transaction of its own that waits for no writer's turn;
        on an engine that has one writer it is left out, so what it does must be done in the
        turn where it was not. Both use one connection: a server that lost the first, because
        another took its place, breaks off the second.
        """
        engine = self.engine.execution_options(**self.kind.writing)
        with all_or_nothing(), self._session(engine, before) as session:
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self.beside is not None:
            self.beside.neo4j.close()

    @contextmanager
    def _session(
        self, engine: Engine, before: Preparation | None = None
    ) -> Iterator[Session]:
        try:
            with (
                self._prepared(engine, before) as bind,
                Session(bind, expire_on_commit=False) as session,
            ):
                session.info[BESIDE] = self.beside
                yield session
                session.commit()
        except FOREIGN as error:
            told = self.kind.told(error)
            if told is None:
                raise
            raise told from error

    @contextmanager
    def _prepared(
        self, engine: Engine, before: Preparation | None
    ) -> Iterator[Engine | Connection]:
        if before is None or not self.kind.writes_beside:
            yield engine
            return
        with engine.connect() as connection:
            before(connection.execution_options(**{WRITES: False}))
            connection.commit()
            yield connection.execution_options(**{WRITES: True})


def open_database(settings: Settings) -> Database:
    """Open the record; its tables are made by `migrating.migrate`, a SQLite file on first use."""
    url = make_url(settings.database_url)
    kind = kind_of(url)
    engine = kind.open(url, settings.busy_seconds_max)
    return Database(engine, kind, graph_beside(settings))
