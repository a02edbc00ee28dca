"""Chance decides what the people of a small world do; only what is possible is done.

At one minute things happen in the order that a minute has in a trace: makings, closings,
openings, then the rest. A thing is not moved twice in the same part of a minute, so what
happened is never a matter of opinion.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from truyxuat.traceability.worlds.making_goods import Goods
from truyxuat.traceability.worlds.making_moves import Moves
from truyxuat.traceability.worlds.making_slips import Slips
from truyxuat.traceability.worlds.making_steps import Steps
from truyxuat.traceability.worlds.minute import Minute
from truyxuat.traceability.worlds.notes import Note
from truyxuat.traceability.worlds.plant import Plant
from truyxuat.traceability.worlds.truth import Truth

MINUTES_MIN = 4
MINUTES_MAX = 24
WORLDS_PER_MINUTE = 6
"""Worlds grow with their seed: one more minute every so many."""


def world_of(seed: int, *, minutes: int | None = None) -> tuple[Truth, list[Note]]:
    """The world of this seed, or its first minutes: what was so, and what was written."""
    rng = Random(seed)
    plant = Plant()
    goods = Goods(plant, rng)
    moves = Moves(plant, rng)
    steps = Steps(plant, rng, goods)
    slips = Slips(plant, rng)
    acts = [*_acts(goods, moves, steps), (2, 1, slips.slip), (3, 1, slips.find)]
    goods.first_things()
    for _ in range(minutes_of(seed) if minutes is None else minutes):
        plant.now += rng.choice((1, 1, 1, 2, 5))
        minute = Minute()
        chosen = rng.choices(
            acts, weights=[weight for _, weight, _ in acts], k=rng.randint(1, 3)
        )
        for _, _, act in sorted(chosen, key=lambda each: each[0]):
            act(minute)
    steps.finish()
    slips.finish()
    return plant.truth, plant.notes


def minutes_of(seed: int) -> int:
    """How long the world of this seed lasts."""
    return min(MINUTES_MIN + seed // WORLDS_PER_MINUTE, MINUTES_MAX)


def _acts(
    goods: Goods, moves: Moves, steps: Steps
) -> list[tuple[int, int, Callable[[Minute], None]]]:
    """(part of the minute, how often, what)."""
    return [
        (0, 3, goods.make_lot),
        (0, 4, goods.make_items),
        (1, 5, moves.unpack),
        (1, 2, moves.empty),
        (1, 1, moves.renew),
        (1, 1, moves.take_off),
        (2, 10, moves.pack),
        (2, 3, moves.move),
        (2, 1, moves.touch),
        (2, 2, moves.fit),
        (3, 6, steps.mix),
        (3, 3, steps.carry_on),
        (3, 2, moves.look),
        (3, 2, goods.hand_over),
        (3, 1, goods.attach_sensor),
        (3, 2, goods.end),
    ]
