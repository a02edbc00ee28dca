"""Whose number it is follows from GS1's table of prefix lengths."""

from __future__ import annotations

import subprocess
import sys

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, company_prefix, prefix_table


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("8938505970004", "8938505970"),
        ("(01)18938505970001", "8938505970"),
        ("https://example.vn/01/09521234001010/10/L1", "9521234"),
        ("urn:epc:id:sgln:4012345.00005.0", "4012345"),
        ("urn:epc:id:sscc:4012345.3111111111", "4012345"),
        ("urn:epc:id:grai:4012345.00022.334455", "4012345"),
        ("urn:epc:id:giai:4012345.ABC345", "4012345"),
        ("urn:epc:id:gsrn:4012345.0000006765", "4012345"),
    ],
)
def test_a_key_begins_with_the_prefix_of_whoever_was_licensed(
    text: str, prefix: str
) -> None:
    assert company_prefix(text) == prefix


def test_a_number_of_eight_digits_belongs_to_no_prefix() -> None:
    assert company_prefix("96385074") is None


def test_a_range_that_gs1_never_gave_to_companies_has_no_prefix() -> None:
    assert company_prefix("2012345678903") is None
    assert company_prefix(Identifier("8004", "9991234A")) is None


def test_a_text_that_is_no_identifier_has_no_owner_to_ask_for() -> None:
    with pytest.raises(InvalidIdentifier):
        company_prefix("urn:uuid:5e0bb5b1-5e0e-4b2e-9d62-111d3b3a2e5c")


def test_the_edition_of_the_table_is_stated() -> None:
    table = prefix_table()

    assert table.source == "GS1 company prefix lengths, as carried by biip"
    assert table.edition.split(".")[0] == "5"


def test_the_table_is_not_loaded_before_it_is_asked_for() -> None:
    code = (
        "import sys, truyxuat.traceability.identifiers as i; i.canonical('8938505970004'); "
        "sys.exit('biip.gs1_prefixes' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
