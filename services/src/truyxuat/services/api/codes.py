"""Codes over HTTP: is a code used lawfully, and what sources told of codes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from truyxuat.barcode.legality import Standing, Told
from truyxuat.services.api.bindings import answers_json, each_once
from truyxuat.services.api.code_answers import LegalityAnswer, answer_of
from truyxuat.services.api.json_bodies import JsonBodyRoute
from truyxuat.services.code_facts.keeping import keep
from truyxuat.services.code_facts.knowing import (
    USER_LENGTH_MAX,
    legality_of,
    organisation_of,
)
from truyxuat.services.code_facts.listing import json_rows, read_rows
from truyxuat.services.event_filters import moment
from truyxuat.services.instants import in_utc
from truyxuat.services.problem_details import problem_responses
from truyxuat.services.sessions import SessionDep

router = APIRouter(
    tags=["Codes"],
    route_class=JsonBodyRoute,
    dependencies=[Depends(answers_json), Depends(each_once())],
)

CODE_LENGTH_MAX = 2_048

EXAMPLE: JsonDict = {
    "source": "VNPC, trích xuất 11/2026",
    "standing": "official",
    "retrievedAt": "2026-11-20T08:00:00+07:00",
    "completeFor": ["licence:8938505"],
    "facts": [
        {
            "kind": "licence",
            "prefix": "8938505970",
            "holder": "Công ty Ví Dụ",
            "holder_tax_code": "0000000011",
            "state": "active",
            "issuer": "GS1 Vietnam",
            "valid_from": "2020-01-01",
        }
    ],
}


class CodeFactsBody(BaseModel):
    """What one source told of codes at one instant."""

    model_config = ConfigDict(
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        json_schema_extra={"example": EXAMPLE},
    )

    source: str = Field(description="Who told it, as it is shown beside every answer")
    standing: Standing = Field(
        Standing.SECONDHAND, description="Only official facts settle anything"
    )
    retrieved_at: AwareDatetime = Field(description="When it was taken from the source")
    complete_for: list[str] = Field(
        [],
        description="Numbers about which the source told everything: 893 for the kinds sent, "
        "licence:893 for one kind",
    )
    facts: list[dict[str, str | None]] = Field(
        description="Rows as in `truyxuat codes import`: kind, and the columns of that kind"
    )


class CodeFactsKept(BaseModel):
    """The list as it was recorded."""

    list: int
    rows: int
    again: bool = Field(description="Recorded before; nothing was changed")


@router.get("/codes/{code:path}/legality", responses=problem_responses(400, 404, 406, 500))
def code_legality(
    code: Annotated[
        str,
        Path(
            max_length=CODE_LENGTH_MAX,
            description="In any spelling, percent-encoded; or a firm's own code",
        ),
    ],
    session: SessionDep,
    used_by: Annotated[
        str | None,
        Query(
            alias="usedBy",
            min_length=1,
            max_length=USER_LENGTH_MAX,
            description="Who uses it: a tax code, or the GLN of a party known here",
        ),
    ] = None,
    at: Annotated[
        str | None,
        Query(
            description="As it was known then; default now",
            examples=["2026-09-17T07:00:00Z"],
        ),
    ] = None,
) -> LegalityAnswer:
    """Whether a code may be used so: lawful, unlawful with its finding, or unknown.

    Nothing is concluded from facts that are not official, too old, or missing in a list that
    does not say it is complete; `settle` says what would settle an unknown. Without `usedBy`
    the answer is about the code alone.
    """
    user = None if used_by is None else organisation_of(session, used_by)
    when = datetime.now(UTC) if at is None else moment("at", at)
    return answer_of(legality_of(session, code, user, when), user)


@router.post(
    "/codes/facts",
    status_code=201,
    responses={
        200: {
            "model": CodeFactsKept,
            "description": "Recorded before; nothing was changed",
        },
        **problem_responses(400, 406, 413, 415, 500, 503),
    },
)
def post_code_facts(
    body: CodeFactsBody, session: SessionDep, response: Response
) -> CodeFactsKept:
    """Record what a source told of codes; all of it, or nothing and every fault with its place.

    Kinds are licence, declaration, authorisation, internal and claim. The same list again
    changes nothing. Earlier lists stay: an old question gets its old answer.
    """
    told = Told(body.source, body.standing, in_utc("retrievedAt", body.retrieved_at))
    listing = read_rows(json_rows(body.facts, "/facts"), told, body.complete_for)
    kept = keep(session, listing, now=datetime.now(UTC))
    if kept.again:
        response.status_code = 200
    return CodeFactsKept(list=kept.id, rows=kept.rows, again=kept.again)
