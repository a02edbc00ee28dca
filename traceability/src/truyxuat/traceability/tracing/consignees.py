"""Who came to hold what an answer is about, and how many hand-overs from the seed (waves).

A recall calls them in this order: the first wave got it from the holder of the seed, the
second from the first. What was made of an affected object starts at the wave of the place
where it was made. A party is named once, with the lowest wave by which it was reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from truyxuat.traceability.tracing.answer import Consignee
from truyxuat.traceability.tracing.custody import Custody
from truyxuat.traceability.tracing.query import MasterData


@dataclass(slots=True)
class Known:
    """What is known so far of one party."""

    wave: int
    objects: set[str] = field(default_factory=set)
    received: datetime | None = None


class Consignees:
    """Parties by the key that stands for them."""

    def __init__(self, master: MasterData) -> None:
        self._master = master
        self._known: dict[str, Known] = {}

    def add(self, key: str, custody: Custody, since: datetime, until: datetime) -> None:
        """The hands that an object went through, while it was affected."""
        for receipt in custody.receipts:
            name = receipt.holder.name
            if name is None or (
                receipt.time is not None and not since <= receipt.time <= until
            ):
                continue
            known = self._note(name, key, receipt.wave)
            if receipt.time is not None:
                known.received = min(known.received or receipt.time, receipt.time)
        for fact, claimed in custody.shipped:
            if claimed is not None and since <= fact.time <= until:
                self._note(claimed, key, custody.wave(fact) + 1)

    def listed(self) -> tuple[Consignee, ...]:
        """By wave, then by key."""
        ordered = sorted(self._known.items(), key=lambda item: (item[1].wave, item[0]))
        return tuple(
            Consignee(
                party=party,
                wave=known.wave,
                objects=tuple(sorted(known.objects)),
                received=known.received,
                contact=self._master.contacts.get(party),
            )
            for party, known in ordered
        )

    def _note(self, name: str, key: str, wave: int) -> Known:
        known = self._known.setdefault(name, Known(wave))
        known.wave = min(known.wave, wave)
        known.objects.add(key)
        return known
