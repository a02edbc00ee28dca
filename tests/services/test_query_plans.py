"""A query reads what it finds, not the whole record: SQLite's own plan says which index."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from truyxuat.services.database import open_database
from truyxuat.services.event_query import page_question, parse_query
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

ITEM = "urn:epc:id:sgtin:9521234.000101.1"
LOT = "urn:epc:class:lgtin:9521234.000301.M1"
PLACE = "urn:epc:id:sgln:9521234.00015.0"
WHOLE_RECORD = (
    "SCAN event",
    "SCAN object",
    "SCAN event_name",
    "SCAN event_object",
    "SEARCH event USING INTEGER PRIMARY KEY (rowid<?)",
)
MOMENT = "2026-09-14T12:00:00Z"


QUESTIONS = [
    ("MATCH_anyEPC", ITEM),
    ("MATCH_anyEPC", "urn:epc:idpat:sgtin:9521234.000101.*"),
    ("MATCH_anyEPCClass", LOT),
    ("EQ_eventID", "urn:uuid:1"),
    ("EQ_bizStep", "packing"),
    ("EQ_disposition", "in_transit"),
    ("EQ_readPoint", PLACE),
    ("EQ_bizLocation", PLACE),
    ("WD_bizLocation", PLACE),
    ("EQ_transformationID", "urn:example:1"),
    ("EQ_bizTransaction_po", "urn:example:1"),
    ("EQ_source_possessing_party", "urn:epc:id:pgln:9521234.00015"),
    ("EQ_persistentDisposition_set", "recalled"),
    ("EXISTS_errorDeclaration", "true"),
    ("EQ_errorReason", "incorrect_data"),
    ("GE_errorDeclarationTime", MOMENT),
    ("GE_eventTime", MOMENT),
    ("LT_eventTime", MOMENT),
    ("GE_recordTime", MOMENT),
    ("orderBy", "eventTime"),
    ("orderBy", "recordTime"),
]


@pytest.mark.parametrize(("name", "value"), QUESTIONS)
def test_a_query_of_a_file_is_answered_by_an_index(
    file_settings: Settings, name: str, value: str
) -> None:
    database = open_database(file_settings)
    migrate(database)
    query = parse_query([(name, value)], file_settings)

    question = page_question(query, record_to=10**9, size=30)

    compiled = question.compile(
        dialect=sqlite.dialect(paramstyle="named"), compile_kwargs={"literal_binds": True}
    )
    explained = "EXPLAIN QUERY PLAN " + str(compiled).replace(":", r"\:")
    with database.reading() as session:
        plan = [row[3] for row in session.execute(text(explained))]
    whole = [step for step in plan if step in WHOLE_RECORD]
    database.close()
    assert whole == [], plan
