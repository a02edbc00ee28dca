"""The answer to a trace, worked out from the physical truth by exhaustion.

There is no cleverness here on purpose: every fact is applied again and again until nothing
changes. What a trace must answer is what design page "What a correct trace is" defines; this
is the second, independent reading of it, over facts instead of events.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import inf

from truyxuat.traceability.worlds.things import ASSETS, CONTAINERS
from truyxuat.traceability.worlds.truth import Put, Step, Truth

Instants = dict[str, float]
"""Each thing found, with its instant in minutes."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A container that was reached (or is the seed) and the span in which it passes that on."""

    container: str
    start: float
    end: float


class Oracle:
    """Knows the truth of one world, and reads it in one mode."""

    def __init__(self, truth: Truth, *, possible: bool) -> None:
        self._truth = truth
        self._possible = possible
        changes = (
            {stay.start for stay in truth.stays}
            | {stay.end for stay in truth.stays if stay.end is not None}
            | {stay.proved for stay in truth.stays if stay.proved is not None}
            | {stay.earliest for stay in truth.stays if stay.earliest is not None}
        )
        self._minutes = sorted(changes | {minute + 0.5 for minute in changes})
        """Every instant at which something may be another than before, and just after it."""
        self._inside_at = cache(self._find_inside)

    def forward(self, seed: str, *, first: float = -inf, last: float = inf) -> Instants:
        """What the seed went into, each with the earliest instant at which it was affected.

        ``first`` and ``last`` are the bounds of the question; without ``first`` it starts at
        the seed's birth.
        """
        start = self._truth.named[seed] if first == -inf else first
        tau: Instants = {seed: start}
        reaches = {Reach(seed, start, inf)}
        before = None
        while before != (before := (dict(tau), len(reaches))):
            for step in self._truth.steps:
                self._pass_on(step, tau, reaches, (first, last))
            for birth in self._truth.births:
                if (
                    tau.get(birth.lot, inf) <= birth.minute
                    and first <= birth.minute <= last
                ):
                    self._reach(birth.thing, birth.minute, tau, reaches)
            for reach in list(reaches):
                self._taint_content(reach, tau, last)
            self._taint_assemblies(tau, last)
        del tau[seed]
        return {thing: when for thing, when in tau.items() if not self._gone(thing, start)}

    def back(self, seed: str, *, first: float = -inf, last: float = inf) -> Instants:
        """What the seed came from, each with the latest instant that matters."""
        until = last if last < inf else self._truth.last + 1
        sigma: Instants = {seed: until}
        for thing in self.inside(seed, until, last):
            sigma[thing] = until
        before: Instants | None = None
        while before != sigma:
            before = dict(sigma)
            for step in self._truth.steps:
                self._trace_back(step, sigma, (first, last))
            for birth in self._truth.births:
                if birth.minute <= sigma.get(birth.thing, -inf) and first <= birth.minute:
                    sigma[birth.lot] = max(birth.minute, sigma.get(birth.lot, -inf))
            self._trace_components(seed, sigma)
        del sigma[seed]
        return sigma

    def inside(self, container: str, minute: float, last: float) -> frozenset[str]:
        """Everything in a container at that minute, at any depth, by what was written until."""
        return self._inside_at(container, minute, last)

    def _find_inside(self, container: str, minute: float, last: float) -> frozenset[str]:
        found: set[str] = set()
        unseen = [container]
        while unseen:
            holder = unseen.pop()
            for stay in self._truth.stays:
                if (
                    stay.holder == holder
                    and stay.thing not in found
                    and (stay.found is None or stay.found <= last)
                    and stay.holds_at(minute, possible=self._possible)
                ):
                    found.add(stay.thing)
                    unseen.append(stay.thing)
        return frozenset(found)

    def _inputs(self, step: Step, last: float) -> list[Put]:
        """What went in, and what possibly did because it may have been in a container then."""
        inputs = list(step.inputs)
        if self._possible:
            for put in step.inputs:
                if self._truth.kinds[put.thing] in CONTAINERS:
                    inside = self.inside(put.thing, put.minute, last)
                    inputs += [Put(thing, put.minute) for thing in sorted(inside)]
        return inputs

    def _counts(self, step: Step, taken: Put, given: Put) -> bool:
        """Whether what went in may be in what came out."""
        if not self._possible and taken.minute > given.minute:
            return False
        both = {put.thing for put in step.inputs} & {put.thing for put in step.outputs}
        return not {
            thing
            for thing in both & {taken.thing, given.thing}
            if self._truth.kinds[thing] in ASSETS
        }

    def _pass_on(
        self,
        step: Step,
        tau: Instants,
        reaches: set[Reach],
        bounds: tuple[float, float],
    ) -> None:
        for taken in self._inputs(step, bounds[1]):
            if tau.get(taken.thing, inf) > taken.minute:
                continue
            for given in step.outputs:
                within = all(bounds[0] <= put.minute <= bounds[1] for put in (taken, given))
                if within and self._counts(step, taken, given):
                    self._reach(given.thing, given.minute, tau, reaches)

    def _reach(self, thing: str, minute: float, tau: Instants, reaches: set[Reach]) -> None:
        tau[thing] = min(minute, tau.get(thing, inf))
        reaches.add(Reach(thing, minute, self._clean_again(thing, minute)))

    def _clean_again(self, container: str, minute: float) -> float:
        """When a container reached at that minute stops passing on what it was."""
        anew = min(
            (time for time in self._truth.renewals.get(container, ()) if time > minute),
            default=inf,
        )
        held = False
        for time in [minute, *(each for each in self._minutes if each > minute)]:
            if any(
                stay.holder == container and stay.holds_at(time, possible=False)
                for stay in self._truth.stays
            ):
                held = True
            elif held:
                return min(anew, time)
        return anew

    def _taint_content(self, reach: Reach, tau: Instants, last: float) -> None:
        times = [reach.start, *(time for time in self._minutes if time > reach.start)]
        for time in times:
            if time > last or (time >= reach.end and time != reach.start):
                break
            for thing in self.inside(reach.container, time, last):
                tau[thing] = min(time, tau.get(thing, inf))

    def _taint_assemblies(self, tau: Instants, last: float) -> None:
        for fit in self._truth.fits:
            since = max(tau.get(fit.thing, inf), fit.start)
            if (
                fit.thing not in self._truth.sensors
                and since <= last
                and since < inf
                and fit.holds_at(since, possible=self._possible)
            ):
                tau[fit.holder] = min(since, tau.get(fit.holder, inf))

    def _trace_back(self, step: Step, sigma: Instants, bounds: tuple[float, float]) -> None:
        for given in step.outputs:
            if given.minute > sigma.get(given.thing, -inf):
                continue
            for taken in self._inputs(step, bounds[1]):
                within = all(bounds[0] <= put.minute <= bounds[1] for put in (taken, given))
                if within and self._counts(step, taken, given):
                    sigma[taken.thing] = max(taken.minute, sigma.get(taken.thing, -inf))

    def _trace_components(self, seed: str, sigma: Instants) -> None:
        for fit in self._truth.fits:
            when = sigma.get(fit.holder)
            if when is None or fit.thing in self._truth.sensors:
                continue
            went_along = fit.used_up and fit.end == when and fit.holder != seed
            if went_along or fit.holds_at(when, possible=self._possible):
                sigma[fit.thing] = max(when, sigma.get(fit.thing, -inf))

    def _gone(self, thing: str, start: float) -> bool:
        """Whether a thing ended before the question starts, never to be named again."""
        ended = self._truth.ended.get(thing, inf)
        return ended < start and self._truth.last_named[thing] < start
