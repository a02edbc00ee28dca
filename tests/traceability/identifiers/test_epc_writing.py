"""Partners that want EPC URNs get them, with the company prefix told apart."""

from __future__ import annotations

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, to_epc_urn


def test_the_prefix_length_comes_from_the_table_when_it_is_not_given() -> None:
    assert to_epc_urn("09521234001010") == "urn:epc:idpat:sgtin:9521234.000101.*"
    assert to_epc_urn("(01)08938505970004(10)L1") == "urn:epc:class:lgtin:8938505970.000.L1"


def test_the_lot_of_a_serialised_item_has_no_place_in_its_urn() -> None:
    item = Identifier("01", "09521234001010", (("10", "L1"), ("21", "7")))

    assert to_epc_urn(item) == "urn:epc:id:sgtin:9521234.000101.7"


REFUSED = [
    (
        "96385074",
        None,
        "/01/00000096385074: the length of its company prefix is not known; give it.",
    ),
    (
        "09521234001010",
        5,
        "/01/09521234001010: a company prefix of 6 to 12 digits expected, got 5.",
    ),
    (
        "09521234001010",
        13,
        "/01/09521234001010: a company prefix of 6 to 12 digits expected, got 13.",
    ),
    (
        "https://id.gs1.org/8004/9521A",
        7,
        "/8004/9521A: no company prefix of 7 digits and a reference in it.",
    ),
    (
        "https://id.gs1.org/401/9521234",
        7,
        "/401/9521234: no company prefix of 7 digits and a reference in it.",
    ),
    (
        "(8006)095212340010100102(10)L1",
        7,
        "/8006/095212340010100102/10/L1: EPC has no URN for a lot of this key.",
    ),
    (
        "(8013)1987654Ad4X4bL5ttr2310c2K",
        7,
        "/8013/1987654Ad4X4bL5ttr2310c2K: EPC has no URN for a class of this key.",
    ),
    (
        "(415)9521234000013(8020)R1",
        7,
        "/415/9521234000013/8020/R1: EPC has no URN for a instance of this key.",
    ),
]


@pytest.mark.parametrize(("text", "length", "message"), REFUSED)
def test_what_has_no_urn_is_refused_with_the_reason(
    text: str, length: int | None, message: str
) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        to_epc_urn(text, length)

    assert str(refused.value) == f"https://id.gs1.org{message}"
