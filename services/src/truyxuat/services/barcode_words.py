"""What people are told about barcodes, in Vietnamese or English, by stable codes.

The barcode member tells everything in codes and in English sentences for logs. What pages show
too is said in the words of their catalogue; what only answers tell, of drawing a symbol and of
sheets, in those of `barcode_words.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources

from truyxuat.services.pages.problem_words import OTHER, sentence, sentence_key
from truyxuat.services.pages.wording import Language, Words
from truyxuat.traceability.errors import Problem

Family = Mapping[str, Mapping[str, str]]

GOT_SHOWN_MAX = 40
"""Signs of what was got that a sentence repeats; the problem itself holds all."""

_JOINING = {" or ": " hoặc ", " to ": " đến ", " with ": " cùng ", "no (": "không có ("}
_ENGLISH = re.compile(r"[A-Za-zÀ-ỹ]{2,}")


@functools.cache
def families() -> Mapping[str, Family]:
    """All words by family (``problem``, ``say``) and code."""
    source = resources.files(__package__).joinpath("barcode_words.toml")
    return tomllib.loads(source.read_text("utf-8"))


def says(family: str, code: str, language: Language, /, **facts: object) -> str:
    """The words of a code.

    >>> says("say", "expected", Language.EN, expected="2 digits")
    '2 digits expected'
    """
    return families()[family][code][language].format(**facts)


def advice_words(code: str, language: Language) -> str:
    """What to try when a picture shows no symbol."""
    return Words(language)(f"advice.{code}")


def choice_words(reason: str, language: Language) -> str:
    """Why one of several symbols is used for a look-up, as a sentence of its own."""
    return _as_first_word(Words(language)(f"choice.{reason}"))


def kind_words(kind: str, language: Language) -> str:
    """What kind of text it is, as the beginning of a sentence."""
    return _as_first_word(Words(language)(f"check.kind_{kind}"))


def _as_first_word(text: str) -> str:
    # Not capitalize(), which makes every other letter small: "mã GTIN".
    return text[:1].upper() + text[1:]


def problem_words(problem: Problem, language: Language) -> str:
    """A problem as one sentence or two, with what was expected and got where that helps.

    >>> wrong = Problem("10:12", "illegal_month", "...", expected="01 to 12", got="13")
    >>> problem_words(wrong, Language.EN)
    'There is no month “13”: months are 01 to 12. The order is year, month, day.'
    """
    known = families()["problem"].get(problem.code)
    if known is not None:
        return _of_drawing(problem, known[language], language)
    if sentence_key(problem.code) == OTHER:
        return problem.message
    return sentence(problem, Words(language))


def _of_drawing(problem: Problem, known: str, language: Language) -> str:
    beside = []
    expected = _expected(problem.expected, language)
    if expected:
        beside.append(says("say", "expected", language, expected=expected))
    if 0 < len(problem.got) <= GOT_SHOWN_MAX:
        beside.append(says("say", "got", language, got=problem.got))
    return known + ("; " if beside else "") + ", ".join(beside) + "."


def _expected(text: str, language: Language) -> str:
    """What was expected, unless it would put an English clause into a Vietnamese sentence."""
    if language is Language.EN:
        return text
    for english, vietnamese in _JOINING.items():
        text = text.replace(english, vietnamese)
    foreign = set(_ENGLISH.findall(text)) - set(" ".join(_JOINING.values()).split())
    return "" if foreign - {"mm"} else text
