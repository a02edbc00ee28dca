"""The chayote story captured over HTTP, and recalls asked of it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from truyxuat.services import master
from truyxuat.services.database import Database
from truyxuat.services.sample import susu
from truyxuat.services.sample.province import province
from truyxuat.services.sample.telling import clock
from truyxuat.traceability.epcis.writing import document_json, encode

PLACES = province()
AT = "2026-09-17T14:00:00+07:00"

Json = dict[str, Any]  # the JSON of an answer


def key(lot: str) -> str:
    return susu.lot_key(PLACES, lot)


def keep_story(platform: TestClient, *, declared: bool = True) -> None:
    """Send the story as one document; with ``declared`` its master data is known too."""
    story = susu.tell(PLACES, susu.deeds())
    events = [told.event for told in story.told]
    document = encode(document_json(events, clock("2026-09-18 00:00")))
    answer = platform.post(
        "/capture", content=document, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 202, answer.text
    if declared:
        with database_of(platform).writing() as session:
            master.register(session, PLACES.rows())


def database_of(platform: TestClient) -> Database:
    assert isinstance(platform.app, FastAPI)
    database = platform.app.state.database
    assert isinstance(database, Database)
    return database


def drafted(platform: TestClient, *causes: str, **more: object) -> Json:
    """The recall of lot L1 with these causes."""
    body = {"seeds": [key("L1")], "causes": [key(one) for one in causes], "at": AT}
    answer = platform.post("/recalls", json={**body, "reason": "dư lượng", **more})
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def goods(recall: Json, scope: str) -> list[str]:
    """The lots of a scope by their numbers."""
    return [one.rsplit("/", 1)[1] for one in recall["answer"]["scopes"][scope]["goods"]]
