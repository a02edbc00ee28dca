"""Asking for events: every parameter finds what it names and nothing else."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.services.documents import (
    CHEESE,
    FARM,
    MILK,
    PALLET,
    PLANT,
)
from tests.services.querying import (
    ITEM_1,
    ITEM_9,
    TANK,
    found,
)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("MATCH_epc=" + ITEM_1, ["shipping"]),
        ("MATCH_epc=" + ITEM_9, ["packing"]),
        ("MATCH_parentID=" + PALLET, ["packing"]),
        ("MATCH_inputEPC=" + ITEM_1, ["making"]),
        ("MATCH_outputEPC=" + ITEM_9, ["making"]),
        ("MATCH_anyEPC=" + ITEM_1, ["shipping", "making"]),
        ("MATCH_anyEPC=" + PALLET, ["packing"]),
        (f"MATCH_anyEPC={ITEM_1}|{PALLET}", ["shipping", "packing", "making"]),
        (f"MATCH_anyEPC={ITEM_1}&MATCH_anyEPC={PALLET}", ["shipping", "packing", "making"]),
        (
            "MATCH_anyEPC=urn:epc:idpat:sgtin:9521234.000101.*",
            ["shipping", "packing", "making"],
        ),
        ("MATCH_anyEPC=" + MILK, []),
        ("MATCH_epcClass=" + MILK, ["harvest"]),
        ("MATCH_inputEPCClass=" + MILK, ["making"]),
        ("MATCH_outputEPCClass=" + CHEESE, ["making"]),
        ("MATCH_anyEPCClass=" + MILK, ["harvest", "making"]),
        ("MATCH_anyEPCClass=" + quote(TANK), ["packing"]),
        ("MATCH_anyEPCClass=urn:gdst:example.org:lot_x", []),
        ("MATCH_anyEPCClass=urn:epc:idpat:lgtin:9521234.000301.*", ["harvest", "making"]),
        ("MATCH_anyEPCClass=" + ITEM_1, []),
        ("eventType=AggregationEvent|TransformationEvent", ["packing", "making"]),
        ("EQ_action=ADD", ["harvest", "packing"]),
        ("EQ_bizStep=packing", ["packing"]),
        ("EQ_bizStep=urn:epcglobal:cbv:bizstep:packing", ["packing"]),
        ("EQ_bizStep=https://ref.gs1.org/cbv/BizStep-packing", ["packing"]),
        ("EQ_disposition=in_transit|active", ["harvest", "shipping"]),
        ("EQ_persistentDisposition_set=completeness_verified", ["making"]),
        ("EQ_persistentDisposition_unset=completeness_verified", []),
        ("EQ_readPoint=" + FARM, ["harvest"]),
        ("EQ_readPoint=https://id.gs1.org/414/9521234000150", ["harvest"]),
        ("EQ_bizLocation=" + PLANT, ["harvest"]),
        ("EQ_bizLocation=" + FARM, []),
        ("EQ_eventID=urn:uuid:pack|urn:uuid:make", ["packing", "making"]),
        ("EQ_transformationID=urn:example:batch:1", ["making"]),
        ("EQ_bizTransaction_po=urn:epcglobal:cbv:bt:9521234000012:7", ["shipping"]),
        ("EQ_bizTransaction_inv=urn:epcglobal:cbv:bt:9521234000012:7", []),
        ("EQ_source_possessing_party=urn:epc:id:pgln:9521234.00015", ["shipping"]),
        ("EQ_source_possessing_party=urn:epc:id:pgln:9521234.00016", []),
        ("EQ_destination_possessing_party=urn:epc:id:pgln:9521234.00016", ["shipping"]),
        ("GE_eventTime=2026-09-14T03:00:00Z", ["packing", "making"]),
        ("GE_eventTime=2026-09-14T10:00:00%2B07:00", ["packing", "making"]),
        ("GE_eventTime=2026-09-14T10:00:00+07:00", ["packing", "making"]),
        ("GT_eventTime=2026-09-14T03:00:00Z", ["making"]),
        ("LE_eventTime=2026-09-14T00:01:00Z", ["harvest"]),
        ("LT_eventTime=2026-09-14T00:01:00Z", []),
        (
            "GE_recordTime=2026-01-01T00:00:00Z",
            ["harvest", "shipping", "packing", "making"],
        ),
        ("LT_recordTime=2026-01-01T00:00:00Z", []),
        ("EXISTS_errorDeclaration=true", []),
        ("EXISTS_errorDeclaration=false", ["harvest", "shipping", "packing", "making"]),
        ("MATCH_anyEPCClass=" + MILK + "&eventType=ObjectEvent", ["harvest"]),
        ("orderBy=eventTime", ["making", "packing", "shipping", "harvest"]),
        (
            "orderBy=recordTime&orderDirection=ASC",
            ["harvest", "shipping", "packing", "making"],
        ),
        ("orderBy=eventTime&eventCountLimit=2", ["making", "packing"]),
    ],
)
def test_a_parameter_finds_what_it_names_and_nothing_else(
    trade: TestClient, query: str, names: list[str]
) -> None:
    assert found(trade, f"/events?{query}") == names


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        (
            "EQ_bizSteps=packing",
            "Unknown query parameter 'EQ_bizSteps'; did you mean 'EQ_bizStep'?",
        ),
        ("x=1", "Unknown query parameter 'x'."),
        ("EQ_source_=x", "Unknown query parameter 'EQ_source_'."),
        ("EQ_bizStep=flying", "EQ_bizStep: 'flying' is not a bizStep of CBV 2.0"),
        (
            "EQ_action=LOOK",
            "EQ_action: expected ADD, DELETE, OBSERVE; got LOOK.",
        ),
        ("GE_eventTime=today", "GE_eventTime: expected an instant such as"),
        ("GE_eventTime=2026-09-14T10:00:00", "GE_eventTime: expected an instant such as"),
        (
            "GE_eventTime=2026-09-14T10:00:00Z|2026-09-15T10:00:00Z",
            "GE_eventTime: expected one",
        ),
        ("MATCH_anyEPC=", "MATCH_anyEPC: expected a value, got nothing."),
        ("MATCH_anyEPC=hello", "MATCH_anyEPC: "),
        ("MATCH_anyEPC=https://id.gs1.org/01/09521234001011", "MATCH_anyEPC: GTIN"),
        (
            "EXISTS_errorDeclaration=maybe",
            "EXISTS_errorDeclaration: expected true or false",
        ),
        ("perPage=0", "perPage: expected a whole number from 1, got '0'."),
        ("perPage=٤", "perPage: expected a whole number from 1, got '٤'."),
        ("perPage=1&perPage=2", "perPage: expected one value, got 2."),
        ("orderBy=bizStep", "orderBy: expected eventTime or recordTime, got 'bizStep'."),
        ("orderDirection=UP", "orderDirection: expected ASC or DESC, got 'UP'."),
        (
            "eventCountLimit=2",
            "eventCountLimit: needs orderBy, which says which are first.",
        ),
        ("nextPageToken=abc", "nextPageToken: expected one from a Link header, got 'abc'."),
        ("nextPageToken=%01", "nextPageToken: expected one from a Link header"),
        (
            "orderBy=eventTime&eventCountLimit=1&maxEventCount=1",
            "eventCountLimit and maxEventCount",
        ),
        (
            "EQ_eventID=" + "|".join(["urn:x:1"] * 501),
            "EQ_eventID: 501 values; query_values_max is 500.",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_by_name(
    trade: TestClient, query: str, detail: str
) -> None:
    answer = trade.get(f"/events?{query}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "epcisException:QueryParameterException"
    assert answer.json()["detail"].startswith(detail)
