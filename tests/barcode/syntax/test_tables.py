"""The tables are data with their edition, and a documented command rewrites them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from importlib.resources import files

import pytest

from truyxuat.barcode import title
from truyxuat.barcode.syntax.linting import code_list
from truyxuat.barcode.syntax.rules import table
from truyxuat.barcode.syntax.updating import rewritten
from truyxuat.barcode.syntax.updating_codes import countries, currencies

TABLES = sorted(
    path.name for path in (files("truyxuat.barcode.syntax") / "tables").iterdir()
)

DICTIONARY = """\
# GS1 Barcode Syntax Dictionary
# Release: 2027-01-01
# Copyright (c) 2021-2027 GS1 AISBL

01         *?  N14,csum,gcppos2   ex=255,37 dlpkey=22,10,21|235   # GTIN
253         ?  N13,csum [X..17]   dlpkey                          # GDTI
3100-3105  *?  N6                 req=01,02 req=30                # NET WEIGHT (kg)
8110        ?  X..70,couponcode
"""


def test_the_dictionary_becomes_rows_with_its_edition_in_the_head() -> None:
    lines = rewritten(DICTIONARY, date(2027, 1, 2)).splitlines()

    assert "# edition: release 2027-01-01, copyright 2021-2027 GS1 AISBL" in lines
    assert "# retrieved: 2027-01-02" in lines
    assert [line for line in lines if not line.startswith("#")] == [
        "01\t*\t?\tN14,csum,gcppos2\t\t255,37\t22,10,21|235\tGTIN",
        "253\t\t?\tN13,csum [X..17]\t\t\t-\tGDTI",
        "3100-3105\t*\t?\tN6\t01,02 30\t\t\tNET WEIGHT (kg)",
        "8110\t\t?\tX..70,couponcode\t\t\t\t",
    ]


@pytest.mark.parametrize("line", ["01 *? N14,csum huh # GTIN", "GTIN", "01 *? # GTIN"])
def test_a_line_that_is_not_understood_stops_the_update(line: str) -> None:
    with pytest.raises(SystemExit):
        rewritten(line, date(2027, 1, 2))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_where_it_is_from_and_of_when(name: str) -> None:
    text = (files("truyxuat.barcode.syntax") / "tables" / name).read_text(encoding="utf-8")

    for line in ("source", "edition", "retrieved", "licence", "rewrite"):
        assert f"\n# {line}: " in text, f"{name} does not say its {line}"


def test_every_application_identifier_has_one_rule() -> None:
    rules = table().rules

    assert len(rules) > 500
    assert rules["3105"].title == "NET WEIGHT (kg)"
    assert rules["253"].longest == 30
    assert {ai for ai, rule in rules.items() if rule.is_key and len(ai) == 2} == {
        "00",
        "01",
    }


def test_countries_and_currencies_are_taken_from_the_lists_of_iso() -> None:
    listed = json.dumps(
        {"3166-1": [{"numeric": "704", "alpha_2": "VN", "name": "Vietnam"}]}
    )
    published = (
        '<ISO_4217 Pblshd="2027-01-01"><Ccy>VND</Ccy>\n<CcyNbr>704</CcyNbr></ISO_4217>'
    )

    assert countries(listed, date(2027, 1, 2)).endswith("\n704\tVN\n")
    assert currencies(published, date(2027, 1, 2)).endswith("\n704\tVND\n975\tBGN\n")
    assert code_list("countries")["704"] == "VN"
    assert code_list("currencies")["704"] == "VND"


def test_vietnamese_titles_are_the_standard_s_or_marked_as_ours() -> None:
    assert title("10").vietnamese == "Số lô hoặc số mẻ"
    assert title("10").official
    assert title("3103").vietnamese == "Khối lượng tịnh"
    assert not title("3103").official
    assert title("7258").vietnamese == ""


def test_importing_reads_no_table() -> None:
    program = (
        "import truyxuat.barcode;"
        "from truyxuat.barcode.syntax.linting import checks;"
        "from truyxuat.barcode.syntax.rules import table;"
        "print(table.cache_info().currsize, checks.cache_info().currsize)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )

    assert ran.stdout.split() == ["0", "0"]
