"""Questions to a story, and the parts of an answer that a sentence about it needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from tests.stories.trade import at
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import Affected, Answer, Gap, GapKind, Held
from truyxuat.traceability.tracing.query import (
    DEFAULT_FOLLOW,
    Direction,
    Follow,
    MasterData,
    Mode,
    Query,
)

CERTAIN = Mode.CERTAIN
POSSIBLE = Mode.POSSIBLE
More: TypeAlias = str | Follow | MasterData


def forward(
    graph: Graph, seeds: str | Iterable[str], mode: Mode = CERTAIN, **more: More
) -> Answer:
    """Where did it go?

    ``more``: the bounds ``from_``, ``to``, ``as_of`` as short times, ``also`` to follow and
    ``master`` data.
    """
    return _asked(graph, seeds, Direction.FORWARD, mode, more)


def back(
    graph: Graph, seeds: str | Iterable[str], mode: Mode = CERTAIN, **more: More
) -> Answer:
    """What did it come from?"""
    return _asked(graph, seeds, Direction.BACK, mode, more)


def ids(found: Answer) -> set[str]:
    return {thing.id for thing in found.affected}


def went_into(graph: Graph, seed: str, mode: Mode = CERTAIN, **more: More) -> set[str]:
    return ids(forward(graph, seed, mode, **more))


def came_from(graph: Graph, seed: str, mode: Mode = CERTAIN, **more: More) -> set[str]:
    return ids(back(graph, seed, mode, **more))


def about(found: Answer, key: str) -> Affected:
    """What the answer says of one object, seed or affected."""
    [thing] = [each for each in (*found.seeds, *found.affected) if each.id == key]
    return thing


def since(found: Answer) -> dict[str, str]:
    """Each affected object with its instant, as a short time of the story's day."""
    return {
        thing.id: f"{thing.since:%H:%M}" if thing.since else "unknown"
        for thing in found.affected
    }


def held(found: Answer, key: str) -> set[tuple[str | None, str, str | None, str | None]]:
    """Of one object: (place, state, lower, upper)."""
    return {
        (amount.place, str(amount.state), *_bounds(amount))
        for amount in about(found, key).held
    }


def gaps(found: Answer, kind: GapKind) -> list[Gap]:
    return [gap for gap in found.gaps if gap.kind is kind]


def _bounds(amount: Held) -> tuple[str | None, str | None]:
    lower, upper = amount.lower, amount.upper
    return (
        None if lower is None else f"{lower.normalize():f}",
        None if upper is None else f"{upper.normalize():f}",
    )


def _asked(
    graph: Graph,
    seeds: str | Iterable[str],
    direction: Direction,
    mode: Mode,
    more: dict[str, More],
) -> Answer:
    master = more.get("master")
    also = more.get("also")
    query = Query(
        seeds=(seeds,) if isinstance(seeds, str) else tuple(seeds),
        direction=direction,
        mode=mode,
        follow=DEFAULT_FOLLOW | ({also} if isinstance(also, Follow) else set()),
        from_=_bound(more, "from_"),
        to=_bound(more, "to"),
        as_of=_bound(more, "as_of"),
    )
    known = master if isinstance(master, MasterData) else MasterData()
    return trace(graph, query, master=known)


def _bound(more: dict[str, More], name: str) -> datetime | None:
    return at(str(more[name])) if name in more else None
