"""Keep a list of code facts in the record, once, whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, select

from truyxuat.barcode.legality import (
    Claim,
    CodeAuthorisation,
    Fact,
    GtinDeclaration,
    InternalCode,
    Organisation,
    PrefixLicence,
)
from truyxuat.services.code_facts.listing import Listing
from truyxuat.services.code_facts.tables import (
    CodeAuthorisationRow,
    CodeList,
    CodeListComplete,
    GtinClaimRow,
    GtinDeclarationRow,
    InternalCodeRow,
    PrefixLicenceRow,
)
from truyxuat.services.instants import microseconds, written
from truyxuat.services.tables import table_of
from truyxuat.traceability.errors import InvalidBody, Problem

Values = Mapping[str, "str | date | None"]

TABLES: dict[type[Fact], type[SQLModel]] = {
    PrefixLicence: PrefixLicenceRow,
    GtinDeclaration: GtinDeclarationRow,
    CodeAuthorisation: CodeAuthorisationRow,
    InternalCode: InternalCodeRow,
    Claim: GtinClaimRow,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A list of the record; `again` where it had been recorded before."""

    id: int
    rows: int
    again: bool


def keep(session: Session, listing: Listing, *, now: datetime) -> Kept:
    """Write a list and its rows; the same list again changes nothing."""
    if listing.told.retrieved_at > now:
        expected = f"an instant up to {written(now)}"
        got = written(listing.told.retrieved_at)
        message = f"expected {expected}, got {got}."
        problem = Problem("retrieved_at", "in_the_future", message, expected, got)
        raise InvalidBody((problem,))
    digest = _digest(listing)
    before = session.exec(select(CodeList).where(CodeList.digest == digest)).first()
    if before is not None:
        assert before.id is not None, "a recorded list has its number"
        return Kept(before.id, before.rows, again=True)
    told = listing.told
    made = CodeList(
        source=told.source.strip(),
        standing=told.standing,
        retrieved_at=microseconds(told.retrieved_at),
        digest=digest,
        recorded_at=microseconds(now),
        rows=len(listing.facts),
    )
    session.add(made)
    session.flush()
    assert made.id is not None, "the engine numbers a list"
    for one in listing.complete:
        session.add(CodeListComplete(list=made.id, kind=one.kind, prefix=one.prefix))
    session.flush()
    for fact_type, model in TABLES.items():
        rows = [values_of(fact) for fact in listing.facts if isinstance(fact, fact_type)]
        if rows:
            # SQLAlchemy's own insert, since days are kept differently by the two engines.
            session.execute(
                insert(table_of(model)), [{"list": made.id, **row} for row in rows]
            )
    return Kept(made.id, made.rows, again=False)


def _digest(listing: Listing) -> str:
    """Rows in any order are the same list."""
    told = listing.told
    rows = sorted(
        json.dumps([type(fact).__name__, *values_of(fact).values()], default=str)
        for fact in listing.facts
    )
    ranges = sorted(f"{one.kind}:{one.prefix}" for one in listing.complete)
    head = [told.source.strip(), told.standing, microseconds(told.retrieved_at), ranges]
    return hashlib.sha256(json.dumps([head, rows]).encode()).hexdigest()


def values_of(fact: Fact) -> Values:
    """The columns of a fact's row, in one order for each kind."""
    match fact:
        case PrefixLicence():
            return {
                "prefix": fact.prefix,
                **_firm("holder", fact.holder),
                "state": fact.state.value,
                "issuer": fact.issuer,
                "valid_from": fact.valid_from,
                "valid_to": fact.valid_to,
            }
        case GtinDeclaration():
            return {
                "gtin": fact.gtin,
                **_firm("company", fact.company),
                "name_and_brand": fact.name_and_brand,
                "description": fact.description,
                "product_group": fact.product_group,
                "target_market": fact.target_market,
                "image": fact.image,
            }
        case CodeAuthorisation():
            return {
                "scope": fact.scope,
                **_firm("holder", fact.holder),
                **_firm("partner", fact.partner),
                "document": fact.document,
                "valid_from": fact.valid_from,
                "valid_to": fact.valid_to,
            }
        case InternalCode():
            return {"code": fact.code, **_firm("owner", fact.owner)}
        case Claim():
            return {"gtin": fact.gtin, **_firm("claimant", fact.claimant)}


def _firm(name: str, of: Organisation) -> dict[str, str]:
    return {name: of.name, f"{name}_tax_code": of.tax_code, f"{name}_gln": of.gln}
