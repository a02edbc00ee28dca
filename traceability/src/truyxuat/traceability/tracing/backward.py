"""Trace back: everything a thing was made of, by the mirror of the forward rules.

Outputs lead to inputs, an instance to its lot, a seed container to its contents at the instant
asked about, an assembly to the components fitted then (design/trace.md, "Trace back").
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.tracing.forward import Entered
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import EPOCH, Fact
from truyxuat.traceability.tracing.query import Direction, Follow, Mode
from truyxuat.traceability.tracing.settling import (
    SAME_CLASS,
    SAME_LOT,
    Arrival,
    Frontier,
    Lead,
)

Label = tuple[datetime | None, int]


class Backward:
    """One walk back over a ground, in one mode."""

    def __init__(self, ground: Ground, mode: Mode) -> None:
        self.frontier = Frontier(Direction.BACK, ground.budget.objects_max)
        self.entered: dict[str, dict[Entered, None]] = {}
        """Per step, what affected things came out and when."""
        self.classes: set[str] = set()
        self.loose = False
        """Whether anything was followed that only `possible` follows."""
        self._ground = ground
        self._by_contact = False
        self._possible = mode is Mode.POSSIBLE
        self._followed: dict[str, Arrival] = {}
        self._best: dict[str, list[tuple[datetime, tuple[datetime, int]]]] = {}

    def run(self, seeds: Iterable[tuple[str, datetime]]) -> None:
        """Follow the seeds back, each from its instant, until nothing new is reached."""
        for key, time in seeds:
            self.frontier.seed(key, time)
        self._settle()

    def touch(self, touched: Iterable[Arrival]) -> None:
        """Follow what only touched; assets pass on what they touched (D7)."""
        self._by_contact = True
        for arrival in touched:
            self.frontier.touch(arrival)
        self._settle()

    def _settle(self) -> None:
        self.frontier.settle(self._ground.history, self._prepare, self._follow)

    def _prepare(self, keys: list[str]) -> None:
        ground = self._ground
        ground.lives.load(keys)
        if ground.follows(Follow.CONTAINMENT):
            ground.containment.settle(keys)
            inputs = [
                link.key
                for key in keys
                for made in ground.lives.makings(key)
                for part in ground.lives.parts(made.fact)
                for link in part.inputs
            ]
            seeds = [key for key in keys if self.frontier.reached[key].via == "seed"]
            ground.lives.load(inputs)
            ground.containment.settle_contents([*inputs, *seeds])
        if ground.follows(Follow.ASSOCIATION):
            ground.association.settle_contents(keys)

    def _follow(self, key: str) -> None:
        arrival = self.frontier.reached[key]
        if self._followed.get(key) is arrival:
            return
        self._followed[key] = arrival
        self._decompose(arrival)
        self._identify(arrival)
        if self._ground.follows(Follow.CONTAINMENT) and arrival.via == "seed":
            self._open(arrival)
        if self._ground.follows(Follow.ASSOCIATION):
            self._take_apart(arrival)

    def _decompose(self, arrival: Arrival) -> None:
        """Rule 3 mirrored: what came out was made of everything that went in."""
        ground, weak = self._ground, arrival.weak
        level = ground.history.level(arrival.key)
        if level == "class" and arrival.via != "seed":
            self.classes.add(arrival.key)
            if not self._possible:
                return
            weak |= SAME_CLASS
            self.loose = True
        elif level == "lot" and len(ground.lives.makings(arrival.key)) > 1:
            weak |= SAME_LOT
        for fact in dict.fromkeys(
            named.fact for named in ground.history.objects(arrival.key) if named.makes
        ):
            made = any(link.key == arrival.key for link in fact.outputs)
            if not made or (not self._by_contact and ground.lives.keeps(fact, arrival.key)):
                continue
            if fact.time <= arrival.time and ground.bounded(fact.time):
                self._leave(arrival, fact, weak)

    def _leave(self, arrival: Arrival, made: Fact, weak: int) -> None:
        """Only a later output, or better evidence, can ask a step for new inputs."""
        self.entered.setdefault(made.step, {})[Entered(made.time, arrival.key)] = None
        label = arrival.until or EPOCH, weak
        done = self._best.setdefault(made.step, [])
        if any(time >= made.time and best <= label for time, best in done):
            return
        done.append((made.time, label))
        for part in self._ground.lives.parts(made):
            late = part.time > made.time
            if self._ground.bounded(part.time) and (self._possible or not late):
                self.loose = self.loose or late
                before = arrival.until
                if before is not None and part.time <= before:
                    before = None
                marked = made.time if late else None
                until = min(filter(None, (before, marked)), default=None)
                self._take_in(arrival, made, part, (until, weak))

    def _take_in(self, arrival: Arrival, made: Fact, part: Fact, label: Label) -> None:
        for entry in self._ground.inputs(part, by_contact=self._by_contact):
            events = tuple(dict.fromkeys((made.id, *entry.evidence)))
            used = Arrival(
                entry.key,
                part.time,
                "composition",
                arrival,
                events,
                *label,
            )
            self.frontier.offer(used, part.step)

    def _identify(self, arrival: Arrival) -> None:
        """Rule 4 mirrored: an instance to its lot; a seed class to its lots."""
        ground, key = self._ground, arrival.key
        level = ground.history.level(key)
        if level == "instance":
            members = ground.identity.lots(key)
        elif level == "class" and arrival.via == "seed":
            members = ground.identity.of_class(key)
        elif level == "lot" and ground.follows(Follow.WIDEN):
            members = ground.identity.instances(key)
        else:
            return
        for member, fact in members:
            if fact.time <= arrival.time and ground.bounded(fact.time):
                since = fact.time if level == "instance" else arrival.time
                self._reach(arrival, Lead(member, since, "identity", fact.id))

    def _open(self, arrival: Arrival) -> None:
        """A seed container to its contents at the instant asked about."""
        for inner, span in self._ground.containment.below(arrival.key):
            if span.holds(arrival.time):
                event = span.first.opened_by.id
                self._reach(arrival, Lead(inner, arrival.time, "content", event))

    def _take_apart(self, arrival: Arrival) -> None:
        """Rule 7 mirrored: an assembly to the components fitted at that instant."""
        if key_facts(arrival.key).is_place:
            return
        sensor = self._ground.history.is_sensor
        for component, span in self._ground.association.below(arrival.key, sensor):
            if span.reads(arrival.time) and not sensor(component):
                event = span.first.opened_by.id
                self._reach(arrival, Lead(component, arrival.time, "association", event))

    def _reach(self, arrival: Arrival, lead: Lead) -> None:
        key, time, via, event = lead
        until = arrival.until if arrival.until and time > arrival.until else None
        reached = Arrival(key, time, via, arrival, (event,), until, arrival.weak)
        self.frontier.offer(reached, event)
