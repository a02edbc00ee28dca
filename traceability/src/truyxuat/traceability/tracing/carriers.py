"""Containers that had affected objects inside: they carry news of them, and are not affected.

Each stay adds the objects it carried; stays that overlap or touch are one entry (rule 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from truyxuat.traceability.tracing.answer import Carrier
from truyxuat.traceability.tracing.history import FOREVER
from truyxuat.traceability.tracing.intervals import Bound, Span
from truyxuat.traceability.tracing.settling import Arrival

Stay = tuple[datetime, datetime, str, tuple[str, ...]]


class Carriers:
    """Stays by carrier."""

    def __init__(self) -> None:
        self._stays: dict[str, list[Stay]] = {}

    def add(self, carrier: str, key: str, span: Span, since: datetime) -> None:
        """An affected object was in a carrier from an instant on."""
        interval = span.first
        doubts = []
        if interval.opening is not Bound.ASSERTED:
            doubts.append(f"from:{interval.opening}")
        if interval.closing not in (None, Bound.ASSERTED):
            doubts.append(f"to:{interval.closing}")
        stay = since, span.hi, key, tuple(doubts)
        self._stays.setdefault(carrier, []).append(stay)

    def listed(self, reached: Mapping[str, Arrival]) -> tuple[Carrier, ...]:
        """Every carrier with its times, except while it is affected itself."""
        found: list[Carrier] = []
        for carrier in sorted(self._stays):
            known = reached.get(carrier)
            stays = [
                stay
                for stay in sorted(self._stays[carrier])
                if known is None or stay[0] < known.time
            ]
            found += _merged(carrier, stays)
        return tuple(found)


def _merged(carrier: str, stays: list[Stay]) -> list[Carrier]:
    found: list[Carrier] = []
    group: list[Stay] = []
    end = None
    for stay in [*stays, None]:
        if stay is None or (end is not None and stay[0] > end):
            if group:
                found.append(_carrier(carrier, group))
            group = []
            end = None
        if stay is not None:
            group.append(stay)
            end = stay[1] if end is None else max(end, stay[1])
    return found


def _carrier(carrier: str, stays: list[Stay]) -> Carrier:
    end = max(stay[1] for stay in stays)
    return Carrier(
        id=carrier,
        from_=min(stay[0] for stay in stays),
        to=None if end >= FOREVER else end,
        of=tuple(sorted({stay[2] for stay in stays})),
        inferred=tuple(sorted({doubt for stay in stays for doubt in stay[3]})),
    )
