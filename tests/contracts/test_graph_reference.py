"""Every graph store answers as the in-memory reference does, whatever it is fed (law L8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contracts.histories import KEYS, MINUTES, MONDAY, linked_events
from tests.contracts.stores import Opening
from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing.query import Direction

some_keys = st.lists(st.sampled_from([*KEYS, "urn:x:none"]), min_size=1, max_size=4)
instants = st.none() | st.integers(0, MINUTES).map(lambda n: MONDAY + timedelta(minutes=n))
alike = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture
    ],  # new_graphs gives empty ones
)


@alike
@given(
    events=linked_events(),
    asked=st.lists(some_keys, min_size=1, max_size=4),
    batch=st.integers(1, 5),
    replayed=st.booleans(),
)
def test_what_is_around_a_thing_is_what_the_reference_says(
    new_graphs: Callable[[], Opening],
    events: list[LinkedEvent],
    asked: list[list[str]],
    batch: int,
    *,
    replayed: bool,
) -> None:
    stored, reference = new_graphs()(), MemoryGraph()
    for graph in (reference, stored):
        for _ in range(1 + replayed):
            _add(graph, events, batch)

    assert stored.position() == reference.position() == len(events)
    for keys in asked:
        assert stored.around(keys) == reference.around(keys)


@alike
@given(
    events=linked_events(),
    asked=st.lists(st.tuples(some_keys, st.sampled_from(Direction), instants), min_size=1),
    batch=st.integers(1, 5),
    data=st.data(),
)
def test_what_is_in_reach_is_what_the_reference_says_however_late_events_came(
    new_graphs: Callable[[], Opening],
    events: list[LinkedEvent],
    asked: list[tuple[list[str], Direction, None]],
    batch: int,
    data: st.DataObject,
) -> None:
    stored, reference = new_graphs()(), MemoryGraph()
    reference.add(events, len(events))

    _add(stored, data.draw(st.permutations(events)), batch)

    for keys, direction, since in asked:
        assert stored.reach(keys, direction, since=since) == (
            reference.reach(keys, direction, since=since)
        )


def test_exact_amounts_survive_storing(graph: Graph) -> None:
    event = LinkedEvent(
        position=1,
        event_id="urn:uuid:1",
        content="ni:1",
        explicit_id=True,
        type=EventType.OBJECT,
        time=MONDAY,
        recorded=MONDAY,
        links=(Link("urn:x:a", Role.EPC, Decimal("0.10"), "KGM"),),
    )

    graph.add([event], 1)

    [found] = graph.around(["urn:x:a"])
    assert str(found.links[0].quantity) == "0.10"


def _add(graph: Graph, events: list[LinkedEvent], batch: int) -> None:
    for start in range(0, len(events), batch):
        some = events[start : start + batch]
        graph.add(some, max(event.position for event in some))
