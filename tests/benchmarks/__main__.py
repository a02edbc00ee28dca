"""Print every benchmark, or those named: ``python -m tests.benchmarks [capture] [tracing] …``."""

from __future__ import annotations

import sys

from tests.benchmarks import (
    capture,
    capture_postgresql,
    intake,
    neo4j_graph,
    observing,
    parsing,
    platform,
    reading,
    tracing,
)
from truyxuat.services.collecting import collect_less

BENCHMARKS = {
    "capture": capture.run,
    "capture-postgresql": capture_postgresql.run,
    "intake": intake.run,
    "tracing": tracing.run,
    "observing": observing.run,
    "reading": reading.run,
    "neo4j": neo4j_graph.run,
    "parsing": parsing.run,
    "platform": platform.run,
}


def main(names: list[str]) -> int:
    """Run the benchmarks of these names, all of them when none is named."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}\n")
        return 2
    collect_less()  # as every entry point of the platform does
    for name in names or BENCHMARKS:
        sys.stdout.write(BENCHMARKS[name]() + "\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
