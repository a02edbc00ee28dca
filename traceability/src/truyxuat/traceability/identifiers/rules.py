"""The GS1 identification keys as one table: what each is made of and what may qualify it.

Lengths, characters and qualifiers are those of the GS1 General Specifications, section 3, and
of GS1 Digital Link URI Syntax, section 4 (both as in the GS1 Barcode Syntax Dictionary). A new
key is a new row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.check_digits import check_pair, sum_digit
from truyxuat.traceability.identifiers.spelling import DIGITS, SET_39, SET_82

Level = Literal["instance", "lot", "class"]
"""What a key names: one thing, a lot of things, or a class of things."""

PREFIX_DIGITS_MIN = 4
"""A GS1 company prefix has at least four digits (GS1 General Specifications, 1.4.5)."""

_IN_WORDS = {
    SET_82: "the 82 GS1 characters",
    SET_39: "the 39 characters A-Z 0-9 # - /",
    DIGITS: "the digits 0-9",
}


class Scheme(StrEnum):
    """Which GS1 key it is, serialised or not, in EPC Tag Data Standard's words."""

    GTIN = "gtin"
    SGTIN = "sgtin"
    LGTIN = "lgtin"
    SSCC = "sscc"
    GLN = "gln"
    SGLN = "sgln"
    PGLN = "pgln"
    GRAI = "grai"
    GIAI = "giai"
    GDTI = "gdti"
    GSRN = "gsrn"
    GSRNP = "gsrnp"
    GCN = "gcn"
    SGCN = "sgcn"
    CPID = "cpid"
    ITIP = "itip"
    UPUI = "upui"
    GINC = "ginc"
    GSIN = "gsin"
    GMN = "gmn"
    PAYMENT_SLIP = "payment_slip"


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of one set, so many at least and at most."""

    characters: str
    longest: int
    shortest: int = 1

    @property
    def pattern(self) -> str:
        """As a regular expression."""
        return f"[{self.characters}]{{{self.shortest},{self.longest}}}"

    def stray(self, text: str) -> str:
        """The first character that is not of the set, in words; empty when all are."""
        found = re.search(f"[^{self.characters}]", text)
        return f"{found[0]!r} is not one of {_IN_WORDS[self.characters]}" if found else ""

    def fault(self, text: str) -> str:
        """What keeps a text from being this, in words; empty when nothing does."""
        if stray := self.stray(text):
            return stray
        if self.shortest <= len(text) <= self.longest:
            return ""
        if self.shortest == self.longest:
            return f"{self.longest} characters expected, got {len(text)}"
        return f"{self.shortest} to {self.longest} characters expected, got {len(text)}"


@dataclass(frozen=True, slots=True)
class Key:
    """How one identification key is built: digits with a check digit, then perhaps text.

    `checked` counts the leading digits up to and including the check digit; 0 means that the
    key has none and starts with a company prefix. `paths` are the qualifiers that a path may
    take, in their order; one path never mixes two of them.
    """

    title: str
    scheme: Scheme
    checked: int
    rest: Text | None = None
    paths: tuple[tuple[str, ...], ...] = ()
    rest_optional: bool = True
    level: Level = "instance"
    fits: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        """Compile what the row says."""
        head = (
            f"[0-9]{{{self.checked}}}"
            if self.checked
            else f"(?=[0-9]{{{PREFIX_DIGITS_MIN}}})"
        )
        tail = f"({self.rest.pattern})" if self.rest else ""
        if self.rest and self.checked and self.rest_optional:
            tail += "?"
        object.__setattr__(self, "fits", re.compile(head + tail))

    def fault(self, value: str) -> str:
        """What keeps a value from being this key, in words; empty when nothing does."""
        if not self.fits.fullmatch(value):
            return self._misfit(value)
        if self.checked:
            right = sum_digit(value[: self.checked - 1])
            if value[self.checked - 1] != right:
                return f"check digit should be {right}, is {value[self.checked - 1]}"
        return _OWN_FAULTS.get(self.scheme, _sound)(value)

    def _misfit(self, value: str) -> str:
        if self.checked:
            return self._misfit_of_digits(value)
        assert self.rest is not None, "a key without a check digit has characters"
        return self.rest.fault(value) or (
            f"the first {PREFIX_DIGITS_MIN} characters must be digits of a company prefix"
        )

    def _misfit_of_digits(self, value: str) -> str:
        head, tail = value[: self.checked], value[self.checked :]
        if stray := Text(DIGITS, self.checked).stray(head):
            return stray
        if len(head) == self.checked and self.rest is not None:
            return f"after {self.checked} digits, {self.rest.fault(tail)}"
        return f"{self.checked} digits expected, got {len(value)}"


def _sound(_value: str) -> str:
    return ""


def _fault_of_piece(value: str) -> str:
    piece, total = int(value[14:16]), int(value[16:18])
    if 1 <= piece <= total:
        return ""
    return f"piece {piece} of {total} cannot be"


def _fault_of_filler(value: str) -> str:
    return "" if value[0] == "0" else f"the first digit must be 0, is {value[0]}"


def _fault_of_pair(value: str) -> str:
    right = check_pair(value[:-2])
    return (
        ""
        if value[-2:] == right
        else f"check characters should be {right}, are {value[-2:]}"
    )


_OWN_FAULTS = {
    Scheme.ITIP: _fault_of_piece,
    Scheme.GRAI: _fault_of_filler,
    Scheme.GMN: _fault_of_pair,
}
"""What single keys ask for beyond their form: Gen. Specs. 3.9.6, 3.9.3, 7.9.5."""

_OF_TRADE_ITEM = ("22", "10", "21")

KEYS: dict[str, Key] = {
    "00": Key("SSCC", Scheme.SSCC, 18),
    "01": Key("GTIN", Scheme.GTIN, 14, paths=(_OF_TRADE_ITEM, ("235",)), level="class"),
    "253": Key("GDTI", Scheme.GDTI, 13, Text(SET_82, 17)),
    "255": Key("GCN", Scheme.GCN, 13, Text(DIGITS, 12)),
    "401": Key("GINC", Scheme.GINC, 0, Text(SET_82, 30)),
    "402": Key("GSIN", Scheme.GSIN, 17),
    "414": Key("GLN", Scheme.GLN, 13, paths=(("254",), ("7040",))),
    "415": Key("Payment slip GLN", Scheme.PAYMENT_SLIP, 13, paths=(("8020",),)),
    "417": Key("PGLN", Scheme.PGLN, 13, paths=(("7040",),)),
    "8003": Key("GRAI", Scheme.GRAI, 14, Text(SET_82, 16)),
    "8004": Key("GIAI", Scheme.GIAI, 0, Text(SET_82, 30), paths=(("7040",),)),
    "8006": Key(
        "ITIP",
        Scheme.ITIP,
        14,
        Text(DIGITS, 4, shortest=4),
        paths=(_OF_TRADE_ITEM,),
        rest_optional=False,
        level="class",
    ),
    "8010": Key(
        "CPID", Scheme.CPID, 0, Text(SET_39, 30), paths=(("8011",),), level="class"
    ),
    "8013": Key("GMN", Scheme.GMN, 0, Text(SET_82, 25, shortest=6), level="class"),
    "8017": Key("GSRNP", Scheme.GSRNP, 18, paths=(("8019",),)),
    "8018": Key("GSRN", Scheme.GSRN, 18, paths=(("8019",),)),
}
"""The primary keys of GS1 Digital Link, by application identifier."""


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What narrows a key to a lot, an item, a part of a place."""

    title: str
    text: Text
    fits: re.Pattern[str]
    shape: str

    def fault(self, value: str) -> str:
        """What keeps a value from being this qualifier, in words."""
        if self.fits.fullmatch(value):
            return ""
        return self.text.fault(value) or f"{self.shape} expected"


def _qualifier(title: str, text: Text, pattern: str = "", shape: str = "") -> Qualifier:
    return Qualifier(title, text, re.compile(pattern or text.pattern), shape)


QUALIFIERS: dict[str, Qualifier] = {
    "22": _qualifier("Consumer product variant", Text(SET_82, 20)),
    "10": _qualifier("Lot", Text(SET_82, 20)),
    "21": _qualifier("Serial", Text(SET_82, 20)),
    "235": _qualifier("Third-party controlled serial (TPX)", Text(SET_82, 28)),
    "254": _qualifier("GLN extension", Text(SET_82, 20)),
    "7040": _qualifier(
        "UIC with extension",
        Text(SET_82, 4, shortest=4),
        f"[0-9][{SET_82}]{{2}}[-0-9A-Z_a-z]",
        "a digit, two characters, and one of - 0-9 A-Z _ a-z",
    ),
    "8011": _qualifier(
        "CPID serial",
        Text(DIGITS, 12),
        "0|[1-9][0-9]{0,11}",
        "a number without leading zeros",
    ),
    "8019": _qualifier("Service relation instance", Text(DIGITS, 10)),
    "8020": _qualifier("Payment slip reference", Text(SET_82, 25)),
}
"""The key qualifiers of GS1 Digital Link, by application identifier."""


NO_EXTENSION = ("254", "0")
"""A GLN extension that says there is none (EPC Tag Data Standard 2.0, section 6.3.3)."""


def check(ai: str, value: str) -> None:
    """Refuse a value that a key or qualifier of the tables above cannot have.

    Raises:
        InvalidIdentifier: what was expected and what was got.
    """
    rule = KEYS.get(ai) or QUALIFIERS[ai]
    if fault := rule.fault(value):
        raise InvalidIdentifier(f"{rule.title} {value!r}: {fault}.")
