"""What people are told about barcodes, in Vietnamese or English, by stable codes.

The barcode member tells everything in codes and in English sentences for logs; the words that a
page or an answer shows stand in `barcode_words.toml`, one row for each code.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources

from truyxuat.services.pages.wording import Language
from truyxuat.traceability.errors import Problem

Family = Mapping[str, Mapping[str, str]]

GOT_SHOWN_MAX = 40
"""Signs of what was got that a sentence repeats; the problem itself holds all."""

_JOINING = {" or ": " hoặc ", " to ": " đến ", " with ": " cùng ", "no (": "không có ("}
_ENGLISH = re.compile(r"[A-Za-zÀ-ỹ]{2,}")


@functools.cache
def families() -> Mapping[str, Family]:
    """All words by family (``problem``, ``advice`` …) and code."""
    source = resources.files(__package__).joinpath("barcode_words.toml")
    return tomllib.loads(source.read_text("utf-8"))


def says(family: str, code: str, language: Language, /, **facts: object) -> str:
    """The words of a code.

    >>> says("advice", "sharper", Language.EN)
    'The picture is blurred: hold still and let the camera focus.'
    """
    return families()[family][code][language].format(**facts)


def problem_words(problem: Problem, language: Language) -> str:
    """A problem as one sentence, with what was expected and got where that helps.

    >>> wrong = Problem("17:18", "incorrect_check_digit", "...", expected="0", got="1")
    >>> problem_words(wrong, Language.EN)
    'The check digit is wrong: a digit was mistyped or misread; 0 expected, got “1”.'
    """
    known = families()["problem"].get(problem.code)
    if known is None:
        return problem.message
    beside = []
    expected = _expected(problem.expected, language)
    if expected:
        beside.append(says("say", "expected", language, expected=expected))
    if 0 < len(problem.got) <= GOT_SHOWN_MAX:
        beside.append(says("say", "got", language, got=problem.got))
    return known[language] + ("; " if beside else "") + ", ".join(beside) + "."


def _expected(text: str, language: Language) -> str:
    """What was expected, unless it would put an English clause into a Vietnamese sentence."""
    if language is Language.EN:
        return text
    for english, vietnamese in _JOINING.items():
        text = text.replace(english, vietnamese)
    foreign = set(_ENGLISH.findall(text)) - set(" ".join(_JOINING.values()).split())
    return "" if foreign - {"mm"} else text
