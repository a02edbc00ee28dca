"""What was at a place between two instants: a suspect line, tank or cold room (case T21).

`bizLocation` opens a stay, and the next event elsewhere, a departure or the end of life closes
it; `readPoint` alone proves an instant, and in `possible` a stay. What is inside something
present is present. A lot is in many places at once, so in `possible` part of it going elsewhere
does not end its stay while some may be left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from truyxuat.traceability.graph import Graph
from truyxuat.traceability.links import OBJECT_ROLES, Role
from truyxuat.traceability.tracing.custody import stock_after
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.history import FOREVER, Fact, History
from truyxuat.traceability.tracing.query import Budget, MasterData, Mode, Query
from truyxuat.traceability.tracing.steps import DEPARTING, word_of
from truyxuat.traceability.tracing.stories import Episode, stays, story

_NO_MASTER_DATA = MasterData()
_UNLIMITED = Budget(objects_max=1 << 62, events_max=1 << 62)


class Presence(NamedTuple):
    """An object, and the first instant within the window at which it was there."""

    key: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when an object was at the place; the start always counts."""

    start: datetime
    end: datetime


def present_at(  # noqa: PLR0913  # a place, a window, and what is to be known of them
    graph: Graph,
    place: str,
    from_: datetime,
    to: datetime,
    *,
    mode: Mode = Mode.POSSIBLE,
    as_of: datetime | None = None,
    master: MasterData = _NO_MASTER_DATA,
) -> tuple[Presence, ...]:
    """Every object present at a place, or at a place in it, within a window, by key."""
    query = Query(seeds=(), from_=from_, to=to, as_of=as_of, mode=mode)
    history = History(
        graph,
        to=to,
        as_of=as_of,
        events_max=_UNLIMITED.events_max,
        sensors=master.sensors,
    )
    ground = Ground.of(query, _UNLIMITED, history, mode)
    places = Places(place, master.parent_place)
    history.load(places.keys)
    found = []
    for key in _candidates(ground, places):
        since = _first_within(_stays(ground, key, places), query)
        if since is not None:
            found.append(Presence(key, since))
    return tuple(sorted(found))


class Places:
    """A place and everything in it: by master data, and GLN extensions of its GLN."""

    def __init__(self, place: str, parents: Mapping[str, str]) -> None:
        inside = {place}
        grown = True
        while grown:
            more = {child for child, parent in parents.items() if parent in inside}
            grown = not more <= inside
            inside |= more
        self.keys = inside

    def __contains__(self, place: str | None) -> bool:
        if place is None:
            return False
        return place in self.keys or place.partition("/254/")[0] in self.keys


def _candidates(ground: Ground, places: Places) -> list[str]:
    """Whatever an event at the place names, and whatever was ever inside of that."""
    named = {
        link.key
        for fact in _facts(ground.history, places.keys)
        for link in fact.event.links
        if link.role in OBJECT_ROLES
    }
    ground.containment.settle(sorted(named))
    ground.containment.settle_contents(sorted(named))
    inside = {inner for key in named for inner, _ in ground.containment.below(key)}
    return sorted(named | inside)


def _facts(history: History, places: Iterable[str]) -> Iterator[Fact]:
    for place in places:
        for fact, link in history.of(place):
            if link.role in (Role.PLACE, Role.READ_POINT):
                yield fact


def _stays(ground: Ground, key: str, places: Places) -> Iterator[Stay]:
    """The object's own stays, and those of what it was in, while it was in it."""
    carriers = stays(ground, key)
    yield from _by_story(ground, key, story(ground, key, carriers), places)
    for carrier, span in carriers:
        told = story(ground, carrier, stays(ground, carrier))
        for stay in _by_story(ground, carrier, told, places):
            start = max(stay.start, span.lo)
            if start < min(stay.end, span.hi) or (
                start == stay.start and span.holds(start)
            ):
                yield Stay(start, min(stay.end, span.hi))


def _by_story(
    ground: Ground, key: str, episodes: list[Episode], places: Places
) -> Iterator[Stay]:
    possible = ground.query.mode is Mode.POSSIBLE
    spread = possible and ground.history.level(key) != "instance"
    opened: datetime | None = None
    for number, episode in enumerate(episodes):
        event, time = episode.fact.event, episode.fact.time
        here = event.place in places
        read = event.place is None and event.read_point in places
        elsewhere = event.place is not None and not here
        if not possible and event.place is None and event.read_point is not None:
            elsewhere = not read
        leaves = elsewhere or _departs(event.step) or _ends(ground, key, episode)
        if opened is None and (here or read):
            opened = time
        elif opened is None and event.read_point in places:
            yield Stay(time, time)
        if opened is None or not (leaves or (read and not possible)):
            continue
        if leaves and spread and _some_left(episodes[: number + 1], places):
            continue
        if read and not leaves and opened < time:
            continue
        yield Stay(opened, time)
        opened = None
    if opened is not None:
        yield Stay(opened, FOREVER)


def _departs(step: str | None) -> bool:
    return step is not None and word_of(step) in DEPARTING


def _ends(ground: Ground, key: str, episode: Episode) -> bool:
    return episode.used or any(end.fact is episode.fact for end in ground.lives.ends(key))


def _some_left(episodes: list[Episode], places: Places) -> bool:
    """Whether some of a lot may still be at the place, by the amounts that are known."""
    return any(
        holder.place in places and not amount.nothing
        for holder, amount in stock_after(episodes).items()
    )


def _first_within(stays_there: Iterator[Stay], query: Query) -> datetime | None:
    """The first instant of any stay within the window, both ends inclusive."""
    assert query.from_ is not None, "a window has a start"
    assert query.to is not None, "a window has an end"
    possible = query.mode is Mode.POSSIBLE
    found: list[datetime] = []
    for stay in stays_there:
        start = max(stay.start, query.from_)
        still = start < stay.end or start == stay.start
        if start <= query.to and (still or (possible and start == stay.end)):
            found.append(start)
    return min(found, default=None)
