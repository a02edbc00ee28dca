"""Master data that came with captured documents: kept as sent, the latest word first.

An EPCIS document may carry vocabulary elements in its header, and a master data document holds
nothing else (EPCIS 2.0 sections 7.1 and 9.4). They are kept word for word under the canonical
key of what they describe; `master` asks here for the name of what its own tables do not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, Session, SQLModel, col, select

from truyxuat.graph.sql_rows import KEYS_PER_QUESTION, BigKey, KeyText, chunks
from truyxuat.services.event_index import key_of
from truyxuat.services.instants import microseconds
from truyxuat.traceability.epcis.events import VocabularyElement

NAME_ATTRIBUTES = (
    "name",
    "ssd",
    "descriptionShort",
    "functionalName",
    "regulatedProductName",
)
"""CBV master data attributes that name a thing, the best first (CBV 2.0 sections 9.2 to 9.4)."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class CapturedVocabulary(SQLModel, table=True):
    """One vocabulary element of one captured document."""

    __tablename__ = "captured_vocabulary"
    __table_args__ = (Index("ix_captured_vocabulary_key", "key"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    capture: int = Field(foreign_key="capture_job.id", sa_type=BigInteger)
    type: str
    key: str = Field(sa_type=KeyText)
    name: str | None = None
    """What a person would call it, where an attribute says so."""
    attributes: str = Field(sa_type=Text)
    """The attributes as JSON, by the URI of each."""
    children: str = Field(default="[]", sa_type=Text)
    record_time: int = Field(sa_type=BigInteger)


def keep(
    session: Session,
    elements: Sequence[VocabularyElement],
    *,
    capture: int,
    recorded: datetime,
) -> None:
    """Keep the vocabulary elements of a captured document; a repeat changes nothing."""
    latest = _latest(session, {key_of(element.id) for element in elements})
    for element in elements:
        row = CapturedVocabulary(
            capture=capture,
            type=element.type,
            key=key_of(element.id),
            name=_name(element),
            attributes=_encode(dict(element.attributes)).decode(),
            children=_encode([key_of(child) for child in element.children]).decode(),
            record_time=microseconds(recorded),
        )
        said = (row.attributes, row.children)
        if latest.get((row.type, row.key)) != said:
            latest[row.type, row.key] = said
            session.add(row)


def _latest(session: Session, keys: set[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """What was last said of each of the keys in each vocabulary."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for some in chunks(sorted(keys), KEYS_PER_QUESTION):
        question = (
            select(CapturedVocabulary)
            .where(col(CapturedVocabulary.key).in_(some))
            .order_by(col(CapturedVocabulary.id))
        )
        for row in session.exec(question):
            known[row.type, row.key] = (row.attributes, row.children)
    return known


def captured_names(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """The latest captured name of each of the keys that has one."""
    found: dict[str, str] = {}
    for some in chunks(sorted(set(keys)), KEYS_PER_QUESTION):
        question = (
            select(CapturedVocabulary.key, CapturedVocabulary.name)
            .where(
                col(CapturedVocabulary.key).in_(some),
                col(CapturedVocabulary.name).is_not(None),
            )
            .order_by(col(CapturedVocabulary.id))
        )
        found.update({key: name for key, name in session.exec(question) if name})
    return found


def _name(element: VocabularyElement) -> str | None:
    by_local = {
        uri.replace("#", ":").rpartition(":")[2].rpartition("/")[2]: value
        for uri, value in element.attributes.items()
    }
    for attribute in NAME_ATTRIBUTES:
        value = by_local.get(attribute)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None
