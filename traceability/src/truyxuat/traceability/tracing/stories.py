"""The story of one object: its own events and those it inherits from carriers (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.links import Link, Role
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import Fact
from truyxuat.traceability.tracing.intervals import Interval, Span
from truyxuat.traceability.tracing.query import Follow
from truyxuat.traceability.tracing.steps import rank


@dataclass(slots=True)
class Episode:
    """One event in an object's story: how it names it, or through what it concerns it."""

    fact: Fact
    links: tuple[Link, ...] = ()
    """How the event names the object itself; empty when inherited."""
    through: tuple[Interval, ...] = ()
    """The object's own intervals through which it inherits the event."""
    used: bool = False
    """Inherited from a container that this step used up."""
    closing: bool = False
    """Only at the instant the object left the carrier (`possible`)."""

    @property
    def inherited(self) -> bool:
        """Whether the event names only a carrier."""
        return not self.links

    @property
    def makes(self) -> bool:
        """Whether the event commissions the object."""
        return any(_makes(self.fact, link) for link in self.links)

    def has(self, role: Role) -> bool:
        """Whether the object has this role in the event."""
        return any(link.role is role for link in self.links)


Stay = tuple[str, Span]


def stays(ground: Ground, key: str) -> list[Stay]:
    """Every carrier the object was in, at any depth, with the overlap."""
    if not ground.follows(Follow.CONTAINMENT):
        return []
    return sorted(
        ground.containment.above(key), key=lambda stay: (stay[1].lo, stay[0], stay[1].hi)
    )


def story(ground: Ground, key: str, carriers: list[Stay]) -> list[Episode]:
    """The object's whole story, in order; at one instant making first, leaving, coming."""
    own: dict[Fact, list[Link]] = {}
    for fact, link in ground.history.objects(key):
        own.setdefault(fact, []).append(link)
    episodes = [Episode(fact, links=tuple(links)) for fact, links in own.items()]
    inherited: dict[Fact, Episode] = {}
    for carrier, span in carriers:
        for fact, link in ground.history.objects(carrier):
            if fact in own or fact.time < span.lo:
                continue
            held = span.holds(fact.time)
            used = link.role is Role.INPUT and span.reads(fact.time)
            if not held and not used:
                continue
            closing = fact.time == span.hi and not used and not span.first.point
            _inherit(inherited, fact, span.first, (used, closing))
    episodes += inherited.values()
    episodes.sort(key=_order)
    return episodes


def _inherit(
    inherited: dict[Fact, Episode], fact: Fact, through: Interval, how: tuple[bool, bool]
) -> None:
    used, closing = how
    known = inherited.get(fact)
    if known is None:
        inherited[fact] = Episode(fact, through=(through,), used=used, closing=closing)
        return
    known.used = known.used or used
    known.closing = known.closing and closing
    if through not in known.through:
        known.through = (*known.through, through)


def _makes(fact: Fact, link: Link) -> bool:
    if link.role is Role.OUTPUT:
        return True
    event = fact.event
    return (
        link.role is Role.EPC
        and event.type is EventType.OBJECT
        and event.action is not None
        and event.action.value == "ADD"
    )


def _order(episode: Episode) -> tuple[datetime, int, int, str]:
    fact = episode.fact
    return fact.time, 0 if episode.makes else 1, rank(fact.event.step), fact.event.content
