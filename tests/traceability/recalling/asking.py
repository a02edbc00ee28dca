"""Recalls asked of a story, and the parts of an answer that a sentence about it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TypedDict, Unpack

from tests.stories.trade import at
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.recalling import (
    CommonSources,
    PlaceWindow,
    RecallAnswer,
    RecallQuestion,
    ScopeName,
    recall,
)
from truyxuat.traceability.recalling.answer import RecallObject
from truyxuat.traceability.recalling.windows import LOOKBACK, SourceKind
from truyxuat.traceability.tracing.query import Budget, MasterData

NARROW, GENEALOGICAL, PRECAUTIONARY = ScopeName


class Asked(TypedDict, total=False):
    """What a recall may be asked beside its findings; times are short."""

    causes: Iterable[str]
    equipment: Iterable[str]
    storage: Iterable[str]
    lookback: timedelta
    to: str
    as_of: str
    window: tuple[str, str, str]
    party_of: Mapping[str, str]
    budget: Budget


def recalled(graph: Graph, *seeds: str, **asked: Unpack[Asked]) -> RecallAnswer:
    """The recall of these findings, or of what was at a place in a window."""
    places: dict[str, SourceKind] = dict.fromkeys(asked.get("equipment", ()), "equipment")
    places |= dict.fromkeys(asked.get("storage", ()), "storage")
    question = RecallQuestion(
        seeds=seeds,
        window=_window(asked),
        causes=tuple(asked.get("causes", ())),
        at=at(asked["to"]) if "to" in asked else None,
        as_of=at(asked["as_of"]) if "as_of" in asked else None,
        sources=CommonSources(places=places, lookback=asked.get("lookback", LOOKBACK)),
    )
    master = MasterData(party_of=asked.get("party_of", {}))
    return recall(graph, question, master=master, budget=asked.get("budget", Budget()))


def _window(asked: Asked) -> PlaceWindow | None:
    if "window" not in asked:
        return None
    place, from_, to = asked["window"]
    return PlaceWindow(place=place, from_=at(from_), to=at(to))


def goods(answer: RecallAnswer, scope: ScopeName) -> set[str]:
    return set(answer.scope(scope).goods)


def thing(answer: RecallAnswer, key: str) -> RecallObject:
    [found] = [one for one in answer.objects if one.id == key]
    return found


def why(answer: RecallAnswer, key: str) -> list[tuple[str, str]]:
    """The reasons of an object: kind and source."""
    return [(reason.kind, reason.source) for reason in thing(answer, key).reasons]
