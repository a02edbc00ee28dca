"""The answer as JSON, with the names of design/trace.md, and the hash that names its result.

The hash is over what was found, in canonical JSON (RFC 8785 in spirit: sorted names, no spaces):
positions in the record are left out, so the same history gives the same hash in whatever order
it was captured (law L1).
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal

from truyxuat.traceability.epcis.events import Json
from truyxuat.traceability.tracing.answer import (
    Affected,
    Answer,
    AnswerEvent,
    Carrier,
    Consignee,
    Gap,
    Held,
)
from truyxuat.traceability.tracing.query import Query

VOLATILE = frozenset(
    {"recorded_to", "linked_to", "answered_from", "answered_because", "result_hash"}
)
"""What depends on when and where the question was asked, not on what was found."""

QUESTIONS = ("query", "question")
"""Where a trace and a recall echo what they were asked, knowledge time included."""


def answer_json(answer: Answer) -> dict[str, Json]:
    """The answer as `GET /trace/{id}` gives it."""
    body: dict[str, Json] = {
        "query": _query(answer.query),
        "complete": answer.complete,
        "truncated_by": answer.truncated_by,
        "recorded_to": answer.recorded_to,
        "linked_to": answer.linked_to,
        "answered_from": answer.answered.store,
        "answered_because": answer.answered.because,
        "seeds": [_affected(each) for each in answer.seeds],
        "affected": [_affected(each) for each in answer.affected],
        "carriers": [carrier_json(each) for each in answer.carriers],
        "events": [told_event_json(each) for each in answer.events],
        "consignees": [consignee_json(each) for each in answer.consignees],
        "gaps": [gap_json(each) for each in answer.gaps],
    }
    if answer.contact:
        body["contact"] = [_affected(each) for each in answer.contact]
    body["result_hash"] = result_hash(body)
    return body


def result_hash(body: dict[str, Json]) -> str:
    """SHA-256 of what was asked and found, by the canonical spelling of its JSON.

    The knowledge time is left out: the same answer a minute later has the same hash.
    """
    found = {name: value for name, value in body.items() if name not in VOLATILE}
    for question in QUESTIONS:
        asked = found.get(question)
        if isinstance(asked, dict):
            found[question] = {name: asked[name] for name in asked if name != "as_of"}
    text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def instant_text(time: datetime | None) -> str | None:
    """An instant in UTC with its Z, and no more digits than it has."""
    if time is None:
        return None
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _query(query: Query) -> Json:
    asked: dict[str, Json] = {
        "seeds": [*query.seeds],
        "direction": query.direction.value,
        "from": instant_text(query.from_),
        "to": instant_text(query.to),
        "as_of": instant_text(query.as_of),
        "mode": query.mode.value,
        "follow": [*sorted(way.value for way in query.follow)],
    }
    if query.since:
        asked["since"] = {key: instant_text(time) for key, time in sorted(query.since)}
    return asked


def _affected(each: Affected) -> Json:
    return {
        "id": each.id,
        "level": each.level,
        "since": instant_text(each.since),
        "certainty": each.certainty,
        "anticausal": each.anticausal,
        "via": each.via,
        "witness": [*each.witness],
        "more_paths": each.more_paths,
        "life": each.life,
        "place": each.place,
        "holder": each.holder,
        "owner": each.owner,
        "disposition": each.disposition,
        "persistent_dispositions": [*each.persistent_dispositions],
        "held": [_held(held) for held in each.held],
        "flags": [*each.flags],
    }


def _held(held: Held) -> Json:
    return {
        "party": held.party,
        "place": held.place,
        "state": held.state.value,
        "lower": _amount(held.lower),
        "upper": _amount(held.upper),
        "unit": held.unit,
        "claimed_by": held.claimed_by,
    }


def carrier_json(carrier: Carrier) -> dict[str, Json]:
    """A carrier, as every answer tells it."""
    return {
        "id": carrier.id,
        "from": instant_text(carrier.from_),
        "to": instant_text(carrier.to),
        "of": [*carrier.of],
        "inferred": [*carrier.inferred],
    }


def told_event_json(event: AnswerEvent) -> dict[str, Json]:
    """An event of an answer, as every answer tells it."""
    return {
        "id": event.id,
        "time": instant_text(event.time),
        "type": event.type,
        "step": event.step,
        "inherited": event.inherited,
        "place": event.place,
        "objects": [*event.objects],
    }


def consignee_json(consignee: Consignee) -> dict[str, Json]:
    """A consignee, as every answer tells it."""
    contact = consignee.contact
    return {
        "party": consignee.party,
        "wave": consignee.wave,
        "objects": [*consignee.objects],
        "received": instant_text(consignee.received),
        "contact": None if contact is None else dict(sorted(contact.items())),
    }


def gap_json(gap: Gap) -> dict[str, Json]:
    """A gap, as every answer tells it."""
    return {
        "kind": gap.kind.value,
        "object": gap.object,
        "event": gap.event,
        "since": instant_text(gap.since),
        "count": gap.count,
        "reason": gap.reason,
    }
