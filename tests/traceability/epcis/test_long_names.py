"""Names that no index holds are refused where they stand; other texts may be long."""

from __future__ import annotations

import pytest

from tests.traceability.epcis.samples import (
    BAG,
    SHIPPING,
    WASHING,
    changed,
    document,
    problems_of,
)
from truyxuat.traceability.epcis.reading import read_json

LONG = "urn:x:" + "1" * 1_019


@pytest.mark.parametrize(
    ("event", "field", "place"),
    [
        (SHIPPING, {"eventID": LONG}, "eventID"),
        (SHIPPING, {"epcList": [BAG, LONG]}, "epcList/1"),
        (SHIPPING, {"bizStep": LONG}, "bizStep"),
        (SHIPPING, {"readPoint": {"id": LONG}}, "readPoint/id"),
        (
            SHIPPING,
            {"bizTransactionList": [{"type": LONG, "bizTransaction": "urn:x:1"}]},
            "bizTransactionList/0/type",
        ),
        (WASHING, {"transformationID": LONG}, "transformationID"),
    ],
)
def test_a_name_that_no_index_holds_is_refused_where_it_stands(
    event: dict[str, object], field: dict[str, object], place: str
) -> None:
    [problem] = problems_of(document(changed(event, **field)))

    assert problem.place == f"/epcisBody/eventList/0/{place}"
    assert problem.code == "too_long"
    assert problem.message == "A name of 1,025 signs."
    assert problem.expected == "a URI of at most 1,024 signs"


def test_a_picture_in_a_sensor_report_may_be_longer_than_a_name() -> None:
    picture = "data:image/png;base64," + "A" * 2_000
    report = {"sensorReport": [{"type": "Temperature", "uriValue": picture}]}

    reading = read_json(document(changed(SHIPPING, sensorElementList=[report])))

    assert reading.warnings == ()
