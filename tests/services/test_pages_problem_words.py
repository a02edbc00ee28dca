"""Every problem that barcode/ can name has a sentence in both languages, and no English rest."""

from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

from truyxuat.barcode import syntax
from truyxuat.barcode.reading import ADVICE
from truyxuat.barcode.reading.choosing import REASONS
from truyxuat.barcode.syntax import coupon_checks, understand
from truyxuat.services.pages.problem_words import expectation, sentence, sentence_key
from truyxuat.services.pages.wording import Language, Words, catalogue
from truyxuat.traceability.errors import Problem

SYNTAX = Path(syntax.__file__).parent
CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
NO_CODES = {"element_string", "digital_link", "media_types", "package_types"}
"""Words of that look which name something else."""

BUILT = {
    "illegal_{}": ["illegal_hour", "illegal_minute", "illegal_second"],
    "{}_too_short": ["hour_too_short", "minute_too_short", "second_too_short"],
    "{}_too_long": ["hour_too_long", "minute_too_long", "second_too_long"],
    "hour_with_minute_too_{}": ["hour_with_minute_too_short", "hour_with_minute_too_long"],
    "{}_invalid_length": ["latitude_invalid_length", "longitude_invalid_length"],
    "invalid_{}": ["invalid_latitude", "invalid_longitude"],
}
"""Codes that are put together from a name, by their pattern in the source."""

SKIPPED = {"__init__.py", "coupon_checks.py", "updating.py", "updating_codes.py"}


def literals(path: Path) -> tuple[set[str], set[str]]:
    """The strings of a source file, and its built strings with ``{}`` for what is put in."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    plain = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in inside
    }
    built = {
        "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    }
    return plain, built


def sources() -> list[Path]:
    return [path for path in sorted(SYNTAX.glob("*.py")) if path.name not in SKIPPED]


def coupon_codes() -> set[str]:
    fields = chain(
        coupon_checks._COUPON, coupon_checks._OFFER, *coupon_checks._OPTIONAL.values()
    )
    words = {word for field in fields for word in field if isinstance(word, str)}
    return {f"coupon_{word}" for word in words if CODE.fullmatch(word)}


def codes() -> set[str]:
    found = coupon_codes() | {"coupon_excess_data", "coupon_expiration_before_start"}
    for path in sources():
        plain, built = literals(path)
        found |= {word for word in plain if CODE.fullmatch(word)} - NO_CODES
        for pattern in built:
            if CODE.fullmatch(pattern.replace("{}", "x")) and pattern not in NO_CODES:
                found |= set(BUILT[pattern])
    return found


def test_every_problem_code_has_a_sentence_in_both_languages() -> None:
    named = codes()

    assert len(named) > 120
    assert {code for code in named if sentence_key(code) == "fault.other"} == set()


def test_no_sentence_is_left_of_a_code_that_is_no_more() -> None:
    used = {sentence_key(code) for code in codes()} | {"fault.other"}

    assert {key for key in catalogue() if key.startswith("fault.")} - used == set()


def test_every_advice_and_every_reason_of_the_readers_has_its_words() -> None:
    wanted = {*(f"advice.{one}" for one in ADVICE), *(f"choice.{one}" for one in REASONS)}

    assert wanted - set(catalogue()) == set()


BROKEN = (
    "9521234001011", "952123400101", "95212340010100", "1234567", "395212340000000015",
    "(01)0952123400101", "(01)095212340010100", "(01)0952123400101A",
    "(17)271331(01)09521234001010", "(01)09521234001010(17)270230",
    "(01)09521234001010(10)L ạ", "(01)09521234001010(10)", "(01)09521234001010(9999)1",
    "(01", "(10)L1", "(02)09521234001010", "(8020)R1",
    "(01)09521234001010(01)09521234001011", "(01)09521234001010(02)09521234001010(37)5",
    "(01)09521234001010(7003)2712312500", "(01)09521234001010(7003)27123112",
    "(01)09521234001010(7003)2712311260", "(01)09521234001010(422)999",
    "(01)09521234001010(4309)1", "(01)09521234001010(3932)000100",
    "(01)09521234001010(8008)27123125", "(8006)095212340010100302",
    "(8011)0", "(7040)1", "(8007)GB12",
    "(8007)XX12345678901", "(8110)1", "(8112)0", "(8111)1", "(253)9521234000015A",
    "(8003)19521234000015", "(01)09521234001010(7007)270101271301", "(402)1",
    "(00)395212340000000014(8026)09521234001010", "(01)09521234001010(4321)2",
    "(01)09521234001010(7250)20271331", "(01)09521234001010(7252)5",
    "(01)09521234001010(7258)3/2", "(01)09521234001010(7258)03",
    "(01)09521234001010(4308)%", "(8030)a!", "(8030)a===",
    "(8013)1987654Ad4X4bL5ttr2310c3K",
    "(01)09521234001010(7041)XX", "(01)09521234001010(8001)12345678901238",
    "(415)9521234000015(8020)R1", "]E0952123400101", "]C1", "]Q3(",
    "]C1019521234001011110L1", "]e00195212340010", "https://id.gs1.org/01/09521234001011",
    "https://id.gs1.org/01/09521234001010/21/1/10/2",
    "https://id.gs1.org/01/09521234001010?01=09521234001010&10=L",
    "https://id.gs1.org/01/09521234001010?17=27",
    "https://id.gs1.org/01/09521234001010?9999=1", "https://id.gs1.org/x",
    "urn:epc:id:sgtin:1.2", "(01)09521234001010" + "(10)L1" * 70, "x" * 9_000, "",
)  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_was_expected_is_told_without_a_word_of_english(text: str) -> None:
    problems = understand(text).problems

    english = [
        (problem.code, word)
        for problem in problems
        for word in re.findall(
            r"\b[a-z]{3,}\b", expectation(problem.expected, Words()).replace("trong", "")
        )
        if f" {word}" in f" {problem.expected}" and word not in ("https", "primary")
    ]

    assert problems
    assert english == []


def test_a_sentence_names_what_was_got_and_what_was_needed() -> None:
    (problem,) = understand("9521234001011").problems

    assert sentence(problem, Words(Language.EN)) == (
        "Wrong check digit: by the rule of GS1 it should be 0, here it is 1. "
        "Often one digit was mistyped or misread."
    )


def test_a_problem_that_is_new_still_gets_a_sentence() -> None:
    problem = Problem("0:1", "brand_new", "…")

    assert sentence(problem, Words()) == "Phần này trái quy tắc GS1 (brand new)."
