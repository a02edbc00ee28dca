"""Why labels cannot be made: a sentence, the field it belongs to, and which label it is about.

Orders and drawings name a problem by a stable code at a place such as /labels/30 or /x_mm; a
person is told beside the field of the form, or on the page of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from truyxuat.services.pages.problem_words import expectation, readable, sentence
from truyxuat.services.pages.wording import Language, Words, catalogue
from truyxuat.traceability.errors import Problem

FIELD_OF_PLACE = {
    "use": "symbology",
    "data": "symbology",
    "error_correction": "symbology",
    "x_mm": "x",
    "x": "x",
    "height_mm": "height",
    "height": "height",
    "printer_dpi": "dpi",
    "dpi": "dpi",
    "lines": "line",
    "serials": "serial_list",
    "range": "serial_to",
}
"""The field of each member of an order or a request; what is none of them belongs to the paper."""

PER_FIELD_MAX = 5
"""Reasons beside one field; how many more there are is told."""

_LABEL = re.compile(r"/(?:labels|serials)/([0-9]+)")
_MEMBER = re.compile(r"(?:/labels/[0-9]+)?/([a-z_]+)")


def beside_fields(
    problems: Iterable[Problem], words: Words, serials: Sequence[str] = ()
) -> dict[str, str]:
    """All problems as the field of the form and what is said beside it."""
    told: dict[str, list[str]] = {}
    for one in problems:
        told.setdefault(field_of(one), []).append(reason(one, words, serials))
    return {name: _joined(reasons, words) for name, reasons in told.items()}


def field_of(problem: Problem) -> str:
    """The field of the form that a problem belongs to.

    >>> field_of(Problem("/labels/30/data#0:2", "too_long", "..."))
    'symbology'
    """
    member = _MEMBER.match(problem.place)
    if problem.code == "label_too_large" or member is None:
        return "paper"
    return FIELD_OF_PLACE.get(member[1], "paper")


def reason(problem: Problem, words: Words, serials: Sequence[str] = ()) -> str:
    """Why, in a sentence; of one label among others, with its number and its serial."""
    said = _sentence(problem, words)
    label = _LABEL.match(problem.place)
    if label is None:
        return said
    number = int(label[1])
    if number < len(serials):
        said = words("labels.of_serial", serial=serials[number][:40], says=said)
    return words("labels.of_label", number=words.number(number + 1), says=said)


def length_words(text: str, words: Words) -> str:
    """Sizes as the language writes them.

    >>> length_words("0.264 to 0.660 mm", Words())
    '0,264 đến 0,660 mm'
    """
    said = expectation(text, words)
    if words.language is Language.VI:
        return re.sub(r"(?<=\d)\.(?=\d)", ",", said)
    return said


def _sentence(problem: Problem, words: Words) -> str:
    key = f"refusal.{problem.code}"
    if key not in catalogue():
        return sentence(problem, words)
    return words(
        key,
        expected=length_words(problem.expected, words),
        got=length_words(readable(problem.got), words),
    )


def _joined(reasons: list[str], words: Words) -> str:
    said = list(dict.fromkeys(reasons))
    more = len(said) - PER_FIELD_MAX
    if more > 0:
        said[PER_FIELD_MAX:] = [words("labels.more_wrong", count=words.number(more))]
    return " ".join(said)
