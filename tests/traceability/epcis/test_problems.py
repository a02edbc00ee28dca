"""What a sender is told: every mistake at once, each with its place, expected and got."""

from __future__ import annotations

import json

import pytest

from tests.traceability.epcis.samples import (
    BAG,
    CONTEXT,
    FITTING,
    INVOICING,
    LOT,
    PACKING,
    PALLET,
    PLANT,
    SHIPPING,
    WASHING,
    changed,
    document,
    problems_of,
    told,
    told_of,
)
from truyxuat.traceability.epcis.contexts import PREFIXES_MAX
from truyxuat.traceability.epcis.findings import PROBLEMS_MAX
from truyxuat.traceability.errors import Problem

EVERY_MISTAKE = [
    Problem(
        "/creationDate",
        "missing",
        "creationDate is missing.",
        "creationDate",
        "nothing",
    ),
    Problem(
        "/epcisBody/eventList/0/eventTime",
        "not_a_time",
        "Not a point in time.",
        "a time with zone, such as 2026-03-01T08:30:00+07:00",
        "2026-02-30T12:00:00Z",
        event=0,
    ),
    Problem(
        "/epcisBody/eventList/0/bizStep",
        "unknown_term",
        "'shiping' is not a bizStep of CBV 2.0; did you mean 'shipping'?",
        "shipping",
        "shiping",
        event=0,
    ),
    Problem(
        "/epcisBody/eventList/2/childEPCs/1",
        "wrong_type",
        "Expected a URI.",
        "a URI",
        "7",
        event=2,
    ),
    Problem(
        "/epcisBody/eventList/2/action",
        "unknown_action",
        "Not an action.",
        "ADD, OBSERVE or DELETE",
        "PACK",
        event=2,
    ),
]


def test_every_mistake_of_a_document_is_told_at_once_with_its_place() -> None:
    first = changed(SHIPPING, eventTime="2026-02-30T12:00:00Z", bizStep="shiping")
    second = changed(PACKING, action="PACK", childEPCs=[BAG, 7])

    found = problems_of(document(first, SHIPPING, second, creationDate=...))

    assert found == EVERY_MISTAKE


@pytest.mark.parametrize("key", ["eventTime", "eventTimeZoneOffset", "action"])
def test_a_field_an_event_cannot_do_without_is_missed(key: str) -> None:
    assert told_of(changed(SHIPPING, **{key: ...})) == [(f"/{key}", "missing")]


@pytest.mark.parametrize(
    ("fields", "place", "code"),
    [
        ({"eventTime": "2026-09-14T12:00:00"}, "/eventTime", "no_time_zone"),
        ({"eventTime": "14/09/2026"}, "/eventTime", "not_a_time"),
        ({"eventTime": "0001-01-01T00:00:00+14:00"}, "/eventTime", "not_a_time"),
        ({"eventTime": 5}, "/eventTime", "wrong_type"),
        ({"recordTime": "now"}, "/recordTime", "not_a_time"),
        ({"eventTimeZoneOffset": "+7:00"}, "/eventTimeZoneOffset", "not_a_zone_offset"),
        ({"eventTimeZoneOffset": None}, "/eventTimeZoneOffset", "wrong_type"),
        ({"eventID": "no uri"}, "/eventID", "not_a_uri"),
        ({"epcList": BAG}, "/epcList", "wrong_type"),
        ({"epcList": [BAG, BAG]}, "/epcList/1", "duplicate_item"),
        ({"epcList": ["S1"]}, "/epcList/0", "not_a_uri"),
        ({"action": True}, "/action", "wrong_type"),
        ({"bizStep": 5}, "/bizStep", "wrong_type"),
        ({"bizStep": "cbv:BizStep-dreaming"}, "/bizStep", "unknown_term"),
        ({"bizStep": "https://ref.gs1.org/cbv/Disp-active"}, "/bizStep", "unknown_term"),
        ({"bizStep": "urn:epcglobal:cbv:bizstep:x"}, "/bizStep", "unknown_term"),
        ({"bizStep": "example: ripening"}, "/bizStep", "not_a_uri"),
        ({"disposition": "lost"}, "/disposition", "unknown_term"),
        ({"persistentDisposition": {}}, "/persistentDisposition/set", "missing"),
        (
            {"persistentDisposition": {"set": []}},
            "/persistentDisposition/set",
            "wrong_type",
        ),
        (
            {"persistentDisposition": {"put": 1}},
            "/persistentDisposition/put",
            "unknown_field",
        ),
        ({"persistentDisposition": []}, "/persistentDisposition", "wrong_type"),
        ({"readPoint": {}}, "/readPoint/id", "missing"),
        ({"readPoint": PLANT}, "/readPoint", "wrong_type"),
        ({"bizLocation": {"id": PLANT, "shelf": 3}}, "/bizLocation/shelf", "unknown_field"),
        ({"certificationInfo": 7}, "/certificationInfo", "wrong_type"),
        ({"parentID": PALLET}, "/parentID", "unknown_field"),
        ({"colour": "red"}, "/colour", "unknown_field"),
        ({"sourceList": {}}, "/sourceList", "wrong_type"),
        ({"sourceList": ["x"]}, "/sourceList/0", "wrong_type"),
        ({"errorDeclaration": {}}, "/errorDeclaration/declarationTime", "missing"),
        ({"errorDeclaration": "wrong"}, "/errorDeclaration", "wrong_type"),
        (
            {"errorDeclaration": {"correctiveEventIDs": "urn:uuid:9"}},
            "/errorDeclaration/correctiveEventIDs",
            "wrong_type",
        ),
        ({"sensorElementList": "cold"}, "/sensorElementList", "wrong_type"),
        ({"quantityList": 5}, "/quantityList", "wrong_type"),
        ({"ilmd": {"cbvmda:lotNumber": "L1"}}, "/ilmd", "not_allowed"),
    ],
)
def test_a_mistake_in_one_field_is_told_at_that_field(
    fields: dict[str, object], place: str, code: str
) -> None:
    assert (place, code) in told_of(changed(SHIPPING, **fields))


def test_a_reference_says_what_it_refers_to_and_as_what() -> None:
    listed = [{"type": "owning_party"}, {"source": PLANT}, {"source": PLANT, "role": "x"}]

    assert told_of(changed(SHIPPING, sourceList=listed)) == [
        ("/sourceList/0/source", "missing"),
        ("/sourceList/1/type", "missing"),
        ("/sourceList/2/role", "unknown_field"),
        ("/sourceList/2/type", "missing"),
    ]


def test_less_than_nothing_never_enters_a_balance() -> None:
    listed = [{"epcClass": LOT, "quantity": -0.5}, {"epcClass": LOT + "b", "quantity": 0}]

    (problem,) = problems_of(document(changed(SHIPPING, quantityList=listed)))

    assert problem.place == "/epcisBody/eventList/0/quantityList/0/quantity"
    assert (problem.expected, problem.got) == ("0 or more", "-0.5")


def test_a_quantity_has_a_class_a_number_and_a_known_unit() -> None:
    listed = [
        {"quantity": "4", "uom": "kgm"},
        {"epcClass": LOT, "uom": "KGX", "colour": "red"},
        {"epcClass": LOT, "quantity": 4, "uom": 5},
        {"epcClass": "urn:epc:class:lgtin:1.2.3"},
        7,
    ]

    assert told_of(changed(SHIPPING, quantityList=listed)) == [
        ("/quantityList/0/quantity", "wrong_type"),
        ("/quantityList/0/uom", "not_a_unit"),
        ("/quantityList/0/epcClass", "missing"),
        ("/quantityList/1/uom", "unknown_unit"),
        ("/quantityList/1/colour", "unknown_field"),
        ("/quantityList/1/uom", "not_allowed"),
        ("/quantityList/2/uom", "wrong_type"),
        ("/quantityList/3/epcClass", "invalid_identifier"),
        ("/quantityList/4", "wrong_type"),
    ]


def test_a_unit_slip_is_told_with_the_code_that_was_meant() -> None:
    event = changed(SHIPPING, quantityList=[{"epcClass": LOT, "quantity": 4, "uom": "kgm"}])

    (problem,) = problems_of(document(event))

    assert problem.message == (
        "'kgm' is not a common code of UN/ECE Rec. 20; did you mean KGM?"
    )


def test_a_sensor_report_is_checked_field_by_field() -> None:
    reports = [
        {"value": 4},
        {"type": "Warmth", "value": True, "booleanValue": "yes", "hexBinaryValue": "xyz"},
        {"type": "Temperature", "exception": "ALARM", "component": "w", "note": "x"},
        {"type": "Temperature", "stringValue": 4, "hexBinaryValue": ""},
    ]
    elements = [{"sensorReport": reports}, {}, {"sensorReport": []}, 7]

    start = "/sensorElementList"
    assert told_of(changed(SHIPPING, sensorElementList=elements)) == [
        (f"{start}/0/sensorReport/0/type", "missing"),
        (f"{start}/0/sensorReport/1/type", "unknown_term"),
        (f"{start}/0/sensorReport/1/value", "wrong_type"),
        (f"{start}/0/sensorReport/1/booleanValue", "wrong_type"),
        (f"{start}/0/sensorReport/1/hexBinaryValue", "not_hex"),
        (f"{start}/0/sensorReport/2/exception", "unknown_term"),
        (f"{start}/0/sensorReport/2/component", "unknown_term"),
        (f"{start}/0/sensorReport/2/note", "unknown_field"),
        (f"{start}/0/sensorReport/3/stringValue", "wrong_type"),
        (f"{start}/0/sensorReport/3/hexBinaryValue", "not_hex"),
        (f"{start}/1/sensorReport", "missing"),
        (f"{start}/2/sensorReport", "wrong_type"),
        (f"{start}/3", "wrong_type"),
    ]


def test_a_disposition_is_set_once() -> None:
    event = changed(
        SHIPPING, persistentDisposition={"set": ["recalled", "cbv:Disp-recalled"]}
    )

    assert told_of(event) == [("/persistentDisposition/set/1", "duplicate_item")]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            changed(SHIPPING, epcList=...),
            "An ObjectEvent names objects, or reports sensor data of a place.",
        ),
        (
            changed(
                SHIPPING,
                epcList=...,
                sensorElementList=[{"sensorReport": [{"type": "Temperature"}]}],
            ),
            "Sensor data without objects is about a place, and no place is named.",
        ),
        (
            changed(PACKING, parentID=...),
            "parentID is missing: into or out of which container?",
        ),
        (
            changed(PACKING, childEPCs=[]),
            "Without children this says nothing; only DELETE may name none (all of them).",
        ),
        (
            changed(FITTING, childEPCs=...),
            "Without children this says nothing; only DELETE may name none (all of them).",
        ),
        (changed(FITTING, parentID=...), "parentID is missing."),
        (
            changed(INVOICING, bizTransactionList=[]),
            "A TransactionEvent names at least one business transaction.",
        ),
        (changed(INVOICING, epcList=[]), "Which objects does the transaction concern?"),
        (
            changed(WASHING, outputQuantityList=[]),
            "A transformation has inputs and outputs.",
        ),
        (
            changed(SHIPPING, ilmd={"cbvmda:lotNumber": "L1"}, action="DELETE"),
            "ilmd describes objects at the start of their life: only with action ADD.",
        ),
    ],
)
def test_an_event_that_proves_nothing_is_told_back(
    event: dict[str, object], message: str
) -> None:
    (problem,) = problems_of(document(event))

    assert problem.message == message


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"type": "QuantityEvent"}, "unknown_event_type"),
        ({"type": 5}, "unknown_event_type"),
        ({}, "missing"),
    ],
)
def test_an_event_of_no_known_type_is_told_back(
    event: dict[str, object], code: str
) -> None:
    assert told(document(event)) == [("/epcisBody/eventList/0/type", code)]


@pytest.mark.parametrize(
    ("fields", "place", "code"),
    [
        ({"@context": ...}, "/@context", "missing"),
        ({"@context": 5}, "/@context", "wrong_type"),
        ({"@context": ["epcis"]}, "/@context/0", "not_a_uri"),
        ({"@context": [CONTEXT, CONTEXT]}, "/@context/1", "duplicate_item"),
        ({"@context": {"x": 5}}, "/@context/x", "wrong_type"),
        ({"type": "EPCISQueryDocument"}, "/type", "wrong_root"),
        ({"type": ...}, "/type", "missing"),
        ({"schemaVersion": ...}, "/schemaVersion", "missing"),
        ({"schemaVersion": "1.2"}, "/schemaVersion", "unsupported_version"),
        ({"schemaVersion": "two"}, "/schemaVersion", "not_a_version"),
        ({"schemaVersion": 2.0}, "/schemaVersion", "wrong_type"),
        ({"id": "document1"}, "/id", "not_a_uri"),
        ({"comment": "x"}, "/comment", "unknown_field"),
        ({"sender": 5}, "/sender", "wrong_type"),
        ({"epcisBody": []}, "/epcisBody", "wrong_type"),
        ({"epcisBody": {}}, "/epcisBody/eventList", "missing"),
        ({"epcisBody": {"eventList": [], "x": 1}}, "/epcisBody/x", "unknown_field"),
        ({"epcisBody": {"eventList": 5}}, "/epcisBody/eventList", "wrong_type"),
        ({"epcisBody": {"eventList": [5]}}, "/epcisBody/eventList/0", "wrong_type"),
        ({"epcisHeader": {"x": 1}}, "/epcisHeader/x", "unknown_field"),
    ],
)
def test_a_mistake_around_the_events_is_told_at_its_place(
    fields: dict[str, object], place: str, code: str
) -> None:
    assert told(document(**fields)) == [(place, code)]


def test_master_data_in_the_header_is_checked_too() -> None:
    elements = [{"attributes": [{"attribute": "x"}]}, {"id": LOT, "attributes": 5}]
    vocabularies = [{}, {"type": "urn:x:y", "vocabularyElementList": elements}]

    found = told(
        document(epcisHeader={"epcisMasterData": {"vocabularyList": vocabularies}})
    )

    start = "/epcisHeader/epcisMasterData/vocabularyList"
    assert found == [
        (f"{start}/0/type", "missing"),
        (f"{start}/1/vocabularyElementList/0/id", "missing"),
        (f"{start}/1/vocabularyElementList/0/attributes/0/id", "missing"),
        (f"{start}/1/vocabularyElementList/1/attributes", "wrong_type"),
    ]


def test_one_name_under_two_prefixes_is_told_and_not_merged() -> None:
    full = "https://ns.example.com/epcis/a"
    event = changed(SHIPPING, **{"example:a": 1, full: 2, "example:b": {"{x}c": 3}})

    assert told_of(event) == [
        ("/https:~1~1ns.example.com~1epcis~1a", "duplicate_key"),
        ("/example:b/{x}c", "unknown_field"),
    ]


def test_a_context_declares_a_sane_number_of_prefixes() -> None:
    prefixes = {f"p{i}": f"https://p{i}.example/" for i in range(PREFIXES_MAX + 1)}

    assert told(document(**{"@context": prefixes})) == [("/@context", "too_many_prefixes")]


def test_a_bare_event_brings_its_own_context() -> None:
    assert told(json.dumps(SHIPPING).encode()) == [("/@context", "missing")]


def test_a_flood_of_mistakes_is_cut_off_and_says_so() -> None:
    found = problems_of(document(*[changed(SHIPPING, colour=1)] * (PROBLEMS_MAX + 5)))

    assert len(found) == PROBLEMS_MAX + 1
    assert found[-1].message == "Only the first 1000 problems are listed."


def test_a_flood_of_repeated_keys_is_cut_off_too() -> None:
    keys = ",".join(f'"a{i}":1,"a{i}":2' for i in range(PROBLEMS_MAX + 5))

    found = problems_of(b"{" + keys.encode() + b"}")

    assert found[-1].code == "too_many_problems"


def test_a_mistake_of_a_million_signs_is_told_in_a_thousand() -> None:
    (problem,) = problems_of(document(changed(SHIPPING, bizStep="s" * 1_000_000)))

    assert (len(problem.message), len(problem.got)) == (1000, 200)


def test_a_broken_key_of_a_product_is_refused_with_its_reason() -> None:
    wrong = BAG.replace("09521234001010", "09521234001011")

    (problem,) = problems_of(document(changed(SHIPPING, epcList=[wrong])))

    assert (problem.code, problem.place) == (
        "invalid_identifier",
        "/epcisBody/eventList/0/epcList/0",
    )
    assert problem.got == wrong
