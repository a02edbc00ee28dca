"""Where the links of events are kept: adapters of `truyxuat.traceability.graph.Graph`."""

from truyxuat.graph.digest import Comparable, digest_of, sum_of
from truyxuat.graph.neo4j_engine import Neo4j, open_neo4j
from truyxuat.graph.neo4j_generations import (
    begin_neo4j_generation,
    prepare,
    swap_in_neo4j,
)
from truyxuat.graph.neo4j_graph import Neo4jGraph
from truyxuat.graph.sql import (
    SqlGraph,
    begin_generation,
    create_tables,
    living_generation,
    swap_in,
)
from truyxuat.graph.sql_proof import Unproven
from truyxuat.graph.sql_tables import SHARED, object_table

__all__ = [
    "SHARED",
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
]
