"""A step as it physically goes: things are tipped in, one after the other, and things come out.

What comes out holds the matter of what went in until then and nothing of what came later.
"""

from __future__ import annotations

from truyxuat.traceability.worlds.notes import Named
from truyxuat.traceability.worlds.plant import Plant
from truyxuat.traceability.worlds.things import CONTAINERS, Kind
from truyxuat.traceability.worlds.truth import Put, Step


class Batch:
    """One step of a plant, over as many minutes as it takes."""

    def __init__(self, plant: Plant, name: str | None = None) -> None:
        self._plant = plant
        self.name = name
        self._inputs: list[Put] = []
        self._outputs: list[Put] = []
        self._matter: set[str] = set()

    def tip_in(self, named: Named) -> None:
        """Use a thing up, with all that is in it."""
        plant = self._plant
        if plant.kind(named.thing) in CONTAINERS:
            self._tip_content(named.thing)
        self._inputs.append(Put(named.thing, plant.now))
        self._matter |= plant.consume(named.thing, named.pieces)

    def stand_by(self, machine: str) -> None:
        """An asset that is in use: it goes in and comes out, and takes nothing along."""
        self._inputs.append(Put(machine, self._plant.now))
        self._outputs.append(Put(machine, self._plant.now))

    def give(self, named: Named, kind: Kind, *, lot: str | None = None) -> None:
        """Let a thing come out; an item may be one of a lot."""
        plant = self._plant
        if kind is Kind.ITEM:
            plant.make_item(named.thing, lot)
        plant.add_output(named, kind, frozenset(self._matter))
        self._outputs.append(Put(named.thing, plant.now))

    def done(self) -> None:
        """Nothing goes in or comes out any more."""
        self._plant.truth.steps.append(Step(tuple(self._inputs), tuple(self._outputs)))

    def _tip_content(self, container: str) -> None:
        plant = self._plant
        for thing in plant.directly_in(container):
            self._inputs.append(Put(thing, plant.now))
            if plant.kind(thing) is Kind.LOT:
                self._matter |= plant.consume_content(container, thing)
            else:
                self._tip_content(thing)
                self._matter |= plant.consume(thing, None)
