"""Published pictures of symbols are read right, and no symbol is seen where none is."""

from __future__ import annotations

import json
from typing import TypedDict

import pytest

from tests.standards.corpora import CORPORA, needs_corpora
from tests.standards.vectors_adapter import decode

FOLDER = CORPORA / "07-barcode-images"


class Row(TypedDict):
    file: str
    symbology: str | None
    expect_kind: str
    expect: str | None


def rows(kind: str) -> list[Row]:
    if not FOLDER.exists():
        return []
    lines = (FOLDER / "curated.jsonl").read_text(encoding="utf-8").splitlines()
    read: list[Row] = [json.loads(line) for line in lines]
    return [row for row in read if row["expect_kind"] == kind]


def file_of(row: Row) -> str:
    return row["file"]


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign > " " and sign not in "()")


@needs_corpora
@pytest.mark.parametrize("row", rows("text"), ids=file_of)
def test_a_published_picture_says_what_its_makers_say(row: Row) -> None:
    expected = bare(row["expect"] or "")

    read = {bare(text) for text in decode(str(FOLDER / row["file"]))}

    assert read <= {expected, "0" + expected, "01" + expected}
    assert read


@needs_corpora
@pytest.mark.parametrize("row", rows("none"), ids=file_of)
def test_no_symbol_is_seen_on_a_picture_without_one(row: Row) -> None:
    assert decode(str(FOLDER / row["file"])) == []
