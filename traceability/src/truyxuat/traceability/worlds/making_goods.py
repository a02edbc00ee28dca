"""Lots and items come into a small world, are handed over, and end."""

from __future__ import annotations

from random import Random

from truyxuat.traceability.worlds import things
from truyxuat.traceability.worlds.minute import Minute
from truyxuat.traceability.worlds.notes import Kept, Named, Note
from truyxuat.traceability.worlds.plant import Plant
from truyxuat.traceability.worlds.things import CONTAINERS, PRODUCTS, Kind
from truyxuat.traceability.worlds.truth import Stay

LOT_PIECES_MAX = 12
BOXES = 5
CRATES = 2
MACHINES = 2
SENSORS = 1


class Goods:
    """What is made, handed over and ended."""

    def __init__(self, plant: Plant, rng: Random) -> None:
        self._plant = plant
        self._rng = rng
        self._count = 0

    def first_things(self) -> None:
        """The containers and machines that a world has from its beginning."""
        made = [
            *((things.box(number), Kind.BOX) for number in range(BOXES)),
            *((things.crate(number), Kind.CRATE) for number in range(CRATES)),
            *((things.machine(number), Kind.MACHINE) for number in range(MACHINES)),
            *((things.machine(100 + number), Kind.SENSOR) for number in range(SENSORS)),
        ]
        for thing, kind in made:
            self._plant.exist(thing, kind)
            if kind is Kind.SENSOR:
                self._plant.truth.sensors.add(thing)
            if self._rng.random() < 0.5:
                self._note(Kept.MAKE, Named(thing))
            else:
                self._note(Kept.SEE, Named(thing))

    def new_item(self, product: int) -> str:
        """An item nobody has seen before."""
        self._count += 1
        return things.item(product, self._count)

    def new_lot(self) -> str:
        """A lot nobody has seen before."""
        self._count += 1
        return things.lot(self._rng.randrange(PRODUCTS), self._count)

    def new_box(self) -> str:
        """A logistic unit nobody has seen before."""
        self._count += 1
        return things.box(1000 + self._count)

    def make_lot(self, minute: Minute) -> None:
        """A new lot of some pieces."""
        lot = self.new_lot()
        pieces = self._rng.randint(2, LOT_PIECES_MAX)
        self._plant.make_lot(lot, pieces)
        self._note(Kept.MAKE, Named(lot, pieces))
        minute.used.add(lot)

    def make_items(self, minute: Minute) -> None:
        """Some items, of a lot that there is, of one that nobody made, or of none."""
        lots = self._plant.living(Kind.LOT)
        lot = self._rng.choice([None, self.new_lot(), *lots])
        product = self._rng.randrange(PRODUCTS) if lot is None else things.product_of(lot)
        items = [self.new_item(product) for _ in range(self._rng.randint(1, 3))]
        for item in items:
            self._plant.make_item(item, lot)
        self._note(Kept.MAKE, *map(Named, items), lot=lot)
        minute.used.update(items)

    def hand_over(self, minute: Minute) -> None:
        """Something is seen, shipped or received: its contents are along unwritten."""
        kinds = (Kind.ITEM, Kind.BOX, Kind.CRATE)
        free = [thing for thing in self._plant.living(*kinds) if thing not in minute.used]
        if free:
            form = self._rng.choice((Kept.SEE, Kept.SHIP, Kept.RECEIVE))
            self._note(form, Named(self._rng.choice(free)))

    def attach_sensor(self, minute: Minute) -> None:
        """A sensor is put on a container and reports from there."""
        [sensor] = self._plant.living(Kind.SENSOR)
        holder = self._rng.choice(self._plant.living(*CONTAINERS))
        if holder in minute.touched:
            return
        self._plant.truth.fits.append(Stay(holder, sensor, self._plant.now))
        self._note(Kept.FIT, Named(sensor), parent=holder)
        self._note(Kept.SEE, Named(holder), sensor=sensor)

    def end(self, minute: Minute) -> None:
        """An item, a box, a whole lot or some of its pieces are destroyed."""
        plant = self._plant
        free = [
            thing
            for thing in plant.living(Kind.ITEM, Kind.BOX, Kind.LOT)
            if not {thing, *plant.around(thing), *plant.deep_in(thing)} & minute.touched
            and not set(plant.listed) & set(plant.deep_in(thing))
            and len(plant.living(Kind.BOX)) > 2
        ]
        if not free:
            return
        thing = self._rng.choice(free)
        pieces = None
        if plant.kind(thing) is Kind.LOT:
            loose = plant.stock.pieces(None, thing)
            if loose and self._rng.random() < 0.7:
                pieces = self._rng.randint(1, loose)
            elif set(plant.stock.containers(thing)) & minute.touched:
                return
            plant.end_pieces(thing, pieces)
        else:
            plant.end(thing)
        minute.used.add(thing)
        self._note(Kept.END, Named(thing, pieces))

    def _note(
        self,
        form: Kept,
        *named: Named,
        parent: str | None = None,
        lot: str | None = None,
        sensor: str | None = None,
    ) -> None:
        self._plant.write(
            Note(
                minute=self._plant.now,
                form=form,
                named=named,
                parent=parent,
                lot=lot,
                sensor=sensor,
            )
        )
