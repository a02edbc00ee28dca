"""The tables of a trace page: holders, objects, gaps and events, in words and in a fixed order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from truyxuat.services.pages.codes import class_key, written
from truyxuat.services.pages.naming import Naming
from truyxuat.services.pages.trace_view import (
    EVENT_ROWS_MAX,
    HOLDER_ROWS_MAX,
    OBJECT_ROWS_MAX,
    EventRow,
    GapRow,
    HolderLine,
    HolderRow,
    ObjectRow,
    anchor_of,
    event_anchor,
)
from truyxuat.services.pages.wording import Words
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.recalling.amounts import Amount, total
from truyxuat.traceability.tracing.answer import (
    Affected,
    Answer,
    AnswerEvent,
    Consignee,
    Gap,
    Held,
    Holding,
)

LINES_PER_PLACE_MAX = 8
"""With more objects than this at one place its lines are told by product."""

OBJECTS_NAMED_MAX = 4
"""Objects named in one cell; the rest are counted."""


def all_objects(answer: Answer) -> tuple[Affected, ...]:
    """Seeds and affected objects, the seeds first."""
    return (*answer.seeds, *answer.affected)


def holder_states(answer: Answer) -> tuple[Holding, ...]:
    """The states that anything is in, in the order of the standard list."""
    found = {
        held.state
        for one in all_objects(answer)
        for held in one.held
        if held.upper is None or held.upper > 0
    }
    return tuple(state for state in Holding if state in found)


def holder_rows(answer: Answer, naming: Naming) -> tuple[HolderRow, ...]:
    """Who holds or held the goods: consignees by wave, then who only shows in the holdings."""
    amounts: dict[str, list[tuple[str, Held]]] = defaultdict(list)
    for one in all_objects(answer):
        for held in one.held:
            amounts[holder_key(held, naming)].append((one.id, held))
    received = {
        _lane(consignee.party, naming): consignee for consignee in answer.consignees
    }
    order = sorted(
        {*amounts, *received},
        key=lambda key: (received[key].wave if key in received else 0, naming.lane(key)[0]),
    )
    states = holder_states(answer)
    rows = []
    for key in order[:HOLDER_ROWS_MAX]:
        name, more = naming.lane(key)
        consignee = received.get(key)
        wave = str(consignee.wave) if consignee else naming.words("trace.wave_start")
        rows.append(
            HolderRow(
                wave=wave,
                name=name,
                more=more,
                contact=_contact(key, consignee, naming),
                received=consignee.received if consignee else None,
                lines=_lines(amounts.get(key, []), states, naming),
            )
        )
    return tuple(rows)


def holder_key(held: Held, naming: Naming) -> str:
    """The holder of an amount: the party, or whoever runs the place, or nobody known."""
    return _lane(held.party or held.place or "", naming)


def _lane(key: str, naming: Naming) -> str:
    known = naming.parties.get(key)
    return (known.party if known and known.party else None) or naming.lane_of(key)


def _lines(
    amounts: Sequence[tuple[str, Held]], states: tuple[Holding, ...], naming: Naming
) -> tuple[HolderLine, ...]:
    """A line for each object at each place, or for each product where there are many."""
    words = naming.words
    cells: dict[tuple[str, str], dict[Holding, list[Held]]] = defaultdict(dict)
    folded = _folded(amounts)
    for object_key, held in amounts:
        if held.upper is None or held.upper > 0:
            place = held.place or ""
            line = cells[place, class_key(object_key) if place in folded else object_key]
            line.setdefault(held.state, []).append(held)
    return tuple(
        HolderLine(
            object=naming.object(key)[0],
            where=naming.place_name(place) if place else words("unit.nothing"),
            amounts=tuple(_sum(line.get(state, []), words) for state in states),
        )
        for (place, key), line in sorted(cells.items())
    )


def _folded(amounts: Sequence[tuple[str, Held]]) -> set[str]:
    """Places with so many objects that their lines are told by product."""
    objects: dict[str, set[str]] = defaultdict(set)
    for object_key, held in amounts:
        objects[held.place or ""].add(object_key)
    return {place for place, keys in objects.items() if len(keys) > LINES_PER_PLACE_MAX}


def _sum(held: Sequence[Held], words: Words) -> str:
    """Amounts in one cell, as words; units are never mixed in a sum."""
    units = sorted({one.unit or "" for one in held})
    texts = []
    for unit in units:
        bounds = [(one.lower, one.upper) for one in held if (one.unit or "") == unit]
        summed = total(Amount(lower, upper) for lower, upper in bounds)
        texts.append(words.amount(summed.lower, summed.upper, unit or None))
    return " + ".join(texts)


def _contact(key: str, consignee: Consignee | None, naming: Naming) -> str:
    known = naming.parties.get(key)
    if known is not None and known.contact:
        return known.contact
    declared = (consignee.contact if consignee else None) or {}
    reach = [declared[one] for one in ("phone", "email") if declared.get(one)]
    return " · ".join(reach) or naming.words("trace.no_contact")


def object_rows(answer: Answer, naming: Naming) -> tuple[ObjectRow, ...]:
    """Every object, with why it is in the answer and the events that prove it."""
    told = {event.id: event for event in answer.events}
    seeds = {one.id for one in answer.seeds}
    rows = all_objects(answer)[:OBJECT_ROWS_MAX]
    return tuple(_object_row(one, naming, told, is_seed=one.id in seeds) for one in rows)


def _object_row(
    one: Affected, naming: Naming, told: Mapping[str, AnswerEvent], *, is_seed: bool
) -> ObjectRow:
    words = naming.words
    name, more = naming.object(one.id)
    via = words("via.seed") if is_seed else words.term("via", one.via)
    why = (
        via
        if is_seed or one.certainty == "certain"
        else (f"{via} · {words.term('certainty', one.certainty)}")
    )
    state = [words.term("life", one.life)]
    if one.disposition:
        state.append(words.term("disposition", one.disposition))
    if one.place:
        state.append(naming.place(one.place))
    witness = [
        f"{words.time(told[event].time)} {words.term('step', told[event].step)}"
        for event in one.witness
        if event in told
    ]
    return ObjectRow(
        anchor=anchor_of(one.id),
        name=name,
        more=more,
        code=written(one.id),
        since=one.since,
        why=why,
        state=" · ".join(state),
        recalled="recalled" in one.persistent_dispositions,
        witness=tuple(witness),
    )


def gap_rows(gaps: Iterable[Gap], naming: Naming) -> tuple[GapRow, ...]:
    """What the record does not know, in words; the answer's JSON holds the details."""
    words = naming.words
    return tuple(
        GapRow(
            kind=words.term("gap", gap.kind),
            object=_gap_object(gap, naming),
            since=gap.since,
            count=gap.count,
            reason=words(f"gap_says.{gap.kind}"),
        )
        for gap in gaps
    )


def _gap_object(gap: Gap, naming: Naming) -> str:
    if gap.object is None:
        return naming.words("unit.nothing")
    if gap.object in naming.places:
        return naming.place(gap.object)
    return " ".join(naming.object(gap.object))


def event_rows(
    answer: Answer, naming: Naming, linked: Mapping[str, LinkedEvent]
) -> tuple[EventRow, ...]:
    """The events in order of time; `linked` are the same events by id, whole."""
    ordered = sorted(answer.events, key=lambda event: (event.time, event.id))
    return tuple(
        _event_row(event, linked.get(event.id), naming)
        for event in ordered[:EVENT_ROWS_MAX]
    )


def _event_row(event: AnswerEvent, linked: LinkedEvent | None, naming: Naming) -> EventRow:
    words = naming.words
    names = [naming.object(key)[0] for key in event.objects[:OBJECTS_NAMED_MAX]]
    if len(event.objects) > OBJECTS_NAMED_MAX:
        more = len(event.objects) - OBJECTS_NAMED_MAX
        names.append(words("trace.and_more", count=more))
    place = event.place or (linked.read_point if linked else None)
    return EventRow(
        anchor=event_anchor(event.id),
        id=event.id,
        time=event.time,
        step=words.term("step", event.step)
        if event.step
        else words.term("type", event.type),
        where=naming.place(place) if place else words("unit.nothing"),
        objects=", ".join(names),
        inherited=event.inherited,
    )


def _step(event: AnswerEvent, linked: LinkedEvent | None, words: Words) -> str:
    """What an event did: its step, else the state it set for good, else its type."""
    if event.step:
        return words.term("step", event.step)
    if linked and (linked.disposition_set or linked.disposition_unset):
        on = [words.term("disposition", one) for one in linked.disposition_set]
        off = [words.term("disposition", one) for one in linked.disposition_unset]
        said = [words("trace.sets", state=state) for state in on]
        return ", ".join([*said, *(words("trace.unsets", state=state) for state in off)])
    return words.term("type", event.type)
