"""A small plant: boxes, crates, lots and items that are really moved, mixed and ended.

The plant keeps where everything is, does what it is told (every act must be possible: callers
ask first) and writes down two things: the truth, and the note of the person who did it. The
truth is never read off the notes.
"""

from __future__ import annotations

from truyxuat.traceability.worlds.notes import Kept, Named, Note
from truyxuat.traceability.worlds.stock import Stock
from truyxuat.traceability.worlds.things import ASSETS, CONTAINERS, Kind
from truyxuat.traceability.worlds.truth import Birth, Stay, Truth


class Plant:
    """The state of a world at the minute ``now``."""

    def __init__(self) -> None:
        self.now = 0
        self.truth = Truth()
        self.notes: list[Note] = []
        self.alive: set[str] = set()
        self.stock = Stock()
        self.holder: dict[str, str] = {}
        """The container an instance is directly in."""
        self.listed: dict[str, str] = {}
        """The outer container that an instance in an inner one was written on as well."""
        self.commissioned: set[str] = set()
        self.slipped: dict[str, Stay] = {}
        """Items that are in a container and nobody has written it yet."""
        self.tangled: set[str] = set()
        """Lots of which pieces were used while others were in containers: from then on nobody
        can say from the notes which pieces are left where."""
        self._open: dict[tuple[str, str], Stay] = {}
        self._fitted: dict[str, Stay] = {}

    # What is where.

    def kind(self, thing: str) -> Kind:
        """What the thing is."""
        return self.truth.kinds[thing]

    def living(self, *kinds: Kind) -> list[str]:
        """All things of these kinds that are there to be used, in a fixed order.

        What has slipped somewhere, and where it slipped, is left alone until it is found.
        """
        busy = {*self.slipped, *(stay.holder for stay in self.slipped.values())}
        return sorted(
            thing for thing in self.alive if self.kind(thing) in kinds and thing not in busy
        )

    def directly_in(self, container: str) -> list[str]:
        """What is in it and in nothing smaller."""
        return sorted(thing for holder, thing in self._open if holder == container)

    def deep_in(self, container: str) -> list[str]:
        """What is in it at any depth."""
        found = []
        for thing in self.directly_in(container):
            found += [thing, *self.deep_in(thing)]
        return found

    def around(self, thing: str) -> list[str]:
        """The containers it is in, the innermost first."""
        found = []
        inner = thing
        while inner in self.holder:
            inner = self.holder[inner]
            found.append(inner)
        return found

    def assembly_of(self, component: str) -> str | None:
        """What the component is fitted to."""
        fit = self._fitted.get(component)
        return fit.holder if fit else None

    def fitted(self) -> list[str]:
        """Every component that is fitted to something."""
        return sorted(self._fitted)

    def ended_boxes(self) -> list[str]:
        """Boxes that are no more; their numbers may be given out again."""
        boxes = (thing for thing, kind in self.truth.kinds.items() if kind is Kind.BOX)
        return sorted(set(boxes) - self.alive)

    def components(self, assembly: str) -> list[str]:
        """What is fitted to it."""
        return sorted(each for each, fit in self._fitted.items() if fit.holder == assembly)

    def stay(self, container: str, thing: str) -> Stay:
        """The stay that goes on."""
        return self._open[container, thing]

    def last_left(self, thing: str, *, otherwise: int) -> int:
        """When it last left a container."""
        ends = (stay.end for stay in self.truth.stays if stay.thing == thing)
        return max((end for end in ends if end is not None), default=otherwise)

    def was_fitted(self, thing: str) -> bool:
        """Whether it ever was an assembly or a component."""
        return any(thing in (fit.holder, fit.thing) for fit in self.truth.fits)

    def lost_component(self, thing: str) -> bool:
        """Whether something was once taken off it; nobody builds such a thing into another."""
        fits = self.truth.fits
        return any(fit.holder == thing and fit.end is not None for fit in fits)

    # What people do. The note is written with the act.

    def write(self, note: Note) -> None:
        """Keep a note, and remember whom it names."""
        self.notes.append(note)
        if note.wrong:
            return
        named = [each.thing for each in (*note.named, *note.outputs)]
        if note.form is Kept.MAKE:
            self.commissioned.update(named)
        for thing in filter(None, [*named, note.parent, note.lot, note.sensor]):
            first = self.truth.named.get(thing, note.minute)
            self.truth.named[thing] = min(first, note.minute)
            last = self.truth.last_named.get(thing, note.minute)
            self.truth.last_named[thing] = max(last, note.minute)
        self.truth.last = max(self.truth.last, note.minute)

    def exist(self, thing: str, kind: Kind) -> None:
        """A thing begins to be."""
        self.truth.kinds[thing] = kind
        self.alive.add(thing)
        self.truth.matter.setdefault(thing, set()).add(thing)
        if kind is Kind.ITEM:
            self.truth.units[thing] = 1

    def make_lot(self, lot: str, pieces: int) -> None:
        """A lot is made out of nothing that anybody wrote down."""
        self._add_lot(lot, pieces, frozenset({lot}))

    def make_item(self, item: str, lot: str | None) -> None:
        """An item is made; of a lot, where one is given, taking one piece of its loose stock."""
        self.exist(item, Kind.ITEM)
        if lot is None:
            return
        if lot not in self.truth.kinds:
            self.exist(lot, Kind.LOT)
        matter = self.stock.take(None, lot, 1)
        if matter:
            self.truth.units[lot] -= 1
        self.truth.matter[item] |= matter or {lot}
        self.truth.births.append(Birth(item, lot, self.now))

    def put_in(self, container: str, thing: str, pieces: int | None = None) -> None:
        """Into the container, out of whatever it was in that does not hold this container."""
        if pieces is not None:
            self.stock.move(thing, pieces, None, container)
        else:
            outer = self.listed.get(thing)
            if thing in self.holder:
                self._leave(thing)
            self.holder[thing] = container
            if outer in self.around(container):
                self.listed[thing] = str(outer)
        if (container, thing) not in self._open:
            self._open[container, thing] = self._stay(container, thing)

    def take_out(self, container: str, thing: str) -> None:
        """Out of the container, and of what it was in within that."""
        outer = self.listed.get(thing)
        beyond = self.around(container)
        self._leave(thing)
        if outer is not None and outer in beyond:
            self.put_in(outer, thing)

    def take_pieces(self, container: str, lot: str, pieces: int | None) -> None:
        """Some pieces of a lot, or all, out of the container."""
        held = self.stock.pieces(container, lot)
        self.stock.move(lot, held if pieces is None else pieces, container, None)
        if self.stock.pieces(container, lot) == 0:
            self._close(container, lot)

    def empty(self, container: str) -> None:
        """Everything out; what was in a box inside stays in that box."""
        for thing in self.directly_in(container):
            if self.kind(thing) is Kind.LOT:
                self.take_pieces(container, thing, None)
            else:
                self.take_out(container, thing)
        for thing in [each for each, outer in self.listed.items() if outer == container]:
            del self.listed[thing]

    def renew(self, container: str) -> None:
        """The number of a container is given out again where it stands: it is empty."""
        self.empty(container)
        self.alive.add(container)
        self.truth.renewals.setdefault(container, []).append(self.now)

    def end(self, thing: str) -> None:
        """No more: out of everything, and everything out of it."""
        if self.kind(thing) in CONTAINERS:
            self.empty(thing)
            self.truth.renewals.setdefault(thing, []).append(self.now)
        if thing in self.holder:
            self._leave(thing)
        self.take_off(thing)
        for component in self.components(thing):
            self.take_off(component)
        self.alive.discard(thing)
        self.truth.ended[thing] = self.now

    def end_pieces(self, lot: str, pieces: int | None) -> None:
        """Some loose pieces of a lot are no more; or all of it, wherever it is."""
        if pieces is not None:
            self.stock.take(None, lot, pieces)
            return
        for container in self.stock.containers(lot):
            self._close(container, lot)
        self.stock.clear(lot)
        self.alive.discard(lot)
        self.truth.ended[lot] = self.now

    def fit(self, assembly: str, component: str) -> None:
        """The component is built in, and out of what it was built into before."""
        self.take_off(component)
        self._fitted[component] = Stay(assembly, component, self.now)
        self.truth.fits.append(self._fitted[component])

    def take_off(self, component: str) -> None:
        """The component is no longer built in."""
        fit = self._fitted.pop(component, None)
        if fit is not None:
            fit.end = self.now

    # What a step does to things.

    def add_output(self, named: Named, kind: Kind, matter: frozenset[str]) -> None:
        """What came out of a step, with all the matter that is in it."""
        if kind is Kind.LOT:
            self._add_lot(named.thing, named.pieces or 0, matter | {named.thing})
            return
        if named.thing not in self.alive:
            self.exist(named.thing, kind)
        if kind in CONTAINERS:
            self.truth.renewals.setdefault(named.thing, []).append(self.now)
        self.truth.matter[named.thing] |= matter

    def consume(self, thing: str, pieces: int | None) -> frozenset[str]:
        """Use up an instance or loose pieces, and say what matter that was."""
        if self.kind(thing) is Kind.LOT:
            assert pieces is not None
            return self.stock.take(None, thing, pieces)
        if self.kind(thing) in ASSETS:
            self.empty(thing)
            if thing in self.holder:
                self._leave(thing)
            self.truth.renewals.setdefault(thing, []).append(self.now)
        else:
            for component in self.components(thing):
                self._fitted[component].used_up = True
            self.end(thing)
        return frozenset(self.truth.matter[thing])

    def consume_content(self, container: str, lot: str) -> frozenset[str]:
        """Use up all of a lot that is in a container."""
        matter = self.stock.take(container, lot, self.stock.pieces(container, lot))
        self._close(container, lot)
        return matter

    def _add_lot(self, lot: str, pieces: int, matter: frozenset[str]) -> None:
        if lot not in self.truth.kinds:
            self.exist(lot, Kind.LOT)
        self.alive.add(lot)
        self.stock.add(lot, pieces, matter)
        self.truth.matter[lot] |= matter
        self.truth.units[lot] = self.truth.units.get(lot, 0) + pieces

    def _leave(self, thing: str) -> None:
        container = self.holder.pop(thing)
        self._close(container, thing)
        self.listed.pop(thing, None)
        beyond = {container, *self.around(container)}
        for inner in self.deep_in(thing):
            if self.listed.get(inner) in beyond:
                del self.listed[inner]

    def _stay(self, container: str, thing: str) -> Stay:
        stay = Stay(container, thing, self.now)
        self.truth.stays.append(stay)
        return stay

    def _close(self, container: str, thing: str) -> None:
        self._open.pop((container, thing)).end = self.now
