"""Whatever is wrong with a barcode is told in Vietnamese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from truyxuat.barcode import printing, syntax
from truyxuat.barcode.reading import ADVICE
from truyxuat.barcode.reading.choosing import REASONS
from truyxuat.services.barcode_words import (
    advice_words,
    choice_words,
    families,
    problem_words,
)
from truyxuat.services.pages.problem_words import OTHER, sentence_key
from truyxuat.services.pages.wording import Language
from truyxuat.traceability.errors import Problem

CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
NO_PROBLEMS = {
    "element_string",
    "digital_link",
    "package_types",
    "media_types",
    "few_dots",
    "x_rounded",
    "x_under_target",
    "quality_asked",
    "low_contrast",
}
"""Kinds of text, names of tables, and hints for printers, which refuse nothing."""

COUPONS = "coupon_checks.py"
"""North American coupons: told by the English message."""


def codes() -> Iterator[str]:
    for package in (syntax, printing):
        folder = Path(package.__file__ or "").parent
        for file in sorted(folder.glob("*.py")):
            if file.name.startswith(("updating", COUPONS)):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                text = node.value if isinstance(node, ast.Constant) else None
                if isinstance(text, str) and CODE.fullmatch(text):
                    yield text


def test_every_problem_of_data_and_drawings_has_words() -> None:
    exported = {*syntax.__all__, *printing.__all__}

    silent = {
        code
        for code in set(codes()) - set(families()["problem"])
        if sentence_key(code) == OTHER
    }

    assert sorted(silent - exported - NO_PROBLEMS) == []


def test_every_advice_and_reason_has_words() -> None:
    for language in Language:
        assert all(advice_words(code, language) for code in ADVICE)
        assert all(choice_words(reason, language)[0].isupper() for reason in REASONS)


def test_all_words_stand_in_both_languages() -> None:
    bare = [
        f"{family}.{code}"
        for family, rows in families().items()
        for code, words in rows.items()
        if set(words) != {"vi", "en"} or not all(map(str.strip, words.values()))
    ]

    assert bare == []


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("0.264 to 0.660 mm", "cần 0.264 đến 0.660 mm, có “0.2 mm”"),
        ("a wider label", "có “0.2 mm”"),
    ],
)
def test_no_english_clause_stands_in_a_vietnamese_sentence(
    expected: str, said: str
) -> None:
    problem = Problem("/query/x", "x_too_large", "…", expected=expected, got="0.2 mm")

    assert problem_words(problem, Language.VI) == (
        f"Bề rộng vạch (X) lớn hơn mức tối đa; {said}."
    )


def test_a_code_without_words_is_told_by_its_message() -> None:
    problem = Problem("0:2", "of_another_edition", "(8110): of another edition.")

    assert problem_words(problem, Language.VI) == "(8110): of another edition."
