"""What is in what, at every instant: intervals on demand, and the chains they make.

Intervals of a child depend on its own events and on those of whatever it was ever put into,
never on its siblings; so they are settled upward-closed, batch by batch, as a trace reaches
them (D5). Chains are walked with the overlap of their intervals (D6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from truyxuat.traceability.links import Role
from truyxuat.traceability.tracing.agenda import Agendas, Relation, relation_of
from truyxuat.traceability.tracing.history import History
from truyxuat.traceability.tracing.intervals import Interval, Span
from truyxuat.traceability.tracing.lives import Lives
from truyxuat.traceability.tracing.sweep import Sweep


class Enclosure:
    """The intervals of one relation: containment, or association."""

    def __init__(
        self, history: History, lives: Lives, relation: Relation, *, possible: bool
    ) -> None:
        self.flags: dict[str, set[str]] = {}
        self._history = history
        self._lives = lives
        self._relation = relation
        self._possible = possible
        self._intervals: dict[str, list[Interval]] = {}
        self._inside: dict[str, list[Interval]] = {}
        self._children: dict[str, tuple[str, ...]] = {}

    def settle(self, keys: Iterable[str]) -> None:
        """Work out when each key was in what, and the same for all that was ever above it."""
        batch: dict[str, None] = {}
        frontier = [key for key in dict.fromkeys(keys) if key not in self._intervals]
        while frontier:
            batch.update(dict.fromkeys(frontier))
            self._lives.load(frontier)
            above = [parent for key in frontier for parent in self._named_parents(key)]
            frontier = [
                parent
                for parent in dict.fromkeys(above)
                if parent not in batch and parent not in self._intervals
            ]
        if batch:
            self._sweep(batch)

    def settle_contents(self, containers: Iterable[str]) -> None:
        """The same for everything that was ever inside the containers, at any depth."""
        frontier = list(dict.fromkeys(containers))
        known: set[str] = set()
        while frontier:
            known.update(frontier)
            self._lives.load(frontier)
            inside = [child for key in frontier for child in self.children(key)]
            self._history.load(inside)
            self.settle(inside)
            frontier = [child for child in dict.fromkeys(inside) if child not in known]

    def children(self, parent: str) -> tuple[str, ...]:
        """Every key that an event ever names as a child of a loaded parent."""
        known = self._children.get(parent)
        if known is None:
            named: dict[str, None] = {}
            for fact, link in self._history.of(parent):
                if link.role is Role.PARENT:
                    named.update(dict.fromkeys(child.key for child in fact.children))
            known = self._children[parent] = tuple(named)
        return known

    def intervals(self, child: str) -> list[Interval]:
        """The settled child's direct intervals, by opening."""
        return self._intervals.get(child, [])

    def inside(self, parent: str) -> list[Interval]:
        """The intervals of settled children directly in a parent, by opening."""
        return self._inside.get(parent, [])

    def above(
        self, child: str, stop: Callable[[str], bool] | None = None
    ) -> Iterator[tuple[str, Span]]:
        """Everything the child was in, at any depth, each with the overlap of its chain.

        Chains go no further up than a key at which ``stop`` says so.
        """
        rest = [(each.parent, self._span(each)) for each in self.intervals(child)]
        seen: set[tuple[str, datetime, datetime, Interval]] = set()
        while rest:
            parent, span = rest.pop()
            mark = (parent, span.lo, span.hi, span.first)
            if span.empty or mark in seen or parent == child:
                continue
            seen.add(mark)
            yield parent, span
            if stop is not None and stop(parent):
                continue
            for outer in self.intervals(parent):
                if outer.begin <= span.hi and span.lo <= outer.until:
                    rest.append((outer.parent, span.within(self._span(outer))))

    def below(
        self, parent: str, stop: Callable[[str], bool] | None = None
    ) -> Iterator[tuple[str, Span]]:
        """Everything that was in the parent, at any depth, each with its overlap."""
        rest = [(each.child, self._span(each)) for each in self.inside(parent)]
        seen: set[tuple[str, datetime, datetime]] = set()
        while rest:
            child, span = rest.pop()
            mark = (child, span.lo, span.hi)
            if span.empty or mark in seen or child == parent:
                continue
            seen.add(mark)
            yield child, span
            if stop is not None and stop(child):
                continue
            for inner in self.inside(child):
                if inner.begin <= span.hi and span.lo <= inner.until:
                    rest.append((inner.child, self._span(inner).within(span)))

    def _span(self, interval: Interval) -> Span:
        return interval.span(possible=self._possible)

    def _named_parents(self, child: str) -> Iterator[str]:
        for fact, link in self._history.of(child):
            if link.role is not Role.CHILD or fact.parent is None:
                continue
            if relation_of(self._history, fact, link) is self._relation:
                yield fact.parent

    def _sweep(self, batch: dict[str, None]) -> None:
        agendas = Agendas(self._history, self._lives, self._relation)
        enclosed = [key for key in batch if any(True for _ in self._named_parents(key))]
        agendas.add(enclosed)
        self._add_departures(agendas, enclosed)
        sweep = Sweep(
            self._history, self._lives, self._intervals, batch, possible=self._possible
        )
        sweep.run(agendas.by_time)
        self._intervals.update(sweep.intervals)
        for child, flags in sweep.flags.items():
            self.flags.setdefault(child, set()).update(flags)
        for intervals in sweep.intervals.values():
            for interval in intervals:
                self._inside.setdefault(interval.parent, []).append(interval)

    def _add_departures(self, agendas: Agendas, enclosed: list[str]) -> None:
        """Parents settled earlier take along what this batch has inside them."""
        above: dict[str, None] = {}
        rest = [parent for key in enclosed for parent in self._named_parents(key)]
        while rest:
            parent = rest.pop()
            if parent not in above:
                above[parent] = None
                rest += [each.parent for each in self.intervals(parent)]
        for parent in above:
            for interval in self.intervals(parent):
                if interval.left and interval.end is not None and interval.parent in above:
                    agendas.at(interval.end).departures.append(interval)
