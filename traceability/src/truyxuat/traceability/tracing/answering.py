"""Ask and answer: `trace` sets out the ground, walks it, and says what it found.

In `possible` the walk is done again in `certain`, wherever the modes may differ, so that each
object says which of the two it is; the history is gathered once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.tracing.answer import Answer
from truyxuat.traceability.tracing.backward import Backward
from truyxuat.traceability.tracing.contact import touched
from truyxuat.traceability.tracing.forward import Forward
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import FOREVER, History
from truyxuat.traceability.tracing.query import (
    Budget,
    Direction,
    Follow,
    MasterData,
    Mode,
    Query,
)
from truyxuat.traceability.tracing.report import Report

Walk = Forward | Backward

_NO_MASTER_DATA = MasterData()
_DEFAULT_BUDGET = Budget()


def trace(
    graph: Graph,
    query: Query,
    *,
    master: MasterData = _NO_MASTER_DATA,
    budget: Budget = _DEFAULT_BUDGET,
) -> Answer:
    """Answer a query exactly as design/trace.md defines, whatever the graph store.

    Raises:
        InvalidQuery: nothing to start from, or bounds the wrong way round.
    """
    _check(query)
    history = History(
        graph,
        to=query.to,
        as_of=query.as_of,
        events_max=budget.events_max,
        sensors=master.sensors,
    )
    ground = Ground.of(query, budget, history, query.mode)
    seeds = _seeds(ground, query.seeds)
    walk = _walk(ground, seeds, query.mode)
    sure = walk
    if query.mode is Mode.POSSIBLE and (ground.loose or walk.loose):
        sure = _walk(ground.in_mode(Mode.CERTAIN), seeds, Mode.CERTAIN)
    report = Report(ground, walk, sure.frontier.reached, master)
    if ground.follows(Follow.CONTACT):
        near = _new_walk(ground, query.mode)
        near.touch(touched(ground, walk.frontier))
        report.add_contact(near)
    return report.answer(seeds, linked_to=graph.position())


def _check(query: Query) -> None:
    if not query.seeds:
        raise InvalidQuery("A trace needs at least one identifier to start from, got none.")
    if query.from_ and query.to and query.to < query.from_:
        raise InvalidQuery(
            f"'to' ({query.to.isoformat()}) is before 'from' ({query.from_.isoformat()})."
        )


def _seeds(ground: Ground, keys: Iterable[str]) -> dict[str, datetime]:
    """Each seed with its instant: forward its birth, back the latest there is (D3)."""
    query = ground.query
    keys = sorted(set(keys))
    ground.lives.load(keys)
    own = dict(query.since)
    if query.direction is Direction.BACK:
        return {key: own.get(key) or query.to or FOREVER for key in keys}
    return {
        key: own.get(key) or query.from_ or _birth(ground, key) or FOREVER for key in keys
    }


def _birth(ground: Ground, key: str) -> datetime | None:
    """A lot is born no later than any of its instances, whoever named it first."""
    births = [ground.lives.birth(key)]
    if ground.history.level(key) == "lot":
        births += [fact.time for _, fact in ground.identity.instances(key)]
    return min((birth for birth in births if birth is not None), default=None)


def _walk(ground: Ground, seeds: dict[str, datetime], mode: Mode) -> Walk:
    walk = _new_walk(ground, mode)
    walk.run(seeds.items())
    return walk


def _new_walk(ground: Ground, mode: Mode) -> Walk:
    forward = ground.query.direction is Direction.FORWARD
    return Forward(ground, mode) if forward else Backward(ground, mode)
