"""Who has how much, and whose hands the goods went through: one table for each scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
    party: str | None
    objects: set[str] = field(default_factory=set)
    states: dict[Holding, Amount] = field(
        default_factory=lambda: dict.fromkeys(Holding, Amount())
    )
    first: datetime | None = None
    last: datetime | None = None


def holders_of(
    goods: Iterable[RecallObject], party_of: Mapping[str, str]
) -> tuple[Holder, ...]:
    """The holders of these goods, with every place the goods ever passed.

    A place where nothing is left stands with no amounts: it is to be told all the same. Its
    party is the one that events name there, else the one that runs it. What is under way has a
    party and no place. Rows are ordered by the first time the goods were there, then by name.
    """
    things = list(goods)
    named = {
        held.place: held.party
        for thing in things
        for held in thing.affected.held
        if held.place is not None and held.party is not None
    }
    table = _Table({**party_of, **named})
    for thing in things:
        table.add(thing)
    return tuple(sorted(table.holders(), key=_by_arrival))


class _Table:
    """Rows by place, or by party for what is under way, and by unit."""

    def __init__(self, party_at: Mapping[str, str]) -> None:
        self._party_at = party_at
        self._rows: dict[tuple[str | None, str | None, str | None], _Row] = {}

    def add(self, thing: RecallObject) -> None:
        for held in thing.affected.held:
            row = self._row(held.place, held.party, thing)
            same_unit = held.unit == thing.balance.unit
            row.states[held.state] += (
                Amount(held.lower, held.upper) if same_unit else UNKNOWN
            )
        for stay in thing.stays:
            row = self._row(stay.place, None, thing)
            row.first = min(filter(None, (row.first, stay.first)))
            row.last = max(filter(None, (row.last, stay.last)))

    def holders(self) -> Iterator[Holder]:
        for (place, _, unit), row in self._rows.items():
            yield Holder(
                party=row.party,
                place=place,
                unit=unit,
                objects=tuple(sorted(row.objects)),
                states=row.states,
                first=row.first,
                last=row.last,
            )

    def _row(self, place: str | None, party: str | None, thing: RecallObject) -> _Row:
        if place is not None:
            party = self._party_at.get(place)
        key = (place, None if place else party, thing.balance.unit)
        row = self._rows.setdefault(key, _Row(party))
        row.objects.add(thing.id)
        return row


def _by_arrival(holder: Holder) -> tuple[bool, str, str, str, str]:
    return (
        holder.first is None,
        holder.first.isoformat() if holder.first else "",
        holder.place or "",
        holder.party or "",
        holder.unit or "",
    )
