"""Attach error declarations to the events they speak of, alike in every store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from truyxuat.traceability.links import Declaration, LinkedEvent


def with_declarations(
    events: Iterable[LinkedEvent], declarations: Mapping[int, Declaration]
) -> list[LinkedEvent]:
    """Each event with all that name its eventID or have its content, in record order.

    ``declarations`` by their position in the record.
    """
    by_id: dict[str, set[int]] = {}
    by_content: dict[str, set[int]] = {}
    for position, declaration in declarations.items():
        by_id.setdefault(declaration.event_id, set()).add(position)
        by_content.setdefault(declaration.content, set()).add(position)
    answered = []
    for event in events:
        against = by_id.get(event.event_id, set()) | by_content.get(event.content, set())
        known = dict.fromkeys(declarations[position] for position in sorted(against))
        answered.append(replace(event, declarations=tuple(known)) if known else event)
    return answered
