"""`GET /lookup`: any scanned or typed text in, what is known of it out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from truyxuat.services.api.bindings import answers_json, each_once
from truyxuat.services.instants import written
from truyxuat.services.lookups import Lookup, look_up
from truyxuat.services.problem_details import problem_responses
from truyxuat.services.sessions import SessionDep

router = APIRouter(
    tags=["Lookup"], dependencies=[Depends(answers_json), Depends(each_once())]
)

CODE_LENGTH_MAX = 2_048
"""Longer texts are no codes: the longest GS1 Digital Link URI fits well."""


class _Answer(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class ProductFacts(_Answer):
    """The product as its firm declared it."""

    gtin: str = Field(examples=["09521234001010"])
    name_vi: str = Field(examples=["Su su Tam Đảo"])
    name_en: str = Field(examples=["Tam Dao chayote"])
    brand: str | None
    source: str = Field(description="declared, confirmed, computed or events")


class LookupLinks(_Answer):
    """Where to go on."""

    page: str | None = Field(description="The page for people")
    trace: str | None = Field(description="Where it went and came from; null if never seen")
    events: str = Field(description="Its events")


class LookupAnswer(_Answer):
    """What is known of a code."""

    code: str = Field(examples=["(01)09521234001010(10)L0914"])
    id: str = Field(examples=["https://id.gs1.org/01/09521234001010/10/L0914"])
    scheme: str | None = Field(examples=["lgtin"])
    level: str = Field(description="instance, lot or class", examples=["lot"])
    lot: str | None = Field(description="Canonical key of its lot, where the code names it")
    class_: str | None = Field(alias="class", description="Canonical key of its product")
    seen: bool = Field(description="Whether any event names exactly this")
    declared: bool = Field(description="Whether its firm declared it")
    recalled: bool
    recalled_since: str | None
    expired: bool
    expires_on: date | None
    best_before: date | None
    status: str = Field(
        description="The gravest that holds: recalled, expired, not_found, part_not_found, "
        "undeclared, some_lots_recalled, past_best_before, declared; seen for other codes",
        examples=["declared"],
    )
    message_vi: str
    message_en: str
    product: ProductFacts | None
    links: LookupLinks
    answered_from: str = Field(
        description="record, or graph where a graph database takes the load",
        examples=["record"],
    )
    answered_because: str | None = Field(
        description="Why the graph did not answer, or not alone; the answer is the same"
    )


@router.get("/lookup", responses=problem_responses(400, 406, 500))
def lookup(
    code: Annotated[
        str,
        Query(
            min_length=1,
            max_length=CODE_LENGTH_MAX,
            description="What was scanned or typed, in any spelling: GTIN, element string with "
            "brackets or FNC1, GS1 Digital Link, EPC URN",
            examples=["(01)09521234001010(10)L0914"],
        ),
    ],
    session: SessionDep,
) -> LookupAnswer:
    """Read any scanned text: what it names, whether it is declared, recalled or expired."""
    return _answer(code, look_up(session, code, now=datetime.now(UTC)))


def _answer(code: str, found: Lookup) -> LookupAnswer:
    identifier, product = found.identifier, found.product
    return LookupAnswer(
        code=code,
        id=identifier.key,
        scheme=identifier.scheme,
        level=identifier.level,
        lot=identifier.lot_key,
        class_=identifier.class_key,
        seen=found.seen,
        declared=found.declared,
        recalled=found.recalled,
        recalled_since=written(found.recalled_since) if found.recalled_since else None,
        expired=found.expired,
        expires_on=found.expires_on,
        best_before=found.best_before,
        status=found.status,
        message_vi=found.message_vi,
        message_en=found.message_en,
        product=ProductFacts.model_validate(product, from_attributes=True)
        if product
        else None,
        links=LookupLinks(page=found.page, trace=found.trace, events=found.events),
        answered_from=found.answered.store,
        answered_because=found.answered.because,
    )
