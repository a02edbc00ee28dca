"""Every word of the pages stands once, in both languages, and is used."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from pathlib import Path

import pytest

from truyxuat.barcode.legality import (
    DECLARED_FIELDS,
    Kind,
    LicenceState,
    Reason,
    Settle,
    Standing,
)
from truyxuat.services.pages import wording
from truyxuat.services.pages.static_files import static_folder
from truyxuat.services.pages.wording import Language, catalogue
from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.tracing.answer import GapKind, Holding

PAGES = Path(wording.__file__).parent
LITERAL = re.compile(
    r"""\b(?:t|words|self\.words|naming\.words|self)\(\s*['"]([a-z]+\.\w+)['"]"""
)
BESIDE = re.compile(r"""['"]((?:[a-z]+)\.[a-z_0-9]+)['"]""")

FAMILIES = {
    "unit": "UN/ECE Rec 20 codes that goods of the province come in",
    "step": "business steps of the CBV and of the sample's own trades",
    "disposition": "dispositions of the CBV",
    "kind": "the last element of a key",
    "held": "Holding",
    "gap": "GapKind",
    "gap_says": "GapKind, in a sentence",
    "type": "EventType",
    "via": "how an object was reached",
    "certainty": "how certain it is",
    "life": "what became of an object",
    "truncated": "what cut an answer short",
    "recall_state": "the states of a recall",
    "code_reason": "Reason",
    "code_settle": "Settle",
    "code_standing": "Standing",
    "code_kind": "Kind",
    "licence_state": "LicenceState",
    "code_field": "DECLARED_FIELDS",
    "fault": "codes of problems in the data of a barcode",
    "expected": "phrases of what a barcode was expected to hold",
    "refusal": "codes of barcode/printing for what it will not draw",
    "quality": "codes of barcode/printing for what costs grades",
    "advice": "what to try when a picture shows no symbol",
    "choice": "why one of several symbols is used",
}
"""Sections whose keys are words of a vocabulary: looked up by name, not written out."""


def sources() -> str:
    files = [*PAGES.glob("*.py"), *(PAGES / "templates").iterdir()]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files))


def test_every_text_stands_in_vietnamese_and_in_english() -> None:
    bare = [
        key
        for key, text in catalogue().items()
        if not all(text[one].strip() for one in Language)
    ]

    assert bare == []


def test_both_languages_of_a_text_have_the_same_places_to_fill() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    uneven = [
        key
        for key, text in catalogue().items()
        if places(text[Language.VI]) != places(text[Language.EN])
    ]

    assert uneven == []


def test_no_text_is_left_over() -> None:
    text = sources()
    written = set(BESIDE.findall(text))
    built = set(re.findall(r"""f['"]([a-z]+\.[a-z_]*)\{""", text))

    unused = [
        key
        for key in catalogue()
        if key not in written
        and key.split(".")[0] not in FAMILIES
        and not any(key.startswith(prefix) for prefix in built)
    ]

    assert unused == []


def test_no_text_that_a_page_asks_for_is_missing() -> None:
    asked = set(LITERAL.findall(sources()))

    assert len(asked) > 100
    assert asked - set(catalogue()) == set()


@pytest.mark.parametrize(
    ("family", "words"),
    [
        ("held", Holding),
        ("gap", GapKind),
        ("gap_says", GapKind),
        ("type", EventType),
        ("code_reason", Reason),
        ("code_settle", Settle),
        ("code_standing", Standing),
        ("code_kind", Kind),
        ("licence_state", LicenceState),
        ("code_field", DECLARED_FIELDS),
    ],
)
def test_every_word_of_the_answer_has_its_name(family: str, words: Iterable[str]) -> None:
    assert [word for word in words if f"{family}.{word}" not in catalogue()] == []


def test_templates_hold_no_words_of_their_own() -> None:
    said = []
    for template in sorted((PAGES / "templates").iterdir()):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", template.read_text("utf-8")
        )
        said += [(template.name, word) for word in re.findall(r"[^\W\d_]{3,}", text)]

    assert [one for one in said if one[1] != "wide"] == []


def test_no_page_loads_anything_from_elsewhere() -> None:
    files = [*(PAGES / "templates").iterdir(), *static_folder().glob("*.*")]
    outside = [
        (file.name, address)
        for file in files
        for address in re.findall(
            r"(?:https?:)?//[\w.-]+\.[a-z]{2,}", file.read_text("utf-8")
        )
        if address != "http://www.w3.org"
    ]

    assert outside == []
