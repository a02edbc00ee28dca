"""The published vectors of GS1's syntax engine and dictionary, through the adapter and beyond it.

The adapter only says yes or no; the checks are also compared by their code and by the characters
that they call wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.standards import vectors_adapter
from tests.standards.corpora import CORPORA, needs_corpora
from truyxuat.barcode import lint
from truyxuat.barcode.syntax.digital_link import allowed_path
from truyxuat.barcode.syntax.faults import ends
from truyxuat.barcode.syntax.rules import table
from truyxuat.barcode.syntax.updating import TABLE, rewritten
from truyxuat.barcode.syntax.uri_parts import (
    path_escaped,
    path_unescaped,
    query_escaped,
    query_unescaped,
)
from truyxuat.traceability.errors import TruyxuatError, Unavailable

pytestmark = needs_corpora

Vector = dict[str, Any]  # Any: each file of vectors has its own fields
FOLDER = CORPORA / "04-gs1-syntax"

ASKS_A_PREFIX_LIST = {"INVALID_GCP_PREFIX", "GCP_DATASOURCE_OFFLINE"}
"""Faults that only a list of company prefixes can find. The reference tests them with a list of
its own making, so some of these vectors contradict others that have no list."""

SPELLED_OTHERWISE = {"COUPON_INVALID_EXIPIRATION_DATE": "COUPON_INVALID_EXPIRATION_DATE"}


def vectors(name: str) -> list[Vector]:
    """The vectors of a file, without those that need a switch of the reference engine."""
    file = FOLDER / f"{name}.jsonl"
    if not file.exists():
        return []
    read = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [vector for vector in read if "settings" not in vector]


def judge(run: Callable[[], object], vector: Vector, expected: object) -> None:
    if not vector.get("ok", True):
        with pytest.raises((TruyxuatError, ValueError)):
            run()
        return
    got = run()
    if expected is not None:
        assert got == expected


@pytest.mark.parametrize("vector", vectors("ai_parse_bracketed"), ids=str)
def test_bracketed_elements(vector: Vector) -> None:
    judge(
        lambda: vectors_adapter.ai_from_bracketed(vector["bracketed"]),
        vector,
        vector["expect_fnc1_caret"],
    )


@pytest.mark.parametrize("vector", vectors("ai_process_fnc1"), ids=str)
def test_joined_elements(vector: Vector) -> None:
    judge(lambda: vectors_adapter.ai_from_fnc1(vector["fnc1_caret"]), vector, None)


@pytest.mark.parametrize("vector", vectors("caret_to_bracketed"), ids=str)
def test_joined_elements_in_brackets(vector: Vector) -> None:
    bracketed = vectors_adapter.bracketed_from_caret(vector["fnc1_caret"])

    assert bracketed == vector["expect_bracketed"]


@pytest.mark.parametrize("vector", vectors("dl_parse"), ids=str)
def test_digital_links_read(vector: Vector) -> None:
    judge(
        lambda: vectors_adapter.dl_parse(vector["uri"]), vector, vector["expect_fnc1_caret"]
    )


@pytest.mark.parametrize("vector", vectors("dl_generate"), ids=str)
def test_digital_links_built(vector: Vector) -> None:
    judge(
        lambda: vectors_adapter.dl_generate(vector["stem"], vector["bracketed"]),
        vector,
        vector["expect_uri"],
    )


@pytest.mark.parametrize("vector", vectors("dl_uri_escape"), ids=str)
def test_values_escaped(vector: Vector) -> None:
    assert path_escaped(vector["in"]) == vector["path"]
    assert query_escaped(vector["in"]) == vector["query"]


@pytest.mark.parametrize("vector", vectors("dl_uri_unescape"), ids=str)
def test_values_unescaped(vector: Vector) -> None:
    assert path_unescaped(vector["in"]) == vector["path"]
    assert query_unescaped(vector["in"]) == vector["query"]


@pytest.mark.parametrize("vector", vectors("dl_valid_path_sequences"), ids=str)
def test_orders_of_a_path(vector: Vector) -> None:
    assert allowed_path(vector["path_ais"])


@pytest.mark.parametrize("vector", vectors("hri"), ids=str)
def test_lines_below_a_barcode(vector: Vector) -> None:
    assert vectors_adapter.hri(vector["input_kind"], vector["input"]) == vector["hri"]


def test_every_check_calls_the_same_characters_wrong_for_the_same_reason() -> None:
    differing = [
        vector
        for vector in vectors("linters")
        if vector.get("error") not in ASKS_A_PREFIX_LIST
        and verdict(vector) != published(vector)
    ]

    assert differing == []
    assert len(vectors("linters")) > 5_000


@pytest.mark.parametrize(
    "vector",
    [one for one in vectors("linters") if one.get("error") in ASKS_A_PREFIX_LIST],
    ids=str,
)
def test_a_prefix_list_that_says_no_or_nothing_is_heard(vector: Vector) -> None:
    before = vector["highlight"].split("*")[0]
    seen: list[str] = []

    def prefixes(key: str) -> bool:
        seen.append(key)
        # A coupon asks for each of its prefixes in turn; the last one is the one at fault.
        if len(seen) < (2 if before[1:] and vector["linter"] == "couponcode" else 1):
            return True
        if vector["error"] == "GCP_DATASOURCE_OFFLINE":
            raise Unavailable("the list of company prefixes does not answer")
        return False

    with pytest.raises(TruyxuatError) as refused:
        lint(vector["linter"], vector["input"], prefixes=prefixes)

    (problem,) = refused.value.problems
    assert problem.code.upper() == vector["error"]
    assert highlighted(vector["input"], problem.place) == vector["highlight"]


def verdict(vector: Vector) -> tuple[str, str]:
    """The code and the characters that we call wrong; both empty where nothing is."""
    try:
        vectors_adapter.lint(vector["linter"], vector["input"])
    except TruyxuatError as refused:
        (problem,) = refused.problems
        return problem.code.upper(), highlighted(vector["input"], problem.place)
    return "", ""


def published(vector: Vector) -> tuple[str, str]:
    code = str(vector.get("error", ""))
    return SPELLED_OTHERWISE.get(code, code), str(vector.get("highlight", ""))


def highlighted(text: str, place: str) -> str:
    start, end = ends(place)
    return f"{text[:start]}*{text[start:end]}*{text[end:]}"


def test_our_table_is_that_of_the_published_dictionary() -> None:
    dictionary = (FOLDER / "gs1-syntax-dictionary.txt").read_text(encoding="utf-8")
    retrieved = date.fromisoformat(table().retrieved)

    assert rewritten(dictionary, retrieved) == TABLE.read_text(encoding="utf-8")
