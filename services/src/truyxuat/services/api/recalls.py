"""Recalls over HTTP: draft, read, compare, export, announce.

A drafted answer is stored and answered byte for byte as it was given; only what the platform
keeps beside it (state, announcement) changes. The tables of an export are made from the same
stored answer, so a spreadsheet and the page never disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from truyxuat.services import exporting, recalling
from truyxuat.services.api import recall_examples
from truyxuat.services.api.bindings import SettingsDep, answers_json, each_once
from truyxuat.services.api.json_bodies import JsonBodyRoute
from truyxuat.services.api.recall_requests import Announcement, RecallRequest, question_of
from truyxuat.services.database import Database
from truyxuat.services.event_filters import moment
from truyxuat.services.exporting import Cover, Table
from truyxuat.services.instants import instant
from truyxuat.services.master import labels
from truyxuat.services.problem_details import problem_responses
from truyxuat.services.recalling import Recall
from truyxuat.services.sessions import SessionDep
from truyxuat.services.settings import Settings
from truyxuat.traceability.recalling import difference_json
from truyxuat.traceability.tracing import instant_text
from truyxuat.traceability.tracing.query import Budget

router = APIRouter(tags=["Recall"], route_class=JsonBodyRoute)

JSON_ONLY = [Depends(answers_json), Depends(each_once())]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

encode = msgspec.json.Encoder().encode


@router.post(
    "/recalls",
    status_code=201,
    response_class=Response,
    dependencies=JSON_ONLY,
    responses={
        **recall_examples.DRAFTED,
        **problem_responses(400, 404, 406, 413, 415, 500, 503),
    },
    openapi_extra={"requestBody": recall_examples.REQUEST_BODY},
)
def post_recall(asked: RecallRequest, request: Request, settings: SettingsDep) -> Response:
    """Draft a recall: three scopes side by side, with holders, balance, consignees and gaps.

    *narrow* is what the finding names; *genealogical* all that descends from the causes;
    *precautionary* adds what shares an input lot, or a common-source window that a cleaning
    or changeover closes, each with its reason. The answer is kept as given.
    """
    database = request.app.state.database
    assert isinstance(database, Database)
    with database.reading() as session:
        answered = recalling.answer(
            session,
            question_of(session, asked, settings),
            reason=asked.reason.strip(),
            now=datetime.now(UTC),
            budget=_budget(settings),
        )
    with database.writing() as session:
        kept = recalling.keep(session, answered)
    return _told(kept, {}, status=201, headers={"Location": f"/recalls/{kept.id}"})


@router.get(
    "/recalls",
    response_class=Response,
    dependencies=JSON_ONLY,
    responses={**recall_examples.LISTED, **problem_responses(400, 404, 406, 500)},
)
def get_recalls(
    session: SessionDep,
    settings: SettingsDep,
    per_page: Annotated[int | None, Query(alias="perPage", ge=1)] = None,
    next_page_token: Annotated[str | None, Query(alias="nextPageToken")] = None,
) -> Response:
    """The recalls, the latest first, without their answers."""
    size = min(per_page or settings.page_default, settings.page_max)
    before = recalling.find(session, next_page_token) if next_page_token else None
    found = recalling.latest(session, limit=size + 1, before=before)
    answer = Response(
        encode({"recalls": [_head(kept) for kept in found[:size]]}),
        media_type="application/json",
    )
    if len(found) > size:
        query = urlencode({"perPage": size, "nextPageToken": found[size - 1].id})
        answer.headers["Link"] = f'</recalls?{query}>; rel="next"'
    return answer


@router.get(
    "/recalls/{recall_id}.csv",
    response_class=Response,
    responses={**recall_examples.CSV, **problem_responses(400, 404, 413, 500)},
)
def get_recall_csv(
    recall_id: str, session: SessionDep, table: Table = Table.AFFECTED
) -> Response:
    """One table of a recall as CSV, UTF-8: affected, holders, consignees, gaps or events."""
    kept = recalling.find(session, recall_id)
    answer = kept.values()
    grid = exporting.grid_of(answer, table, labels(session, exporting.keys_of(answer)))
    name = f"recall-{kept.id}-{table}.csv"
    return _download(exporting.csv_of(grid), "text/csv; charset=utf-8", name)


@router.get(
    "/recalls/{recall_id}.xlsx",
    response_class=Response,
    responses={**recall_examples.WORKBOOK, **problem_responses(404, 413, 500)},
)
def get_recall_workbook(recall_id: str, session: SessionDep) -> Response:
    """All tables of a recall as one workbook; the cover names question, as-of and hash."""
    kept = recalling.find(session, recall_id)
    answer = kept.values()
    cover = Cover(
        id=kept.id,
        reason=kept.reason,
        drafted=instant(kept.created_at),
        state=kept.state,
        contract=kept.contract,
        result_hash=kept.result_hash,
    )
    names = labels(session, exporting.keys_of(answer))
    book = exporting.workbook_of(answer, cover, names)
    return _download(book, XLSX, f"recall-{kept.id}.xlsx")


@router.get(
    "/recalls/{recall_id}.json",
    response_class=Response,
    responses={**recall_examples.STORED, **problem_responses(404, 500)},
)
def get_recall_file(recall_id: str, session: SessionDep) -> Response:
    """A recall's answer as a file, byte for byte as it was given."""
    kept = recalling.find(session, recall_id)
    return _download(kept.json(), "application/json", f"recall-{kept.id}.json")


@router.get(
    "/recalls/{recall_id}",
    response_class=Response,
    dependencies=JSON_ONLY,
    responses={**recall_examples.READ, **problem_responses(400, 404, 406, 500)},
)
def get_recall(
    recall_id: str,
    session: SessionDep,
    settings: SettingsDep,
    compare_as_of: Annotated[
        str | None, Query(description="Another knowledge time to compare the answer with")
    ] = None,
) -> Response:
    """A recall as it was drafted; with `compare_as_of`, what more or less was known then."""
    kept = recalling.find(session, recall_id)
    if compare_as_of is None:
        return _told(kept, {})
    return _told(kept, _difference(session, kept, compare_as_of, settings))


@router.post(
    "/recalls/{recall_id}/announcement",
    response_class=Response,
    dependencies=JSON_ONLY,
    responses={
        **recall_examples.ANNOUNCED,
        **problem_responses(400, 404, 406, 409, 413, 415, 500, 503),
    },
)
def post_announcement(
    recall_id: str, announcement: Announcement, session: SessionDep
) -> Response:
    """Make a scope public: an EPCIS event sets `recalled` on all its goods.

    The same announcement again changes nothing; a wider scope announces what it adds.
    """
    kept = recalling.find(session, recall_id)
    recalling.announce(session, kept, announcement.scope, now=datetime.now(UTC))
    return Response(encode(_head(kept)), media_type="application/json")


def _told(
    kept: Recall,
    more: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """What the platform keeps of a recall, around the answer's own bytes."""
    told = {**_head(kept), "answer": msgspec.Raw(kept.json()), **more}
    return Response(
        encode(told), status, dict(headers or {}), media_type="application/json"
    )


def _head(kept: Recall) -> dict[str, object]:
    announced = None if kept.announced_at is None else instant(kept.announced_at)
    return {
        "id": kept.id,
        "drafted": instant_text(instant(kept.created_at)),
        "reason": kept.reason,
        "state": kept.state,
        "scope": kept.scope,
        "announced": instant_text(announced),
        "announcement": kept.announcement,
        "contract": kept.contract,
        "complete": kept.complete,
        "result_hash": kept.result_hash,
    }


def _difference(
    session: Session, kept: Recall, compare_as_of: str, settings: Settings
) -> dict[str, object]:
    as_of = min(moment("compare_as_of", compare_as_of).astimezone(UTC), datetime.now(UTC))
    asked = kept.values().question.as_of
    _, found = recalling.compare(session, kept, as_of, budget=_budget(settings))
    earlier, later = sorted([as_of, asked or as_of])
    return {
        "difference": {
            "before_as_of": instant_text(earlier),
            "after_as_of": instant_text(later),
            **difference_json(found),
        }
    }


def _budget(settings: Settings) -> Budget:
    return Budget(settings.trace_objects_max, settings.trace_events_max)


def _download(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=media_type)
