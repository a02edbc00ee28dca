"""Things slip into boxes of a small world unwritten, and are found there later.

Nothing else is done with the thing or the box in between, so it is known what the record can
know: that the thing was inside when it was found, and since when it may have been.
"""

from __future__ import annotations

from random import Random

from truyxuat.traceability.worlds.minute import Minute
from truyxuat.traceability.worlds.notes import Kept, Named, Note
from truyxuat.traceability.worlds.plant import Plant
from truyxuat.traceability.worlds.things import CONTAINERS, Kind

SLIPPED_MAX = 2


class Slips:
    """Packing that nobody wrote down."""

    def __init__(self, plant: Plant, rng: Random) -> None:
        self._plant = plant
        self._rng = rng

    def slip(self, minute: Minute) -> None:
        """A loose item gets into a container; nobody writes it."""
        plant = self._plant
        items = [
            item
            for item in plant.living(Kind.ITEM)
            if item not in plant.holder
            and item not in minute.touched
            and not plant.was_fitted(item)
        ]
        boxes = [box for box in plant.living(*CONTAINERS) if box not in minute.touched]
        if items and boxes and len(plant.slipped) < SLIPPED_MAX:
            item = self._rng.choice(items)
            box = self._rng.choice(boxes)
            earliest = plant.last_left(item, otherwise=plant.truth.named[item])
            plant.put_in(box, item)
            stay = plant.stay(box, item)
            stay.earliest, stay.proved = earliest, None
            plant.slipped[item] = stay
            minute.used.update((item, box))

    def find(self, minute: Minute) -> None:
        """It is read in the container, or taken out of it by name."""
        plant = self._plant
        if not plant.slipped:
            return
        item = self._rng.choice(sorted(plant.slipped))
        if {item, plant.slipped[item].holder} & minute.touched:
            return
        stay = plant.slipped.pop(item)
        first_time = stay.earliest == plant.truth.named[item]
        form = self._rng.choice((Kept.LOOK, Kept.UNPACK)) if first_time else Kept.LOOK
        if form is Kept.UNPACK:
            plant.take_out(stay.holder, item)
        else:
            stay.proved = plant.now
        stay.found = plant.now
        minute.used.update((item, stay.holder))
        named = (Named(item),)
        plant.write(Note(minute=plant.now, form=form, named=named, parent=stay.holder))

    def finish(self) -> None:
        """Whatever slipped somewhere is found in the end."""
        while self._plant.slipped:
            self._plant.now += 1
            self.find(Minute())
