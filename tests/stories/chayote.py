"""The chayote story of the shared scenarios: its table, its numbers, and graphs made of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypedDict

import pytest

from truyxuat.services.sample import susu
from truyxuat.services.sample.province import province
from truyxuat.services.sample.susu import Deed
from truyxuat.services.sample.telling import Told, clock
from truyxuat.traceability.linking import linked_event
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.recalling import (
    CommonSources,
    RecallAnswer,
    RecallQuestion,
    ScopeName,
    recall,
)
from truyxuat.traceability.recalling.answer import RecallObject
from truyxuat.traceability.recalling.balance import Balance
from truyxuat.traceability.tracing.answer import Holding

STORY = Path(__file__).resolve().parents[2].parent / "shared" / "scenarios" / "susu.json"
RECALL_TIME = clock("2026-09-17 14:00").astimezone(UTC)
PLACES = province()
TANK = PLACES.place("TANK_W1")


class LotAnswer(TypedDict):
    """What the story says of one lot at the recall."""

    produced: int
    on_hand: dict[str, int]
    on_hand_total: int
    sold: int
    consumed: int
    sampled: int
    ever_held: list[str]


class Expected(TypedDict):
    """The numbers of the story."""

    events: list[dict[str, object]]
    parties: dict[str, str]
    gtins: dict[str, str]
    sscc_example: str
    back: dict[str, list[str]]
    forward_TBV07: list[str]
    answers: dict[str, LotAnswer]
    scopes: dict[str, list[str]]
    scope_totals: dict[str, dict[str, int]]


def expected() -> Expected:
    if not STORY.exists():
        pytest.skip(f"the shared scenarios are not here: {STORY}")
    found: Expected = json.loads(STORY.read_text(encoding="utf-8"))
    return found


def table() -> list[Deed]:
    """The story's own table, not our copy of it."""
    return [Deed.of(line) for line in expected()["events"]]


def key(lot: str) -> str:
    return susu.lot_key(PLACES, lot)


def keys(lots: Iterable[str]) -> set[str]:
    return {key(lot) for lot in lots}


def code_at(place: str | None) -> str:
    """The story's code of a place."""
    codes = {PLACES.place(code): code for code in PLACES.places}
    assert place is not None
    return codes[place]


def told(
    deeds: Iterable[Deed], *, late: Mapping[str, datetime] | None = None
) -> list[Told]:
    return susu.tell(PLACES, list(deeds), late=late).told


def graph_of(events: Iterable[Told]) -> MemoryGraph:
    graph = MemoryGraph()
    linked = [
        linked_event(one.event, position=position, recorded=one.recorded)
        for position, one in enumerate(events, 1)
    ]
    graph.add(linked, len(linked))
    return graph


def asked(
    graph: MemoryGraph,
    *causes: str,
    at: datetime | None = RECALL_TIME,
    as_of: datetime | None = None,
    seeds: Collection[str] = ("L1",),
) -> RecallAnswer:
    """The recall of L1, the tank being a common source."""
    question = RecallQuestion(
        seeds=tuple(key(seed) for seed in seeds),
        causes=tuple(key(cause) for cause in causes),
        at=at,
        as_of=as_of,
        sources=CommonSources(places={TANK: "equipment"}),
    )
    return recall(graph, question)


def lots_in(answer: RecallAnswer, scope: ScopeName) -> set[str]:
    return {goods.rsplit("/", 1)[1] for goods in answer.scope(scope).goods}


def thing(answer: RecallAnswer, lot: str) -> RecallObject:
    [found] = [one for one in answer.objects if one.id == key(lot)]
    return found


def by_place(found: RecallObject, state: Holding) -> dict[str, Decimal]:
    """How much each place has of a lot, exactly."""
    amounts = {}
    for held in found.affected.held:
        if held.state is state:
            assert held.lower == held.upper
            assert held.lower is not None
            amounts[code_at(held.place)] = held.lower
    return amounts


def exact(balance: Balance, state: Holding) -> Decimal:
    amount = balance.states[state]
    assert amount.known
    assert amount.lower is not None
    return amount.lower
