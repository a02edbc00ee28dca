"""Say in a person's words what is wrong with the data of a barcode.

`barcode/` names each problem by a stable code, and says in short English what it expected. Here
the code becomes a whole sentence of the catalogue, and the expectation is put into Vietnamese
phrase by phrase: it is made of a few dozen phrases with numbers and identifiers between them.
"""

from __future__ import annotations

import functools
import re

from truyxuat.barcode.syntax import title
from truyxuat.services.pages.wording import Language, Words, catalogue
from truyxuat.traceability.errors import Problem

FNC1 = "\x1d"
FNC1_SHOWN = "␝"
"""The separator has no look of its own; this sign of one character stands for it on pages."""

OTHER = "fault.other"
"""The sentence for a code that has none of its own."""

COUPON_KINDS = (
    "coupon_missing",
    "coupon_truncated",
    "coupon_invalid",
    "coupon_too_short_for",
)


def sentence_key(code: str) -> str:
    """The key of the sentence for a problem code; ``fault.other`` for one without.

    >>> sentence_key("illegal_month"), sentence_key("coupon_missing_gcp_vli")
    ('fault.illegal_month', 'fault.coupon_missing')
    """
    if f"fault.{code}" in catalogue():
        return f"fault.{code}"
    kinds = (f"fault.{kind}" for kind in COUPON_KINDS if code.startswith(kind + "_"))
    return next(kinds, OTHER)


def sentence(problem: Problem, words: Words) -> str:
    """What is wrong and what would be right, in one or two sentences."""
    key = sentence_key(problem.code)
    kind = key.removeprefix("fault.")
    return words(
        key,
        expected=expectation(problem.expected, words),
        got=readable(problem.got),
        length=words.number(len(problem.got)),
        part=problem.code.removeprefix(f"{kind}_").replace("_", " "),
    )


def readable(text: str) -> str:
    """A text with its separators made visible."""
    return text.replace(FNC1, FNC1_SHOWN)


def expectation(text: str, words: Words) -> str:
    """What was expected, in the language of the page.

    >>> expectation("8, 12, 13, 14 or 18 digits", Words())
    '8, 12, 13, 14 hoặc 18 chữ số'
    """
    if words.language is Language.EN:
        return text
    pattern, phrases = _phrases()
    return pattern.sub(lambda found: phrases[found[0]], text)


@functools.cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """English phrases with their Vietnamese, and a pattern that prefers the longest."""
    phrases = {
        texts[Language.EN]: texts[Language.VI]
        for key, texts in catalogue().items()
        if key.startswith("expected.")
    }
    longest = sorted(phrases, key=len, reverse=True)
    alternatives = "|".join(re.escape(phrase) for phrase in longest)
    return re.compile(rf"(?<![A-Za-z])(?:{alternatives})(?![A-Za-z])"), phrases


def element_name(ai: str, words: Words) -> str:
    """What an application identifier is called on a page; its number where it has no name.

    >>> element_name("17", Words()), element_name("9999", Words())
    ('Ngày hết hạn', 'AI 9999')
    """
    names = title(ai)
    if words.language is Language.VI and names.vietnamese:
        return names.vietnamese
    return names.english or names.data_title or f"AI {ai}"
