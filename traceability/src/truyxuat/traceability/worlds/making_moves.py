"""Things go into containers and machines of a small world, and out of them again."""

from __future__ import annotations

from random import Random

from truyxuat.traceability.worlds.minute import Minute
from truyxuat.traceability.worlds.notes import Kept, Named, Note
from truyxuat.traceability.worlds.plant import Plant
from truyxuat.traceability.worlds.things import CONTAINERS, Kind

DEPTH_MAX = 3
"""Boxes in boxes in boxes, and no deeper."""
CHILDREN_MAX = 3


class Moves:
    """Packing and unpacking, written well, badly or not at all."""

    def __init__(self, plant: Plant, rng: Random) -> None:
        self._plant = plant
        self._rng = rng
        self._tangled = plant.tangled

    def unpack(self, minute: Minute) -> None:
        """Take some things out of a container, named as in it or in one around it."""
        plant, rng = self._plant, self._rng
        container = self._pick_filled(minute)
        if container is None:
            return
        free = [
            thing for thing in plant.directly_in(container) if thing not in minute.closed
        ]
        taken = rng.sample(free, k=rng.randint(1, min(len(free), CHILDREN_MAX)))
        if any(plant.kind(thing) is Kind.LOT for thing in taken):
            self._unpack_lots(container, taken, minute)
        else:
            named = rng.choice([container, container, *plant.around(container)])
            for thing in taken:
                plant.take_out(named, thing)
            self._write(Kept.UNPACK, named, [Named(thing) for thing in taken])
        minute.closed.update(taken)
        self._closed(container, minute)

    def empty(self, minute: Minute) -> None:
        """Take everything out of a container and name nobody."""
        container = self._pick_filled(minute)
        if container is None:
            return
        minute.closed.update(self._plant.directly_in(container))
        self._plant.empty(container)
        self._write(Kept.UNPACK, container, [])
        self._closed(container, minute)

    def renew(self, minute: Minute) -> None:
        """Commission the number of a box again: what was in it is out of it."""
        plant = self._plant
        boxes = [
            box
            for box in [*plant.living(Kind.BOX), *plant.ended_boxes()]
            if not {box, *plant.around(box), *plant.deep_in(box)} & minute.touched
            and not self._lists_deeper(box)
            and box in plant.commissioned
        ]
        if not boxes:
            return
        box = self._rng.choice(boxes)
        minute.closed.update((box, *plant.around(box), *plant.directly_in(box)))
        minute.emptied.add(box)
        plant.renew(box)
        plant.write(Note(minute=plant.now, form=Kept.MAKE, named=(Named(box),)))

    def take_off(self, minute: Minute) -> None:
        """Take a component off what it is built into."""
        fitted = self._plant.fitted()
        if not fitted:
            return
        component = self._rng.choice(fitted)
        assembly = self._plant.assembly_of(component)
        self._plant.take_off(component)
        minute.closed.add(component)
        self._write(Kept.TAKE_OFF, assembly, [Named(component)])

    def pack(self, minute: Minute) -> None:
        """Put loose things and loose pieces of lots into a container."""
        plant, rng = self._plant, self._rng
        container = self._pick_container(minute)
        if container is None:
            return
        loose = [
            thing
            for thing in self._loose(minute)
            if thing != container
            and thing not in plant.around(container)
            and self._fits(thing, container)
        ]
        chosen = rng.sample(loose, k=min(len(loose), rng.randint(1, CHILDREN_MAX)))
        if not chosen:
            return
        named = []
        for thing in chosen:
            if not self._fits(thing, container):
                continue
            pieces = None
            if plant.kind(thing) is Kind.LOT:
                pieces = rng.randint(1, plant.stock.pieces(None, thing))
            plant.put_in(container, thing, pieces)
            named.append(Named(thing, pieces))
        if not named:
            return
        chosen = [each.thing for each in named]
        named += self._list_deeper(container, chosen, minute)
        minute.moved.update(chosen)
        minute.filled.update((container, *plant.around(container)))
        self._write(Kept.PACK, container, named)

    def move(self, minute: Minute) -> None:
        """Put a thing that is in one container into another, and write only the second half."""
        plant, rng = self._plant, self._rng
        container = self._pick_container(minute)
        if container is None:
            return
        kin = {container, *plant.around(container)}
        near = kin | set(plant.deep_in(container))
        things = [
            thing
            for thing in plant.living(Kind.ITEM, Kind.BOX, Kind.CRATE)
            if thing in plant.holder
            and not near & {thing, *plant.around(thing)}
            and not (kin | self._vicinity(thing))
            & (minute.opened | minute.closed | minute.used)
            and not set(plant.listed.values()) & kin
            and self._fits(thing, container)
        ]
        if not things:
            return
        thing = rng.choice(things)
        minute.rigid.update(kin | self._vicinity(thing))
        minute.moved.update(kin | self._vicinity(thing))
        plant.put_in(container, thing)
        self._write(Kept.PACK, container, [Named(thing)])

    def touch(self, minute: Minute) -> None:
        """Put a loose item in and take it out again within one minute."""
        plant, rng = self._plant, self._rng
        container = self._pick_container(minute)
        items = [thing for thing in self._loose(minute) if plant.kind(thing) is Kind.ITEM]
        if container is None or not items or container in minute.closed:
            return
        item = rng.choice(items)
        if item in minute.closed:
            return
        plant.put_in(container, item)
        plant.take_out(container, item)
        minute.moved.add(item)
        minute.rigid.update((item, container, *plant.around(container)))
        minute.filled.update((container, *plant.around(container)))
        forms = [Kept.PACK, Kept.UNPACK]
        for form in rng.sample(forms, k=2):
            self._write(form, container, [Named(item)])

    def fit(self, minute: Minute) -> None:
        """Build a component into a machine or another item; from where is not written."""
        plant, rng = self._plant, self._rng
        free = [
            thing
            for thing in plant.living(Kind.ITEM)
            if thing not in plant.holder
            and thing not in minute.touched
            and not plant.lost_component(thing)
        ]
        hosts = [*plant.living(Kind.MACHINE), *free]
        component = rng.choice(free) if free else None
        assembly = rng.choice(hosts)
        if component is None or assembly in {component, *minute.touched}:
            return
        if (
            component in self._built_into(assembly)
            or plant.assembly_of(component) == assembly
        ):
            return
        plant.fit(assembly, component)
        minute.moved.add(component)
        minute.rigid.update((component, assembly))
        minute.used.update((component, assembly))
        self._write(Kept.FIT, assembly, [Named(component)])

    def look(self, minute: Minute) -> None:
        """Read some of what is in a container."""
        plant, rng = self._plant, self._rng
        filled = [
            each
            for each in plant.living(*CONTAINERS)
            if plant.deep_in(each) and not {each, *plant.deep_in(each)} & minute.touched
        ]
        if filled:
            container = rng.choice(filled)
            inside = sorted(set(plant.deep_in(container)) - plant.slipped.keys())
            read = rng.sample(inside, k=rng.randint(1, len(inside))) if inside else []
            if read:
                self._write(Kept.LOOK, container, [Named(thing) for thing in read])

    def _unpack_lots(self, container: str, taken: list[str], minute: Minute) -> None:
        plant, rng = self._plant, self._rng
        named = []
        for thing in taken:
            if plant.kind(thing) is not Kind.LOT:
                plant.take_out(container, thing)
                named.append(Named(thing))
                continue
            held = plant.stock.pieces(container, thing)
            pieces = None
            if thing not in self._tangled and rng.random() < 0.7:
                pieces = rng.randint(1, held)
            plant.take_pieces(container, thing, pieces)
            named.append(Named(thing, pieces))
        self._write(Kept.UNPACK, container, named)

    def _closed(self, container: str, minute: Minute) -> None:
        minute.closed.update((container, *self._plant.around(container)))
        if not self._plant.directly_in(container):
            minute.emptied.add(container)

    def _list_deeper(
        self, container: str, chosen: list[str], minute: Minute
    ) -> list[Named]:
        """Now and then the contents of a box are written on the outer container as well."""
        plant = self._plant
        listed = []
        if not plant.around(container) and self._rng.random() < 0.3:
            for box in chosen:
                if plant.kind(box) not in CONTAINERS or minute.opened & {box}:
                    continue
                for thing in plant.directly_in(box):
                    if plant.kind(thing) is not Kind.LOT and thing not in plant.listed:
                        plant.listed[thing] = container
                        listed.append(Named(thing))
        return listed

    def _lists_deeper(self, box: str) -> bool:
        return bool(set(self._plant.listed) & set(self._plant.deep_in(box)))

    def _pick_filled(self, minute: Minute) -> str | None:
        plant = self._plant
        filled = [
            container
            for container in plant.living(*CONTAINERS)
            if plant.directly_in(container)
            and not set(plant.directly_in(container)) <= minute.closed
            and not {container, *plant.around(container)} & minute.closed
        ]
        return self._rng.choice(filled) if filled else None

    def _pick_container(self, minute: Minute) -> str | None:
        plant = self._plant
        free = [
            container
            for container in plant.living(*CONTAINERS)
            if not {container, *plant.around(container)} & (minute.rigid | minute.emptied)
        ]
        return self._rng.choice(free) if free else None

    def _loose(self, minute: Minute) -> list[str]:
        """What may be packed: in nothing, fitted to nothing, not moved in this minute."""
        plant = self._plant
        return [
            thing
            for thing in plant.living(Kind.ITEM, Kind.BOX, Kind.CRATE, Kind.LOT)
            if thing not in plant.holder
            and thing not in minute.moved | minute.rigid | minute.emptied
            and plant.assembly_of(thing) is None
            and (plant.kind(thing) is not Kind.LOT or plant.stock.pieces(None, thing))
        ]

    def _fits(self, thing: str, container: str) -> bool:
        """Not too deep, and no lot at two depths of one nest: nobody could tell which left."""
        plant = self._plant
        if plant.kind(thing) is Kind.LOT:
            nest = self._nest(container) - {container}
            return not any(thing in plant.directly_in(each) for each in nest)
        if plant.kind(thing) not in CONTAINERS:
            return True
        both = self._lots_in(self._nest(container)) & self._lots_in(self._vicinity(thing))
        return not both and len(plant.around(container)) + self._height(thing) < DEPTH_MAX

    def _nest(self, container: str) -> set[str]:
        """All containers that are in one with it, and that one."""
        outermost = [container, *self._plant.around(container)][-1]
        return {outermost, *self._plant.deep_in(outermost)}

    def _lots_in(self, containers: set[str]) -> set[str]:
        plant = self._plant
        inside = {thing for each in containers for thing in plant.directly_in(each)}
        return {thing for thing in inside if plant.kind(thing) is Kind.LOT}

    def _height(self, box: str) -> int:
        inner = [
            self._height(thing)
            for thing in self._plant.directly_in(box)
            if self._plant.kind(thing) in CONTAINERS
        ]
        return 1 + max(inner, default=0)

    def _vicinity(self, thing: str) -> set[str]:
        plant = self._plant
        return {thing, *plant.around(thing), *plant.deep_in(thing)}

    def _built_into(self, assembly: str) -> list[str]:
        """What the assembly is itself built into."""
        outer = self._plant.assembly_of(assembly)
        return [] if outer is None else [outer, *self._built_into(outer)]

    def _write(self, form: Kept, parent: str | None, named: list[Named]) -> None:
        note = Note(minute=self._plant.now, form=form, named=tuple(named), parent=parent)
        self._plant.write(note)
