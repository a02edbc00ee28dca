"""What an answer about events holds: any spelling asked for, everything that was sent."""

from __future__ import annotations

from urllib.parse import quote

from fastapi.testclient import TestClient

from tests.services.declaring import declare
from tests.services.documents import (
    CONTEXT,
    MILK,
    PALLET,
    declared_wrong,
    document,
    event,
    listed,
)
from tests.services.querying import (
    SHIPPING,
    found,
)
from truyxuat.services.master import Place


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


def test_a_pallet_number_of_a_wrong_length_is_kept_told_and_found(
    platform: TestClient,
) -> None:
    known_in_the_field = "urn:epc:id:sscc:08600031303.0005"

    job = platform.post(
        "/capture", json=document(event(1, epcList=[known_in_the_field]))
    ).json()

    [warning] = job["warnings"]
    assert warning["event"] == 0
    assert known_in_the_field in warning["got"] + warning["detail"]
    assert len(found(platform, f"/events?MATCH_epc={known_in_the_field}")) == 1
    assert len(found(platform, f"/epcs/{known_in_the_field}/events")) == 1


def test_a_transaction_is_found_by_what_it_ties_together(platform: TestClient) -> None:
    transaction = {
        **event(1),
        "type": "TransactionEvent",
        "action": "ADD",
        "parentID": PALLET,
        "quantityList": [{"epcClass": MILK, "quantity": 3, "uom": "KGM"}],
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:example:po:1"}],
    }
    platform.post("/capture", json=document(transaction))

    for query in (
        f"MATCH_parentID={PALLET}",
        f"MATCH_epc={transaction['epcList'][0]}",
        f"MATCH_epcClass={MILK}",
        "EQ_bizTransaction_po=urn:example:po:1",
    ):
        assert len(found(platform, f"/events?{query}")) == 1, query


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
