"""What the parts of a drawn chain say: a few short lines in a box, a whole sentence on focus."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from truyxuat.services.pages.chain import CARRIERS, Box, Chain, Edge
from truyxuat.services.pages.chain_drawing import LABEL_SIGNS, Captions
from truyxuat.services.pages.naming import Naming
from truyxuat.traceability.tracing.answer import (
    Affected,
    Answer,
    AnswerEvent,
    Held,
    Holding,
)

WITNESSES_SAID_MAX = 6
"""A focused box names this many of its events; the table below has all."""


def captions_of(
    chain: Chain, answer: Answer, naming: Naming, anchors: Mapping[str, str]
) -> Captions:
    """The words of a chain, in the language of its names."""
    seeds = {one.id for one in answer.seeds}
    affected = {one.id: one for one in (*answer.seeds, *answer.affected)}
    told = {event.id: event for event in answer.events}
    writer = _Writer(naming, affected, seeds, told, anchors)
    for box in chain.boxes:
        writer.sites.setdefault(box.lane, set()).add(box.site)
    boxes = {box.name: writer.box(box) for box in chain.boxes}
    by_name = {box.name: box for box in chain.boxes}
    edges: dict[tuple[str, str, str], tuple[str, str]] = {
        (edge.source, edge.target, edge.kind): writer.edge(edge, by_name)
        for edge in chain.edges
    }
    lanes = {lane: naming.lane(lane) for lane in chain.lanes}
    return Captions(lanes=lanes, boxes=boxes, edges=edges)


class _Writer:
    """Knows the answer while it captions one chain."""

    def __init__(
        self,
        naming: Naming,
        affected: Mapping[str, Affected],
        seeds: set[str],
        told: Mapping[str, AnswerEvent],
        anchors: Mapping[str, str],
    ) -> None:
        self.naming = naming
        self.words = naming.words
        self.affected = affected
        self.seeds = seeds
        self.told = told
        self.anchors = anchors
        self.sites: dict[str, set[str]] = {}

    def box(self, box: Box) -> tuple[tuple[str, ...], str, str, str]:
        """Lines, sentence, classes and address of a box."""
        name, more = self._name(box)
        count = len(box.objects)
        if count > 1 and box.kind == "object":
            more = self.words("trace.box_count", count=count)
        lines = [name, self._second(box, more), self._site(box), self._third(box)]
        says = [f"{name} {more}".strip(), self.naming.lane(box.lane)[0], *lines[1:]]
        says += self._witnesses(box)
        one = next(iter(sorted(box.objects)), box.object)
        return (
            tuple(_cut(line) for line in lines if line),
            ". ".join(dict.fromkeys(part for part in says if part)) + ".",
            self._classes(box),
            "#" + self.anchors.get(one, "objects"),
        )

    def _name(self, box: Box) -> tuple[str, str]:
        if box.object == CARRIERS:
            return self.words("trace.box_carriers", count=len(box.carriers)), ""
        return self.naming.object(box.object)

    def _site(self, box: Box) -> str:
        """The place within the lane, where its party has several."""
        if len(self.sites[box.lane]) < 2 or box.site == box.lane:
            return ""
        return self.naming.place_name(box.site)

    def _second(self, box: Box, more: str) -> str:
        if box.kind == "carrier":
            return self.words("trace.box_carrier", count=len(box.objects))
        if self._is_recalled(box):
            return self.words("trace.recalled")
        step = self.words.term("step", box.step) if box.step else ""
        if box.kind == "ghost":
            return self.words("trace.box_ghost")
        return step or more

    def _third(self, box: Box) -> str:
        if box.kind == "carrier":
            return ""
        arrived = "" if box.arrived is None else self._short(box.arrived, box.unit)
        left = self._left(box)
        if left is None or box.kind == "ghost":
            return arrived
        rest = self.words.number(left)
        return self.words("trace.box_left", arrived=arrived, left=rest) if arrived else ""

    def _short(self, amount: Decimal, unit: str | None) -> str:
        """An amount in the little room of a box: pieces need no unit."""
        return (
            self.words.number(amount)
            if unit is None
            else self.words.amount(amount, amount, unit)
        )

    def _left(self, box: Box) -> Decimal | None:
        """What is still on hand of this box's objects with this holder, if that is known."""
        if len(box.objects) != 1:
            return None
        one = self.affected.get(next(iter(box.objects)))
        if one is None or not one.held:
            return None
        here = [held for held in one.held if self._is_here(held, box)]
        hand = [held for held in here if held.state is Holding.ON_HAND]
        if not here or any(held.upper is None or held.lower != held.upper for held in hand):
            return None
        return sum((held.upper or Decimal(0) for held in hand), Decimal(0))

    def _is_here(self, held: Held, box: Box) -> bool:
        if held.place is not None:
            return box.site in (held.place, self.naming.lane_of(held.place))
        return held.party is not None and self.naming.lane_of(held.party) == box.lane

    def _is_recalled(self, box: Box) -> bool:
        found = [self.affected[one] for one in box.objects if one in self.affected]
        return any("recalled" in one.persistent_dispositions for one in found)

    def _classes(self, box: Box) -> str:
        classes: list[str] = [box.kind]
        if box.objects & self.seeds:
            classes.append("seed")
        if len(box.objects) > 1 and box.kind == "object":
            classes.append("folded")
        if self._is_recalled(box):
            classes.append("recalled")
        return " ".join(classes)

    def _witnesses(self, box: Box) -> list[str]:
        shown = [self.told[one] for one in box.witness if one in self.told]
        said = [
            f"{self.words.time(event.time)} {self.words.term('step', event.step)}"
            for event in shown[:WITNESSES_SAID_MAX]
        ]
        if len(shown) > WITNESSES_SAID_MAX:
            said.append(
                self.words("trace.more_events", count=len(shown) - WITNESSES_SAID_MAX)
            )
        return said

    def edge(self, edge: Edge, boxes: Mapping[str, Box]) -> tuple[str, str]:
        """Label and sentence of an edge."""
        amount = (
            ""
            if edge.amount is None
            else self.words.amount(edge.amount, edge.amount, edge.unit)
        )
        source, target = boxes[edge.source], boxes[edge.target]
        says = self.words(
            f"trace.edge_{edge.kind}",
            source=self._at(source),
            target=self._at(target),
        )
        return amount, f"{says} {amount}".strip()

    def _at(self, box: Box) -> str:
        return f"{self._name(box)[0]} ({self.naming.lane(box.lane)[0]})"


def _cut(line: str) -> str:
    return line if len(line) <= LABEL_SIGNS else line[: LABEL_SIGNS - 1].rstrip() + "…"
