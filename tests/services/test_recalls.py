"""Recalls over HTTP on a record in SQLite: drafted, kept, compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi.testclient import TestClient
from openapi_schema_validator import OAS31Validator

from tests.services.documents import document, event
from tests.services.recall_record import (
    AT,
    PLACES,
    database_of,
    drafted,
    goods,
    key,
)
from tests.stories.chayote import expected
from truyxuat.services import recalling
from truyxuat.services.api.recall_examples import HEAD, RECALL, REQUEST_EXAMPLES
from truyxuat.services.capturing import capture
from truyxuat.services.instants import microseconds
from truyxuat.services.recalling import Recall
from truyxuat.services.sample import susu
from truyxuat.services.sample.telling import Told, clock
from truyxuat.traceability.epcis.events import EpcisDocument
from truyxuat.traceability.epcis.reading import Reading
from truyxuat.traceability.recalling import RecallQuestion, recall_json
from truyxuat.traceability.tracing import result_hash
from truyxuat.traceability.tracing.query import Budget

TANK = PLACES.place("TANK_W1")


def test_the_scopes_of_the_story_stand_side_by_side(chayote: TestClient) -> None:
    story = expected()

    recall = drafted(chayote, "W-1")

    for scope, name in (
        ("narrow", "narrow"),
        ("genealogical", "genealogical_from_W1"),
        ("precautionary", "precautionary_tank"),
    ):
        [balance] = recall["answer"]["scopes"][scope]["totals"]
        amounts = {state: balance[state] for state in story["scope_totals"][name]}
        assert goods(recall, scope) == story["scopes"][name]
        assert amounts == {
            state: {"lower": str(amount), "upper": str(amount)}
            for state, amount in story["scope_totals"][name].items()
        }
        assert balance["closed"] is True
    assert recall["answer"]["scopes"]["precautionary"]["totals"][0][
        "recoverable_percent"
    ] == {"lower": "25.09", "upper": "25.09"}


def test_an_answer_keeps_to_its_published_description(chayote: TestClient) -> None:
    first = drafted(chayote, "TBV-07")

    compared = chayote.get(
        f"/recalls/{first['id']}", params={"compare_as_of": "2026-09-14T09:00:00Z"}
    )

    OAS31Validator(RECALL).validate(first)
    OAS31Validator(RECALL).validate(compared.json())
    listed = chayote.get("/recalls").json()["recalls"]
    assert len(listed) == 1
    OAS31Validator(HEAD).validate(listed[0])


def test_the_examples_of_the_description_can_be_asked(chayote: TestClient) -> None:
    for name in ("lot", "place"):
        example = REQUEST_EXAMPLES[name]
        assert isinstance(example, dict)

        answer = chayote.post("/recalls", json=example["value"])

        assert answer.status_code == 201, answer.text


def test_a_draft_is_kept_as_it_was_given(chayote: TestClient) -> None:
    given = drafted(chayote, "W-1")

    again = chayote.get(f"/recalls/{given['id']}").json()
    file = chayote.get(f"/recalls/{given['id']}.json")

    assert again == given
    assert file.json() == given["answer"]
    assert given["answer"]["result_hash"] == result_hash(given["answer"])
    assert given["result_hash"] == given["answer"]["result_hash"]
    assert given["answer"]["recorded_to"] == given["answer"]["linked_to"] == 66


def test_a_draft_has_an_address(chayote: TestClient) -> None:
    answer = chayote.post("/recalls", json={"seeds": [key("L4")], "reason": "thử"})

    assert answer.headers["Location"] == f"/recalls/{answer.json()['id']}"
    assert chayote.get(answer.headers["Location"]).status_code == 200


def test_identifiers_may_be_spelled_as_on_the_pack(chayote: TestClient) -> None:
    spelled = {"seeds": ["(01)09521234001010(10)L1"], "at": AT}

    answer = chayote.post("/recalls", json=spelled).json()["answer"]

    assert answer["question"]["seeds"] == [key("L1")]


def test_consignees_are_told_in_waves_with_their_contact(chayote: TestClient) -> None:
    told = drafted(chayote, "W-1")["answer"]["scopes"]["precautionary"]["consignees"]

    waves = {one["party"]: one["wave"] for one in told}
    assert waves == {
        PLACES.party("DIST"): 1,
        PLACES.party("HNDC"): 1,
        PLACES.party("RET1"): 1,
        PLACES.party("SCHOOL"): 1,
        PLACES.party("STALL"): 1,
        PLACES.party("RET2"): 2,
    }
    [school] = [one for one in told if one["party"] == PLACES.party("SCHOOL")]
    assert school["contact"]["name"] == "Bếp trường mầm non Hoa Mai *"
    assert school["objects"] == [key("L3")]


def test_a_place_and_a_morning_recall_all_that_was_there(chayote: TestClient) -> None:
    window = {
        "place": TANK,
        "from": "2026-09-14T06:00:00+07:00",
        "to": "2026-09-14T07:30:00+07:00",
    }

    answer = chayote.post("/recalls", json={"window": window, "at": AT}).json()

    assert sorted(goods(answer, "genealogical")) == ["L1", "L2", "L3"]
    [reason] = answer["answer"]["objects"][0]["reasons"][:1]
    assert (reason["kind"], reason["source"]) == ("named", TANK)


def test_a_product_and_the_days_it_was_born(chayote: TestClient) -> None:
    born = {
        "product": "09521234001010",
        "from": "2026-09-14T09:00:00+07:00",
        "to": "2026-09-14T23:00:00+07:00",
    }

    answer = chayote.post("/recalls", json={"born": [born], "at": AT}).json()

    assert sorted(goods(answer, "narrow")) == ["L3", "L4"]


def test_a_range_of_serials(chayote: TestClient) -> None:
    jars = [f"urn:epc:id:sgtin:9521234.000401.J{number:02d}" for number in range(1, 6)]
    made = event(1, epcList=jars, action="ADD", bizStep="commissioning")
    assert chayote.post("/capture", json=document(made)).status_code == 202
    serials = {"product": "09521234004011", "first": "J02", "last": "J04"}

    answer = chayote.post("/recalls", json={"serials": [serials]}).json()

    assert goods(answer, "narrow") == ["J02", "J03", "J04"]


def test_other_equipment_other_neighbours(chayote: TestClient) -> None:
    pack = PLACES.place("PACK")

    none = drafted(chayote, "W-1", equipment=[])
    packing = drafted(chayote, "W-1", equipment=[pack])
    stored = drafted(chayote, "W-1", equipment=[], storage=[TANK])

    assert goods(none, "precautionary") == ["L1", "L2"]
    assert sorted(goods(packing, "precautionary")) == ["L1", "L2", "L3", "L4"]
    assert sorted(goods(stored, "precautionary")) == ["L1", "L2", "L3"]
    assert packing["answer"]["question"]["common_sources"] == {pack: "equipment"}


def test_another_word_for_cleaning_closes_the_window_too(chayote: TestClient) -> None:
    own_water = ["https://truyxuat.example/voc/washing"]

    recall = drafted(chayote, "W-1", closing_steps=own_water)

    [window] = recall["answer"]["windows"]
    assert window["start_known"] is True
    assert goods(recall, "precautionary") == ["L1", "L2"]


def keep_late_story(platform: TestClient) -> None:
    """The second wash is recorded when the cooperative wrote it down, four days late."""
    story = susu.tell(PLACES, susu.deeds(), late={"E11": clock("2026-09-18 09:00")})
    with database_of(platform).writing() as session:
        for told in sorted(story.told, key=_when):
            reading = Reading(EpcisDocument(events=(told.event,)), ())
            capture(session, reading, now=told.recorded, events_max=1)


def _when(told: Told) -> datetime:
    return told.recorded


def test_a_late_report_is_the_difference_between_two_days(platform: TestClient) -> None:
    keep_late_story(platform)
    recall = drafted(platform, "W-1", equipment=[TANK], as_of="2026-09-17T15:00:00+07:00")

    answer = platform.get(
        f"/recalls/{recall['id']}", params={"compare_as_of": "2026-09-18T09:00:00+07:00"}
    )

    found = answer.json()["difference"]
    assert goods(recall, "precautionary") == ["L1", "L2"]
    assert found["before_as_of"] == "2026-09-17T08:00:00Z"
    assert found["after_as_of"] == "2026-09-18T02:00:00Z"
    assert found["scopes"]["precautionary"]["added"] == sorted([key("L3"), key("W-2")])
    assert found["scopes"]["precautionary"]["removed"] == []
    assert found["nothing"] is False
    assert {change["object"] for change in found["changes"]} == {key("L3"), key("W-2")}


def test_looking_back_the_difference_still_reads_forward(platform: TestClient) -> None:
    keep_late_story(platform)
    recall = drafted(platform, "W-1", equipment=[TANK])

    answer = platform.get(
        f"/recalls/{recall['id']}", params={"compare_as_of": "2026-09-17T15:00:00+07:00"}
    )

    found = answer.json()["difference"]
    assert found["before_as_of"] == "2026-09-17T08:00:00Z"
    assert found["scopes"]["precautionary"]["added"] == sorted([key("L3"), key("W-2")])


def test_the_same_knowledge_gives_the_same_answer(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")
    as_of = recall["answer"]["question"]["as_of"]

    found = chayote.get(f"/recalls/{recall['id']}", params={"compare_as_of": as_of}).json()

    assert found["difference"]["nothing"] is True
    assert found["difference"]["changes"] == []


def test_asked_again_a_minute_later_the_answer_has_the_same_hash(
    chayote: TestClient,
) -> None:
    first, second = drafted(chayote, "W-1"), drafted(chayote, "W-1")

    assert first["answer"]["question"]["as_of"] < second["answer"]["question"]["as_of"]
    assert first["result_hash"] == second["result_hash"]


def test_no_difference_is_told_up_to_a_time_to_come(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")

    found = chayote.get(
        f"/recalls/{recall['id']}", params={"compare_as_of": "2999-01-01T00:00:00Z"}
    ).json()

    assert found["difference"]["after_as_of"] < "2999"


def test_recalls_are_listed_the_latest_first_page_by_page(chayote: TestClient) -> None:
    ids = [
        chayote.post("/recalls", json={"seeds": [key(lot)]}).json()["id"]
        for lot in ("L1", "L2", "L3")
    ]

    first = chayote.get("/recalls", params={"perPage": 2})
    second = chayote.get(first.links["next"]["url"])

    listed = [*first.json()["recalls"], *second.json()["recalls"]]
    assert [one["id"] for one in listed] == ids[::-1]
    assert "next" not in second.links


def test_the_same_draft_at_the_same_instant_is_one_recall(chayote: TestClient) -> None:
    now = datetime.now(UTC) + timedelta(seconds=5)
    question = RecallQuestion(seeds=(key("L1"),), as_of=datetime.now(UTC))

    with database_of(chayote).writing() as session:
        one, two = (
            recalling.draft(session, question, reason="thử", now=now, budget=Budget())
            for _ in range(2)
        )

    assert one.id == two.id
    assert one.created_at == microseconds(now)


def test_a_stored_answer_reads_back_as_the_same_values(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")

    with database_of(chayote).reading() as session:
        kept = session.get(Recall, recall["id"])
        assert kept is not None
        values = kept.values()

    assert [scope.goods for scope in values.scopes] == [
        tuple(recall["answer"]["scopes"][name]["goods"])
        for name in ("narrow", "genealogical", "precautionary")
    ]
    assert recall_json(values) == recall["answer"]
