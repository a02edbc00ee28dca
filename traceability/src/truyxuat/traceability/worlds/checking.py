"""Ask the trace about every thing of many small worlds, and compare with what was so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import inf
from random import Random

from truyxuat.traceability.graph import Graph
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.query import Direction, Mode, Query
from truyxuat.traceability.worlds.blind import BlindWalk
from truyxuat.traceability.worlds.making import minutes_of, world_of
from truyxuat.traceability.worlds.mistakes import with_mistakes
from truyxuat.traceability.worlds.notes import Note
from truyxuat.traceability.worlds.oracle import Instants, Oracle
from truyxuat.traceability.worlds.telling import EPOCH, instant, tell
from truyxuat.traceability.worlds.truth import Truth

QUESTIONS_MAX = 2
"""Things asked about in one world, each in both directions and both modes."""
BOUNDED = 0.25
"""How often a question has bounds of time."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a world."""

    seed: str
    direction: Direction
    mode: Mode
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        """The question in a few words."""
        bounds = f" from {self.first}" if self.first is not None else ""
        bounds += f" to {self.last}" if self.last is not None else ""
        return f"{self.direction} {self.mode} {self.seed}{bounds}"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An answer that is not what was so, in the smallest world of its seed that shows it."""

    seed: int
    minutes: int
    question: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    other_instant: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Verdict:
    """What came out of checking worlds."""

    worlds: int = 0
    objects: int = 0
    """Questions asked, one for each thing, direction and mode."""
    mismatches: list[Mismatch] = field(default_factory=list)
    missed: int = 0
    """Units that physically hold matter of a seed and that the answer did not name."""
    units_exact: int = 0
    units_time_blind: int = 0

    @property
    def reduction(self) -> float:
        """How many per cent fewer units a recall names than a walk without time."""
        if not self.units_time_blind:
            return 0.0
        return 100 * (1 - self.units_exact / self.units_time_blind)

    def __str__(self) -> str:
        """The headline."""
        return (
            f"{self.worlds} worlds, {self.objects} questions, "
            f"{len(self.mismatches)} mismatches: {self.reduction:.1f} % fewer units "
            f"recalled, {'none' if not self.missed else self.missed} missed"
        )


def check_worlds(
    count: int,
    *,
    first_seed: int = 1,
    graph: Callable[[], Graph],
    report: Callable[[int], None],
) -> Verdict:
    """Check so many worlds, from a first seed on.

    ``graph`` opens an empty store for each world; ``report`` hears how many worlds are done.
    The same seeds give the same verdict on every machine.
    """
    verdict = Verdict()
    for done, seed in enumerate(range(first_seed, first_seed + count), start=1):
        _check(seed, graph, verdict)
        report(done)
    return verdict


@dataclass(frozen=True, slots=True)
class World:
    """A world, told to a graph."""

    seed: int
    truth: Truth
    notes: list[Note]
    graph: Graph
    oracles: dict[Mode, Oracle]

    def asked(self, question: Question) -> Instants:
        """What the trace answers."""
        query = Query(
            seeds=(question.seed,),
            direction=question.direction,
            mode=question.mode,
            from_=None if question.first is None else instant(question.first),
            to=None if question.last is None else instant(question.last),
        )
        return {
            each.id: inf
            if each.since is None
            else (each.since - EPOCH).total_seconds() / 60
            for each in trace(self.graph, query).affected
        }

    def otherwise(self, question: Question, answer: Instants, so: Instants) -> list[str]:
        """The things whose instant is another than what was so.

        What is in or on a thing "now" is so until the latest instant, and that is the latest of
        the events that concern the question: any instant after the last change is right.
        """
        now = self.truth.last + 1 if question.last is None else inf
        return [
            each
            for each in sorted(answer.keys() & so.keys())
            if answer[each] != so[each]
            and not (question.direction is Direction.BACK and so[each] == now)
        ]

    def so(self, question: Question) -> Instants:
        """What was so."""
        oracle = self.oracles[question.mode]
        first = -inf if question.first is None else question.first
        last = inf if question.last is None else question.last
        if question.direction is Direction.FORWARD:
            return oracle.forward(question.seed, first=first, last=last)
        return oracle.back(question.seed, first=first, last=last)


def told_world(seed: int, graph: Graph, *, minutes: int | None = None) -> World:
    """Make the world of a seed and tell it to a graph."""
    truth, notes = world_of(seed, minutes=minutes)
    notes = with_mistakes(truth, notes, seed)
    events = tell(notes, seed)
    graph.add(events, len(events))
    oracles = {mode: Oracle(truth, possible=mode is Mode.POSSIBLE) for mode in Mode}
    return World(seed, truth, notes, graph, oracles)


def questions(world: World) -> Iterator[Question]:
    """Some things of the world, each in both directions and both modes."""
    rng = Random(world.seed)
    known = sorted(world.truth.named)
    for thing in rng.sample(known, k=min(len(known), QUESTIONS_MAX)):
        first, last = sorted(rng.randint(0, world.truth.last) for _ in range(2))
        last += world.truth.ended.get(thing) == last
        bounds = (first, last) if rng.random() < BOUNDED else (None, None)
        for direction in Direction:
            for mode in Mode:
                yield Question(thing, direction, mode, *bounds)


def _check(seed: int, graph: Callable[[], Graph], verdict: Verdict) -> None:
    world = told_world(seed, graph())
    blind = BlindWalk(world.truth)
    units = world.truth.units
    verdict.worlds += 1
    for question in questions(world):
        verdict.objects += 1
        answer, so = world.asked(question), world.so(question)
        if answer.keys() != so.keys() or world.otherwise(question, answer, so):
            verdict.mismatches.append(_smallest(seed, question, graph))
        if question.direction is Direction.FORWARD and question.first is None:
            held = _holding(world.truth, question.seed)
            verdict.missed += sum(units.get(each, 0) for each in held - answer.keys())
            if question.mode is Mode.POSSIBLE:
                walked = blind.forward(question.seed)
                verdict.units_exact += sum(units.get(each, 0) for each in answer)
                verdict.units_time_blind += sum(units.get(each, 0) for each in walked)


def _holding(truth: Truth, seed: str) -> set[str]:
    """Everything that physically holds matter of the seed."""
    return {thing for thing, matter in truth.matter.items() if seed in matter} - {seed}


def _smallest(seed: int, question: Question, graph: Callable[[], Graph]) -> Mismatch:
    """The mismatch in the fewest minutes of this world that show it."""
    for minutes in range(1, minutes_of(seed) + 1):
        world = told_world(seed, graph(), minutes=minutes)
        if question.seed in world.truth.named:
            answer, so = world.asked(question), world.so(question)
            if answer.keys() != so.keys() or world.otherwise(question, answer, so):
                return _mismatch(world, minutes, question, (answer, so))
    raise AssertionError(
        f"the mismatch of world {seed} is gone when asked again: {question}"
    )


def _mismatch(
    world: World, minutes: int, question: Question, both: tuple[Instants, Instants]
) -> Mismatch:
    answer, so = both
    return Mismatch(
        seed=world.seed,
        minutes=minutes,
        question=str(question),
        missing=tuple(sorted(so.keys() - answer.keys())),
        unexpected=tuple(sorted(answer.keys() - so.keys())),
        other_instant=tuple(
            f"{each}: {answer[each]} instead of {so[each]}"
            for each in world.otherwise(question, answer, so)
        ),
        notes=tuple(map(str, sorted(world.notes, key=lambda note: note.minute))),
    )
