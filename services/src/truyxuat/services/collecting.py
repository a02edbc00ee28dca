"""Have the interpreter look for reference cycles less often, as suits a process that captures.

A capture makes hundreds of thousands of values that live until it commits; the collector, as
Python sets it, walks them again and again and finds nothing. Measured on documents of a
thousand events of ten objects: 1.6 times as many events per second.
"""

from __future__ import annotations

import gc

ALLOCATIONS_PER_ROUND = 100_000
YOUNG_ROUNDS_PER_OLD = 50
OLD_ROUNDS_PER_FULL = 100


def collect_less() -> None:
    """Set the collector's thresholds for the whole process; called once, by its entry point."""
    gc.set_threshold(ALLOCATIONS_PER_ROUND, YOUNG_ROUNDS_PER_OLD, OLD_ROUNDS_PER_FULL)
