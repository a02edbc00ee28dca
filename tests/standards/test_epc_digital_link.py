"""Published vectors: EPC URNs and Digital Links, application identifiers, real retail numbers.

The vectors stand outside the repository. Where we decide otherwise than one of them, the list
beside the test says which and why.
"""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from tests.standards import vectors_adapter
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import (
    canonical,
    check_digit,
    check_pair,
    company_prefix,
    parse,
)
from truyxuat.traceability.identifiers.rules import KEYS, QUALIFIERS

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(
    not CORPORA.exists(), reason="the corpora are not beside this checkout"
)

Vector = dict[str, str | bool | None]


def vectors(path: str) -> list[Vector]:
    file = CORPORA / path
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


WRONG_CHECK_DIGIT = {
    "http://example.de/gtin-8/01/97803111",
    "http://example.de/01/040123451234/cpv/344/lot/ABD",
}
"""The normaliser behind these vectors does not look at check digits; we refuse them."""


@pytest.mark.parametrize(
    "vector",
    vectors("05-epc-digitallink/ralph_dl_normaliser.jsonl"),
    ids=lambda v: v["input"],
)
def test_a_published_spelling_has_its_published_key(vector: Vector) -> None:
    text = str(vector["input"])
    if vector["expect"] is not None and text not in WRONG_CHECK_DIGIT:
        assert parse(text).key == vector["expect"]
        return

    with pytest.raises(InvalidIdentifier):
        parse(text)


@pytest.mark.parametrize(
    "vector",
    vectors("05-epc-digitallink/ralph_invalid_epc_uris.jsonl"),
    ids=lambda v: v["epc"],
)
def test_a_published_broken_urn_is_refused(vector: Vector) -> None:
    with pytest.raises((InvalidIdentifier, ValueError)):
        vectors_adapter.epc_to_dl(str(vector["epc"]))


@pytest.mark.parametrize(
    "vector",
    [
        one
        for one in vectors("05-epc-digitallink/ralph_dl_normaliser.jsonl")
        if str(one["input"]).startswith("urn:epc:")
        and "idpat:upui" not in str(one["input"])
    ],
    ids=lambda v: v["input"],
)
def test_a_published_key_is_written_back_as_its_urn(vector: Vector) -> None:
    urn = str(vector["input"])
    prefix_length = len(urn.split(":")[4].partition(".")[0])

    assert vectors_adapter.dl_to_epc(str(vector["expect"]), prefix_length) == urn


READ_ALL_THE_SAME = {
    "https://a/gtin/12312312312333": "short names were printed before they were deprecated",
    "https://a/01/2112345678900": "GTIN-13 in a path was allowed before release 1.2",
    "https://a/01/416000336108": "GTIN-12 in a path was allowed before release 1.2",
    "https://a/8004/9520614141234567?01=2112345678900": "the query identifies nothing",
    "https://a/01/12312312312333?99=": "the query identifies nothing",
}


@pytest.mark.parametrize(
    "vector",
    [one for one in vectors("04-gs1-syntax/dl_parse.jsonl") if "settings" not in one],
    ids=lambda v: v["uri"],
)
def test_a_digital_link_is_taken_or_refused_as_the_syntax_engine_does(
    vector: Vector,
) -> None:
    uri = str(vector["uri"])
    if not vector["ok"] and uri not in READ_ALL_THE_SAME:
        with pytest.raises(InvalidIdentifier):
            parse(uri)
        return

    identifier = parse(uri)

    if vector["ok"]:
        elements = str(vector["expect_fnc1_caret"]).replace("^", "\x1d")
        assert parse(elements) == identifier


@pytest.mark.parametrize(
    "vector",
    [
        v
        for v in vectors("04-gs1-syntax/dl_generate.jsonl")
        if v["ok"] and "settings" not in v
    ],
    ids=lambda v: v["bracketed"],
)
def test_a_digital_link_is_written_as_the_syntax_engine_does(vector: Vector) -> None:
    identifier = parse(str(vector["bracketed"]))

    written = identifier.digital_link(str(vector["stem"]))

    assert written == str(vector["expect_uri"]).partition("?")[0]


@pytest.mark.parametrize(
    "path",
    [one["path_ais"] for one in vectors("04-gs1-syntax/dl_valid_path_sequences.jsonl")],
)
def test_every_path_of_the_syntax_dictionary_is_one_of_ours(path: list[str]) -> None:
    key, *qualifiers = path

    assert any(
        qualifiers == [ai for ai in allowed if ai in qualifiers]
        for allowed in KEYS[key].paths or ((),)
    )


def test_keys_and_their_paths_are_those_of_the_syntax_dictionary() -> None:
    file = CORPORA / "04-gs1-syntax" / "gs1-syntax-dictionary.txt"
    dictionary: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].split()
        for word in words[1:]:
            if word.startswith("dlpkey"):
                paths = word.partition("=")[2]
                dictionary[words[0]] = tuple(
                    tuple(path.split(",")) for path in paths.split("|") if path
                )

    assert {ai: key.paths for ai, key in KEYS.items()} == dictionary
    assert set(QUALIFIERS) == {
        ai for paths in dictionary.values() for p in paths for ai in p
    }


@pytest.mark.parametrize(
    "vector",
    [
        v
        for v in vectors("04-gs1-syntax/linters.jsonl")
        if v["linter"] == "csum"
        or (v["linter"] == "csumalpha" and len(str(v["input"])) <= 25)
    ],
    ids=lambda v: f"{v['linter']} {v['input']}",
)
def test_check_digits_are_those_of_the_reference_linters(vector: Vector) -> None:
    text = str(vector["input"])
    sums, size = (check_digit, 1) if vector["linter"] == "csum" else (check_pair, 2)

    try:
        sound = sums(text[:-size]) == text[-size:]
    except InvalidIdentifier:
        sound = False

    assert sound is vector["ok"]


def test_prefix_lengths_are_those_of_the_published_table() -> None:
    file = CORPORA / "05-epc-digitallink" / "gcp_prefix_lengths_biip5.2.0.json.xz"
    lengths: dict[str, int] = json.loads(lzma.decompress(file.read_bytes()))
    asked = sorted(lengths)[::977]

    for start in asked:
        digits = start.ljust(12, "0")
        expected = digits[: lengths[start]] or None
        if not digits.startswith("00000"):
            assert company_prefix(digits + check_digit(digits)) == expected, start


def test_every_real_retail_number_is_a_product() -> None:
    file = CORPORA / "08-real-gtin" / "real_ean13.json"
    numbers: list[str] = json.loads(file.read_text(encoding="utf-8"))["valid_ean13"]

    assert len(numbers) == 3_279
    for number in numbers:
        assert canonical(number) == f"https://id.gs1.org/01/0{number}"


@pytest.mark.parametrize(
    ("identifier", "prefix_length"),
    [
        ("urn:epc:id:bic:CSQU3054383", None),
        ("https://id.gs1.org/8006/040123451234560102/10/L1", 7),
        ("https://id.gs1.org/01/04012345123456/10/L1/21/7", 7),
    ],
)
def test_a_valid_identifier_is_valid_although_no_epc_or_no_key_stands_for_it(
    identifier: str, prefix_length: int | None
) -> None:
    vectors_adapter.epc_validate(identifier, prefix_length)
