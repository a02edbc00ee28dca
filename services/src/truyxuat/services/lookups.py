"""What the platform knows of one scanned or typed code, for a program at a till or in a store.

For trade items it says exactly what the consumer page says, because it asks the same findings;
for pallets, places and assets it says whether they are declared, seen and recalled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote

from sqlmodel import Session

from truyxuat.services import master
from truyxuat.services.linking import graph_of
from truyxuat.services.master import Asset, Product
from truyxuat.services.pages.codes import GS1_HOME, element
from truyxuat.services.pages.findings import (
    CONSUMER_BUDGET,
    RECALLED,
    Code,
    Findings,
    findings_of,
    is_seen,
)
from truyxuat.services.pages.opening import path_of
from truyxuat.services.pages.product_page import verdict_of
from truyxuat.services.pages.wording import Language, Words
from truyxuat.traceability.identifiers import Identifier, Scanned, identified
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import FROM_RECORD, AnsweredFrom
from truyxuat.traceability.tracing.query import Direction, Mode, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What is known of a code on a day. Status words are those of the consumer page."""

    identifier: Identifier
    seen: bool
    """Whether any event names exactly this."""
    declared: bool
    """Whether its firm declared it: product and lot, place, party or asset."""
    recalled: bool
    recalled_since: datetime | None = None
    expires_on: date | None = None
    best_before: date | None = None
    expired: bool = False
    status: str
    message_vi: str = ""
    message_en: str = ""
    product: Product | None = None
    answered: AnsweredFrom = FROM_RECORD

    @property
    def page(self) -> str | None:
        """The page for people; None for what is no GS1 key."""
        return (
            path_of(self.identifier) if self.identifier.key.startswith(GS1_HOME) else None
        )

    @property
    def trace(self) -> str | None:
        """The trace of it, where any event names it."""
        return f"/trace/{quote(self.identifier.key, safe='')}" if self.seen else None

    @property
    def events(self) -> str:
        """The events that name it."""
        return f"/epcs/{quote(self.identifier.key, safe='')}/events"


def look_up(session: Session, text: str, *, now: datetime) -> Lookup:
    """Read any scanned or typed text and say what is known of it.

    Raises:
        InvalidIdentifier: no identifier in any spelling, with what was expected.
    """
    found = _found(session, identified(text), now)
    return replace(found, answered=graph_of(session).answered)


def _found(session: Session, scanned: Scanned, now: datetime) -> Lookup:
    identifier = scanned.identifier
    gtin = element(identifier.key, "01")
    if gtin is None:
        return _other(session, identifier, now)
    code = Code(
        gtin=gtin,
        lot=element(identifier.lot_key, "10") if identifier.lot_key else None,
        serial=element(identifier.key, "21"),
        lot_key=identifier.lot_key,
        key=identifier.key,
        path=path_of(identifier),
        expires_on=scanned.expiry(now.date()),
    )
    return _trade_item(identifier, findings_of(session, code, now))


def _trade_item(identifier: Identifier, findings: Findings) -> Lookup:
    bands = {
        language: verdict_of(findings, Words(language))
        for language in (Language.VI, Language.EN)
    }
    expires = findings.expires_on
    return Lookup(
        identifier=identifier,
        seen=findings.seen,
        declared=findings.known,
        recalled=bool(findings.recalled),
        recalled_since=findings.recalled_since,
        expires_on=expires,
        best_before=findings.lot.best_before if findings.lot else None,
        expired=expires is not None and expires < findings.today,
        status=bands[Language.VI].verdict,
        message_vi=bands[Language.VI].heading,
        message_en=bands[Language.EN].heading,
        product=findings.product,
    )


def _other(session: Session, identifier: Identifier, now: datetime) -> Lookup:
    key = identifier.key
    seen = is_seen(session, key)
    known = (
        master.party(session, key) or master.place(session, key) or session.get(Asset, key)
    )
    recalled = seen and RECALLED in _persistent(session, key, now)
    status = "recalled" if recalled else "seen" if seen else "not_found"
    return Lookup(
        identifier=identifier,
        seen=seen,
        declared=known is not None,
        recalled=recalled,
        status="declared" if known is not None and not recalled else status,
    )


def _persistent(session: Session, key: str, now: datetime) -> tuple[str, ...]:
    answer = trace(
        graph_of(session),
        Query(seeds=(key,), direction=Direction.BACK, mode=Mode.CERTAIN, as_of=now),
        master=master.master_data(session),
        budget=CONSUMER_BUDGET,
    )
    return next((s.persistent_dispositions for s in answer.seeds if s.id == key), ())
