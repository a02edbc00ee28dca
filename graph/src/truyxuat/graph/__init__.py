"""Where the links of events are kept: adapters of `truyxuat.traceability.graph.Graph`."""

from truyxuat.graph.sql import (
    SqlGraph,
    begin_generation,
    create_tables,
    living_generation,
    swap_in,
)

__all__ = ["SqlGraph", "begin_generation", "create_tables", "living_generation", "swap_in"]
