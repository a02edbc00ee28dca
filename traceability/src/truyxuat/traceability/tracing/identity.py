"""Which instances belong to a lot, and which lots and instances to a class (trace rule 4).

An instance belongs to the lot in its own identifier, or in the ILMD of the event that made it.
The tie holds from the instant of its commissioning (or of the first event that names it, where
that is earlier): what was taken out of a lot before the lot was affected is not affected.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import OBJECT_ROLES
from truyxuat.traceability.tracing.history import Fact, History, Named
from truyxuat.traceability.tracing.lives import Lives


class Member(NamedTuple):
    """A thing that belongs to a lot or class from the instant of a fact on."""

    key: str
    fact: Fact


class Identity:
    """Lots and their instances, classes and their lots."""

    def __init__(self, history: History, lives: Lives) -> None:
        self._history = history
        self._lives = lives

    def instances(self, lot: str) -> Iterator[Member]:
        """The instances of a loaded lot, with each instant from which one belongs to it."""
        made: dict[Member, None] = {}
        named: dict[str, None] = {}
        for fact in _facts(self._history.of(lot)):
            for link in fact.members(lot):
                if Named(fact, link).makes:
                    made[Member(link.key, fact)] = None
                else:
                    named[link.key] = None
        yield from made
        self._lives.load(named)
        for member in named:
            yield from (each for each in self._born(member) if each not in made)

    def lots(self, instance: str) -> Iterator[Member]:
        """The lots of a loaded instance, with each instant from which it belongs to one."""
        made: dict[Member, None] = {}
        named_by: dict[str, None] = {}
        for named in self._history.objects(instance):
            lot = named.link.lot
            if lot is not None and named.makes:
                made[Member(lot, named.fact)] = None
            elif lot is not None:
                named_by[lot] = None
        yield from made
        for lot in named_by:
            born = (Member(lot, fact) for _, fact in self._born(instance))
            yield from (each for each in born if each not in made)

    def of_class(self, class_key: str) -> Iterator[Member]:
        """The lots of a loaded class, and its instances that belong to no lot."""
        lots: dict[str, None] = {}
        instances: dict[str, None] = {}
        for fact in _facts(self._history.of(class_key)):
            for link in fact.event.links:
                known = key_facts(link.key)
                if link.role not in OBJECT_ROLES or known.class_key != class_key:
                    continue
                if link.lot is not None:
                    lots[link.lot] = None
                elif known.level == "lot":
                    lots[link.key] = None
                elif known.level == "instance":
                    instances[link.key] = None
        self._lives.load([*lots, *instances])
        for lot in lots:
            yield from self._born(lot)
        for instance in instances:
            if next(self.lots(instance), None) is None:
                yield from self._born(instance)

    def _born(self, key: str) -> Iterator[Member]:
        """Its commissionings, and the first event that names it where that is earlier (D3)."""
        first = self._lives.first(key)
        born = (
            [*self._lives.makings(key)]
            if first is None
            else [first, *self._lives.makings(key)]
        )
        yield from (Member(key, fact) for fact in _facts(born))


def _facts(named: list[Named]) -> dict[Fact, None]:
    return dict.fromkeys(each.fact for each in named)
