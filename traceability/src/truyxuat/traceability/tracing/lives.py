"""When a thing began and ended: commissionings, births and ends of life (definitions D3, D8).

An instance ends once; of a lot only the amount named ends, and the lot itself when nothing can
be left. A returnable asset that goes into a step and comes out again is neither made nor used
up by it (D7). Steps of one transformationID are read as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import Link, Role
from truyxuat.traceability.tracing.history import Fact, History, Named
from truyxuat.traceability.tracing.steps import word_of
from truyxuat.traceability.tracing.units import converted

ENDING_STEPS = frozenset({"destroying", "decommissioning"})

NAMING_ROLES = frozenset(
    {Role.EPC, Role.PARENT, Role.CHILD, Role.INPUT, Role.OUTPUT, Role.LOT, Role.CLASS}
)


@dataclass(frozen=True, slots=True)
class End:
    """An end of life. ``by_step``: used up by a transformation, which still reads it."""

    time: datetime
    fact: Fact
    by_step: bool


class Lives:
    """Births, commissionings and ends of the keys a `History` has loaded."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._ends: dict[str, list[End]] = {}
        self._makings: dict[str, list[Named]] = {}

    def load(self, keys: Iterable[str]) -> None:
        """Load the keys, and with them the whole of every transformation that names them."""
        asked = list(keys)
        self.history.load(asked)
        self.history.load(
            named.fact.event.transformation
            for key in asked
            for named in self.history.of(key)
            if named.fact.event.transformation is not None
        )

    def parts(self, fact: Fact) -> list[Fact]:
        """Every event of the transformation that this event is part of, in time order."""
        step = fact.event.transformation
        if step is None:
            return [fact]
        found = [named.fact for named in self.history.of(step)]
        return [part for part in found if part.step == step] or [fact]

    def keeps(self, fact: Fact, key: str) -> bool:
        """Whether the step takes this asset in and gives it out again (D7)."""
        if not key_facts(key).is_asset:
            return False
        parts = [*self.parts(fact), *self.history.later(fact.step)]
        return _any_named(key, (part.inputs for part in parts)) and _any_named(
            key, (part.outputs for part in parts)
        )

    def comes_out(self, fact: Fact, key: str) -> bool:
        """Whether a step gives out an asset that went in inside something else."""
        return key_facts(key).is_asset and _any_named(
            key, (part.outputs for part in self.parts(fact))
        )

    def first(self, key: str) -> Named | None:
        """The first event that names it, itself or as the lot or class of another (D3)."""
        for named in self.history.of(key):
            if named.link.role in NAMING_ROLES:
                return named
        return None

    def birth(self, key: str) -> datetime | None:
        """When it was first named: no later than its first commissioning."""
        first = self.first(key)
        return None if first is None else first.time

    def makings(self, key: str) -> list[Named]:
        """The facts that commission the key, or an instance of it where it is a lot."""
        known = self._makings.get(key)
        if known is None:
            known = [named for named in self.history.of(key) if self._makes(named, key)]
            self._makings[key] = known
        return known

    def again(self, key: str) -> list[Named]:
        """Commissionings after its birth: what is under this key is a new thing from there.

        That it was commissioned before need not be recorded; that it was there is enough (D3).
        """
        birth = self.birth(key)
        return [
            named
            for named in self.makings(key)
            if named.link.role is not Role.LOT and birth is not None and named.time > birth
        ]

    def ends(self, key: str) -> list[End]:
        """Every end of life of the key (D8), by time."""
        known = self._ends.get(key)
        if known is None:
            if self.history.level(key) == "instance":
                known = self._instance_ends(key)
            else:
                known = self._lot_ends(key)
            self._ends[key] = known
        return known

    def used_up(self, lot: str) -> bool:
        """Whether nothing can be left of a lot, by the amounts that are known."""
        left = _Left()
        for named in sorted(self.history.objects(lot), key=_makings_first):
            if self._makes(named, lot):
                left.made(named)
            elif named.link.role is Role.INPUT or self.ends_all(named):
                left.taken(named)
        return left.nothing

    def ends_all(self, named: Named) -> bool:
        """Whether a fact is an end of life of what it names, or of the amount it names."""
        event, role = named.fact.event, named.link.role
        ending = event.step is not None and word_of(event.step) in ENDING_STEPS
        if ending and role is not Role.OUTPUT:
            return True
        return (
            role is Role.EPC
            and event.type is EventType.OBJECT
            and event.action is Action.DELETE
        )

    def _makes(self, named: Named, key: str) -> bool:
        if named.link.role is Role.LOT:
            fact = named.fact
            return any(Named(fact, link).makes for link in fact.members(key))
        return named.makes and not (
            named.link.role is Role.OUTPUT and self.keeps(named.fact, key)
        )

    def _instance_ends(self, key: str) -> list[End]:
        ends = []
        for named in self.history.objects(key):
            if self.ends_all(named):
                ends.append(End(named.time, named.fact, by_step=False))
            elif named.link.role is Role.INPUT and not key_facts(key).is_asset:
                ends.append(End(named.time, named.fact, by_step=True))
        return ends

    def _lot_ends(self, key: str) -> list[End]:
        """A lot ends when nothing can be left of it, or by an event that names no amount."""
        ends: list[End] = []
        left = _Left()
        for named in sorted(self.history.objects(key), key=_makings_first):
            if self._makes(named, key):
                left.made(named)
            elif named.link.role is Role.INPUT and not self.ends_all(named):
                left.taken(named)
            elif self.ends_all(named):
                left.taken(named)
                if named.link.quantity is None or left.nothing:
                    ends.append(End(named.time, named.fact, by_step=False))
        return ends


class _Left:
    """How much of a lot can be left: all that may have been made less all surely gone."""

    def __init__(self) -> None:
        self._amount: Decimal | None = None
        self._unit: str | None = None
        self._unknown = False

    def made(self, named: Named) -> None:
        if named.link.quantity is None:
            self._unknown = True
            return
        if self._amount is None:
            self._amount, self._unit = Decimal(0), named.link.unit
        amount = converted(named.link.quantity, named.link.unit, self._unit)
        if amount is None:
            self._unknown = True
        else:
            self._amount += amount * named.fact.twins

    def taken(self, named: Named) -> None:
        amount = converted(named.link.quantity, named.link.unit, self._unit)
        if self._amount is not None and amount is not None:
            self._amount -= amount

    @property
    def nothing(self) -> bool:
        return not self._unknown and self._amount is not None and self._amount <= 0


def _any_named(key: str, links: Iterable[list[Link]]) -> bool:
    return any(link.key == key for some in links for link in some)


def _makings_first(named: Named) -> tuple[datetime, bool, str]:
    return named.time, not named.makes, named.fact.event.content
