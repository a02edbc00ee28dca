"""What happens to containment at each instant: the evidence of D5, sorted into its phases.

The facts about a batch of objects and their parents become an `Agenda` per instant. Whether an
AssociationEvent puts something *into* a container or fits a component is decided here, once
(D5, D10, trace rule 7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import Link, Role
from truyxuat.traceability.tracing.history import Fact, History, Named
from truyxuat.traceability.tracing.intervals import Interval
from truyxuat.traceability.tracing.lives import End, Lives


class Relation(StrEnum):
    """Being inside, or being a component of."""

    CONTAINMENT = "containment"
    ASSOCIATION = "association"


@dataclass(slots=True)
class Change:
    """One piece of evidence about a child in a parent."""

    fact: Fact
    parent: str
    link: Link

    @property
    def pair(self) -> tuple[str, str]:
        """The parent and the child."""
        return self.parent, self.link.key


@dataclass(slots=True)
class Ending:
    """Something that ends every interval of a key, as parent or as child."""

    key: str
    fact: Fact
    by_step: bool = False


@dataclass(slots=True)
class Agenda:
    """The evidence of one instant, in the phases of D6: closings, openings, the rest."""

    deletes: list[Change] = field(default_factory=list)
    clears: list[Change] = field(default_factory=list)
    """DELETE naming nobody; the link is the parent itself."""
    parents_end: list[Ending] = field(default_factory=list)
    children_end: list[Ending] = field(default_factory=list)
    departures: list[Interval] = field(default_factory=list)
    """Things settled before that leave a parent here, with what is inside them."""
    adds: list[Change] = field(default_factory=list)
    observes: list[Change] = field(default_factory=list)
    uses: list[Change] = field(default_factory=list)
    """A lot used as an input; the parent is empty."""
    entering: list[Ending] = field(default_factory=list)
    """Containers that go into a step, and with them what is inside (D7)."""
    parents_used: list[Ending] = field(default_factory=list)
    children_used: list[Ending] = field(default_factory=list)


def relation_of(history: History, fact: Fact, child: Link) -> Relation | None:
    """Which relation an event states between its parent and this child; None without parent."""
    event = fact.event
    if fact.parent is None:
        return None
    if event.type is EventType.AGGREGATION:
        return Relation.CONTAINMENT
    if child.quantity is not None or history.level(child.key) != "instance":
        return Relation.CONTAINMENT
    into = key_facts(fact.parent).is_container and not history.is_sensor(child.key)
    return Relation.CONTAINMENT if into else Relation.ASSOCIATION


class Agendas:
    """The agenda of a batch of children and of the parents they are named in."""

    def __init__(
        self,
        history: History,
        lives: Lives,
        relation: Relation,
        used: Callable[[str], list[End]],
    ) -> None:
        self.by_time: dict[datetime, Agenda] = {}
        self._history = history
        self._lives = lives
        self._relation = relation
        self._used = used

    def add_child(self, child: str, evidence: list[Named]) -> None:
        """Put down what is known about a child: in what it was, and when it ended."""
        for fact, link in evidence:
            assert fact.parent is not None, "a relation has two sides"
            self._by_action(fact).append(Change(fact, fact.parent, link))
        self._add_child_endings(child)

    def add_parent(self, parent: str) -> None:
        """Put down what a parent does to everything in it."""
        for end in (*self._lives.ends(parent), *self._used(parent)):
            agenda = self.at(end.time)
            target = agenda.parents_used if end.by_step else agenda.parents_end
            target.append(Ending(parent, end.fact, end.by_step))
        for used in self._used_assets(parent):
            self.at(used.time).parents_used.append(Ending(parent, used.fact, by_step=True))
        for made in self._lives.again(parent):
            by_step = made.link.role is Role.OUTPUT
            self.at(made.time).parents_end.append(Ending(parent, made.fact, by_step))
        for fact, link in self._history.of(parent):
            if link.role is Role.PARENT and self._clears(fact):
                self.at(fact.time).clears.append(Change(fact, parent, link))

    def add_above(self, container: str) -> None:
        """Put down the steps that a container goes into, itself or inside another."""
        inputs = [
            named.fact
            for named in self._history.objects(container)
            if named.link.role is Role.INPUT
        ]
        for fact in (*inputs, *(end.fact for end in self._used(container))):
            self.at(fact.time).entering.append(Ending(container, fact, by_step=True))

    def at(self, time: datetime) -> Agenda:
        """The agenda of an instant."""
        return self.by_time.setdefault(time, Agenda())

    def _by_action(self, fact: Fact) -> list[Change]:
        agenda = self.at(fact.time)
        if fact.event.action is Action.ADD:
            return agenda.adds
        return agenda.deletes if fact.event.action is Action.DELETE else agenda.observes

    def _add_child_endings(self, child: str) -> None:
        for end in (*self._lives.ends(child), *self._used(child)):
            agenda = self.at(end.time)
            target = agenda.children_used if end.by_step else agenda.children_end
            target.append(Ending(child, end.fact, end.by_step))
        for used in self._used_assets(child):
            self.at(used.time).children_used.append(Ending(child, used.fact, by_step=True))
        if self._history.level(child) != "instance":
            for named in self._history.objects(child):
                if named.link.role is Role.INPUT:
                    change = Change(named.fact, "", named.link)
                    self.at(named.time).uses.append(change)

    def _clears(self, fact: Fact) -> bool:
        """Whether it is a DELETE naming nobody that speaks of this relation."""
        if fact.event.action is not Action.DELETE or fact.children:
            return False
        if fact.event.type is EventType.AGGREGATION:
            return self._relation is Relation.CONTAINMENT
        return fact.event.type is EventType.ASSOCIATION

    def _used_assets(self, key: str) -> Iterable[Named]:
        """Uses of a returnable asset by a step that does not give it out again."""
        if not key_facts(key).is_asset:
            return
        for named in self._history.objects(key):
            if named.link.role is Role.INPUT and not self._lives.keeps(named.fact, key):
                yield named
