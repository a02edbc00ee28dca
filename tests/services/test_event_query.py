"""Asking for events: every parameter finds what it names and nothing else, page by page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.services.declaring import declare
from tests.services.documents import (
    CHEESE,
    CONTEXT,
    FARM,
    MILK,
    PALLET,
    PLANT,
    Event,
    declared_wrong,
    document,
    event,
    listed,
    lot_event,
)
from truyxuat.services.app import create_app
from truyxuat.services.master import Place
from truyxuat.services.settings import Settings

ITEM_1 = "urn:epc:id:sgtin:9521234.000101.1"
ITEM_9 = "urn:epc:id:sgtin:9521234.000101.9"
TANK = "urn:gdst:example.org:lot_1%25"
HARVEST: Event = lot_event(
    1,
    MILK,
    1000,
    bizStep="commissioning",
    disposition="active",
    action="ADD",
    readPoint={"id": FARM},
    bizLocation={"id": PLANT},
)
SHIPPING = event(
    2,
    epcList=[ITEM_1],
    disposition="in_transit",
    bizTransactionList=[
        {"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:9521234000012:7"}
    ],
    sourceList=[{"type": "possessing_party", "source": "urn:epc:id:pgln:9521234.00015"}],
    destinationList=[
        {"type": "possessing_party", "destination": "urn:epc:id:pgln:9521234.00016"}
    ],
)
PACKING: Event = {
    "type": "AggregationEvent",
    "eventID": "urn:uuid:pack",
    "eventTime": "2026-09-14T03:00:00.000Z",
    "eventTimeZoneOffset": "+07:00",
    "action": "ADD",
    "bizStep": "packing",
    "parentID": PALLET,
    "childEPCs": [ITEM_9],
    "childQuantityList": [{"epcClass": TANK, "quantity": 4, "uom": "KGM"}],
}
MAKING: Event = {
    "type": "TransformationEvent",
    "eventID": "urn:uuid:make",
    "eventTime": "2026-09-14T04:00:00.000Z",
    "eventTimeZoneOffset": "+07:00",
    "transformationID": "urn:example:batch:1",
    "inputQuantityList": [{"epcClass": MILK, "quantity": 1000, "uom": "KGM"}],
    "inputEPCList": [ITEM_1],
    "outputQuantityList": [{"epcClass": CHEESE, "quantity": 100, "uom": "KGM"}],
    "outputEPCList": [ITEM_9],
    "persistentDisposition": {"set": ["completeness_verified"]},
}
NAMES: dict[str, str] = {
    HARVEST["eventID"]: "harvest",
    SHIPPING["eventID"]: "shipping",
    PACKING["eventID"]: "packing",
    MAKING["eventID"]: "making",
}


@pytest.fixture
def trade(platform: TestClient) -> TestClient:
    """A platform that holds four events of four kinds."""
    sent = platform.post("/capture", json=document(HARVEST, SHIPPING, PACKING, MAKING))
    assert sent.json()["recordedCount"] == 4
    return platform


def found(platform: TestClient, address: str) -> list[str]:
    answer = platform.get(address)
    assert answer.status_code == 200, answer.text
    ids: list[str] = [each["eventID"] for each in listed(answer.json())]
    return [NAMES.get(event_id, event_id) for event_id in ids]


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
        ("nextPageToken=%00", "nextPageToken: expected one from a Link header"),
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


def test_more_than_the_caller_can_take_is_refused(trade: TestClient) -> None:
    assert trade.get("/events?maxEventCount=4").status_code == 200

    answer = trade.get("/events?maxEventCount=3")

    assert answer.status_code == 413
    assert answer.json()["detail"] == ("The query finds more events than maxEventCount, 3.")


@pytest.mark.parametrize(
    "order",
    [
        "",
        "&GE_eventTime=2026-09-14T00:00:00Z",
        "&GE_recordTime=2026-01-01T00:00:00Z",
        "&orderBy=eventTime",
        "&orderBy=eventTime&orderDirection=ASC",
        "&orderBy=recordTime",
    ],
)
def test_pages_are_one_state_of_the_record_whatever_is_captured_meanwhile(
    platform: TestClient, order: str
) -> None:
    times = ["2026-09-14T05:00:00.000Z", "2026-09-14T03:00:00.000Z"]
    sent = [event(number, eventTime=times[number % 2]) for number in range(10, 20)]
    platform.post("/capture", json=document(*sent))
    whole = found(platform, f"/events?perPage=100{order}")

    pages = []
    address = f"/events?perPage=3{order}"
    late = 100
    while address:
        answer = platform.get(address)
        pages += [each["eventID"] for each in listed(answer.json())]
        address = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
        late += 1
        platform.post("/capture", json=document(event(late, eventTime=times[late % 2])))

    assert len(whole) == 10
    assert pages == whole


def test_a_count_limit_holds_over_all_pages(trade: TestClient) -> None:
    first = trade.get("/events?orderBy=eventTime&eventCountLimit=3&perPage=2")
    address, _, relation = first.headers["Link"].partition("; ")

    second = trade.get(address.strip("<>"))

    assert relation == 'rel="next"'
    assert len(listed(first.json())) == 2
    assert len(listed(second.json())) == 1
    assert "Link" not in second.headers


def test_a_page_token_continues_its_own_query_only(trade: TestClient) -> None:
    token = trade.get("/events?perPage=1").headers["Link"].partition("nextPageToken=")[2]

    answer = trade.get(f"/events?EQ_action=ADD&nextPageToken={token.partition('>')[0]}")

    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        "nextPageToken: belongs to a query with other parameters."
    )


def test_a_page_is_never_larger_than_the_platform_allows(settings: Settings) -> None:
    small = settings.model_copy(update={"page_max": 2, "page_default": 1})

    with TestClient(create_app(small)) as platform:
        platform.post("/capture", json=document(HARVEST, SHIPPING, PACKING, MAKING))

        assert found(platform, "/events") == ["harvest"]
        assert found(platform, "/events?perPage=999999999") == ["harvest", "shipping"]


def test_events_of_one_thing_are_found_in_any_spelling(trade: TestClient) -> None:
    for spelling in (
        MILK,
        "https://id.gs1.org/01/09521234003014/10/M1",
        "http://brand.example/01/09521234003014/10/M1?17=270101",
        "(01)09521234003014(10)M1",
        "\x1d0109521234003014" + "10M1",
    ):
        address = f"/epcs/{quote(spelling, safe='')}/events"
        assert found(trade, address) == ["harvest", "making"], spelling
    assert found(trade, f"/epcs/{quote(MILK)}/events?eventType=ObjectEvent") == ["harvest"]


def test_a_place_is_asked_for_with_every_place_in_it(trade: TestClient) -> None:
    tank, hall, plant = (
        f"https://id.gs1.org/414/9521234000167/254/{name}" for name in ("T1", "H1", "P1")
    )
    declare(
        trade,
        *(
            Place(
                key=key,
                gln="9521234000167",
                name_vi=key,
                name_en=key,
                kind="tank",
                commune="Tam Đảo",
                province="Phú Thọ",
                parent_key=parent,
            )
            for key, parent in ((tank, hall), (hall, plant), (plant, None))
        ),
    )
    stored = [
        event(20, bizLocation={"id": tank}),
        event(21, readPoint={"id": hall}),
        event(22, bizLocation={"id": plant}),
        event(23, bizLocation={"id": "urn:example:undeclared"}),
    ]
    trade.post("/capture", json=document(*stored))

    def numbers(query: str) -> list[int]:
        return [int(name[-2:]) for name in found(trade, f"/events?{query}")]

    assert numbers(f"WD_bizLocation={plant}") == [20, 22]
    assert numbers(f"WD_bizLocation={hall}") == [20]
    assert numbers(f"EQ_bizLocation={plant}") == [22]
    assert numbers(f"WD_readPoint={plant}") == [21]
    assert numbers("WD_bizLocation=urn:example:undeclared") == [23]


def test_pages_of_one_thing_lead_on_at_its_own_address(trade: TestClient) -> None:
    address = f"/epcs/{quote(MILK, safe='')}/events?perPage=1"

    first = trade.get(address)
    following = first.headers["Link"].partition(">")[0].lstrip("<")

    assert following.startswith(f"/epcs/{quote(MILK, safe='')}/events?perPage=1&")
    assert found(trade, following) == ["making"]


def test_an_event_and_its_declaration_are_found_under_one_id(trade: TestClient) -> None:
    trade.post("/capture", json=document(declared_wrong(SHIPPING)))

    both = listed(trade.get(f"/events/{SHIPPING['eventID']}").json())

    assert ["errorDeclaration" in each for each in both] == [False, True]
    assert found(trade, "/events?EXISTS_errorDeclaration=true") == ["shipping"]
    assert found(trade, "/events?EQ_errorReason=incorrect_data") == ["shipping"]
    assert found(trade, "/events?EQ_errorReason=did_not_occur") == []
    for name in ("errorDeclarationTime", "errorDeclaration_Time"):
        assert found(trade, f"/events?GE_{name}=2026-09-15T08:00:00Z") == ["shipping"]
        assert found(trade, f"/events?LT_{name}=2026-09-15T08:00:00Z") == []


def test_an_event_without_an_id_is_found_by_its_hash(platform: TestClient) -> None:
    platform.post("/capture", json=document(event(1, eventID=None)))
    [recorded] = listed(platform.get("/events").json())

    [found_again] = listed(
        platform.get(f"/events/{quote(recorded['eventID'], safe='')}").json()
    )

    assert recorded["eventID"].startswith("ni:///sha-256;")
    assert found_again == recorded


def test_an_unknown_event_is_not_found(platform: TestClient) -> None:
    answer = platform.get("/events/urn:uuid:nobody")

    assert answer.status_code == 404
    assert answer.json()["detail"] == "No event is recorded as 'urn:uuid:nobody'."


def test_an_event_leaves_as_it_came_extensions_and_all(platform: TestClient) -> None:
    sent = event(
        1,
        **{
            "farm:plot": {"farm:number": "7", "@type": "plot"},
            "ilmd": {"farm:variety": ["Mara", "Kisa"], "cbvmda:lotNumber": "L1"},
            "action": "ADD",
            "bizStep": "commissioning",
        },
    )
    told = {**document(sent), "@context": [CONTEXT, {"farm": "https://farm.example/voc/"}]}

    platform.post("/capture", json=told)

    answer = platform.get("/events").json()
    [recorded] = listed(answer)
    assert answer["@context"] == [CONTEXT, {"farm": "https://farm.example/voc/"}]
    assert recorded["farm:plot"] == sent["farm:plot"]
    assert recorded["ilmd"] == sent["ilmd"]


def test_one_prefix_with_two_meanings_keeps_both(platform: TestClient) -> None:
    for number, uri in ((1, "https://a.example/"), (2, "https://b.example/")):
        sent = document(event(number, **{"x:note": "said"}))
        platform.post("/capture", json={**sent, "@context": [CONTEXT, {"x": uri}]})

    answer = platform.get("/events").json()

    first, second = listed(answer)
    assert answer["@context"] == [CONTEXT, {"x": "https://a.example/"}]
    assert "@context" not in first
    assert second["@context"] == [CONTEXT, {"x": "https://b.example/"}]


def test_answers_can_be_captured_again_elsewhere_and_are_the_same(
    trade: TestClient,
) -> None:
    answer = trade.get("/events").json()

    again = trade.post("/capture", json=document(*listed(answer))).json()

    assert (again["recordedCount"], again["duplicateCount"]) == (0, 4)


def test_head_answers_the_headers_without_the_events(trade: TestClient) -> None:
    answer = trade.head("/events?perPage=1")

    assert answer.status_code == 200
    assert answer.headers["GS1-EPCIS-Version"] == "2.0.0"
    assert 'rel="next"' in answer.headers["Link"]
    assert answer.content == b""
