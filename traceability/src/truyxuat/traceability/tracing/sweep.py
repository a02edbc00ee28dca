"""Play the evidence of D5 forward in time and write down every interval.

One sweep settles a batch of children; their parents outside the batch were settled before, so
what contains them is looked up. At each instant all closings are decided on what stood before
it, then come openings, then the steps that use things up (D6). Nothing depends on the order in
which evidence of one instant is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.tracing import amounts
from truyxuat.traceability.tracing.agenda import Agenda, Change, Ending
from truyxuat.traceability.tracing.history import EPOCH, Fact
from truyxuat.traceability.tracing.intervals import Bound, Interval
from truyxuat.traceability.tracing.lives import End, Lives

UNSURE = (Bound.IMPLIED, Bound.INFERRED)

Pair = tuple[str, str]


class Closing(NamedTuple):
    """A decision to end an interval."""

    interval: Interval
    fact: Fact
    how: Bound
    left: bool = False
    by_step: bool = False


class Sweep:
    """The state of one batch while time goes by."""

    def __init__(
        self,
        lives: Lives,
        settled: dict[str, list[Interval]],
        batch: Iterable[str],
        used: dict[str, list[End]],
        *,
        possible: bool,
    ) -> None:
        self.intervals: dict[str, list[Interval]] = {child: [] for child in batch}
        self.flags: dict[str, set[str]] = {}
        self._history = lives.history
        self._lives = lives
        self._used = used
        self._settled = settled
        self._possible = possible
        self._open: dict[str, dict[str, Interval]] = {child: {} for child in self.intervals}
        self._open_in: dict[str, dict[str, Interval]] = {}
        self._deleted: dict[Pair, datetime] = {}
        self._seen: dict[str, datetime] = {}
        self._now = EPOCH
        self._before = True
        """Whether what was settled earlier is looked up as it stood before this instant."""

    def run(self, by_time: dict[datetime, Agenda]) -> None:
        """Play every agenda in order of time."""
        for time in sorted(by_time):
            self._now, self._before = time, True
            agenda = by_time[time]
            stood = {
                change.pair
                for change in agenda.observes
                if self._inside(change.link.key, change.parent)
            }
            passing = self._closings(agenda)
            self._before = False
            self._put_in(agenda, passing)
            self._see(agenda, stood)
            self._use_up(agenda)

    def _closings(self, agenda: Agenda) -> list[Change]:
        """Phase 1, decided on what stood before; returns DELETEs of pairs only now added."""
        added = {change.pair for change in agenda.adds}
        passing: list[Change] = []
        closings: list[Closing] = []
        parts: list[tuple[Change, list[Interval]]] = []
        proofs: list[Callable[[], None]] = []
        for change in sorted(agenda.deletes, key=_by_order):
            inside = self._inside(change.link.key, change.parent)
            if not inside and change.pair in added:
                passing.append(change)
            elif not inside:
                proofs.append(self._proof(change))
            elif change.link.quantity is None or self._is_instance(change.link.key):
                fact = change.fact
                closings += [
                    Closing(each, fact, Bound.ASSERTED, left=True) for each in inside
                ]
            else:
                parts.append((change, inside))
        for change in agenda.clears:
            closings += self._cleared(change)
        closings += self._ended(agenda.parents_end, agenda.children_end)
        closings += [
            follower
            for gone in agenda.departures
            if gone.closed_by is not None
            for follower in self._taken_along(gone, gone.closed_by)
        ]
        self._close_all(closings)
        for change, inside in parts:
            self._take_out_part(change, inside)
        for proof in proofs:
            proof()
        for change in agenda.deletes:
            self._deleted[change.pair] = self._now
        return passing

    def _put_in(self, agenda: Agenda, passing: list[Change]) -> None:
        """Phase 2a: openings, then what an instance leaves by being put elsewhere."""
        adds = sorted(agenda.adds, key=_by_order)
        for change in adds:
            self._add(change)
        self._close_all(self._leavings(adds, Bound.IMPLIED))
        for change in passing:
            interval = self._open[change.link.key].get(change.parent)
            if interval is None:
                continue
            if change.link.quantity is None or self._is_instance(change.link.key):
                self._close(Closing(interval, change.fact, Bound.ASSERTED, left=True))
            else:
                self._take_out_part(change, [interval])
        for change in adds:
            self._seen[change.link.key] = self._now

    def _see(self, agenda: Agenda, stood: set[Pair]) -> None:
        """Phase 2b: what is seen inside and was not known to be, neither before nor after."""
        known = stood | {change.pair for change in agenda.deletes}
        new = [
            change
            for change in sorted(agenda.observes, key=_by_order)
            if change.pair not in known and not self._inside(change.link.key, change.parent)
        ]
        for change in new:
            if change.parent not in self._open[change.link.key]:
                self._begin(change, self._last_known(change), Bound.OBSERVED)
        self._close_all(self._leavings(new, Bound.INFERRED))
        for change in agenda.observes:
            self._seen[change.link.key] = self._now

    def _use_up(self, agenda: Agenda) -> None:
        """Phase 3: a step has read its inputs, and now ends them."""
        for change in agenda.uses:
            for interval in self._open[change.link.key].values():
                amounts.use(interval, change)
        taken_in = self._taken_in(agenda.entering)
        self._close_all(
            self._ended(
                [*agenda.parents_used, *taken_in], [*agenda.children_used, *taken_in]
            )
        )

    def _taken_in(self, entering: list[Ending]) -> list[Ending]:
        """What is inside a container that goes into a step goes in too, and ends there (D7)."""
        found: dict[str, Ending] = {}
        for container in entering:
            rest = [container.key]
            while rest:
                for child in self._open_in.get(rest.pop(), ()):
                    if child in found or not self._is_instance(child):
                        continue
                    rest.append(child)
                    if not self._lives.comes_out(container.fact, child):
                        found[child] = Ending(child, container.fact, by_step=True)
        for child, ending in found.items():
            if not key_facts(child).is_asset:
                end = End(self._now, ending.fact, by_step=True)
                self._used.setdefault(child, []).append(end)
        return [*found.values()]

    def _proof(self, change: Change) -> Callable[[], None]:
        """DELETE naming a child not inside proves that it was, if nothing explains it."""
        child, before = change.link.key, self._deleted.get(change.pair)
        if before is not None and self._seen.get(child, EPOCH) < before:
            return lambda: self._flag(child, "deleted_twice")
        if self._last_stay_unsure(child, change.parent):
            return lambda: None
        known = self._last_known(change)
        leaving = [
            Closing(other, change.fact, Bound.INFERRED, left=True)
            for other in self._open[child].values()
            if self._is_instance(child) and self._unrelated(other.parent, change.parent)
        ]

        def apply() -> None:
            self._close_all(leaving)
            if change.parent not in self._open[child]:
                interval = self._begin(change, known, Bound.OBSERVED)
                self._close(Closing(interval, change.fact, Bound.ASSERTED))

        return apply

    def _cleared(self, change: Change) -> list[Closing]:
        """DELETE naming nobody; an association only undoes what associations did."""
        by_association = change.fact.event.type is EventType.ASSOCIATION
        gone = [
            Closing(interval, change.fact, Bound.ASSERTED, left=True)
            for interval in self._open_in.get(change.parent, {}).values()
            if not by_association or interval.opened_by.event.type is EventType.ASSOCIATION
        ]
        for closing in gone:
            self._deleted[change.parent, closing.interval.child] = self._now
        return gone

    def _ended(self, parents: list[Ending], children: list[Ending]) -> list[Closing]:
        found = [
            Closing(interval, ending.fact, Bound.IMPLIED, by_step=ending.by_step)
            for ending in parents
            for interval in self._open_in.get(ending.key, {}).values()
        ]
        found += [
            Closing(interval, ending.fact, Bound.IMPLIED, by_step=ending.by_step)
            for ending in children
            for interval in self._open[ending.key].values()
        ]
        return found

    def _leavings(self, changes: list[Change], how: Bound) -> list[Closing]:
        """An instance leaves every open parent unrelated to where it now is put or seen."""
        found: list[Closing] = []
        newest = {change.link.key: change for change in changes}
        for change in changes:
            child = change.link.key
            here = self._open[child]
            if len(here) < 2 or change.parent not in here or not self._is_instance(child):
                continue
            for other in here.values():
                stays = other.start == self._now and newest[child] is not change
                if stays or other.parent == change.parent:
                    continue
                if self._unrelated(other.parent, change.parent):
                    found.append(Closing(other, change.fact, how, left=True))
        return found

    def _taken_along(self, gone: Interval, fact: Fact) -> list[Closing]:
        """What is inside a thing that leaves a parent leaves that parent with it (D5)."""
        return [
            Closing(inner, fact, Bound.IMPLIED, left=True)
            for inner in self._open_in.get(gone.parent, {}).values()
            if inner is not gone
            and inner.start < self._now
            and len(self._open[inner.child]) > 1
            and gone.child in self._ancestors(inner.child)
        ]

    def _close_all(self, closings: list[Closing]) -> None:
        """Decide what goes along while all still stands, then close."""
        along = [
            follower
            for closing in closings
            if closing.left
            for follower in self._taken_along(closing.interval, closing.fact)
        ]
        for closing in (*closings, *along):
            self._close(closing)

    def _close(self, closing: Closing) -> None:
        interval = closing.interval
        if interval.end is not None:
            return
        interval.close(self._now, closing.fact, closing.how)
        interval.left, interval.by_step = closing.left, closing.by_step
        del self._open[interval.child][interval.parent]
        del self._open_in[interval.parent][interval.child]

    def _add(self, change: Change) -> None:
        child = change.link.key
        standing = self._open[child].get(change.parent)
        if standing is None:
            self._begin(change, self._now, Bound.ASSERTED)
            if self._has_ended(child):
                self._flag(child, "stray")
        elif standing.amounts:
            amounts.put_in(standing, change)

    def _begin(self, change: Change, begin: datetime, how: Bound) -> Interval:
        child = change.link.key
        counts = begin if self._possible else self._now
        interval = Interval(child, change.parent, self._now, counts, change.fact, how)
        if not self._is_instance(child):
            amounts.first(interval, change)
        self.intervals[child].append(interval)
        self._open[child][change.parent] = interval
        self._open_in.setdefault(change.parent, {})[child] = interval
        return interval

    def _take_out_part(self, change: Change, inside: list[Interval]) -> None:
        """Part of a lot goes out; from which of several containers inside, nobody says."""
        standing = [interval for interval in inside if interval.end is None]
        if len(standing) > 1:
            for interval in standing:
                amounts.use(interval, change)
        for interval in standing[:1] if len(standing) == 1 else []:
            if amounts.take_out(interval, change, possible=self._possible):
                self._close(Closing(interval, change.fact, Bound.ASSERTED, left=True))

    def _inside(self, child: str, parent: str) -> list[Interval]:
        """The child's open intervals that put it in a parent, at any depth."""
        return [
            interval
            for holder, interval in self._open[child].items()
            if holder == parent or parent in self._ancestors(holder)
        ]

    def _ancestors(self, key: str) -> set[str]:
        found: set[str] = set()
        rest = [key]
        while rest:
            for parent in self._parents(rest.pop()):
                if parent not in found:
                    found.add(parent)
                    rest.append(parent)
        return found

    def _parents(self, key: str) -> list[str]:
        if key in self._open:
            return list(self._open[key])
        settled, now = self._settled.get(key, ()), self._now
        if self._before:
            return [each.parent for each in settled if each.holds_before(now)]
        return [each.parent for each in settled if each.holds_after(now)]

    def _unrelated(self, one: str, other: str) -> bool:
        return one not in self._ancestors(other) and other not in self._ancestors(one)

    def _last_stay_unsure(self, child: str, parent: str) -> bool:
        """Whether the child's last stay in a parent ended without being written down."""
        stays = _stays(child, parent, self._known_intervals, {child})
        last = max(stays, key=lambda each: each.until, default=None)
        return last is not None and last.closing in UNSURE

    def _known_intervals(self, key: str) -> list[Interval]:
        known = self.intervals.get(key)
        known = self._settled.get(key, []) if known is None else known
        return [each for each in known if each.start <= self._now]

    def _last_known(self, change: Change) -> datetime:
        """From when a thing of unknown start may have been there: its last end, or birth."""
        child = change.link.key
        ends = [
            interval.until
            for interval in self.intervals[child]
            if interval.until < self._now
            and (self._is_instance(child) or interval.parent == change.parent)
        ]
        ends += [end.time for end in self._ends(child) if end.time < self._now]
        return max(ends) if ends else self._lives.birth(child) or self._now

    def _has_ended(self, child: str) -> bool:
        now = self._now
        ends = [
            end.time
            for end in self._ends(child)
            if end.time < now or (end.time == now and not end.by_step)
        ]
        if not ends:
            return False
        made = [each.time for each in self._lives.again(child) if each.time <= now]
        return not made or max(made) < max(ends)

    def _ends(self, child: str) -> list[End]:
        return [*self._lives.ends(child), *self._used.get(child, ())]

    def _is_instance(self, key: str) -> bool:
        return self._history.level(key) == "instance"

    def _flag(self, child: str, flag: str) -> None:
        self.flags.setdefault(child, set()).add(flag)


def _stays(
    child: str,
    parent: str,
    intervals: Callable[[str], list[Interval]],
    below: set[str],
) -> list[Interval]:
    """The interval that ended each past stay of a child in a parent, at any depth."""
    found: list[Interval] = []
    for direct in intervals(child):
        if direct.parent == parent:
            found.append(direct)
        elif direct.parent not in below:
            for outer in _stays(direct.parent, parent, intervals, below | {direct.parent}):
                if outer.start < direct.until and direct.start < outer.until:
                    found.append(min(direct, outer, key=lambda each: each.until))
    return found


def _by_order(change: Change) -> tuple[str, str, str]:
    return change.fact.event.content, change.parent, change.link.key
