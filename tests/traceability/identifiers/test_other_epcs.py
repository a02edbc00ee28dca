"""EPCs that name no GS1 key: a well-formed one is kept, a broken one never becomes an object."""

from __future__ import annotations

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import canonical


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:gid:268435455.16777215.68719476735",
        "urn:epc:id:gid:0.0.0",
        "urn:epc:id:usdod:CJ64V.68719476735",
        "urn:epc:id:adi:W81X9C..M37GXB92",
        "urn:epc:id:adi:35962.PQ-7%2FVZ4.%23M37",
        "urn:epc:id:bic:MSCU1234565",
        "urn:epc:id:imovn:9176187",
    ],
)
def test_a_well_formed_epc_of_another_organisation_is_kept_as_it_is(urn: str) -> None:
    assert canonical(urn) == urn


@pytest.mark.parametrize(
    ("urn", "message"),
    [
        (
            "urn:epc:id:gid:95100000.012345.400",
            "three numbers without leading zeros (manager, class, serial) expected, "
            "got '95100000.012345.400'.",
        ),
        (
            "urn:epc:id:gid:268435456.1.1",
            "a number up to 268435455 expected, got 268435456.",
        ),
        (
            "urn:epc:id:usdod:CI64V.1",
            "a CAGE code or DODAAC and a serial number expected, got 'CI64V.1'.",
        ),
        (
            "urn:epc:id:adi:W81X9C.M37GXB92",
            "a CAGE code or DODAAC, a part number or nothing, and a serial expected, "
            "got 'W81X9C.M37GXB92'.",
        ),
        (
            "urn:epc:id:bic:CSQU305438",
            "an owner code, one of J, R, U, Z, six digits and a check digit expected, "
            "got 'CSQU305438'.",
        ),
        (
            "urn:epc:id:imovn:٩١٧٦١٨٧",
            "an IMO number of seven digits expected, got '٩١٧٦١٨٧'.",
        ),
    ],
)
def test_a_broken_container_number_is_not_taken_for_a_container(
    urn: str, message: str
) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        canonical(urn)

    assert str(refused.value) == f"{urn!r}: {message}"
