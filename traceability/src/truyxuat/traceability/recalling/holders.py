"""Who has how much, and whose hands the goods went through: one table for each scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from truyxuat.traceability.recalling.amounts import UNKNOWN, Amount
from truyxuat.traceability.recalling.answer import Holder, RecallObject, Stay
from truyxuat.traceability.tracing.answer import Holding
from truyxuat.traceability.tracing.history import History


def stays_of(history: History, key: str) -> tuple[Stay, ...]:
    """The places at which events name a loaded object, in the order it came there."""
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for named in history.objects(key):
        where = named.fact.event.place or named.fact.event.read_point
        if where is not None:
            first.setdefault(where, named.time)
            last[where] = named.time
    return tuple(
        Stay(place=place, first=since, last=last[place])
        for place, since in sorted(first.items(), key=lambda stay: (stay[1], stay[0]))
    )


@dataclass(slots=True)
class _Row:
    objects: set[str] = field(default_factory=set)
    states: dict[Holding, Amount] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None


def holders_of(goods: Iterable[RecallObject]) -> tuple[Holder, ...]:
    """The holders of these goods, with every place the goods ever passed.

    A place where nothing is left stands with no amounts: it is to be told all the same. Rows
    are ordered by the first time the goods were there, then by name.
    """
    rows: dict[tuple[str | None, str | None, str | None], _Row] = {}
    for thing in goods:
        parties = {row.place: row.party for row in thing.affected.held if row.party}
        unit = thing.balance.unit
        for held in thing.affected.held:
            row = rows.setdefault(
                (held.place, parties.get(held.place, held.party), unit), _Row()
            )
            row.objects.add(thing.id)
            amount = Amount(held.lower, held.upper) if held.unit == unit else UNKNOWN
            row.states[held.state] = row.states.get(held.state, Amount()) + amount
        for stay in thing.stays:
            row = rows.setdefault((stay.place, parties.get(stay.place), unit), _Row())
            row.objects.add(thing.id)
            row.first = min(filter(None, (row.first, stay.first)))
            row.last = max(filter(None, (row.last, stay.last)))
    found = (
        Holder(
            party=party,
            place=place,
            unit=unit,
            objects=tuple(sorted(row.objects)),
            states={state: row.states.get(state, Amount()) for state in Holding},
            first=row.first,
            last=row.last,
        )
        for (place, party, unit), row in rows.items()
    )
    return tuple(sorted(found, key=_by_arrival))


def _by_arrival(holder: Holder) -> tuple[bool, str, str, str, str]:
    return (
        holder.first is None,
        holder.first.isoformat() if holder.first else "",
        holder.place or "",
        holder.party or "",
        holder.unit or "",
    )
