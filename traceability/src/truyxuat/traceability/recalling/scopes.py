"""From what the traces found to objects with balances, and to the three scopes over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from truyxuat.traceability.recalling.amounts import NOTHING, Amount
from truyxuat.traceability.recalling.answer import SCOPES, RecallObject, Scope, ScopeName
from truyxuat.traceability.recalling.balance import Balance, balance_of, total_of
from truyxuat.traceability.recalling.consignees import consignees_of
from truyxuat.traceability.recalling.gathering import Found, Gathering
from truyxuat.traceability.recalling.holders import holders_of, stays_of
from truyxuat.traceability.recalling.production import (
    fitted_in,
    lots_of,
    produced,
    role_of,
)
from truyxuat.traceability.tracing.answer import Answer, AnswerEvent, Carrier, Consignee

EVENT_OBJECTS_MAX = 100
"""Objects named beside one event; the trace keeps to the same number."""


def objects_of(gathering: Gathering, causes: Collection[str]) -> tuple[RecallObject, ...]:
    """Everything found, ordered by scope, then by when it became suspect, then by name."""
    gathering.history.load(gathering.found)
    things = (_object(gathering, found, causes) for found in gathering.found.values())
    return tuple(sorted(things, key=_by_scope))


def scope_of(
    name: ScopeName,
    objects: Iterable[RecallObject],
    consignees: Iterable[Consignee],
    party_of: Mapping[str, str],
) -> Scope:
    """One scope: all objects that lie in it or in a narrower one.

    Told are those who had its goods, and those who had the sources of them.
    """
    reach = SCOPES.index(name)
    within = [thing for thing in objects if SCOPES.index(thing.scope) <= reach]
    goods = [thing for thing in within if thing.role == "goods"]
    return Scope(
        name=name,
        objects=tuple(thing.id for thing in within),
        goods=tuple(thing.id for thing in goods),
        totals=total_of(countable(goods)),
        holders=holders_of(goods, party_of),
        consignees=consignees_of(
            consignees,
            {thing.id for thing in within if thing.role in ("goods", "source")},
            party_of,
        ),
    )


def countable(goods: Iterable[RecallObject]) -> Iterable[Balance]:
    """The balances that add up: pieces that stand for themselves and in their lot count once.

    A part is counted with the thing it is fitted in, where that is among the goods.

    A lot that was never given an amount is counted by its pieces. Of a lot with an amount the
    pieces are a part whose place is better known: they are counted, and the lot's own holders
    may have so many less.
    """
    all_goods = list(goods)
    ids = {thing.id for thing in all_goods}
    things = [thing for thing in all_goods if thing.fitted_in not in ids]
    members = Counter(thing.lot for thing in things if thing.lot is not None)
    counted = {thing.id for thing in things if not thing.balance.produced.unknown}
    for thing in things:
        inside = members[thing.id]
        if thing.lot is not None:
            made = Amount() if thing.lot in counted else thing.balance.produced
            yield replace(thing.balance, produced=made)
        elif not inside:
            yield thing.balance
        elif not thing.balance.produced.unknown:
            yield _less(thing.balance, Decimal(inside))


def merged_events(answers: Iterable[Answer]) -> tuple[AnswerEvent, ...]:
    """The events of all traces, each once, by time."""
    found: dict[str, AnswerEvent] = {}
    for answer in answers:
        for event in answer.events:
            known = found.get(event.id, event)
            objects = sorted({*known.objects, *event.objects})[:EVENT_OBJECTS_MAX]
            found[event.id] = replace(
                event,
                inherited=known.inherited and event.inherited,
                objects=tuple(objects),
            )
    return tuple(sorted(found.values(), key=lambda event: (event.time, event.id)))


def merged_carriers(answers: Iterable[Answer]) -> tuple[Carrier, ...]:
    """The carriers of all traces, each interval once."""
    found: dict[tuple[str, str, str], Carrier] = {}
    for answer in answers:
        for carrier in answer.carriers:
            key = (carrier.id, str(carrier.from_), str(carrier.to))
            known = found.get(key, carrier)
            of = tuple(sorted({*known.of, *carrier.of}))
            found[key] = replace(carrier, of=of)
    return tuple(found[key] for key in sorted(found))


def _object(gathering: Gathering, found: Found, causes: Collection[str]) -> RecallObject:
    history, thing = gathering.history, found.affected
    made, unit = produced(history, thing.id)
    assembly = _assembly(gathering, thing.id)
    if assembly is not None:
        thing = replace(thing, held=gathering.found[assembly].affected.held)
    lots = (
        set() if history.level(thing.id) != "instance" else set(lots_of(history, thing.id))
    )
    return RecallObject(
        affected=thing,
        scope=found.scope,
        role=role_of(
            history,
            thing,
            found=found.scope is ScopeName.NARROW,
            cause=thing.id in causes,
        ),
        reasons=tuple(found.reasons),
        balance=balance_of(made, thing.held, unit=unit),
        stays=stays_of(history, thing.id),
        lot=min(lots & gathering.found.keys(), default=None),
        fitted_in=assembly,
    )


def _assembly(gathering: Gathering, key: str) -> str | None:
    """The outermost assembly in the recall that a thing is a part of."""
    outermost, inside = None, {key}
    above = fitted_in(gathering.history, key)
    while above is not None and above in gathering.found and above not in inside:
        outermost, inside = above, inside | {above}
        above = fitted_in(gathering.history, above)
    return outermost


def _by_scope(thing: RecallObject) -> tuple[int, str, str]:
    since = thing.affected.since
    return SCOPES.index(thing.scope), since.isoformat() if since else "", thing.id


def _less(balance: Balance, pieces: Decimal) -> Balance:
    states = {
        state: Amount(
            max(NOTHING, amount.lower - pieces) if amount.lower is not None else None,
            amount.upper,
        )
        for state, amount in balance.states.items()
    }
    return replace(balance, states=states)
