"""What is odd and recorded all the same, with a word about it."""

from __future__ import annotations

import pytest

from tests.traceability.epcis.samples import (
    BAG,
    CONTEXT,
    PACKING,
    SHIPPING,
    changed,
    document,
    read,
)
from truyxuat.traceability.epcis.findings import PROBLEMS_MAX
from truyxuat.traceability.epcis.reading import read_json


@pytest.mark.parametrize(
    "carrier",
    [
        "urn:epc:id:sscc:9521234.00001",
        "https://example.com/00/095212340000000011",
        "https://example.com/8003/09521234000128451",
    ],
)
def test_a_carrier_with_a_made_up_number_is_kept_and_reported(carrier: str) -> None:
    reading = read(changed(PACKING, parentID=carrier))

    (warning,) = reading.warnings
    assert (warning.code, warning.place, warning.got) == (
        "malformed_identifier",
        "/epcisBody/eventList/0/parentID",
        carrier,
    )


def test_one_object_in_two_spellings_is_recorded_with_a_warning() -> None:
    urn = "urn:epc:id:sgtin:9521234.000101.S1"

    (warning,) = read(changed(SHIPPING, epcList=[BAG, urn])).warnings

    assert warning.code == "duplicate_item"
    assert warning.message == "The same object as item 0 of the list."


def test_a_prefix_that_nobody_declared_is_recorded_with_a_warning() -> None:
    reading = read(changed(SHIPPING, **{"other:field": 1}))

    (warning,) = reading.warnings
    assert warning.code == "undeclared_prefix"
    assert reading.document.events[0].extensions == {"{other:}field": 1}


def test_a_context_that_is_not_the_standards_is_not_fetched_and_says_so() -> None:
    context = [CONTEXT, "https://ns.example.com/context.json"]

    (warning,) = read_json(document(SHIPPING, **{"@context": context})).warnings

    assert (warning.place, warning.code) == ("/@context/1", "context_not_read")


def test_warnings_are_kept_to_a_sane_number() -> None:
    event = changed(SHIPPING, **{f"other:field{i}": 1 for i in range(PROBLEMS_MAX + 5)})

    assert len(read(event).warnings) == PROBLEMS_MAX
