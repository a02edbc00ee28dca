"""Where the links of events are kept: adapters of `truyxuat.traceability.graph.Graph`.

Names of Neo4j's adapter bring its driver along when they are first asked for (PEP 562): most
records have no Neo4j, and every command would wait for the driver.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from truyxuat.graph.digest import Comparable, digest_of, sum_of
from truyxuat.graph.sql import (
    SqlGraph,
    begin_generation,
    create_tables,
    living_generation,
    swap_in,
)
from truyxuat.graph.sql_adding import waiting_links
from truyxuat.graph.sql_proof import Unproven
from truyxuat.graph.sql_tables import object_table

__all__ = [
    "Comparable",
    "Neo4j",
    "Neo4jGraph",
    "SqlGraph",
    "Unproven",
    "begin_generation",
    "begin_neo4j_generation",
    "create_tables",
    "digest_of",
    "living_generation",
    "object_table",
    "open_neo4j",
    "prepare",
    "sum_of",
    "swap_in",
    "swap_in_neo4j",
    "waiting_links",
]

if TYPE_CHECKING:
    from truyxuat.graph.neo4j_engine import Neo4j, open_neo4j
    from truyxuat.graph.neo4j_generations import (
        begin_neo4j_generation,
        prepare,
        swap_in_neo4j,
    )
    from truyxuat.graph.neo4j_graph import Neo4jGraph

_MODULE_OF = {
    "Neo4j": "neo4j_engine",
    "Neo4jGraph": "neo4j_graph",
    "begin_neo4j_generation": "neo4j_generations",
    "open_neo4j": "neo4j_engine",
    "prepare": "neo4j_generations",
    "swap_in_neo4j": "neo4j_generations",
}

if not TYPE_CHECKING:  # else a name that is not there would be one for the type checker

    def __getattr__(name: str) -> object:
        """A name of Neo4j's adapter."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        globals()[name] = found
        return found
