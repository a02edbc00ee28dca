"""The questions a trace asks of a graph store, and the two calls that keep it fed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from truyxuat.traceability.links import LinkedEvent

if TYPE_CHECKING:  # tracing imports this port
    from truyxuat.traceability.tracing.query import Direction


class Graph(Protocol):
    """What a trace needs of a graph store, and no more.

    Every adapter answers alike: `tests/contracts` compares each with the in-memory reference.
    """

    def around(self, keys: Collection[str]) -> list[LinkedEvent]:
        """Every linked event that names any of the keys in any role, each once.

        Whole events (all their links), ordered by position, error declarations themselves
        included, and with every known `Declaration` against them attached (matched by eventID
        or by content). Keys nobody named simply find nothing.
        """
        ...

    def reach(
        self,
        keys: Collection[str],
        direction: Direction,
        *,
        since: datetime | None = None,
    ) -> set[str]:
        """Where matter of these keys may have gone (or come from), by what events state alone.

        The time-respecting closure over `flows_of` of every event kept. Forward, a flow may be
        used if its event is not before its source was reached, the keys themselves being
        reached at ``since``; back, if it is not after its target was reached. ``since`` None
        bounds nothing. Keys of transformations that were passed are among the found, the keys
        asked about are not.

        Error declarations are disregarded and no two events are ever compared, so this is
        neither the answer of a trace nor a bound that one may rely on: it is where to look, in
        one question. What is affected is for the walk to say, which asks `around`.
        """
        ...

    def add(self, events: Sequence[LinkedEvent], position: int) -> None:
        """Keep these events and, in the same transaction, how far the record has been read.

        Adding an event (by position) again changes nothing.
        """
        ...

    def position(self) -> int:
        """How far the record has been read: the last position handed to `add`, 0 when new."""
        ...
