"""What will be written of an event, made ready before the writer's turn.

Only its position and its record time are missing, which the record alone can give. Whoever
writes holds up every other writer, so nothing that can be done before is done then: this is more
than half of a capture's work.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, structs

from truyxuat.graph.sql_rows import EPOCH
from truyxuat.services.event_index import Findable, findable
from truyxuat.traceability.epcis.contexts import EPCIS_CONTEXT
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.epcis.writing import contexts, encode, event_json
from truyxuat.traceability.linking import linked_event
from truyxuat.traceability.links import LinkedEvent

TO_COME = "\0"
TO_COME_WRITTEN = '"recordTime":"\\u0000"'
"""How a record time is written that is not known yet; only single values stand before it."""


class Rendering(Struct, frozen=True, gc=False):
    """An event as the record and the graph keep it, but for its place in the record."""

    context: str
    """What its @context needs beside the standard one, a JSON array."""
    findable: Findable
    before: str
    """Of the text, what stands before its record time."""
    after: str
    linked_event: LinkedEvent

    def body(self, recorded: str) -> str:
        """The text that is kept: JSON-LD without its context, with the time it was recorded.

        The time is given as it is written (`times.written`): a batch has one.
        """
        return f"{self.before}{recorded}{self.after}"

    def named_keys(self) -> Iterator[str]:
        """Every canonical key under which it is kept; some come twice."""
        yield from (key for _, key in self.findable.things)
        yield from (link.key for link in self.linked_event.links)

    def linked(self, position: int, recorded: datetime) -> LinkedEvent:
        """The event as the graph keeps it."""
        return structs.replace(self.linked_event, position=position, recorded=recorded)


def rendering_of(event: Event, *, event_id: str, content: str) -> Rendering:
    """Make an event ready to be written under the eventID that it has or is given."""
    given = {"event_id": event_id, "record_time": TO_COME}
    before, _, after = encode(event_json(event, given)).decode().partition(TO_COME_WRITTEN)
    more = [entry for entry in contexts([event]) if entry != EPCIS_CONTEXT]
    return Rendering(
        context=encode(more).decode(),
        findable=findable(event),
        before=f'{before}"recordTime":"',
        after=f'"{after}',
        linked_event=linked_event(event, position=0, recorded=EPOCH, content=content),
    )
