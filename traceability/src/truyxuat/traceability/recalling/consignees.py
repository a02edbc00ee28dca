"""Who must be told, in which order: the consignees of several traces as one list of waves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from truyxuat.traceability.tracing.answer import Consignee


@dataclass(slots=True)
class _Told:
    wave: int
    objects: set[str] = field(default_factory=set)
    received: datetime | None = None
    contact: Mapping[str, str] | None = None


def consignees_of(
    found: Iterable[Consignee], goods: Collection[str], party_of: Mapping[str, str]
) -> tuple[Consignee, ...]:
    """The parties that came to hold any of these goods, each once, the nearest wave first.

    A party reached on several ways, or known by its places only, keeps its earliest wave and
    its earliest receipt: it is told once, about everything it got.
    """
    told: dict[str, _Told] = {}
    for consignee in found:
        objects = set(consignee.objects) & set(goods)
        if not objects:
            continue
        party = party_of.get(consignee.party, consignee.party)
        row = told.setdefault(party, _Told(consignee.wave))
        row.wave = min(row.wave, consignee.wave)
        row.objects |= objects
        row.contact = row.contact or consignee.contact
        times = [time for time in (row.received, consignee.received) if time is not None]
        row.received = min(times, default=None)
    rows = [
        Consignee(
            party=party,
            wave=row.wave,
            objects=tuple(sorted(row.objects)),
            received=row.received,
            contact=row.contact,
        )
        for party, row in told.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.wave, row.party)))
