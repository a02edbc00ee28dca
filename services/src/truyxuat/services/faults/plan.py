"""Where in the stream which part is killed, drawn from a seed.

What is quick to start again is killed more often, so that many points fit into the time that a
test has; every part is killed at least once in any plan of more points than parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

PAUSE_SECONDS_MAX = 0.4


class Part(StrEnum):
    """A part of the platform that can be killed."""

    INTAKE = "intake"
    RELAY = "relay"
    LINKER = "link"
    KAFKA = "kafka"
    POSTGRESQL = "postgresql"
    NEO4J = "neo4j"


ENGINES = frozenset({Part.KAFKA, Part.POSTGRESQL, Part.NEO4J})

WEIGHTS: Mapping[Part, int] = {
    Part.INTAKE: 8,
    Part.RELAY: 4,
    Part.LINKER: 4,
    Part.POSTGRESQL: 4,
    Part.KAFKA: 2,
    Part.NEO4J: 1,
}


@dataclass(frozen=True, slots=True)
class Point:
    """Kill this part so many seconds after so many messages were sent."""

    sent: int
    pause_seconds: float
    part: Part


def plan(points: int, messages: int, seed: int) -> tuple[Point, ...]:
    """So many points over a stream of so many messages, in its order.

    >>> [point.part.value for point in plan(3, 100, seed=1)] != []
    True
    >>> {point.part for point in plan(20, 100, seed=7)} == set(Part)
    True
    """
    rng = Random(seed)
    parts = list(Part)[:points]
    parts += rng.choices(list(WEIGHTS), list(WEIGHTS.values()), k=points - len(parts))
    rng.shuffle(parts)
    places = sorted(rng.randrange(messages) for _ in parts)
    return tuple(
        Point(sent, rng.uniform(0, PAUSE_SECONDS_MAX), part)
        for sent, part in zip(places, parts, strict=True)
    )
