"""Checks of single characters: the character sets of GS1, and codes of one or two characters.

GS1 General Specifications, section 7.11 (character sets 82, 39 and 64) and the format of the
application identifiers in section 3. Each check takes one component of an element's data and
returns its first fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from truyxuat.barcode.syntax.faults import Fault

Check = Callable[[str], Fault | None]

NOT_82 = r"[^!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]"
NOT_39 = r"[^#\-/0-9A-Z]"
NOT_64 = r"[^A-Za-z0-9_-]"
NOT_DIGIT = r"[^0-9]"

_DIGITS = "digits 0 to 9"
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_OTHER_64 = re.compile(NOT_64)
_NOT_DIGIT = re.compile(NOT_DIGIT)


def _only(outside: str, code: str, expected: str) -> Check:
    other = re.compile(outside)

    def check(text: str) -> Fault | None:
        found = other.search(text)
        return found and Fault(code, found.start(), found.end(), expected)

    return check


non_digit = _only(NOT_DIGIT, "non_digit_character", _DIGITS)
cset82 = _only(NOT_82, "invalid_cset82_character", "GS1 characters (set 82)")
cset39 = _only(NOT_39, "invalid_cset39_character", "# - / 0-9 A-Z")


def cset64(text: str) -> Fault | None:
    """Base64 for URIs; padding is optional, and fills up to a multiple of three as GS1 has it."""
    body = text.rstrip("=")
    pads = len(text) - len(body)
    if pads > 2 or (pads and len(text) % 3):
        return Fault("invalid_cset64_padding", len(body), len(text), "at most two =")
    found = _OTHER_64.search(body)
    return found and Fault(
        "invalid_cset64_character", found.start(), found.end(), "A-Z a-z 0-9 - _"
    )


def one_of(values: frozenset[str], code: str, expected: str) -> Check:
    """The whole text is one of a few values."""

    def check(text: str) -> Fault | None:
        return None if text in values else Fault(code, 0, len(text), expected)

    return check


def hyphen(text: str) -> Fault | None:
    """Nothing but hyphens, at least one: the sign of a temperature below zero."""
    return Fault("not_hyphen", 0, len(text), "-") if text.strip("-") or not text else None


def zero(text: str) -> Fault | None:
    """Nothing but zeros, at least one: the filler before a GRAI."""
    return Fault("not_zero", 0, len(text), "0") if text.strip("0") or not text else None


def nonzero(text: str) -> Fault | None:
    """A number above zero."""
    if fault := non_digit(text):
        return fault
    return None if text.strip("0") else Fault("illegal_zero_value", 0, len(text), "above 0")


def no_zero_prefix(text: str) -> Fault | None:
    """A number that does not begin with zero; zero itself does."""
    if fault := non_digit(text):
        return fault
    return Fault("illegal_zero_prefix", 0, 1, "no leading 0") if text[:1] == "0" else None


def has_non_digit(text: str) -> Fault | None:
    """At least one character that is no digit."""
    if _NOT_DIGIT.search(text):
        return None
    return Fault(
        "requires_non_digit_character", 0, len(text), "a character that is no digit"
    )


def percent_encoded(text: str) -> Fault | None:
    """Every `%` is followed by two hexadecimal digits."""
    found = _BROKEN_ESCAPE.search(text)
    if found is None:
        return None
    end = min(found.start() + 3, len(text))
    return Fault(
        "invalid_percent_sequence", found.start(), end, "% and two hexadecimal digits"
    )


def importer_index(text: str) -> Fault | None:
    """One character of - 0-9 A-Z _ a-z."""
    if len(text) != 1:
        return Fault("importer_idx_must_be_one_character", 0, len(text), "one character")
    if _OTHER_64.match(text):
        return Fault("invalid_import_idx_character", 0, 1, "- 0-9 A-Z _ a-z")
    return None
