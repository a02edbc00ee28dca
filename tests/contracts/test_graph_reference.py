"""Every graph store answers as the in-memory reference does, whatever it is fed (law L8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from tests.live_servers import new_database
from truyxuat.graph import SqlGraph, begin_generation, create_tables
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.memory_graph import MemoryGraph

MONDAY = datetime(2026, 9, 14, tzinfo=UTC)
KEYS = [f"urn:x:{name}" for name in ("a", "b", "c%", "c_", "đ", "e'")]

links = st.builds(
    Link,
    st.sampled_from(KEYS),
    st.sampled_from(Role),
    st.none() | st.decimals(0, 10**6, places=3),
    st.none() | st.sampled_from(["KGM", "LTR"]),
)
"""Few keys, so that events share them."""


@st.composite
def linked_events(draw: st.DrawFn) -> list[LinkedEvent]:
    """Events at positions from 1, some of them declarations, ids and contents recurring."""
    events = []
    for position in range(1, draw(st.integers(1, 12)) + 1):
        wrong = draw(st.booleans())
        event_id = draw(
            st.sampled_from(["urn:uuid:1", "urn:uuid:2", f"urn:uuid:p{position}"])
        )
        events.append(
            LinkedEvent(
                position=position,
                event_id=event_id,
                content=draw(st.sampled_from(["ni:1", "ni:2", f"ni:p{position}"])),
                explicit_id=draw(st.booleans()),
                type=draw(st.sampled_from(EventType)),
                action=draw(st.sampled_from(Action)),
                time=MONDAY + timedelta(minutes=draw(st.integers(0, 90))),
                recorded=MONDAY + timedelta(microseconds=position),
                declares_wrong=wrong,
                declared=MONDAY + timedelta(hours=position) if wrong else None,
                links=tuple(draw(st.lists(links, max_size=4))),
            )
        )
    return events


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.live)]


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database with a graph in it; each use fills a new generation."""
    with ExitStack() as opened:
        url = f"sqlite:///{tmp_path_factory.mktemp('graph') / 'graph.db'}"
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_url")
            url = opened.enter_context(new_database(server))
        made = create_engine(url)
        create_tables(made)
        yield made
        made.dispose()


@settings(max_examples=60, deadline=None)
@given(
    events=linked_events(),
    asked=st.lists(
        st.lists(st.sampled_from([*KEYS, "urn:x:none"])), min_size=1, max_size=4
    ),
    batch=st.integers(1, 5),
    replayed=st.booleans(),
)
def test_the_sql_graph_answers_as_the_reference(
    engine: Engine,
    events: list[LinkedEvent],
    asked: list[list[str]],
    batch: int,
    *,
    replayed: bool,
) -> None:
    reference = MemoryGraph()
    stored = SqlGraph(engine, generation=begin_generation(engine))
    for graph in (reference, stored):
        for _ in range(1 + replayed):
            for start in range(0, len(events), batch):
                some = events[start : start + batch]
                graph.add(some, some[-1].position)

    assert stored.position() == reference.position() == len(events)
    for keys in asked:
        assert stored.around(keys) == reference.around(keys)


def test_exact_amounts_survive_storing(engine: Engine) -> None:
    graph = SqlGraph(engine, generation=begin_generation(engine))
    amount = Decimal("0.10")
    event = LinkedEvent(
        position=1,
        event_id="urn:uuid:1",
        content="ni:1",
        explicit_id=True,
        type=EventType.OBJECT,
        time=MONDAY,
        recorded=MONDAY,
        links=(Link("urn:x:a", Role.EPC, amount, "KGM"),),
    )

    graph.add([event], 1)

    [found] = graph.around(["urn:x:a"])
    assert str(found.links[0].quantity) == "0.10"
