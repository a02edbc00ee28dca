"""Where an object is, what is said of it, and whether it lives, at an instant.

Everything here is a fold over the object's story up to ``to``: the latest place, the last
disposition given, each persistent disposition on its own, life by its commissionings and ends.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from truyxuat.traceability.links import Role
from truyxuat.traceability.tracing.answer import Life
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.stories import Episode


def place_of(episodes: list[Episode]) -> str | None:
    """The business location of its latest event; none there = unknown."""
    return episodes[-1].fact.event.place if episodes else None


def disposition_of(episodes: list[Episode]) -> str | None:
    """The last disposition given; an event that gives none leaves it as it was."""
    for episode in reversed(episodes):
        if episode.fact.event.disposition is not None and _speaks_of(episode):
            return episode.fact.event.disposition
    return None


def persistent_of(episodes: list[Episode]) -> tuple[str, ...]:
    """The persistent dispositions that hold: each set until it is unset.

    At one instant what is unset goes first, so that a warning is not lost to chance.
    """
    holding: set[str] = set()
    for _, instant in groupby(episodes, key=_time):
        events = [each.fact.event for each in instant if _speaks_of(each)]
        for event in events:
            holding.difference_update(event.disposition_unset)
        for event in events:
            holding.update(event.disposition_set)
    return tuple(sorted(holding))


class LifeTold(NamedTuple):
    """Whether a thing lives at the end of its story."""

    life: Life
    ended: datetime | None = None
    stray: bool = False
    """Seen after its end, which brings nothing back to life."""


def life_of(ground: Ground, key: str, episodes: list[Episode]) -> LifeTold:
    """Fold a story into a life: used up with what it was in counts as used up (D7, D8)."""
    if not episodes and not ground.lives.birth(key):
        return LifeTold("unborn")
    if ground.history.level(key) != "instance":
        return _lot_life(ground, key, episodes)
    life: Life = "alive"
    stray = False
    ended: datetime | None = None
    for episode in episodes:
        if episode.makes and ended is not None and episode.fact.time >= ended:
            life, ended = "alive", None
        end = _ends(ground, key, episode)
        if end is not None and ended is None:
            life, ended = end, episode.fact.time
        elif ended is not None and episode.fact.time > ended:
            stray = True
    return LifeTold(life, ended, stray)


def _ends(ground: Ground, key: str, episode: Episode) -> Life | None:
    for end in ground.lives.ends(key):
        if end.fact is episode.fact:
            return "consumed" if end.by_step else "ended"
    # Only possibly inside, at the instant it was taken out: that may pass on, but ends nothing.
    used = any(end.fact is episode.fact for end in ground.containment.used(key))
    return "consumed" if episode.used and used else None


def _lot_life(ground: Ground, key: str, episodes: list[Episode]) -> LifeTold:
    ends = ground.lives.ends(key)
    made = [named.time for named in ground.lives.makings(key)]
    if ends and not any(time > ends[-1].time for time in made):
        return LifeTold("ended", ends[-1].time)
    used = any(episode.has(Role.INPUT) or episode.used for episode in episodes)
    if not used:
        return LifeTold("alive")
    if not ground.lives.used_up(key):
        return LifeTold("partly_consumed")
    return LifeTold("consumed")


def _speaks_of(episode: Episode) -> bool:
    """A step says how its outputs are, not its inputs."""
    return not episode.used and not episode.has(Role.INPUT)


def _time(episode: Episode) -> datetime:
    return episode.fact.time
