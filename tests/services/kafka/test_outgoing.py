"""What an enterprise's file becomes on its way to the partner topic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.services.documents import (
    CHEESE,
    FARM,
    MILK,
    PALLET,
    body,
    document,
    event,
    lot_event,
)
from truyxuat.services.kafka.outgoing import messages_of, top_object
from truyxuat.services.kafka.sending import Outgoing
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_event_json, read_json
from truyxuat.traceability.errors import InvalidDocument, InvalidInput, TooLarge

ITEM_1 = "https://id.gs1.org/01/09521234001010/21/1"


def outgoing(
    file: Path,
    settings: Settings | None = None,
    *,
    company: str | None = None,
    by_event: bool = False,
) -> list[Outgoing]:
    return messages_of(file, settings or Settings(), company=company, by_event=by_event)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "day.json"
    path.write_bytes(body(event(1), event(2)))
    return path


def test_a_file_goes_as_the_bytes_it_is(file: Path) -> None:
    [message] = outgoing(file, company="9521234")

    assert message.body == file.read_bytes()
    assert message.key == ITEM_1.encode()
    assert message.headers == [
        ("content-type", b"application/ld+json"),
        ("gs1-epcis-version", b"2.0"),
        ("company", b"9521234"),
    ]


def test_each_event_can_go_by_itself(file: Path) -> None:
    first, second = outgoing(file, by_event=True)

    whole = read_json(file.read_bytes()).document.events
    assert read_event_json(first.body).document.events == whole[:1]
    assert read_event_json(second.body).document.events == whole[1:]
    assert second.place == f"{file} event 1"


def test_an_event_goes_with_the_extensions_it_has(tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    own = {"ex": "https://example.com/ns/"}
    sent = document(event(1, **{"ex:line": "3"}))
    sent["@context"].append(own)
    path.write_text(json.dumps(sent))

    [message] = outgoing(path, by_event=True)

    assert own in json.loads(message.body)["@context"]
    assert json.loads(message.body)["ex:line"] == "3"


def test_a_file_with_a_fault_is_not_sent_and_every_problem_told(tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    path.write_bytes(body(event(1, action="MOVE"), event(2, eventTime=None)))

    with pytest.raises(InvalidDocument) as refused:
        outgoing(path)

    assert len(refused.value.problems) == 2


def test_a_file_longer_than_a_message_says_how_to_send_it(file: Path) -> None:
    size = f"{len(file.read_bytes()):,}"

    with pytest.raises(TooLarge) as refused:
        outgoing(file, Settings(kafka_message_bytes_max=100))

    assert str(refused.value) == (
        f"{file}: {size} bytes; kafka_message_bytes_max is 100: "
        "send it in parts, or with --by-event."
    )


def test_master_data_cannot_go_with_single_events(tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    sent = document(event(1))
    vocabulary = {
        "type": "urn:epcglobal:epcis:vtype:Location",
        "vocabularyElementList": [{"id": FARM, "attributes": []}],
    }
    sent["epcisHeader"] = {"epcisMasterData": {"vocabularyList": [vocabulary]}}
    path.write_text(json.dumps(sent))

    with pytest.raises(InvalidInput) as refused:
        outgoing(path, by_event=True)

    assert len(outgoing(path)) == 1
    assert "its header holds master data, which single events cannot carry" in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        (event(1), ITEM_1),
        (
            lot_event(1, MILK, 3),
            "https://id.gs1.org/01/09521234003014/10/M1",
        ),
        (
            event(
                1, type="AggregationEvent", epcList=None, parentID=PALLET, action="DELETE"
            ),
            "https://id.gs1.org/00/395212340000000014",
        ),
        (
            {
                **event(1, type="TransformationEvent", epcList=None, action=None),
                "inputQuantityList": [{"epcClass": MILK}],
                "outputQuantityList": [{"epcClass": CHEESE}],
            },
            "https://id.gs1.org/01/09521234003021/10/C1",
        ),
    ],
)
def test_the_key_is_what_the_event_is_about_first(
    sent: dict[str, object], key: str
) -> None:
    [about] = read_json(body(sent)).document.events

    assert top_object(about) == key


def test_a_document_of_no_event_has_the_company_for_a_key(tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    path.write_bytes(body())

    assert outgoing(path, company="9521234")[0].key == b"9521234"
    assert outgoing(path)[0].key is None
