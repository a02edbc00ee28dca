"""What a walk stands on: the history, and what it says of lives, identity and containment.

One `Ground` serves one mode, since the modes disagree about when a lot has left a container;
the history below is shared by both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from truyxuat.traceability.links import Role
from truyxuat.traceability.tracing.agenda import Relation
from truyxuat.traceability.tracing.containment import Enclosure
from truyxuat.traceability.tracing.history import EPOCH, FOREVER, Fact, History
from truyxuat.traceability.tracing.identity import Identity
from truyxuat.traceability.tracing.lives import Lives
from truyxuat.traceability.tracing.query import Budget, Follow, Mode, Query


class Entry(NamedTuple):
    """A thing going into a step, itself or inside a container that does (D7)."""

    key: str
    fact: Fact
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """The query and everything gathered for it, in one mode."""

    query: Query
    budget: Budget
    history: History
    lives: Lives
    identity: Identity
    containment: Enclosure
    association: Enclosure

    @classmethod
    def of(cls, query: Query, budget: Budget, history: History, mode: Mode) -> Ground:
        """Lay the ground for one mode over a history."""
        return cls._over(query, budget, Lives(history), mode)

    def in_mode(self, mode: Mode) -> Ground:
        """The same ground in the other mode."""
        return self._over(self.query, self.budget, self.lives, mode)

    @property
    def loose(self) -> bool:
        """Whether the modes may disagree about what was in or on what."""
        return self.containment.loose or self.association.loose

    @classmethod
    def _over(cls, query: Query, budget: Budget, lives: Lives, mode: Mode) -> Ground:
        history = lives.history
        possible, known = mode is Mode.POSSIBLE, (history, lives)
        containment = Enclosure(known, Relation.CONTAINMENT, possible=possible)
        around = containment if Follow.CONTAINMENT in query.follow else None
        return cls(
            query,
            budget,
            history,
            lives,
            Identity(history, lives),
            containment,
            Enclosure(known, Relation.ASSOCIATION, possible=possible, around=around),
        )

    def follows(self, way: Follow) -> bool:
        """Whether the query follows this way."""
        return way in self.query.follow

    def bounded(self, time: datetime) -> bool:
        """Whether an instant is within the valid-time bounds, both inclusive (D3)."""
        return (self.query.from_ or EPOCH) <= time <= (self.query.to or FOREVER)

    def entries(self, key: str, *, by_contact: bool = False) -> Iterator[Entry]:
        """Every way the key goes into a step: named as an input, or inside one (D7).

        An asset that comes out again only goes in by contact.
        """
        for fact, link in self.history.of(key):
            if link.role is Role.INPUT and (by_contact or not self.lives.keeps(fact, key)):
                yield Entry(key, fact, (fact.id,))
        if not self.follows(Follow.CONTAINMENT):
            return
        for container, span in self.containment.above(key):
            for fact, link in self.history.of(container):
                if link.role is Role.INPUT and span.reads(fact.time):
                    yield Entry(key, fact, (span.first.opened_by.id, fact.id))

    def inputs(self, fact: Fact, *, by_contact: bool = False) -> Iterator[Entry]:
        """Everything that goes into the step by this event, with what is inside it."""
        for link in fact.inputs:
            if by_contact or not self.lives.keeps(fact, link.key):
                yield Entry(link.key, fact, (fact.id,))
            if self.follows(Follow.CONTAINMENT):
                for inner, span in self.containment.below(link.key):
                    if span.reads(fact.time):
                        yield Entry(inner, fact, (fact.id, span.first.opened_by.id))
