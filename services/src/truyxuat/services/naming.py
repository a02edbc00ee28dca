"""When two captured events are the same one, and what name an event without one gets.

The same event has the same eventID (or, where it has none, the same CBV event hash), the same
content and the same error declaration. The declaration belongs to it because an error
declaration repeats eventID and content of the event that it declares wrong (EPCIS 2.0 section
7.4.1.3): both stay in the record as two events.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from truyxuat.services.instants import microseconds
from truyxuat.services.rendering import Rendering, rendering_of
from truyxuat.traceability.epcis.events import ErrorDeclaration, Event
from truyxuat.traceability.linking import content_of


class NamedEvent(msgspec.Struct, frozen=True, gc=False):
    """An event of a document with everything that says which event it is."""

    place: int
    """0-based index in its document."""
    event: Event
    event_id: str
    explicit_id: bool
    content: str
    content_key: bytes
    rendering: Rendering

    @property
    def declares_wrong(self) -> bool:
        """Whether it is an error declaration."""
        return self.event.error_declaration is not None


def named(events: Iterable[Event]) -> list[NamedEvent]:
    """Name the events of a document; an eventID that is missing is the CBV event hash."""
    return [_named(place, event) for place, event in enumerate(events)]


def _named(place: int, event: Event) -> NamedEvent:
    content = content_of(event)
    event_id = event.event_id or content
    parts = (event_id, content, _declaration_text(event.error_declaration))
    return NamedEvent(
        place=place,
        event=event,
        event_id=event_id,
        explicit_id=event.event_id is not None,
        content=content,
        content_key=hashlib.sha256("\n".join(parts).encode()).digest(),
        rendering=rendering_of(event, event_id=event_id, content=content),
    )


def _declaration_text(declaration: ErrorDeclaration | None) -> str:
    if declaration is None:
        return ""
    facts = (
        microseconds(declaration.declaration_time),
        declaration.reason,
        sorted(declaration.corrective_event_ids),
        dict(sorted(declaration.extensions.items())),
    )
    return msgspec.json.encode(facts, order="deterministic").decode()
