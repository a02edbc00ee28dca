"""Trace forward: everything a thing went into, became, was inside, or was fitted to.

The rules are those of design/trace.md, one method each: composition (rule 3), identity (4),
content of affected containers (5), association (7). Carriers (6) are not followed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.tracing.ground import Entry, Ground
from truyxuat.traceability.tracing.history import EPOCH, FOREVER, Fact
from truyxuat.traceability.tracing.intervals import Interval
from truyxuat.traceability.tracing.query import Direction, Follow, Mode
from truyxuat.traceability.tracing.settling import (
    SAME_CLASS,
    SAME_LOT,
    Arrival,
    Frontier,
    Lead,
)


class Entered(NamedTuple):
    """An affected thing has gone into a step at an instant."""

    time: datetime
    source: str


class Forward:
    """One walk forward over a ground, in one mode."""

    def __init__(self, ground: Ground, mode: Mode) -> None:
        self.frontier = Frontier(Direction.FORWARD, ground.budget.objects_max)
        self.entered: dict[str, dict[Entered, None]] = {}
        """Per step, what affected things went in and when."""
        self.classes: set[str] = set()
        """Classes reached that are not seeds: they pass nothing on by identity (rule 4)."""
        self.loose = False
        """Whether anything was followed that only `possible` follows."""
        self._ground = ground
        self._by_contact = False
        self._possible = mode is Mode.POSSIBLE
        self._followed: dict[str, Arrival] = {}
        self._fitted: dict[str, Arrival] = {}
        self._opened: dict[str, int] = {}
        self._best: dict[str, tuple[datetime, tuple[datetime, int]]] = {}

    def run(self, seeds: Iterable[tuple[str, datetime]]) -> None:
        """Follow the seeds, each from its instant, until nothing new is reached."""
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
        """Load what following these keys needs, in as few questions as their depth."""
        ground = self._ground
        ground.lives.load(keys)
        if ground.follows(Follow.CONTAINMENT):
            ground.containment.settle(keys)
            ground.containment.settle_contents(keys)
        if ground.follows(Follow.ASSOCIATION):
            ground.association.settle(keys)

    def _follow(self, key: str) -> None:
        arrival = self.frontier.reached[key]
        if self._followed.get(key) is not arrival:
            self._followed[key] = arrival
            self._compose(arrival)
            self._identify(arrival)
        if self._ground.follows(Follow.CONTAINMENT):
            self._open(key)
        own = self.frontier.own.get(key)
        if own is not None and self._fitted.get(key) is not own:
            self._fitted[key] = own
            if self._ground.follows(Follow.ASSOCIATION):
                self._fit(own)

    def _compose(self, arrival: Arrival) -> None:
        """Rule 3: what an affected thing goes into affects what comes out."""
        level = self._ground.history.level(arrival.key)
        weak = arrival.weak
        if level == "class" and arrival.via != "seed":
            self.classes.add(arrival.key)
            if not self._possible:
                return
            weak |= SAME_CLASS
            self.loose = True
        elif level == "lot" and self._split(arrival):
            weak |= SAME_LOT
        for entry in self._ground.entries(arrival.key, by_contact=self._by_contact):
            time = entry.fact.time
            if time >= arrival.time and self._ground.bounded(time):
                self._enter(arrival, entry, weak)

    def _enter(self, arrival: Arrival, entry: Entry, weak: int) -> None:
        """Only an earlier input than any before it can give a step new outputs."""
        step, time = entry.fact.step, entry.fact.time
        self.entered.setdefault(step, {})[Entered(time, arrival.key)] = None
        quality = time, (arrival.until or EPOCH, weak)
        if step in self._best and self._best[step] <= quality:
            return
        self._best[step] = quality
        for part in self._ground.lives.parts(entry.fact):
            late = part.time < time
            if self._ground.bounded(part.time) and (self._possible or not late):
                self.loose = self.loose or late
                until = self._until(arrival, part.time, time if late else None)
                self._give_out(arrival, entry, part, (until, weak))

    def _give_out(
        self,
        arrival: Arrival,
        entry: Entry,
        part: Fact,
        label: tuple[datetime | None, int],
    ) -> None:
        events = tuple(dict.fromkeys((*entry.evidence, part.id)))
        for link in part.outputs:
            if self._by_contact or not self._ground.lives.keeps(part, link.key):
                made = Arrival(link.key, part.time, "composition", arrival, events, *label)
                self.frontier.offer(made, part.step)

    def _identify(self, arrival: Arrival) -> None:
        """Rule 4: a lot and its instances, a seed class and its lots; widened, the lot."""
        ground, key = self._ground, arrival.key
        level = ground.history.level(key)
        if level == "lot":
            members = ground.identity.instances(key)
        elif level == "class" and arrival.via == "seed":
            members = ground.identity.of_class(key)
        elif level == "instance" and ground.follows(Follow.WIDEN):
            self._widen(arrival)
            return
        else:
            return
        weak = arrival.weak
        if level == "lot" and self._split(arrival):
            weak |= SAME_LOT
        for member, fact in members:
            if fact.time >= arrival.time and ground.bounded(fact.time):
                self._reach(arrival, Lead(member, fact.time, "identity", fact.id), weak)

    def _widen(self, arrival: Arrival) -> None:
        """From an instance to its whole lot, from the lot's birth on."""
        ground = self._ground
        for lot, fact in ground.identity.lots(arrival.key):
            ground.lives.load([lot])
            birth = ground.lives.birth(lot) or fact.time
            since = max(birth, ground.query.from_ or birth)
            weak = arrival.weak | SAME_LOT
            self._reach(arrival, Lead(lot, since, "identity", fact.id), weak)

    def _open(self, key: str) -> None:
        """Rule 5: everything inside an affected container, while it counts as affected."""
        reachings = self.frontier.reachings.get(key, [])
        done = self._opened.get(key, 0)
        self._opened[key] = len(reachings)
        if done == len(reachings):
            return
        contents = list(self._ground.containment.below(key))
        if not contents:
            return
        for arrival in reachings[done:]:
            end, counts = FOREVER, True
            if arrival.via != "seed":
                end, counts = self._emptied(key, arrival.time)
            for inner, span in contents:
                time = span.first_from(arrival.time)
                if time is None or not self._ground.bounded(time):
                    continue
                if time < end or time == arrival.time or (counts and time == end):
                    lead = Lead(inner, time, "content", span.first.opened_by.id)
                    self._reach(arrival, lead, arrival.weak)

    def _emptied(self, container: str, reached: datetime) -> tuple[datetime, bool]:
        """When a reached container stops counting: it ends, begins anew, or is empty.

        And whether that instant still counts: what only passes through then was in it.
        """
        lives = self._ground.lives
        known = *lives.ends(container), *self._ground.containment.used(container)
        ends = [end.time for end in known if end.time > reached]
        ends += [made.time for made in lives.again(container) if made.time > reached]
        over = min(ends, default=FOREVER)
        empty, passing = _first_empty(self._ground.containment.inside(container), reached)
        return (empty, passing) if empty < over else (over, False)

    def _fit(self, own: Arrival) -> None:
        """Rule 7: a component affects the assembly it is in, by chains of that instant."""
        ground = self._ground
        if ground.history.level(own.key) != "instance":
            return
        if ground.history.is_sensor(own.key):
            return
        for assembly, span in ground.association.above(own.key, self._passes_nothing_on):
            time = span.first_from(own.time)
            if time is None or not ground.bounded(time):
                continue
            if key_facts(assembly).is_place:
                continue
            lead = Lead(assembly, time, "association", span.first.opened_by.id)
            self._reach(own, lead, own.weak)

    def _passes_nothing_on(self, key: str) -> bool:
        return key_facts(key).is_place or self._ground.history.is_sensor(key)

    def _reach(self, arrival: Arrival, lead: Lead, weak: int) -> None:
        key, time, via, event = lead
        until = self._until(arrival, time, None)
        reached = Arrival(key, time, via, arrival, (event,), until, weak)
        self.frontier.offer(reached, event)

    def _until(
        self, arrival: Arrival, time: datetime, later: datetime | None
    ) -> datetime | None:
        """Whether what happens here follows from an input that came later, and until when."""
        before = arrival.until if arrival.until and time < arrival.until else None
        return max(filter(None, (before, later)), default=None)

    def _split(self, arrival: Arrival) -> bool:
        """Whether only part of a reached lot is known to be affected; it is followed whole."""
        if arrival.via == "seed":
            return False
        birth = self._ground.lives.birth(arrival.key)
        return arrival.via == "content" or (birth is not None and birth < arrival.time)


def _first_empty(inside: list[Interval], reached: datetime) -> tuple[datetime, bool]:
    """When a container that held something since an instant holds nothing.

    At one instant closings come first: what is put in as the last thing is taken out comes too
    late, but what is put in beside a thing that only passes through does not (D6).
    """
    held = sorted(
        (
            each
            for each in inside
            if each.until > reached or (each.point and each.until == reached)
        ),
        key=lambda each: (each.begin, each.until),
    )
    until, passing = EPOCH, True
    for interval in held:
        late = interval.begin == until and not passing
        if until > EPOCH and (interval.begin > until or late):
            break
        if interval.until > until:
            until, passing = interval.until, interval.point
        elif interval.until == until:
            passing = passing and interval.point
    return (until, passing) if until > EPOCH else (FOREVER, True)
