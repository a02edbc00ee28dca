"""How a partner's message is read, and what makes it one that has to wait."""

from __future__ import annotations

import pytest

from tests.services.documents import body, event
from tests.services.kafka.partner_messages import NOT_JSON, message, single
from truyxuat.services.kafka.partner_message import (
    PartnerMessage,
    Poison,
    Sound,
    fault_of,
    read_message,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.epcis.writing import document_json, encode
from truyxuat.traceability.errors import TooLarge

SETTINGS = Settings()
XML = b"""<?xml version="1.0"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0"
    creationDate="2026-09-14T12:00:00Z"><EPCISBody><EventList><ObjectEvent>
<eventTime>2026-09-14T00:01:00Z</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
<epcList><epc>urn:epc:id:sgtin:9521234.000101.1</epc></epcList><action>OBSERVE</action>
</ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>"""


def sound(sent: PartnerMessage) -> Sound:
    read = read_message(sent, SETTINGS)
    assert isinstance(read, Sound), read
    return read


def why(sent: PartnerMessage, settings: Settings = SETTINGS) -> str:
    read = read_message(sent, settings)
    assert isinstance(read, Poison), read
    return str(read.error)


def test_a_message_is_a_document_or_one_event() -> None:
    assert len(sound(message(0, body(event(1), event(2)))).document.events) == 2
    assert len(sound(message(0, single(event(1)))).document.events) == 1


def test_xml_is_told_by_its_header_or_by_its_first_sign() -> None:
    assert (
        len(sound(message(0, XML, headers={"content-type": "text/xml"})).document.events)
        == 1
    )
    assert len(sound(message(0, b"\xef\xbb\xbf" + XML)).document.events) == 1


def test_json_and_xml_of_one_event_are_one_event() -> None:
    from_xml = sound(message(0, XML)).document.events[0]
    again = read_json(encode(document_json([from_xml.event], from_xml.event.event_time)))

    assert again.document.events == (from_xml.event,)


def test_a_header_may_name_its_media_type_with_parameters_and_in_any_case() -> None:
    sent = message(
        0, body(event(1)), headers={"Content-Type": "application/LD+JSON; charset=utf-8"}
    )

    assert sound(sent).document.events


def test_of_a_repeated_header_the_last_counts() -> None:
    sent = message(0, b"")
    twice = (("company", b"9521234"), ("company", b"95212345"))

    assert PartnerMessage("t", 0, 0, None, twice, b"").header("company") == "95212345"
    assert sent.header("company") is None


@pytest.mark.parametrize(
    "company", ["9521234", "9521234000006", "952123", "952123412345", " 9521234 "]
)
def test_the_company_is_a_gln_or_a_company_prefix(company: str) -> None:
    assert (
        sound(message(0, body(event(1)), headers={"company": company})).company
        == company.strip()
    )


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (
            {"company": "9521234000001"},
            "Header company: GLN 9521234000001: check digit should be 6, is 1.",
        ),
        (
            {"company": "٩٥٢١٢٣٤"},
            "Header company: expected a GLN of 13 digits or a company prefix of 4 to 12, "
            "got '٩٥٢١٢٣٤'.",
        ),
        (
            {"content-type": "text/csv"},
            "Header content-type: expected application/json or application/ld+json or "
            "application/xml or text/xml, got 'text/csv'.",
        ),
        (
            {"gs1-epcis-version": "1.2"},
            "Header gs1-epcis-version: this platform speaks 2.0, got '1.2'.",
        ),
    ],
)
def test_a_header_that_cannot_be_right_parks_the_message(
    headers: dict[str, str], reason: str
) -> None:
    assert why(message(0, body(event(1)), headers=headers)) == reason


def test_a_header_that_is_no_text_parks_the_message() -> None:
    sent = PartnerMessage("t", 0, 0, None, (("company", b"\xff\xfe"),), body(event(1)))

    assert why(sent) == "Header company: expected UTF-8, got b'\\xff\\xfe'."


def test_a_message_without_a_body_is_parked() -> None:
    assert why(message(0, b"")) == "/: The body is empty."


def test_every_problem_of_a_document_stays_with_the_message() -> None:
    sent = message(0, body(event(1, action="MOVE"), event(2, eventTime=None)))

    read = read_message(sent, SETTINGS)

    assert isinstance(read, Poison)
    assert [problem.place for problem in read.error.problems] == [
        "/epcisBody/eventList/0/action",
        "/epcisBody/eventList/1/eventTime",
    ]


def test_who_sent_an_unreadable_body_is_still_known() -> None:
    read = read_message(message(0, NOT_JSON, headers={"company": "9521234"}), SETTINGS)

    assert isinstance(read, Poison)
    assert read.company == "9521234"


def test_a_message_over_a_limit_is_parked_and_the_limit_named() -> None:
    sent = message(0, body(event(1), event(2)))
    size = f"{len(sent.body):,}"

    assert why(sent, Settings(kafka_message_bytes_max=100)) == (
        f"The message is {size} bytes long; kafka_message_bytes_max is 100: "
        "send its events in parts."
    )
    assert why(sent, Settings(document_events_max=1)) == (
        "The document holds 2 events; document_events_max is 1: send it in parts."
    )


def test_a_fault_of_ours_is_a_reason_like_any_other() -> None:
    fault = fault_of(ZeroDivisionError("division by zero"))

    assert str(fault) == "ZeroDivisionError: division by zero"
    assert fault.status == 500
    assert not isinstance(fault, TooLarge)
