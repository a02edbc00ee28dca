"""Logs as relays leave them: some fell, lost a batch, or went on though they were replaced."""

from __future__ import annotations

import random

RUN_MAX = 60


def relays_that_fell(seed: int, goal: int, *, late_max: int = 20) -> list[int]:
    """The positions of a topic in the order of its offsets, all up to ``goal`` in the end.

    A relay sends a run. It may fall after some of it was acknowledged and before that was noted;
    messages of its run may be lost, or arrive (at most ``late_max``) among those of its successor
    or behind them.
    """
    chance = random.Random(seed)
    log: list[int] = []
    late: list[int] = []
    noted = 0
    while noted < goal:
        run = range(noted + 1, min(goal, noted + chance.randint(1, RUN_MAX)) + 1)
        falls = chance.random() < 0.4
        acknowledged = chance.choice(run) if falls else run[-1]
        for position in run:
            if position <= acknowledged or chance.random() < 0.5:
                log.append(position)
            if late and chance.random() < 0.1:
                log.append(late.pop(0))
        if falls:
            late = sorted(chance.sample(run, min(len(run), chance.randint(0, late_max))))
            noted = chance.randint(noted, acknowledged)
        else:
            noted = run[-1]
    return log + late
