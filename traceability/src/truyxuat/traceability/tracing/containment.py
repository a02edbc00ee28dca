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
from truyxuat.traceability.tracing.history import History, Named
from truyxuat.traceability.tracing.intervals import Interval, Span
from truyxuat.traceability.tracing.lives import End, Lives
from truyxuat.traceability.tracing.sweep import Sweep


class Enclosure:
    """The intervals of one relation: containment, or association."""

    def __init__(
        self,
        ground: tuple[History, Lives],
        relation: Relation,
        *,
        possible: bool,
        around: Enclosure | None = None,
    ) -> None:
        self.flags: dict[str, set[str]] = {}
        self.loose = False
        """Whether any bound leaves the modes something to disagree about."""
        self._history, self._lives = ground
        self._relation = relation
        self._possible = possible
        self._intervals: dict[str, list[Interval]] = {}
        self._inside: dict[str, list[Interval]] = {}
        self._children: dict[str, tuple[str, ...]] = {}
        self._used: dict[str, list[End]] = {}
        self._around = around

    def settle(self, keys: Iterable[str]) -> None:
        """Work out when each key was in what, and the same for all that was ever above it."""
        batch: dict[str, list[Named]] = {}
        frontier = [key for key in dict.fromkeys(keys) if key not in self._intervals]
        while frontier:
            self._lives.load(frontier)
            above: dict[str, None] = {}
            for key in frontier:
                batch[key] = evidence = self._evidence(key)
                above.update(dict.fromkeys(_parents(evidence)))
            frontier = [
                parent
                for parent in above
                if parent not in batch and parent not in self._intervals
            ]
        self._intervals.update((key, []) for key in batch)
        enclosed = {key: evidence for key, evidence in batch.items() if evidence}
        if enclosed and self._around is not None:
            self._around.settle(batch)
        if enclosed:
            self._sweep(enclosed)

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

    def used(self, key: str) -> list[End]:
        """Ends of a settled thing that went into a step with what it was in (D7, D8)."""
        return (self._around or self)._used.get(key, [])

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

    def _evidence(self, child: str) -> list[Named]:
        """The facts that state this relation between the child and a parent."""
        return [
            named
            for named in self._history.of(child)
            if named.link.role is Role.CHILD
            and relation_of(self._history, named.fact, named.link) is self._relation
        ]

    def _sweep(self, enclosed: dict[str, list[Named]]) -> None:
        agendas = Agendas(self._history, self._lives, self._relation, self.used)
        for child, evidence in enclosed.items():
            agendas.add_child(child, evidence)
        parents = sorted(
            {parent for each in enclosed.values() for parent in _parents(each)}
        )
        for parent in parents:
            agendas.add_parent(parent)
        self._add_above(agendas, parents)
        sweep = Sweep(
            self._lives, self._intervals, enclosed, self._used, possible=self._possible
        )
        sweep.run(agendas.by_time)
        self._intervals.update(sweep.intervals)
        for child, flags in sweep.flags.items():
            self.flags.setdefault(child, set()).update(flags)
        for intervals in sweep.intervals.values():
            for interval in intervals:
                self._inside.setdefault(interval.parent, []).append(interval)
                if interval.end is not None or interval.begin != interval.start:
                    self.loose = True

    def _add_above(self, agendas: Agendas, parents: list[str]) -> None:
        """Containers take along what this batch has inside them, or take it into a step."""
        above: dict[str, None] = {}
        rest = [*parents]
        while rest:
            parent = rest.pop()
            if parent not in above:
                above[parent] = None
                rest += [each.parent for each in self.intervals(parent)]
        for parent in above:
            if self._relation is Relation.CONTAINMENT:
                agendas.add_above(parent)
            for interval in self.intervals(parent):
                if interval.left and interval.end is not None and interval.parent in above:
                    agendas.at(interval.end).departures.append(interval)


def _parents(evidence: Iterable[Named]) -> Iterator[str]:
    return (fact.parent for fact, _ in evidence if fact.parent is not None)
