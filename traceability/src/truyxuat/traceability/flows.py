"""What one event by itself says of where matter went: the flows that `Graph.reach` closes over.

A flow is the part of a trace's rules that needs no second event and no history: what went into
a step may be in what came out, what is true of a lot is true of its instances, of a container
of what was in it, of a component of its assembly. Everything that needs more than one event to
know (what was in a box when the box was used, what an error declaration took back, a container
that was emptied) is left to the walk, so no store holds a rule of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple, TypeAlias

from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.identifiers import facts
from truyxuat.traceability.links import Link, LinkedEvent, Role

Node: TypeAlias = str | int
"""A key; or the position of an event, which stands for its step where that has no ID."""


class Flow(NamedTuple):
    """Matter of the source may be in the target from the instant of the event on."""

    source: Node
    target: Node


def flows_of(event: LinkedEvent) -> tuple[Flow, ...]:
    """Every flow that the event states, each once, all at the event's own time.

    Inputs flow into the step and the step flows into its outputs, so that a step of many inputs
    and many outputs is their sum and not their product; steps of one transformationID share the
    key of that ID. An asset that goes in and comes out again passes nothing on (D7). An error
    declaration states nothing: it speaks about another event.
    """
    if event.declares_wrong or not _tells_of_flows(event.links):
        return ()
    inputs: dict[str, None] = {}
    outputs: dict[str, None] = {}
    children: list[Link] = []
    found: list[tuple[Node, Node]] = []
    parent: str | None = None
    for link in event.links:
        role = link.role
        if role is Role.CHILD:
            children.append(link)
        elif role is Role.INPUT:
            inputs[link.key] = None
        elif role is Role.OUTPUT:
            outputs[link.key] = None
        elif role is Role.PARENT:
            parent = link.key
        if link.lot is not None:
            found.append((link.lot, link.key))
    if inputs or outputs:
        found += _through_the_step(event, inputs, outputs)
    if parent is not None and children:
        found += _between_levels(event, parent, children)
    return tuple(Flow(*flow) for flow in dict.fromkeys(found) if flow[0] != flow[1])


def _tells_of_flows(links: tuple[Link, ...]) -> bool:
    """Whether anything could flow at all; in most events things are only seen."""
    if not _MOVING.isdisjoint([link.role for link in links]):
        return True
    return any([link.lot for link in links])


_MOVING = frozenset({Role.CHILD, Role.INPUT, Role.OUTPUT})


def _through_the_step(
    event: LinkedEvent, inputs: Collection[str], outputs: Collection[str]
) -> Iterator[tuple[Node, Node]]:
    if event.transformation is None and not (inputs and outputs):
        return
    step: Node = event.transformation or event.position
    kept = {key for key in inputs if key in outputs and facts(key).is_asset}
    yield from ((key, step) for key in inputs if key not in kept)
    yield from ((step, key) for key in outputs if key not in kept)


def _between_levels(
    event: LinkedEvent, parent: str, children: list[Link]
) -> Iterator[tuple[Node, Node]]:
    """From a container to what is in it, from a component to what it is part of."""
    if event.type is EventType.AGGREGATION:
        yield from ((parent, child.key) for child in children)
        return
    above = facts(parent)
    for child in children:
        if (
            above.is_container
            or child.quantity is not None
            or facts(child.key).level != "instance"
        ):  # containment, as far as one event can tell (D5)
            yield parent, child.key
        elif not above.is_place:
            yield child.key, parent
