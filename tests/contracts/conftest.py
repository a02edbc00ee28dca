"""Every store that a contract is held to, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.contracts.stores import STORES, Opening, empty_graphs
from truyxuat.traceability.graph import Graph


@pytest.fixture(params=STORES, scope="session")
def new_graphs(request: pytest.FixtureRequest) -> Iterator[Callable[[], Opening]]:
    """Empty graphs of a store, as many as wanted."""
    with empty_graphs(request.param, request) as opening:
        yield opening


@pytest.fixture
def new_graph(new_graphs: Callable[[], Opening]) -> Opening:
    """Open a store; calling it again opens the same store once more, where it persists."""
    return new_graphs()


@pytest.fixture
def graph(new_graph: Opening) -> Graph:
    """An empty graph."""
    return new_graph()
