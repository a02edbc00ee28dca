"""Does every row of the graph's tables follow from a recorded event, and every flow have its row?

Links and flows stand in the order of their own keys, not of the events that state them, and a flow
that two events state is one row. So what the events prove is written into a table of a scratch
file first, and then both are read side by side, each once, in the same order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from types import TracebackType

from sqlalchemy import Connection, Table, select

from truyxuat.graph.sql_flows import FLOW_COLUMNS, flow_keys, flow_rows, timed_flows
from truyxuat.graph.sql_rows import instant, known_numbers
from truyxuat.graph.sql_tables import GraphTables, object_table
from truyxuat.traceability.links import LinkedEvent

LINK_COLUMNS = ("object", "position")
ROWS_AT_ONCE = 10_000

Row = tuple[int, ...]
Sides = tuple[Row | None, Row | None]


@dataclass(slots=True)
class Unproven:
    """Rows by which a graph differs from what the record's events state."""

    rows: int = 0
    first: list[str] = field(default_factory=list)
    """Some of them, in words."""


class Proof:
    """What the events state that it is told, as rows of one generation's tables."""

    def __init__(self, connection: Connection, graph: GraphTables) -> None:
        self._connection = connection
        self._graph = graph
        self._scratch = sqlite3.connect("")  # a file without a name, gone when it is closed
        for name, columns in (("link", LINK_COLUMNS), ("flow", FLOW_COLUMNS)):
            listed = ", ".join(columns)
            self._scratch.execute(
                f"CREATE TABLE {name} ({listed}, PRIMARY KEY ({listed})) WITHOUT ROWID"
            )

    def __enter__(self) -> Proof:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self._scratch.close()

    def add(self, events: Sequence[LinkedEvent]) -> None:
        """These are recorded and linked."""
        flows = timed_flows(events)
        named = {link.key for event in events for link in event.links} | flow_keys(flows)
        ids = known_numbers(self._connection, object_table, sorted(named))
        links = {
            (ids[link.key], event.position)
            for event in events
            for link in event.links
            if link.key in ids
        }
        # A key without a number finds nothing; that its link is lost shows in the digests.
        whole = [flow for flow in flows if flow_keys([flow]) <= ids.keys()]
        self._keep("link", links)
        self._keep("flow", flow_rows(whole, ids))

    def unproven(self, names_max: int) -> Unproven:
        """Links and flows too many, and flows too few."""
        found = Unproven()
        tables = (
            ("link", self._graph.link, LINK_COLUMNS),
            ("flow", self._graph.flow, FLOW_COLUMNS),
        )
        for name, table, columns in tables:
            for kept, stated in self._sides(name, table, columns):
                if kept is None and name == "link":
                    continue  # told by the digest of its event
                found.rows += 1
                if len(found.first) < names_max:
                    found.first.append(self._told(name, kept, stated))
        return found

    def _keep(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        marks = {"link": "?, ?", "flow": "?, ?, ?"}[name]
        self._scratch.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", rows)

    def _sides(self, name: str, table: Table, columns: Sequence[str]) -> Iterator[Sides]:
        """Every row that is on one side only: kept in the graph, or stated by an event."""
        listed = ", ".join(columns)
        ordered = self._scratch.execute(f"SELECT {listed} FROM {name} ORDER BY {listed}")
        stated: Row | None = next(ordered, None)
        question = select(*(table.c[each] for each in columns)).order_by(
            *(table.c[each] for each in columns)
        )
        streamed = self._connection.execution_options(yield_per=ROWS_AT_ONCE)
        for row in streamed.execute(question):
            kept = tuple(row)
            while stated is not None and stated < kept:
                yield None, stated
                stated = next(ordered, None)
            if stated == kept:
                stated = next(ordered, None)
            else:
                yield kept, None
        while stated is not None:
            yield None, stated
            stated = next(ordered, None)

    def _told(self, name: str, kept: Row | None, stated: Row | None) -> str:
        if name == "link":
            assert kept is not None, "a lost link is told elsewhere"
            return f"a link too many, from position {kept[1]:,} to {self._named(kept[0])}"
        source, at, target = kept or stated or ()
        what = "a flow too many" if kept else "a flow is missing"
        between = f"from {self._named(source)} to {self._named(target)}"
        return f"{what}, {between} at {instant(at).astimezone(UTC).isoformat()}"

    def _named(self, node: int) -> str:
        """A thing by its key; a step without an ID is its event's position below 0."""
        if node < 0:
            return f"the step at position {-node:,}"
        thing = object_table.c
        key = self._connection.execute(select(thing.key).where(thing.id == node)).scalar()
        return str(key) if key is not None else f"thing {node}, which has no key"
