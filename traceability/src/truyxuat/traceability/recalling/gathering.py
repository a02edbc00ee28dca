"""Run the traces that a recall needs and keep what each finds, with the reason it is there.

A recall is several traces over one record: from the finding, from the causes, from every
neighbour in a shared window. Each object is kept once, in the narrowest scope that reached it,
with all the reasons, its earliest instant and its strongest certainty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from truyxuat.traceability.graph import Graph
from truyxuat.traceability.recalling.answer import SCOPES, Reason, ScopeName
from truyxuat.traceability.recalling.question import RecallQuestion
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import Affected, Answer
from truyxuat.traceability.tracing.history import History
from truyxuat.traceability.tracing.lives import Lives
from truyxuat.traceability.tracing.query import Budget, Direction, MasterData, Query

STRENGTH = ("certain", "same_lot", "possible", "same_class")
"""How well an object's part in a recall is proved, the best first."""

STARTS_MAX = 64
"""Neighbours that came at more different instants than this share the earliest of the rest:
nothing is lost by it, and something may be listed that came later."""


@dataclass(frozen=True, slots=True)
class Start:
    """Something to follow, from an instant on; None from its beginning."""

    key: str
    since: datetime | None = None


@dataclass(slots=True)
class Found:
    """An object reached, in the narrowest scope so far."""

    affected: Affected
    scope: ScopeName
    reasons: dict[Reason, None]


class Gathering:
    """The traces of one recall, and what they found together."""

    def __init__(
        self, graph: Graph, question: RecallQuestion, *, master: MasterData, budget: Budget
    ) -> None:
        self.graph = graph
        self.question = question
        self.master = master
        self.found: dict[str, Found] = {}
        self.answers: list[Answer] = []
        self.cut = False
        """Whether a look into a container was cut short."""
        self.history = History(
            graph,
            to=question.at,
            as_of=question.as_of,
            events_max=budget.events_max,
            sensors=master.sensors,
        )
        self.lives = Lives(self.history)
        self._budget = budget
        self._known: dict[Query, Answer] = {}

    def forward(self, starts: Sequence[Start]) -> list[Answer]:
        """Where these went: one trace for each instant they are followed from."""
        groups: dict[datetime | None, list[str]] = {}
        for start in starts:
            groups.setdefault(start.since, []).append(start.key)
        instants = sorted(groups, key=lambda since: (since is not None, since or 0))
        for late in instants[STARTS_MAX:]:
            groups[instants[STARTS_MAX - 1]] += groups.pop(late)
        return [
            self.ask(Query(seeds=tuple(keys), from_=since))
            for since, keys in groups.items()
        ]

    def back(self, key: str) -> Answer:
        """What something was made from."""
        return self.ask(Query(seeds=(key,), direction=Direction.BACK))

    def contents(self, container: str, instant: datetime) -> list[Start]:
        """What was in a container at an instant."""
        asked = self._in_words(Query(seeds=(container,), from_=instant, to=instant))
        answer = trace(self.graph, asked, master=self.master, budget=self._budget)
        self.cut |= not answer.complete
        return [
            Start(one.id, instant)
            for one in answer.affected
            if one.via == "content" and one.level != "class"
        ]

    def ask(self, query: Query) -> Answer:
        """One trace at this recall's instant, knowledge time and mode; asked once only."""
        asked = self._in_words(query)
        known = self._known.get(asked)
        if known is None:
            known = trace(self.graph, asked, master=self.master, budget=self._budget)
            self._known[asked] = known
            self.answers.append(known)
        return known

    def _in_words(self, query: Query) -> Query:
        return replace(
            query,
            to=query.to or self.question.at,
            as_of=self.question.as_of,
            mode=self.question.mode,
        )

    def keep(self, things: Iterable[Affected], scope: ScopeName, reason: Reason) -> None:
        """Keep what a trace found for one reason; scopes are gathered from the narrowest on.

        What is in the recall as a descendant needs no precaution as its reason.
        """
        for thing in things:
            here = self.found.get(thing.id)
            if here is None:
                self.found[thing.id] = Found(thing, scope, {reason: None})
            elif SCOPES.index(scope) <= SCOPES.index(ScopeName.GENEALOGICAL) or (
                scope is here.scope
            ):
                here.affected = _stronger(here.affected, thing)
                here.reasons[reason] = None

    def within(self, scope: ScopeName) -> list[str]:
        """The keys found so far that lie in a scope or a narrower one."""
        reach = SCOPES.index(scope)
        return [
            key for key, found in self.found.items() if SCOPES.index(found.scope) <= reach
        ]


def _stronger(one: Affected, other: Affected) -> Affected:
    """The earlier and surer of two findings of one object."""
    first, second = sorted((one, other), key=_strength)
    times = [time for time in (first.since, second.since) if time is not None]
    return replace(
        first,
        since=min(times, default=None),
        anticausal=first.anticausal and second.anticausal,
        more_paths=True,
    )


def _strength(thing: Affected) -> tuple[int, bool, int]:
    return STRENGTH.index(thing.certainty), thing.via != "seed", len(thing.witness)
