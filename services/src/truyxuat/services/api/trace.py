"""`GET /trace/{id}`: where something went, or what went into it; who has it and what is unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from truyxuat.services.api import trace_examples
from truyxuat.services.api.bindings import SettingsDep, answers_json, each_once
from truyxuat.services.event_filters import identifier, moment
from truyxuat.services.problem_details import problem_responses
from truyxuat.services.sessions import SessionDep
from truyxuat.services.traces import trace_recorded
from truyxuat.traceability.epcis.writing import encode
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.tracing import answer_json
from truyxuat.traceability.tracing.query import DEFAULT_FOLLOW, Direction, Follow, Mode
from truyxuat.traceability.tracing.query import Query as TraceQuery

router = APIRouter(
    tags=["Trace"],
    dependencies=[Depends(answers_json), Depends(each_once("follow", "seed"))],
)


class TraceParameters(BaseModel):
    """What a trace may be asked beside the object to start from (design D3)."""

    model_config = ConfigDict(extra="forbid")

    direction: Direction = Field(
        Direction.FORWARD, description="Where it went, or what it came from"
    )
    mode: Mode = Field(
        Mode.POSSIBLE,
        description="certain: what the record proves; possible: what it cannot exclude",
    )
    as_of: str | None = Field(
        None,
        description="Knowledge time: as the record stood then; default now",
        examples=["2026-09-17T07:00:00Z"],
    )
    from_: str | None = Field(None, alias="from", description="Earliest instant, inclusive")
    to: str | None = Field(None, description="Latest instant, inclusive")
    follow: list[str] = Field(
        [],
        description="composition (always), containment, association, contact, widen; "
        "one by one or separated by commas. Default: the first three",
    )
    seed: list[str] = Field(
        [], description="More identifiers to start from, in any spelling"
    )


@router.get(
    "/trace/{id:path}",
    response_class=Response,
    responses={**trace_examples.ANSWERED, **problem_responses(400, 404, 406, 500)},
)
def trace_of(
    id: Annotated[str, Path(description="In any spelling, percent-encoded")],
    parameters: Annotated[TraceParameters, Query()],
    session: SessionDep,
    settings: SettingsDep,
) -> Response:
    """Everything that an object went into (forward) or came from (back), exactly.

    The identifier may be in any spelling, percent-encoded in the path: EPC URN, GS1 Digital
    Link, element string, GTIN or SSCC. Identifiers in the answer are canonical GS1 Digital
    Link URIs; quantities are decimal strings; `complete` says whether this is everything.
    """
    query = query_of([id, *parameters.seed], parameters)
    if len(query.seeds) > settings.trace_seeds_max:
        raise InvalidQuery(
            f"seed: {len(query.seeds)} to start from; trace_seeds_max is "
            f"{settings.trace_seeds_max}."
        )
    answer = trace_recorded(session, query, now=datetime.now(UTC), settings=settings)
    return Response(encode(answer_json(answer)), media_type="application/json")


def query_of(seeds: list[str], parameters: TraceParameters) -> TraceQuery:
    """The question in the words of the trace.

    Raises:
        InvalidQuery: a broken identifier, an instant that is none, an unknown way to follow.
    """
    keys = [
        identifier("id" if index == 0 else "seed", text) for index, text in enumerate(seeds)
    ]
    return TraceQuery(
        seeds=tuple(dict.fromkeys(keys)),
        direction=parameters.direction,
        mode=parameters.mode,
        as_of=_instant("as_of", parameters.as_of),
        from_=_instant("from", parameters.from_),
        to=_instant("to", parameters.to),
        follow=_follow(parameters.follow),
    )


def _instant(name: str, text: str | None) -> datetime | None:
    return None if text is None else moment(name, text)


def _follow(given: list[str]) -> frozenset[Follow]:
    words = [word.strip() for text in given for word in text.split(",")]
    unknown = sorted(set(words) - set(Follow))
    if unknown:
        raise InvalidQuery(
            f"follow: expected {', '.join(Follow)}; got {', '.join(unknown)}."
        )
    chosen = frozenset(map(Follow, words))
    return chosen | {Follow.COMPOSITION} if chosen else DEFAULT_FOLLOW
