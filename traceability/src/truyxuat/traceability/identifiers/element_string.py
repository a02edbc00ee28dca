r"""Element strings: application identifiers and their data, as barcodes and people write them.

Two spellings: bracketed, ``(01)09521234001010(10)L1``, as printed below a barcode; and as a
scanner sends it, data joined, with the separator FNC1 (sent as GS, ``\x1d``) after data of
variable length. GS1 General Specifications, sections 3.2 and 7.8; only what splitting needs is
known here, the data of identification keys, their qualifiers and dates are checked.
"""

from __future__ import annotations

import re

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.identifier import Identifier
from truyxuat.traceability.identifiers.rules import KEYS

FNC1 = "\x1d"
"""How scanners transmit the separator: the ASCII control character GS."""

Element = tuple[str, str]

GS1_SYMBOLS = frozenset({"]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"})
"""Symbology identifiers of GS1-128, DataBar and composite, DataMatrix, QR Code, DotCode."""

AI_LENGTHS: dict[str, int] = {
    **dict.fromkeys(("00", "01", "02", "03", "10", "11", "12", "13", "15", "16", "17"), 2),
    **dict.fromkeys(("20", "21", "22", "30", "37"), 2),
    **dict.fromkeys((f"9{digit}" for digit in range(10)), 2),
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43"), 4),
    **dict.fromkeys(("70", "72", "80", "81", "82"), 4),
}
"""Digits of an application identifier, by its first two (Gen. Specs., figure 7.8.1-2)."""

PREDEFINED: dict[str, int] = {
    "00": 18, "01": 14, "02": 14, "03": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6,
    "20": 2, "31": 6, "32": 6, "33": 6, "34": 6, "35": 6, "36": 6, "41": 13,
}  # fmt: skip
"""Data characters that end without separator, by the first two digits (figure 7.8.5-2)."""

_BRACKETED = re.compile(r"\(([0-9]{2,4})\)((?:[^(\\]|\\[(\\]|\\)+)")


def is_element_string(text: str) -> bool:
    """Whether a text begins as an element string does: a bracket, a separator, a GS1 symbol."""
    return text[:1] in {"(", FNC1} or text[:3] in GS1_SYMBOLS or FNC1 in text


def read_element_string(text: str) -> Identifier:
    """The identifier that an element string names: its first key, with what qualifies that.

    >>> read_element_string("]d201095212340010101727123110L1").lot
    'L1'
    """
    elements = split(text)
    for ai, value in elements:
        if ai in KEYS:
            return identifier_of(ai, value, elements)
    raise InvalidIdentifier(f"{text!r}: no GS1 identification key in it.")


def identifier_of(ai: str, value: str, elements: list[Element]) -> Identifier:
    """A key with those of the elements that qualify it, in whatever order they came."""
    qualifying = {qualifier for path in KEYS[ai].paths for qualifier in path}
    return Identifier(ai, value, tuple(pair for pair in elements if pair[0] in qualifying))


def split(text: str) -> list[Element]:
    r"""The elements of a string in either spelling, in their order.

    >>> split("(01)09521234001010(10)L\\(1)")
    [('01', '09521234001010'), ('10', 'L(1)')]
    >>> split("\x1d010952123400101010L1\x1d17271231")
    [('01', '09521234001010'), ('10', 'L1'), ('17', '271231')]

    Raises:
        InvalidIdentifier: no element string.
    """
    body = text[3:] if text[:3] in GS1_SYMBOLS else text
    elements = _split_bracketed(body) if body[:1] == "(" else _split_joined(body)
    given: dict[str, str] = {}
    for ai, value in elements:
        if given.setdefault(ai, value) != value:
            raise InvalidIdentifier(
                f"{text!r}: ({ai}) is given twice, as {given[ai]!r} and {value!r}."
            )
    return elements


def _split_bracketed(text: str) -> list[Element]:
    elements: list[Element] = []
    place = 0
    while place < len(text):
        found = _BRACKETED.match(text, place)
        if found is None:
            raise InvalidIdentifier(
                f"{text!r}: '(', 2 to 4 digits, ')' and data expected at character {place + 1}."
            )
        ai, value = found[1], re.sub(r"\\([(\\])", r"\1", found[2])
        if len(ai) != AI_LENGTHS.get(ai[:2]):
            raise InvalidIdentifier(f"{text!r}: ({ai}) is no application identifier.")
        elements.append((ai, value))
        place = found.end()
    return elements


def _split_joined(text: str) -> list[Element]:
    elements: list[Element] = []
    rest = text.removeprefix(FNC1)
    while rest:
        length = AI_LENGTHS.get(rest[:2])
        if length is None or not (rest[:length].isascii() and rest[:length].isdigit()):
            raise InvalidIdentifier(
                f"{text!r}: an application identifier expected at {rest!r}."
            )
        ai, rest = rest[:length], rest[length:]
        fixed = PREDEFINED.get(ai[:2])
        if fixed is None:
            value, _, rest = rest.partition(FNC1)
        else:
            value, rest = rest[:fixed], rest[fixed:].removeprefix(FNC1)
        if not value or FNC1 in value:
            raise InvalidIdentifier(f"{text!r}: ({ai}) has too little data.")
        elements.append((ai, value))
    return elements
