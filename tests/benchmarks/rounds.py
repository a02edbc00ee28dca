"""Time several ways of doing one thing, interleaved, and compare their medians.

Interleaving matters: a shared machine drifts over minutes, and two blocks of runs one after
the other would compare the drift.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each round of one way of doing it."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median round, in seconds."""
        return statistics.median(self.seconds)


def interleaved(
    ways: Mapping[str, Callable[[], object]], rounds: int = ROUNDS
) -> list[Timing]:
    """Run every way once per round, after one uncounted warm-up of each."""
    for way in ways.values():
        way()
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    return [Timing(name, tuple(values)) for name, values in seconds.items()]


def table(title: str, timings: list[Timing], *, amount: float, unit: str) -> str:
    """Lines of text: median, rate and ratio to the first way, the one that is ours."""
    ours = timings[0].median
    lines = [title, f"  {'way':<44}{'median':>10}{unit + '/s':>14}{'x ours':>9}"]
    for timing in timings:
        rate = amount / timing.median
        lines.append(
            f"  {timing.name:<44}{timing.median * 1000:>8.1f}ms"
            f"{rate:>14,.0f}{ours / timing.median:>9.2f}"
        )
    return "\n".join(lines)
