"""Recalls as the platform keeps them: drafted from the record, frozen, compared, announced.

A draft's answer is stored as it was given, with the hash of its result, because it is what an
authority acted on; asking again later is another answer and is shown as a difference. An
announcement is an EPCIS event like any other, so whatever reads the record (consumer page,
lookup, another platform) sees the recall, and as of any earlier time does not.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, Session, SQLModel, col, select

from truyxuat.graph.sql_rows import KeyString
from truyxuat.services import master
from truyxuat.services.capturing import capture
from truyxuat.services.instants import microseconds
from truyxuat.services.linking import graph_of
from truyxuat.services.master import Place
from truyxuat.services.observing.work import stage
from truyxuat.services.record import last_position, record_time
from truyxuat.traceability.epcis.events import (
    Action,
    EpcisDocument,
    ObjectEvent,
    PersistentDisposition,
    QuantityElement,
)
from truyxuat.traceability.epcis.reading import Reading
from truyxuat.traceability.errors import Conflict, InvalidQuery, NotFound
from truyxuat.traceability.recalling import (
    CONTRACT,
    SCOPES,
    RecallAnswer,
    RecallDifference,
    RecallQuestion,
    ScopeName,
    difference,
    recall,
    recall_json,
)
from truyxuat.traceability.recalling.windows import SourceKind
from truyxuat.traceability.tracing import instant_text
from truyxuat.traceability.tracing.query import Budget

SHARED_KINDS: tuple[str, ...] = ("tank", "line", "press", "furnace", "mill")
"""Kinds of place at which one batch touches what the last one left: common sources."""

OFFSET = "+07:00"
RECALLED = "recalled"

_encoder = msgspec.json.Encoder()
_answers = msgspec.json.Decoder(RecallAnswer)


class RecallState(StrEnum):
    """How far a recall has come."""

    DRAFT = "draft"
    ANNOUNCED = "announced"


class Recall(SQLModel, table=True):
    """A recall and its frozen answer; instants are whole microseconds."""

    id: str = Field(primary_key=True, sa_type=KeyString)
    created_at: int = Field(sa_type=BigInteger, index=True)
    reason: str
    contract: str
    """Version of the answer's JSON."""
    result_hash: str
    complete: bool
    answer: bytes = Field(sa_type=LargeBinary)
    """The answer's JSON as it was given, compressed."""
    frozen: bytes = Field(sa_type=LargeBinary)
    """The same answer as values, compressed, for pages and exports."""
    state: str = RecallState.DRAFT
    scope: str | None = None
    """The scope announced."""
    announced_at: int | None = Field(default=None, sa_type=BigInteger)
    announcement: str | None = None
    """eventID of the latest announcing event."""

    def json(self) -> bytes:  # type: ignore[override]  # pydantic's old name for another thing
        """The answer's JSON, byte for byte as it was given."""
        return zlib.decompress(self.answer)

    def values(self) -> RecallAnswer:
        """The answer as values."""
        return _answers.decode(zlib.decompress(self.frozen))


def shared_places(session: Session) -> dict[str, SourceKind]:
    """The places of the master data that batches share one after another."""
    question = (
        select(Place.key).where(col(Place.kind).in_(SHARED_KINDS)).order_by(Place.key)
    )
    return dict.fromkeys(session.exec(question), "equipment")


def draft(
    session: Session,
    question: RecallQuestion,
    *,
    reason: str,
    now: datetime,
    budget: Budget,
) -> Recall:
    """Answer the question and keep the answer, in one writer's transaction."""
    answered = answer(session, question, reason=reason, now=now, budget=budget)
    return keep(session, answered)


@stage("recall")
def answer(
    session: Session,
    question: RecallQuestion,
    *,
    reason: str,
    now: datetime,
    budget: Budget,
) -> Recall:
    """Answer the question; ``as_of`` None is everything recorded so far. Nothing is kept yet.

    Reading is enough for it, so that a long answer holds up nobody who captures.

    Raises:
        InvalidQuery: the knowledge time lies in the future, where an answer would not stay.
        NotFound: nothing the question starts from is on record.
    """
    known = record_time(session, now)
    if question.as_of is not None and question.as_of > known:
        raise InvalidQuery(
            f"as_of: nothing is known yet as of {instant_text(question.as_of)}; it is now "
            f"{instant_text(known)}."
        )
    found = _asked(session, replace(question, as_of=question.as_of or known), budget)
    if all(thing.affected.since is None for thing in found.objects):
        start = question.window.place if question.window else ", ".join(question.seeds[:3])
        raise NotFound(f"Nothing is recorded about {start}, so there is nothing to recall.")
    told = recall_json(found)
    result_hash = str(told["result_hash"])
    return Recall(
        id=_id_of(result_hash, reason, now),
        created_at=microseconds(now),
        reason=reason,
        contract=CONTRACT,
        result_hash=result_hash,
        complete=found.complete,
        answer=zlib.compress(_encoder.encode(told)),
        frozen=zlib.compress(_encoder.encode(found)),
    )


def keep(session: Session, answered: Recall) -> Recall:
    """Keep an answer; the same draft of the same instant is the same recall."""
    known_already = session.get(Recall, answered.id)
    if known_already is not None:
        return known_already
    session.add(answered)
    session.flush()
    return answered


def find(session: Session, recall_id: str) -> Recall:
    """The recall of this name.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Recall, recall_id)
    if found is None:
        raise NotFound(f"No recall is called {recall_id!r}.")
    return found


def latest(session: Session, *, limit: int, before: Recall | None = None) -> list[Recall]:
    """Recalls, the latest first; ``before`` continues behind that one."""
    question = select(Recall)
    if before is not None:
        same = col(Recall.created_at) == before.created_at
        question = question.where(
            (col(Recall.created_at) < before.created_at)
            | (same & (col(Recall.id) < before.id))
        )
    ordered = question.order_by(col(Recall.created_at).desc(), col(Recall.id).desc())
    return list(session.exec(ordered.limit(limit)))


def compare(
    session: Session, kept: Recall, as_of: datetime, *, budget: Budget
) -> tuple[RecallAnswer, RecallDifference]:
    """The same question at another knowledge time, and what that changes.

    The difference reads forward in knowledge, whichever of the two was asked first.
    """
    stored = kept.values()
    question = replace(stored.question, as_of=as_of)
    other = _asked(session, question, budget)
    asked = stored.question.as_of
    if asked is not None and as_of < asked:
        return other, difference(other, stored)
    return other, difference(stored, other)


def announce(session: Session, kept: Recall, scope: ScopeName, *, now: datetime) -> Recall:
    """Make a scope public: everything in it is `recalled` from now on, by an EPCIS event.

    The same announcement again changes nothing; a wider scope announces what it adds.

    Raises:
        Conflict: a wider scope is announced already; goods are not silently let go.
        InvalidQuery: the scope holds no goods.
    """
    if kept.scope == scope:
        return kept
    done = ScopeName(kept.scope) if kept.scope else None
    if done is not None and SCOPES.index(done) > SCOPES.index(scope):
        raise Conflict(
            f"Recall {kept.id} is announced for its {done} scope; it cannot shrink to {scope}."
        )
    found = kept.values()
    before = set(found.scope(done).goods) if done else set()
    goods = [key for key in found.scope(scope).goods if key not in before]
    if not goods and not before:
        raise InvalidQuery(f"The {scope} scope of recall {kept.id} holds no goods.")
    if goods:
        kept.announcement = _record(session, kept, scope, goods, now)
    kept.state = RecallState.ANNOUNCED
    kept.scope = scope
    kept.announced_at = microseconds(now)
    session.add(kept)
    session.flush()
    return kept


def _asked(session: Session, question: RecallQuestion, budget: Budget) -> RecallAnswer:
    graph = graph_of(session)
    found = recall(graph, question, master=master.master_data(session), budget=budget)
    return replace(found, recorded_to=last_position(session), answered=graph.answered)


def _id_of(result_hash: str, reason: str, now: datetime) -> str:
    name = f"{result_hash}\n{microseconds(now)}\n{reason}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _record(
    session: Session, kept: Recall, scope: ScopeName, goods: list[str], now: datetime
) -> str:
    """Capture the announcing event; returns its eventID."""
    levels = {thing.id: thing.affected.level for thing in kept.values().objects}
    event = ObjectEvent(
        event_id=f"urn:uuid:{uuid.uuid5(uuid.UUID(kept.id), scope)}",
        event_time=now,
        event_time_zone_offset=OFFSET,
        action=Action.OBSERVE,
        epcs=tuple(key for key in goods if levels[key] == "instance"),
        quantities=tuple(
            QuantityElement(key) for key in goods if levels[key] != "instance"
        ),
        persistent_disposition=PersistentDisposition(set=(RECALLED,)),
    )
    reading = Reading(EpcisDocument(events=(event,)), ())
    capture(session, reading, now=now, events_max=1)
    assert event.event_id is not None, "an announcement names its event"
    return event.event_id
