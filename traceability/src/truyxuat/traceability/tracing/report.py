"""Say what a walk found: state, custody, carriers, events, consignees and gaps of each object.

Everything is ordered by its own content, never by how it was found, so that one history has
one answer (law L1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from truyxuat.traceability.tracing import gaps
from truyxuat.traceability.tracing.answer import (
    Affected,
    Answer,
    AnswerEvent,
    Certainty,
    Gap,
)
from truyxuat.traceability.tracing.backward import Backward
from truyxuat.traceability.tracing.carriers import Carriers
from truyxuat.traceability.tracing.chains import Chains
from truyxuat.traceability.tracing.consignees import Consignees
from truyxuat.traceability.tracing.custody import Custody
from truyxuat.traceability.tracing.forward import Forward
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import EPOCH, FOREVER, Fact
from truyxuat.traceability.tracing.intervals import Bound
from truyxuat.traceability.tracing.query import Direction, MasterData, Mode
from truyxuat.traceability.tracing.settling import SAME_CLASS, SAME_LOT, Arrival
from truyxuat.traceability.tracing.stories import Episode, Stay
from truyxuat.traceability.tracing.tales import Tales

OBJECTS_NAMED_MAX = 100
"""Objects an event of the answer names; the rest are found by their own events."""


@dataclass(slots=True)
class Told:
    """An event of the answer, and the affected objects it concerns."""

    own: bool = False
    objects: set[str] = field(default_factory=set)


class Report:
    """The making of one answer."""

    def __init__(
        self,
        ground: Ground,
        walk: Forward | Backward,
        sure: Mapping[str, Arrival],
        master: MasterData,
    ) -> None:
        self._ground = ground
        self._walk = walk
        self._sure = sure
        self._reached = walk.frontier.reached
        self._forward = ground.query.direction is Direction.FORWARD
        self._chains = Chains(ground, walk)
        self._carriers = Carriers()
        self._consignees = Consignees(master)
        self._tales = Tales(ground)
        self._told: dict[Fact, Told] = {}
        self._gaps: list[Gap] = []
        self._custodies: dict[str, Custody] = {}
        self._ended: dict[str, datetime | None] = {}
        self._near: list[Arrival] = []
        self._full = walk.frontier.full

    def add_contact(self, near: Forward | Backward) -> None:
        """Report apart what was only touched, and what follows from that."""
        self._chains.add(near)
        self._full = self._full or near.frontier.full
        self._near = sorted(
            (
                each
                for key, each in near.frontier.reached.items()
                if key not in self._reached
            ),
            key=self._rank,
        )

    def answer(self, seeds: Mapping[str, datetime], *, linked_to: int) -> Answer:
        """The whole answer."""
        first = min(seeds.values())
        ordered = sorted(self._reached.values(), key=self._rank)
        found = {each.key: self._affected(each, apart=False) for each in ordered}
        near = [self._affected(each, apart=True) for each in self._near]
        listed = [key for key in sorted(found) if key not in seeds]
        if self._forward:
            listed = [key for key in listed if not self._over_before(key, first)]
        gone = set(found) - set(listed) - set(seeds)
        self._gaps += gaps.class_gaps(self._ground, self._walk.classes)
        truncated = self._truncated_by()
        return Answer(
            query=self._ground.query,
            complete=truncated is None,
            truncated_by=truncated,
            linked_to=linked_to,
            recorded_to=linked_to,
            seeds=tuple(found[key] for key in sorted(seeds)),
            affected=tuple(found[key] for key in listed),
            carriers=self._carriers.listed(self._reached),
            events=self._events(gone),
            consignees=self._consignees.listed(),
            contact=tuple(sorted(near, key=_by_id)),
            gaps=tuple(
                sorted(
                    (gap for gap in self._gaps if gap.object not in gone), key=gaps.order
                )
            ),
        )

    def _affected(self, arrival: Arrival, *, apart: bool) -> Affected:
        """The entry of one object; what only touched (``apart``) adds nothing else."""
        ground, key = self._ground, arrival.key
        tale, carriers = self._tales.of(key, self._wave(arrival))
        self._custodies[key] = tale.custody
        self._ended[key] = tale.life.ended
        window = self._window(arrival)
        within = [
            each for each in tale.episodes if window[0] <= each.fact.time <= window[1]
        ]
        if not apart:
            self._tell(key, within)
            self._carry(key, carriers, window)
            self._consignees.add(key, tale.custody, *window)
            self._gaps += self._tales.gaps(key, tale)
        return Affected(
            id=key,
            level=ground.history.level(key),
            since=self._since(arrival, tale.episodes),
            certainty=self._certainty(arrival),
            via=arrival.via,
            anticausal=self._anticausal(arrival),
            witness=self._chains.witness(key),
            more_paths=self._chains.more(key),
            life=tale.life.life,
            place=tale.place,
            holder=tale.custody.holder,
            owner=tale.custody.owner,
            disposition=tale.disposition,
            persistent_dispositions=tale.persistent,
            held=tale.custody.held,
            flags=self._flags(arrival, carriers, within, stray=tale.life.stray),
        )

    def _wave(self, arrival: Arrival) -> int:
        """How many hand-overs from the seed the object begins: where it was made."""
        if arrival.source is None:
            return 0
        custody = self._custodies.get(arrival.source)
        if custody is None:  # settled again later than what followed from it before
            return 0
        fact = self._chains.leaving(arrival)
        return custody.start if fact is None else custody.wave(fact)

    def _window(self, arrival: Arrival) -> tuple[datetime, datetime]:
        """From when to when what happens to an object belongs to the answer (rule 8)."""
        if self._forward:
            return arrival.time, FOREVER
        return self._ground.query.from_ or EPOCH, arrival.time

    def _since(self, arrival: Arrival, episodes: list[Episode]) -> datetime | None:
        if EPOCH < arrival.time < FOREVER:
            return arrival.time
        return episodes[-1].fact.time if episodes else None

    def _certainty(self, arrival: Arrival) -> Certainty:
        sure = self._sure.get(arrival.key)
        if sure is None:
            return "same_class" if arrival.weak & SAME_CLASS else "possible"
        return "same_lot" if sure.weak & SAME_LOT else "certain"

    def _anticausal(self, arrival: Arrival) -> bool:
        sure = self._sure.get(arrival.key)
        return arrival.until is not None and (sure is None or sure.time != arrival.time)

    def _tell(self, key: str, episodes: list[Episode]) -> None:
        for episode in episodes:
            told = self._told.setdefault(episode.fact, Told())
            told.own = told.own or not episode.inherited
            told.objects.add(key)

    def _carry(
        self, key: str, carriers: list[Stay], window: tuple[datetime, datetime]
    ) -> None:
        since, until = window
        for carrier, span in carriers:
            at = span.first_from(since)
            if at is not None and at <= until:
                self._carriers.add(carrier, key, span, at)

    def _flags(
        self, arrival: Arrival, carriers: list[Stay], within: list[Episode], *, stray: bool
    ) -> tuple[str, ...]:
        ground, key = self._ground, arrival.key
        flags = set(ground.containment.flags.get(key, ()))
        flags |= ground.association.flags.get(key, set())
        if stray:
            flags.add("stray")
        if key in self._walk.frontier.reworked:
            flags.add("rework")
        for interval in ground.containment.intervals(key) if carriers else ():
            if interval.left and interval.closing in (Bound.IMPLIED, Bound.INFERRED):
                flags.add(f"{interval.closing}_end")
            if interval.opening is Bound.OBSERVED:
                flags.add("observed_start")
        if ground.query.mode is Mode.POSSIBLE and (
            any(episode.closing for episode in within)
            or _reached_leaving(arrival, carriers)
        ):
            flags.add("closed_at_instant")
        asked_now = not self._forward and not ground.query.to
        seed = arrival.via == "seed"
        if asked_now and seed and ground.containment.inside(key):
            flags.add("contents_now")
        return tuple(sorted(flags))

    def _over_before(self, key: str, first: datetime) -> bool:
        """Whether it ended before the trace begins and is not named after (rule 1)."""
        ended = self._ended[key]
        if ended is None or ended >= first:
            return False
        return all(named.time < first for named in self._ground.history.objects(key))

    def _events(self, gone: set[str]) -> tuple[AnswerEvent, ...]:
        listed = []
        for fact, told in self._told.items():
            objects = sorted(told.objects - gone)
            if not objects:
                continue
            listed += [
                AnswerEvent(
                    id=event_id,
                    time=fact.time,
                    type=fact.event.type,
                    step=fact.event.step,
                    inherited=not told.own,
                    place=fact.event.place,
                    objects=tuple(objects[:OBJECTS_NAMED_MAX]),
                )
                for event_id in fact.ids
            ]
        return tuple(sorted(listed, key=lambda event: (event.time, event.id)))

    def _truncated_by(self) -> str | None:
        if self._full:
            return "objects_max"
        return "events_max" if self._ground.history.exhausted else None

    def _rank(self, arrival: Arrival) -> tuple[int, str]:
        """Sources before what follows from them, so that waves add up."""
        return len(arrival.chain), arrival.key


def _reached_leaving(arrival: Arrival, carriers: list[Stay]) -> bool:
    """Whether it is only affected as it leaves an affected container (D6)."""
    return arrival.via == "content" and any(
        carrier == arrival.source and span.hi == arrival.time and not span.first.point
        for carrier, span in carriers
    )


def _by_id(each: Affected) -> str:
    return each.id
