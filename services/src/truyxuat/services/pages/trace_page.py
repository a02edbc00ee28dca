"""Make the trace page's view from an answer: what it says first, then what supports it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote, urlencode

from truyxuat.services.pages.chain import Fold
from truyxuat.services.pages.chain_captions import captions_of
from truyxuat.services.pages.chain_drawing import Drawing, draw
from truyxuat.services.pages.chain_folding import Places, chain_of
from truyxuat.services.pages.codes import GS1_HOME, class_key, written
from truyxuat.services.pages.naming import Naming
from truyxuat.services.pages.trace_rows import (
    all_objects,
    event_rows,
    gap_rows,
    holder_key,
    holder_rows,
    holder_states,
    object_rows,
)
from truyxuat.services.pages.trace_view import (
    ChangeRow,
    Completeness,
    Difference,
    Number,
    TraceView,
    anchor_of,
)
from truyxuat.services.pages.wording import Words, local_field
from truyxuat.traceability.links import LinkedEvent
from truyxuat.traceability.recalling.answer import RecallAnswer
from truyxuat.traceability.recalling.question import RecallQuestion
from truyxuat.traceability.tracing.answer import Answer, Held, Holding
from truyxuat.traceability.tracing.query import Direction, Query

WITH_SOMEBODY = frozenset({Holding.ON_HAND, Holding.IN_TRANSIT})
CHANGE_ROWS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question as the page shows it back."""

    as_of: datetime | None
    compare: datetime | None
    took_seconds: float


def trace_view(
    answer: Answer,
    events: Iterable[LinkedEvent],
    naming: Naming,
    *,
    asked: Asked,
    earlier: Answer | None = None,
) -> TraceView:
    """Everything the page of this answer shows; `earlier` is the answer it is compared with."""
    words = naming.words
    seed = answer.seeds[0].id if answer.seeds else answer.query.seeds[0]
    name, more = naming.object(seed)
    linked = list(events)
    drawing, folds = _drawing(answer, linked, naming)
    return TraceView(
        id=seed,
        name=name,
        more=more,
        code=written(seed),
        path=seed.removeprefix(GS1_HOME) if seed.startswith(GS1_HOME) else "/scan",
        data_path=_data_path(seed, answer.query, asked),
        direction=answer.query.direction,
        mode=answer.query.mode,
        question=words(f"trace.question_{answer.query.direction}"),
        sentence=_sentence(answer, naming),
        complete=completeness(answer, answer.query, words),
        numbers=_numbers(answer, naming),
        drawing=drawing,
        folds=folds,
        holders=holder_rows(answer, naming),
        holder_states=tuple(words.term("held", state) for state in holder_states(answer)),
        gaps=gap_rows(answer.gaps, naming),
        objects=object_rows(answer, naming),
        objects_count=len(answer.seeds) + len(answer.affected),
        events=event_rows(answer, naming, {event.event_id: event for event in linked}),
        events_count=len(answer.events),
        difference=_difference(earlier, answer, naming, asked) if earlier else None,
        as_of_field=local_field(asked.as_of),
        compare_field=local_field(asked.compare),
        foot=words(
            "trace.foot",
            linked=words.number(answer.linked_to),
            recorded=words.number(answer.recorded_to),
            seconds=words.number(Decimal(f"{asked.took_seconds:.2f}")),
        ),
    )


def _drawing(
    answer: Answer, events: list[LinkedEvent], naming: Naming
) -> tuple[Drawing | None, tuple[str, ...]]:
    """The chain laid out, and a sentence for each thing that was folded."""
    chain = chain_of(answer, _drawn(answer, events), _places(naming))
    folds = tuple(_fold(fold, naming) for fold in chain.folds)
    if not chain.boxes:
        return None, folds
    anchors = {one.id: anchor_of(one.id) for one in all_objects(answer)}
    return draw(chain, captions_of(chain, answer, naming, anchors)), folds


def _drawn(answer: Answer, events: list[LinkedEvent]) -> list[LinkedEvent]:
    """Looking back, what became of the thing asked about later is not part of the picture."""
    if answer.query.direction is Direction.FORWARD or not answer.affected:
        return events
    came_from = {one.id for one in answer.affected}
    seeds = {one.id for one in answer.seeds}
    born = [
        min(event.time for event in events if any(link.key == seed for link in event.links))
        for seed in seeds
        if any(link.key == seed for event in events for link in event.links)
    ]
    until = max(born, default=None)
    return [
        event
        for event in events
        if until is None
        or event.time <= until
        or any(link.key in came_from for link in event.links)
    ]


def _data_path(seed: str, query: Query, asked: Asked) -> str:
    pairs = {"direction": str(query.direction), "mode": str(query.mode)}
    if asked.as_of is not None:
        pairs["as_of"] = asked.as_of.isoformat().replace("+00:00", "Z")
    return f"/trace/{quote(seed, safe='')}?{urlencode(pairs)}"


def _places(naming: Naming) -> Places:
    return Places(lane_of=naming.lane_of, region_of=naming.region_of, class_of=class_key)


def completeness(
    answer: Answer | RecallAnswer, asked: Query | RecallQuestion, words: Words
) -> Completeness:
    """Whether an answer is all there is: by the record, as of then, in this mode."""
    if not answer.complete:
        text = words(
            "trace.incomplete_text", why=words.term("truncated", answer.truncated_by)
        )
        return Completeness(state="stop", word=words("trace.incomplete"), text=text)
    if answer.linked_to < answer.recorded_to:
        behind = words.number(answer.recorded_to - answer.linked_to)
        text = words("trace.behind_text", count=behind)
        return Completeness(state="caution", word=words("trace.behind"), text=text)
    mode, when = words(f"trace.mode_{asked.mode}"), words.time(asked.as_of)
    text = words("trace.complete_text", when=when, mode=mode)
    return Completeness(state="sound", word=words("trace.complete"), text=text)


def amounts_by_state(
    held: Iterable[Held],
) -> dict[str | None, dict[Holding, Decimal | None]]:
    """Upper bounds per unit and state; one unknown amount makes its sum unknown, never 0."""
    sums: dict[str | None, dict[Holding, Decimal | None]] = defaultdict(dict)
    for one in held:
        before = sums[one.unit].get(one.state, Decimal(0))
        known = None if before is None or one.upper is None else before + one.upper
        sums[one.unit][one.state] = known
    return dict(sums)


def _with_somebody(answer: Answer, naming: Naming) -> int:
    return len(
        {
            held.place or holder_key(held, naming)
            for one in all_objects(answer)
            for held in one.held
            if held.state in WITH_SOMEBODY and (held.upper is None or held.upper > 0)
        }
    )


def _sentence(answer: Answer, naming: Naming) -> str:
    words = naming.words
    seed = answer.seeds[0].id if answer.seeds else answer.query.seeds[0]
    name = naming.object(seed)[0]
    if not answer.events:
        return words("trace.sentence_nothing", name=name)
    if answer.query.direction is Direction.BACK:
        makers = {naming.lane_of(event.place) for event in answer.events if event.place}
        return words(
            "trace.sentence_back",
            name=name,
            objects=words.number(len(answer.affected)),
            parties=words.number(len(makers)),
        )
    consignees = len(answer.consignees)
    key = "trace.sentence_forward" if answer.affected else "trace.sentence_alone"
    return words(
        key,
        name=name,
        objects=words.number(len(answer.affected)),
        parties=words.number(consignees),
        holding=words.number(_with_somebody(answer, naming)),
    )


def _numbers(answer: Answer, naming: Naming) -> tuple[Number, ...]:
    words = naming.words
    held = [held for one in all_objects(answer) for held in one.held]
    sums = amounts_by_state(held)
    on_hand = [
        words.amount(states[Holding.ON_HAND], states[Holding.ON_HAND], unit)
        for unit, states in sums.items()
        if states.get(Holding.ON_HAND)
    ]
    missing = [
        words.amount(states[Holding.UNEXPLAINED], states[Holding.UNEXPLAINED], unit)
        for unit, states in sums.items()
        if Holding.UNEXPLAINED in states and states[Holding.UNEXPLAINED] != 0
    ]
    gaps = sum(gap.count for gap in answer.gaps)
    return (
        Number(
            label=words("trace.number_objects"),
            value=words.number(len(answer.affected) + len(answer.seeds)),
            more=words(
                "trace.number_objects_more", count=words.number(len(answer.carriers))
            ),
        ),
        Number(
            label=words("trace.number_holders"),
            value=words.number(_with_somebody(answer, naming)),
            more=" + ".join(on_hand),
        ),
        Number(
            label=words("trace.number_unaccounted"),
            value=" + ".join(missing) if missing else words.number(0),
            more=words("trace.number_gaps", count=words.number(gaps)),
        ),
    )


def _fold(fold: Fold, naming: Naming) -> str:
    count = naming.words.number(fold.count)
    names = {"objects": naming.object(fold.key)[0], "holders": naming.lane(fold.key)[0]}
    name = names.get(fold.kind, "")
    return naming.words(f"trace.fold_{fold.kind}", count=count, name=name)


def _difference(
    earlier: Answer, answer: Answer, naming: Naming, asked: Asked
) -> Difference:
    """Objects and consignees that one answer has and the other has not."""
    words = naming.words
    rows: list[ChangeRow] = []
    for what, now, then in (
        ("object", _ids(answer), _ids(earlier)),
        ("holder", _parties(answer), _parties(earlier)),
    ):
        for key in sorted(now ^ then):
            added = key in now
            name = " ".join(naming.object(key)) if what == "object" else naming.lane(key)[0]
            rows.append(
                ChangeRow(
                    badge="caution" if added else "unknown",
                    change=words("trace.added" if added else "trace.removed"),
                    what=words(f"trace.{what}"),
                    name=name,
                )
            )
    more = sum(row.badge == "caution" for row in rows)
    sentence = words(
        "trace.difference_text",
        then=words.time(asked.compare),
        now=words.time(answer.query.as_of),
        added=words.number(more),
        removed=words.number(len(rows) - more),
    )
    return Difference(sentence=sentence, rows=tuple(rows[:CHANGE_ROWS_MAX]))


def _ids(answer: Answer) -> set[str]:
    return {one.id for one in answer.affected}


def _parties(answer: Answer) -> set[str]:
    return {one.party for one in answer.consignees}
