"""What the story of an object comes to, told once for all objects with the same story.

A hundred thousand bags of one lot in a thousand cases have a thousand stories: the same own
events and the same stays. State, custody and gaps depend on nothing else of an instance, so
they are worked out per story.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import Role
from truyxuat.traceability.tracing import state
from truyxuat.traceability.tracing.answer import Gap
from truyxuat.traceability.tracing.custody import Custody, custody_of
from truyxuat.traceability.tracing.gaps import gaps_of
from truyxuat.traceability.tracing.ground import Ground
from truyxuat.traceability.tracing.stories import Episode, Stay, stays, story


@dataclass(frozen=True, slots=True)
class Tale:
    """A story and what it comes to at its end."""

    episodes: list[Episode]
    custody: Custody
    life: state.LifeTold
    place: str | None
    disposition: str | None
    persistent: tuple[str, ...]
    gaps: tuple[Gap, ...]


class Tales:
    """The tales of the objects of one answer."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._told: dict[Hashable, Tale] = {}

    def of(self, key: str, wave: int) -> tuple[Tale, list[Stay]]:
        """The tale of one object that starts a number of hand-overs from the seed."""
        carriers = stays(self._ground, key)
        signature = self._signature(key, carriers, wave)
        if signature is None:
            return self._tell(key, carriers, wave), carriers
        known = self._told.get(signature)
        if known is None:
            known = self._told[signature] = self._tell(key, carriers, wave)
        return known, carriers

    def gaps(self, key: str, tale: Tale) -> list[Gap]:
        """The tale's gaps, about this object."""
        return [gap if gap.object == key else replace(gap, object=key) for gap in tale.gaps]

    def _signature(self, key: str, carriers: list[Stay], wave: int) -> Hashable | None:
        """What the tale depends on; None where it depends on the object itself."""
        if self._ground.history.level(key) != "instance" or key_facts(key).is_asset:
            return None
        own = []
        for fact, link in self._ground.history.objects(key):
            if link.role is Role.PARENT or fact.event.malformed:
                return None
            own.append((id(fact), link.role))
        spans = tuple(
            (carrier, span.lo, span.hi, span.closed, span.read, span.first.point)
            for carrier, span in carriers
        )
        return tuple(own), spans, wave, key_facts(key).is_container

    def _tell(self, key: str, carriers: list[Stay], wave: int) -> Tale:
        ground = self._ground
        episodes = story(ground, key, carriers)
        custody = custody_of(ground, key, episodes, wave)
        return Tale(
            episodes=episodes,
            custody=custody,
            life=state.life_of(ground, key, episodes),
            place=state.place_of(episodes),
            disposition=state.disposition_of(episodes),
            persistent=state.persistent_of(episodes),
            gaps=tuple(gaps_of(ground, key, episodes, custody)),
        )
