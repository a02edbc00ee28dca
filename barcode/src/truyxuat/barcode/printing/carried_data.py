"""What a symbol is to carry, read from what was asked: the one door to the syntax of GS1 data.

Only this file knows which part of the platform reads element strings and links; the rest of
the printing code gets pairs of application identifier and value that are known to be sound.
"""

from __future__ import annotations

import re

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, check_digit, parse
from truyxuat.traceability.identifiers.digital_link import query_elements
from truyxuat.traceability.identifiers.element_string import (
    FNC1,
    PREDEFINED,
    identifier_of,
    split,
)
from truyxuat.traceability.identifiers.rules import KEYS
from truyxuat.traceability.identifiers.spelling import SET_82

Element = tuple[str, str]

_SOUND = re.compile(f"[{SET_82}]+")

_LINK = re.compile(r"https?://", re.IGNORECASE)


def is_link(data: str) -> bool:
    """Whether the data are a web address."""
    return _LINK.match(data) is not None


def elements_of(data: str) -> tuple[Element, ...]:
    """The elements of an element string, a GS1 Digital Link URI or a GTIN in digits.

    >>> elements_of("8938505970004")
    (('01', '08938505970004'),)
    >>> elements_of("https://example.vn/01/08938505970004/10/L1?17=271231")
    (('01', '08938505970004'), ('10', 'L1'), ('17', '271231'))

    Raises:
        InvalidIdentifier: none of these, or a key, a qualifier or a character that cannot be.
    """
    if is_link(data):
        found = parse(data)
        return ((found.ai, found.value), *found.qualifiers, *query_elements(data))
    if data.isascii() and data.isdigit():
        return (("01", gtin_14(data)),)
    elements = split(data)
    if not elements:
        raise InvalidIdentifier(
            f"{data!r}: a GTIN, an element string or a GS1 Digital Link URI expected."
        )
    _refuse_characters(data, elements)
    for ai, value in elements:
        if ai in KEYS:
            identifier_of(ai, value, elements)
    return tuple(elements)


def gtin_14(digits: str) -> str:
    """A GTIN of 8, 12, 13 or 14 digits filled to 14, its check digit right.

    Raises:
        InvalidIdentifier: another length, or a wrong check digit.
    """
    if len(digits) not in {8, 12, 13, 14}:
        raise InvalidIdentifier(
            f"GTIN {digits!r}: 8, 12, 13 or 14 digits expected, got {len(digits)}."
        )
    if (right := check_digit(digits[:-1])) != digits[-1]:
        raise InvalidIdentifier(
            f"GTIN {digits!r}: check digit should be {right}, is {digits[-1]}."
        )
    return digits.zfill(14)


def joined(elements: tuple[Element, ...]) -> str:
    r"""The elements as a symbol carries them, FNC1 as ``\x1d`` only where it must separate.

    >>> joined((("01", "09521234001010"), ("10", "L1"), ("17", "271231")))
    '010952123400101010L1\x1d17271231'
    """
    pieces = []
    for number, (ai, value) in enumerate(elements, start=1):
        last = number == len(elements)
        pieces.append(ai + value + ("" if last or ai[:2] in PREDEFINED else FNC1))
    return "".join(pieces)


def bracketed(element: Element) -> str:
    """One element as it is printed for people.

    >>> bracketed(("10", "L1"))
    '(10)L1'
    """
    return f"({element[0]}){element[1]}"


def link_of(data: str, stem: str) -> str:
    """The link to print: the one given, or one made under `stem` from an element string.

    Raises:
        InvalidIdentifier: not a GS1 Digital Link URI, or an element string without a stem.
    """
    elements = elements_of(data)
    if is_link(data):
        return data
    if not is_link(stem):
        raise InvalidIdentifier(
            f"{data!r}: a GS1 Digital Link URI expected, or a stem such as "
            f"'https://example.vn' to make one; got the stem {stem!r}."
        )
    key = next(((ai, value) for ai, value in elements if ai in KEYS), None)
    if key is None:
        raise InvalidIdentifier(f"{data!r}: no GS1 identification key to make a link of.")
    found: Identifier = identifier_of(*key, list(elements))
    named = {found.ai, *(ai for ai, _ in found.qualifiers)}
    query = "&".join(f"{ai}={_escaped(value)}" for ai, value in elements if ai not in named)
    return found.digital_link(stem) + (f"?{query}" if query else "")


def _escaped(value: str) -> str:
    return "".join(c if c.isalnum() or c in "-._~" else f"%{ord(c):02X}" for c in value)


def _refuse_characters(data: str, elements: list[Element]) -> None:
    for ai, value in elements:
        if not _SOUND.fullmatch(value):
            raise InvalidIdentifier(
                f"{data!r}: ({ai}) {value!r} has a character that is none of GS1's 82."
            )
