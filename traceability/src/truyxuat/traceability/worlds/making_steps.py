"""Things of a small world are mixed into others, at once or over many minutes."""

from __future__ import annotations

from random import Random

from truyxuat.traceability.worlds import things
from truyxuat.traceability.worlds.batch import Batch
from truyxuat.traceability.worlds.making_goods import LOT_PIECES_MAX, Goods
from truyxuat.traceability.worlds.minute import Minute
from truyxuat.traceability.worlds.notes import Kept, Named, Note
from truyxuat.traceability.worlds.plant import Plant
from truyxuat.traceability.worlds.things import CONTAINERS, Kind

INPUTS_MAX = 3
OPEN_BATCHES_MAX = 2


class Steps:
    """Mixing, in one note or in several under one name."""

    def __init__(self, plant: Plant, rng: Random, goods: Goods) -> None:
        self._plant = plant
        self._rng = rng
        self._goods = goods
        self._open: list[Batch] = []
        self._count = 0

    def mix(self, minute: Minute) -> None:
        """One note: what went in and what came out."""
        used = self._usable(minute)
        if not used:
            return
        batch = Batch(self._plant)
        machine = self._machine(minute)
        standing = (Named(machine),) if machine else ()
        if machine:
            batch.stand_by(machine)
        inputs = self._tip_in(batch, used, minute)
        outputs, lot = self._give(batch, minute)
        batch.done()
        self._plant.write(
            Note(
                minute=self._plant.now,
                form=Kept.MIX,
                named=(*inputs, *standing),
                outputs=(*outputs, *standing),
                lot=lot,
            )
        )

    def carry_on(self, minute: Minute) -> None:
        """Several notes of one step: now something goes in, now something comes out."""
        if len(self._open) < OPEN_BATCHES_MAX and self._rng.random() < 0.4:
            self._count += 1
            self._open.append(Batch(self._plant, f"urn:uuid:batch-{self._count}"))
        if not self._open:
            return
        batch = self._rng.choice(self._open)
        inputs: list[Named] = []
        outputs: list[Named] = []
        lot = None
        if self._rng.random() < 0.6:
            inputs = self._tip_in(batch, self._usable(minute), minute)
        else:
            outputs, lot = self._give(batch, minute)
        if inputs or outputs:
            self._plant.write(
                Note(
                    minute=self._plant.now,
                    form=Kept.MIX,
                    named=tuple(inputs),
                    outputs=tuple(outputs),
                    lot=lot,
                    batch=batch.name,
                )
            )

    def finish(self) -> None:
        """End every step that is still going on."""
        for batch in self._open:
            batch.done()

    def _usable(self, minute: Minute) -> list[str]:
        """What may be used up now: untouched in this minute but for what left it."""
        plant = self._plant
        busy = minute.opened | minute.used | minute.rigid
        return [
            thing
            for thing in plant.living(Kind.ITEM, Kind.LOT, Kind.BOX, Kind.CRATE)
            if not {thing, *plant.around(thing), *plant.deep_in(thing)} & busy
            and plant.assembly_of(thing) is None
            and self._may_end(thing)
            and (plant.kind(thing) not in CONTAINERS or thing not in minute.closed)
        ]

    def _may_end(self, thing: str) -> bool:
        plant = self._plant
        kind = plant.kind(thing)
        if kind is Kind.LOT:
            return plant.stock.pieces(None, thing) > 0
        inside = plant.deep_in(thing)
        if {*plant.listed, *plant.slipped} & set(inside):
            return False
        if kind in CONTAINERS:
            whole = not any(plant.kind(each) is Kind.CRATE for each in inside)
            return bool(inside) and whole and len(plant.living(Kind.BOX)) > 2
        return True

    def _machine(self, minute: Minute) -> str | None:
        machines = [
            each for each in self._plant.living(Kind.MACHINE) if each not in minute.used
        ]
        return self._rng.choice(machines) if machines and self._rng.random() < 0.2 else None

    def _tip_in(self, batch: Batch, usable: list[str], minute: Minute) -> list[Named]:
        plant, rng = self._plant, self._rng
        named = []
        for thing in rng.sample(usable, k=min(len(usable), rng.randint(1, INPUTS_MAX))):
            near = {thing, *plant.around(thing), *plant.deep_in(thing)}
            if thing not in plant.alive or near & minute.used:
                continue
            pieces = None
            if plant.kind(thing) is Kind.LOT:
                pieces = rng.randint(1, plant.stock.pieces(None, thing))
            plant.tangled.update(each for each in near if plant.kind(each) is Kind.LOT)
            if plant.kind(thing) is not Kind.LOT:
                minute.used.update(near)
            named.append(Named(thing, pieces))
            batch.tip_in(named[-1])
        return named

    def _give(self, batch: Batch, minute: Minute) -> tuple[list[Named], str | None]:
        """What comes out: a new lot, more of an old one, items, or a container."""
        plant, rng = self._plant, self._rng
        kind = rng.choice((Kind.LOT, Kind.LOT, Kind.LOT, Kind.ITEM, Kind.ITEM, Kind.BOX))
        if kind is Kind.LOT:
            old = plant.living(Kind.LOT)
            lot = rng.choice(old) if old and rng.random() < 0.3 else self._goods.new_lot()
            outputs = [Named(lot, rng.randint(1, LOT_PIECES_MAX))]
        elif kind is Kind.ITEM:
            return self._give_items(batch, minute)
        else:
            outputs = [Named(self._container(minute, batch))]
        for named in outputs:
            given = kind if kind is Kind.LOT else self._kind_of(named.thing)
            batch.give(named, given)
            minute.used.add(named.thing)
        return outputs, None

    def _give_items(self, batch: Batch, minute: Minute) -> tuple[list[Named], str | None]:
        rng = self._rng
        lot = self._goods.new_lot() if rng.random() < 0.5 else None
        product = rng.randrange(things.PRODUCTS) if lot is None else things.product_of(lot)
        outputs = [Named(self._goods.new_item(product)) for _ in range(rng.randint(1, 2))]
        for named in outputs:
            batch.give(named, Kind.ITEM, lot=lot)
            minute.used.add(named.thing)
        return outputs, lot

    def _container(self, minute: Minute, batch: Batch) -> str:
        """A crate that stands about empty, or a new box.

        A step of several notes gives boxes only: a crate might have gone into it before.
        """
        plant = self._plant
        crates = [
            crate
            for crate in plant.living(Kind.CRATE)
            if not plant.deep_in(crate)
            and crate not in plant.holder
            and crate not in minute.touched
        ]
        may_be_crate = crates and batch.name is None
        return self._rng.choice(crates) if may_be_crate else self._goods.new_box()

    def _kind_of(self, container: str) -> Kind:
        return self._plant.truth.kinds.get(container, Kind.BOX)
