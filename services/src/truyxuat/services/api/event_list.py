"""An EPCISQueryDocument put together from the texts of recorded events (EPCIS 2.0 section 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from fastapi import Response

from truyxuat.services.api.bindings import VERSION_HEADERS
from truyxuat.services.instants import written
from truyxuat.services.recorded import StoredEvent
from truyxuat.traceability.epcis.contexts import EPCIS_CONTEXT
from truyxuat.traceability.epcis.namespaces import STANDARD_PREFIXES

QUERY_NAME = "SimpleEventQuery"


def query_document(events: Sequence[StoredEvent], *, now: datetime) -> Response:
    """The answer that holds these events.

    Their namespaces stand in the document's context; an event whose prefix means something
    else than an earlier event's keeps a context of its own.
    """
    shared: dict[str, str] = {}
    texts = []
    for event in events:
        own = _namespaces(event)
        if own is None or any(
            shared.get(prefix, uri) != uri for prefix, uri in own.items()
        ):
            texts.append(event.standing_alone())
        else:
            shared |= own
            texts.append(event.body)
    context = [EPCIS_CONTEXT, *([shared] if shared else [])]
    document = {
        "@context": context,
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": written(now),
        "epcisBody": {
            "queryResults": {
                "queryName": QUERY_NAME,
                "resultsBody": {
                    "eventList": [msgspec.Raw(text.encode()) for text in texts]
                },
            }
        },
    }
    return Response(
        msgspec.json.encode(document),
        headers=VERSION_HEADERS,
        media_type="application/json",
    )


def _clash(own: Mapping[str, str], shared: Mapping[str, str]) -> bool:
    """Whether a prefix already means something else, in this answer or in the standard."""
    meanings = {**STANDARD_PREFIXES, **shared}
    return any(meanings.get(prefix, uri) != uri for prefix, uri in own.items())


def _namespaces(event: StoredEvent) -> dict[str, str]:
    """Its prefixes, as `rendering` keeps them."""
    entries = msgspec.json.decode(event.context, type=list[dict[str, str]])
    return {prefix: uri for entry in entries for prefix, uri in entry.items()}
