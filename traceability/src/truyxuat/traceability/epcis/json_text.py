"""From bytes to JSON values, without losing or inventing anything on the way.

Python's reader takes three things that a record must not take: a number that is rounded to
binary, a key that stands twice (the last one wins in silence), and NaN. Here numbers with a
point are exact decimals, a repeated key is told with its place, and what cannot be held as a
number is kept as an `Unreadable` until a reader that knows its place refuses it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NoReturn

from truyxuat.traceability.epcis.findings import At, Findings
from truyxuat.traceability.errors import InvalidDocument, Problem

NESTING_MAX = 64
"""Objects and lists may stand inside each other this deep."""

NUMBER_SIGNS_MAX = 310
"""A number may have this many digits and this exponent: what a double could say, exactly."""

INTEGER_DIGITS_MAX = 18
"""Longer whole numbers are kept as decimals, which every encoder here writes in full."""

_NOT_TEXT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""Escapes that may spell a sign no text can hold: NUL, half of a surrogate pair."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Unreadable(str):
    """A number that no exact decimal of reasonable size can hold, as it was written."""

    __slots__ = ()


class _Repeated(dict[str, object]):
    """An object in which a key stands twice."""

    keys_twice: tuple[str, ...] = ()


def refuse(code: str, message: str, *, place: str = "", expected: str = "") -> NoReturn:
    """Refuse the whole body for one reason that leaves nothing else to look at."""
    raise InvalidDocument((Problem(place, code, message, expected),))


def decimal_of(text: str) -> Decimal | Unreadable:
    """The exact number that ``text`` spells.

    >>> decimal_of("0.10")
    Decimal('0.10')
    """
    if len(text) <= NUMBER_SIGNS_MAX and _NUMBER.fullmatch(text):
        try:
            number = Decimal(text)
        except ArithmeticError:
            return Unreadable(text)
        if abs(number.adjusted()) <= NUMBER_SIGNS_MAX:
            return number
    return Unreadable(text)


def _integer(text: str) -> int | Decimal | Unreadable:
    return int(text) if len(text) <= INTEGER_DIGITS_MAX else decimal_of(text)


def load(body: bytes, findings: Findings) -> object:
    """The value of a JSON body; repeated keys and unwritable text are noted in ``findings``.

    Raises:
        InvalidDocument: empty, not UTF-8, not JSON, nested deeper than any document.
    """
    if not body.strip():
        refuse("empty_body", "The body is empty.", expected="an EPCIS document")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse("not_utf8", f"Byte {error.start} is not UTF-8.", expected="UTF-8 (RFC 8259)")
    twice: list[_Repeated] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(items)
        if len(found) == len(items):
            return found
        repeated = _Repeated(found)
        counted = Counter(name for name, _ in items)
        repeated.keys_twice = tuple(name for name, count in counted.items() if count > 1)
        twice.append(repeated)
        return repeated

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_float=decimal_of,
            parse_int=_integer,
            parse_constant=Unreadable,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        refuse("not_json", f"Not JSON at {where}: {error.msg}.", expected="JSON (RFC 8259)")
    except RecursionError:
        refuse("too_deep", f"Nested deeper than {NESTING_MAX} levels.")
    if twice or _NOT_TEXT.search(text):
        _note_faults(value, findings)
    return value


def _note_faults(value: object, findings: Findings) -> None:
    """Walk a value that is known to be odd somewhere, and say where."""
    todo: list[tuple[At, object]] = [(None, value)]
    while todo:
        at, found = todo.pop()
        if isinstance(found, _Repeated):
            for name in found.keys_twice:
                findings.problem(
                    (at, name),
                    "duplicate_key",
                    f"The key {name!r} stands twice in one object.",
                )
        if isinstance(found, dict):
            todo += [((at, key), inner) for key, inner in _reversed(list(found.items()))]
            texts: Sequence[object] = list(found)
        elif isinstance(found, list):
            todo += [((at, i), inner) for i, inner in _reversed(list(enumerate(found)))]
            continue
        else:
            texts = (found,)
        if any(isinstance(text, str) and not writable(text) for text in texts):
            findings.problem(
                at, "not_text", "A NUL or half of a surrogate pair is no sign of any text."
            )


def _reversed(items: list[tuple[str | int, object]]) -> list[tuple[str | int, object]]:
    return items[::-1]


def writable(text: str) -> bool:
    """Whether every sign of the text can be stored and sent."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
