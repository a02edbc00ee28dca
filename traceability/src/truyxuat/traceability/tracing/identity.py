"""Which instances belong to a lot, and which lots and instances to a class (trace rule 4).

An instance belongs to the lot in its own identifier, or in the ILMD of the event that made it.
The tie holds from the instant of its commissioning: what was taken out of a lot before the lot
was affected is not affected with it.
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
        """The instances of a loaded lot, once for each time one was commissioned in it."""
        made: dict[str, list[Fact]] = {}
        seen: dict[str, None] = {}
        for fact in _facts(self._history.of(lot)):
            members = fact.members(lot)
            if not members:
                continue
            making = self._made(fact)
            for member in members:
                if member in making:
                    made.setdefault(member, []).append(fact)
                else:
                    seen[member] = None
        others = [member for member in seen if member not in made]
        self._lives.load(others)
        for member, facts in made.items():
            yield from (Member(member, fact) for fact in dict.fromkeys(facts))
        for member in others:
            yield from self._born(member)

    def lots(self, instance: str) -> Iterator[Member]:
        """The lots of a loaded instance, each with the facts that tie it to the lot."""
        tied: dict[str, list[Fact]] = {}
        named_by: dict[str, None] = {}
        for named in self._history.objects(instance):
            if named.link.lot is None:
                continue
            if named.makes:
                tied.setdefault(named.link.lot, []).append(named.fact)
            else:
                named_by[named.link.lot] = None
        for lot, facts in tied.items():
            yield from (Member(lot, fact) for fact in dict.fromkeys(facts))
        for lot in named_by:
            if lot not in tied:
                yield from (Member(lot, born.fact) for born in self._born(instance))

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
        """Its commissionings; where none is recorded, the first event that names it."""
        makings = self._lives.makings(key) or self._history.of(key)[:1]
        yield from (Member(key, fact) for fact in _facts(makings))

    def _made(self, fact: Fact) -> set[str]:
        made = {link.key for link in fact.outputs}
        return made | {link.key for link in fact.event.links if Named(fact, link).makes}


def _facts(named: list[Named]) -> dict[Fact, None]:
    return dict.fromkeys(each.fact for each in named)
