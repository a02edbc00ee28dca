"""What the record does not know about the objects of an answer, each with its reason in words.

Pages translate by kind; the sentence is for exports and programs that show it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.links import Role
from truyxuat.traceability.tracing.answer import Gap, GapKind
from truyxuat.traceability.tracing.custody import Custody
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.stories import Episode

ENCLOSING = (EventType.AGGREGATION, EventType.ASSOCIATION)


def gaps_of(
    ground: Ground, key: str, episodes: list[Episode], custody: Custody
) -> Iterator[Gap]:
    """The gaps about one object, from its story and what custody it comes to."""
    yield from _not_received(key, custody)
    if ground.history.level(key) != "class" and not ground.lives.makings(key):
        yield _never_commissioned(key, ground.lives.birth(key), episodes)
    for episode in episodes:
        yield from _about_event(ground, key, episode)


def class_gaps(ground: Ground, classes: Iterable[str]) -> Iterator[Gap]:
    """Classes reached: which lots of them, nobody wrote."""
    for key in classes:
        yield Gap(
            kind=GapKind.CLASS_REACHED,
            object=key,
            event=None,
            since=ground.lives.birth(key),
            reason=f"Only the class {key} is recorded here, without a lot or serial number; "
            "what else of this class is concerned cannot be said.",
        )


def order(gap: Gap) -> tuple[str, str, datetime | None, str]:
    """The order of gaps in an answer."""
    return gap.kind, gap.object or "", gap.since, gap.event or ""


def _not_received(key: str, custody: Custody) -> Iterator[Gap]:
    for fact, claimed in custody.shipped:
        to = f" to {claimed}" if claimed else ""
        yield Gap(
            kind=GapKind.SHIPPED_NOT_RECEIVED,
            object=key,
            event=fact.id,
            since=fact.time,
            reason=f"Shipped{to}; no event says that all of it was received.",
        )


def _never_commissioned(key: str, birth: datetime | None, episodes: list[Episode]) -> Gap:
    named = "first named by this event" if birth else "named by no event"
    return Gap(
        kind=GapKind.NEVER_COMMISSIONED,
        object=key,
        event=next((each.fact.id for each in episodes if not each.inherited), None),
        since=birth,
        reason=f"No event says how it was made or where it came from; it is {named}.",
    )


def _about_event(ground: Ground, key: str, episode: Episode) -> Iterator[Gap]:
    if episode.inherited:
        return
    fact, event = episode.fact, episode.fact.event
    if event.type in ENCLOSING and episode.has(Role.CHILD) and fact.parent is None:
        yield Gap(
            kind=GapKind.UNKNOWN_PARENT,
            object=key,
            event=fact.id,
            since=fact.time,
            reason="The event does not name the container that the object is in.",
        )
    if _contents_unknown(ground, key, episode):
        yield Gap(
            kind=GapKind.UNKNOWN_CHILD,
            object=key,
            event=fact.id,
            since=fact.time,
            reason="The event names no contents, and none are known from before.",
        )
    if event.lot_unknown and episode.makes and ground.history.level(key) == "class":
        yield Gap(
            kind=GapKind.NOT_UNDERSTOOD,
            object=key,
            event=fact.id,
            since=fact.time,
            reason="The event names one lot number for several products; "
            "which of them is of that lot cannot be said.",
        )
    if key in event.malformed:
        yield Gap(
            kind=GapKind.NOT_UNDERSTOOD,
            object=key,
            event=fact.id,
            since=fact.time,
            reason="The identifier breaks the rules of its GS1 key and is kept as written.",
        )


def _contents_unknown(ground: Ground, key: str, episode: Episode) -> bool:
    """Whether a container is filled or emptied of what nobody names."""
    fact, time = episode.fact, episode.fact.time
    if fact.event.type not in ENCLOSING or not episode.has(Role.PARENT) or fact.children:
        return False
    return fact.event.action is not Action.DELETE or not any(
        each.holds_before(time) or each.start == time
        for each in ground.containment.inside(key)
    )
