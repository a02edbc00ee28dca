"""The one question a trace asks of a graph store, and the two that keep it fed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from truyxuat.traceability.links import LinkedEvent


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

    def add(self, events: Sequence[LinkedEvent], position: int) -> None:
        """Keep these events and, in the same transaction, how far the record has been read.

        Adding an event (by position) again changes nothing.
        """
        ...

    def position(self) -> int:
        """How far the record has been read: the last position handed to `add`, 0 when new."""
        ...
