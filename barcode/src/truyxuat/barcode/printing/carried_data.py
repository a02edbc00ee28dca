"""What a symbol is to carry, read from what was asked: the one door to the syntax of GS1 data.

Only this file knows which part of the platform reads element strings and links; the rest of
the printing code gets pairs of application identifier and value that are known to be sound.
What must stand together (a lot with its GTIN) is not asked here: a pack may have two symbols.
"""

from __future__ import annotations

import re

from truyxuat.barcode import syntax
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import check_digit

Element = tuple[str, str]

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
        InvalidIdentifier: digits that are no GTIN.
        InvalidBarcode: none of these, or elements that are not sound, all problems at once.
    """
    if is_link(data):
        found = syntax.parse_digital_link(data)
    elif data.isascii() and data.isdigit():
        return (("01", gtin_14(data)),)
    elif data.startswith("("):
        found = syntax.parse_bracketed(data)
    else:
        raise InvalidIdentifier(
            f"{data!r}: a GTIN, an element string in brackets or a GS1 Digital Link URI expected."
        )
    return tuple((one.ai, one.value) for one in found)


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
    return _as_string(elements).fnc1()


def bracketed(element: Element) -> str:
    """One element as it is printed for people.

    >>> bracketed(("10", "L1"))
    '(10)L1'
    """
    return f"({element[0]}){element[1]}"


def link_of(data: str, stem: str) -> str:
    """The link to print: the one given, or one made under `stem` from an element string.

    Raises:
        InvalidIdentifier: an element string without a stem.
        InvalidBarcode: not a sound GS1 Digital Link URI, or elements that make none.
    """
    elements = elements_of(data)
    if is_link(data):
        return data
    if not is_link(stem):
        raise InvalidIdentifier(
            f"{data!r}: a GS1 Digital Link URI expected, or a stem such as "
            f"'https://example.vn' to make one; got the stem {stem!r}."
        )
    return syntax.build_digital_link(_as_string(elements), stem)


def _as_string(elements: tuple[Element, ...]) -> syntax.ElementString:
    return syntax.ElementString(syntax.Element(ai, value) for ai, value in elements)
