"""An announced recall: an event that everybody sees, as wide as it was once and never less."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.services.recall_record import (
    AT,
    PLACES,
    Json,
    drafted,
    key,
)

TANK = PLACES.place("TANK_W1")


def test_an_announcement_is_an_event_that_everybody_sees(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")

    answer = chayote.post(
        f"/recalls/{recall['id']}/announcement", json={"scope": "genealogical"}
    ).json()

    assert (answer["state"], answer["scope"]) == ("announced", "genealogical")
    [told] = chayote.get(f"/events/{answer['announcement']}").json()["epcisBody"][
        "queryResults"
    ]["resultsBody"]["eventList"]
    assert told["persistentDisposition"] == {"set": ["recalled"]}
    assert [one["epcClass"] for one in told["quantityList"]] == [key("L1"), key("L2")]
    assert recalled(chayote, "L1")
    assert recalled(chayote, "L2")
    assert not recalled(chayote, "L3")


def recalled(platform: TestClient, lot: str) -> bool:
    answer: Json = platform.get("/lookup", params={"code": key(lot)}).json()
    found: bool = answer["recalled"]
    return found


def test_announcing_wider_adds_and_announcing_again_changes_nothing(
    chayote: TestClient,
) -> None:
    address = f"/recalls/{drafted(chayote, 'W-1')['id']}/announcement"
    first = chayote.post(address, json={"scope": "narrow"}).json()

    again = chayote.post(address, json={"scope": "narrow"}).json()
    wider = chayote.post(address, json={"scope": "precautionary"}).json()

    assert again == first
    assert wider["announcement"] != first["announcement"]
    assert recalled(chayote, "L3")
    assert chayote.get(
        "/events", params={"EQ_persistentDisposition_set": "recalled"}
    ).json()


def test_an_announced_recall_does_not_shrink(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")
    address = f"/recalls/{recall['id']}/announcement"
    chayote.post(address, json={"scope": "genealogical"})

    refused = chayote.post(address, json={"scope": "narrow"})

    assert refused.status_code == 409
    assert refused.json()["detail"] == (
        f"Recall {recall['id']} is announced for its genealogical scope; "
        "it cannot shrink to narrow."
    )


def test_what_is_all_used_up_cannot_be_announced(chayote: TestClient) -> None:
    answer = chayote.post("/recalls", json={"seeds": [key("H-C2")], "at": AT}).json()

    refused = chayote.post(
        f"/recalls/{answer['id']}/announcement", json={"scope": "narrow"}
    )

    assert refused.status_code == 400
    assert refused.json()["detail"] == (
        f"The narrow scope of recall {answer['id']} holds no goods."
    )
