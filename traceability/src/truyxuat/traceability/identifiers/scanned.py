"""What a scanner sent or a person typed: every identifier in it, and the dates beside them.

More forgiving than `parse`, because someone stands before a pack and wants to know whether it is
recalled: spaces and hyphens, a web address without ``https://``, visible stand-ins for FNC1, a
lot in the query string of a Digital Link. It never guesses at a check digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.dates import DATE_TITLES, element_date
from truyxuat.traceability.identifiers.digital_link import query_elements, read_digital_link
from truyxuat.traceability.identifiers.element_string import (
    FNC1,
    GS1_SYMBOLS,
    Element,
    identifier_of,
    is_element_string,
    split,
)
from truyxuat.traceability.identifiers.epc_urn import is_epc_urn, read_epc_urn
from truyxuat.traceability.identifiers.identifier import Identifier
from truyxuat.traceability.identifiers.reading import (
    GTIN_LENGTHS,
    SSCC_LENGTH,
    canonical,
    parse,
)
from truyxuat.traceability.identifiers.rules import KEYS

SCANNED_MAX = 8_192
"""Characters of a scanned text; the largest QR Code holds 7,089 digits."""

GLN_LENGTH = 13

RETAIL_SYMBOLS = frozenset({"]E0", "]E3", "]E4"})
"""Symbology identifiers of EAN-13 and UPC, the same with an add-on, EAN-8."""

_WITH_ADD_ON = "]E3"
_COMPONENT = "|]e0"
"""Announces the composite component above a number: its lot, say."""

_ANY_DAY = date(2026, 1, 1)
_SYMBOL = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SHOWN_FNC1 = re.compile(r"␝|<(?:GS|FNC1)>|\{(?:GS|FNC1)\}|\[(?:GS|FNC1)\]")
_BARE_ADDRESS = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]+)?/")
_DIGIT_GAPS = re.compile(r"[\s\u00a0‐‑–-]+")
_WHITE = re.compile(r"[ \t\r\n]+")
_JOINED = re.compile(r"(?:00[0-9]{18}|0[12][0-9]{14})")
_BARE_LENGTHS = GTIN_LENGTHS | {SSCC_LENGTH}
_CONTENT = "02"
"""GTIN of what a logistic unit contains; its lot stands beside it (Gen. Specs. 3.2.3)."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scanned text with what it says.

    `identifiers` are all true at once, the first is what the carrier identifies; it is empty
    only for an absolute URI that is no GS1 key. `alternatives` are other things that the same
    bare digits could be: 13 digits are a product or a place. `elements` are all application
    identifiers with their data, `symbology` the ISO/IEC 15424 identifier that the scanner sent.
    `faults` says which dates cannot be read: a misprinted date must not hide a recall.
    """

    text: str
    key: str
    identifiers: tuple[Identifier, ...] = ()
    alternatives: tuple[Identifier, ...] = ()
    elements: tuple[Element, ...] = ()
    symbology: str = ""
    faults: tuple[str, ...] = ()

    def _first(self, ais: set[str]) -> Identifier | None:
        return next((found for found in self.identifiers if found.ai in ais), None)

    @property
    def identifier(self) -> Identifier:
        """What the text is about first of all; only of a text that identifies something."""
        return self.identifiers[0]

    @property
    def product(self) -> Identifier | None:
        """The trade item, with lot and serial as far as the text has them."""
        return self._first({"01", "8006"})

    @property
    def gtin(self) -> str | None:
        """The GTIN-14 of the product."""
        return self.product.gtin if self.product else None

    @property
    def lot(self) -> str | None:
        """The lot number of the product."""
        return self.product.lot if self.product else None

    @property
    def serial(self) -> str | None:
        """The serial of the product."""
        return self.product.serial if self.product else None

    @property
    def sscc(self) -> str | None:
        """The 18 digits of a logistic unit."""
        found = self._first({"00"})
        return found.value if found else None

    @property
    def gln(self) -> str | None:
        """The 13 digits of a place."""
        found = self._first({"414"})
        return found.value if found else None

    def date_of(self, ai: str, seen: date) -> date | None:
        """The date of an application identifier, as of the day it is seen (`element_date`).

        None where the text has none, or one that `faults` names.
        """
        for found, value in self.elements:
            if found == ai:
                try:
                    return element_date(value, seen)
                except InvalidIdentifier:
                    return None
        return None

    def expiry(self, seen: date) -> date | None:
        """The day from which it must not be used (AI 17)."""
        return self.date_of("17", seen)

    def best_before(self, seen: date) -> date | None:
        """The day to which quality is promised (AI 15)."""
        return self.date_of("15", seen)

    def production(self, seen: date) -> date | None:
        """The day it was made (AI 11)."""
        return self.date_of("11", seen)


def parse_scanned(text: str) -> Scanned:
    """Everything that a scanned or typed text identifies.

    >>> found = parse_scanned("]d201095212340010101727123110L1")
    >>> found.gtin, found.lot, found.expiry(date(2026, 7, 1))
    ('09521234001010', 'L1', datetime.date(2027, 12, 31))
    >>> parse_scanned("8 938505 970004").key
    'https://id.gs1.org/01/08938505970004'

    Raises:
        InvalidIdentifier: nothing in it is an identifier, or one of them is broken.
    """
    if len(text) > SCANNED_MAX:
        raise InvalidIdentifier(
            f"Scanned text: at most {SCANNED_MAX} characters expected, got {len(text)}."
        )
    body = _SHOWN_FNC1.sub(FNC1, text).strip(" \t\r\n")
    symbol = body[:3] if _SYMBOL.match(body) else ""
    if symbol in GS1_SYMBOLS:
        return _of_elements(text, split(_WHITE.sub("", body)), symbol)
    if symbol in RETAIL_SYMBOLS:
        return _of_retail_symbol(text, body[len(symbol) :], symbol)
    return _read(text, body[len(symbol) :], symbol)


def identified(text: str) -> Scanned:
    """A scanned or typed text that identifies at least one thing, its `identifier`.

    >>> identified("8 938505 970004").identifier.key
    'https://id.gs1.org/01/08938505970004'

    Raises:
        InvalidIdentifier: nothing in it is a GS1 identifier, or one of them is broken.
    """
    found = parse_scanned(text)
    if not found.identifiers:
        raise InvalidIdentifier(f"{text!r}: a GS1 identifier expected, got another URI.")
    return found


def _read(text: str, body: str, symbol: str) -> Scanned:
    if _BARE_ADDRESS.match(body):
        body = "https://" + body
    if body[:4].lower() == "http":
        return _of_address(text, body, symbol)
    digits = _DIGIT_GAPS.sub("", body)
    if digits.isdigit() and (len(digits) in _BARE_LENGTHS or not _JOINED.match(digits)):
        return _of_digits(text, digits, symbol)
    joined = _WHITE.sub("", body)
    if is_element_string(joined) or _JOINED.match(joined):
        return _of_elements(text, split(joined), symbol)
    if is_epc_urn(body) and (identifier := read_epc_urn(body)) is not None:
        return Scanned(text, identifier.key, (identifier,), symbology=symbol)
    return Scanned(text, canonical(body), symbology=symbol)


def _of_retail_symbol(text: str, body: str, symbol: str) -> Scanned:
    """The number of a symbol at the till, with the elements of a composite component."""
    digits, _, component = body.partition(_COMPONENT)
    if symbol == _WITH_ADD_ON:
        digits = digits[:GLN_LENGTH]
    if not component:
        return _read(text, digits, symbol)
    product = parse(_DIGIT_GAPS.sub("", digits))
    return _of_elements(text, [(product.ai, product.value), *split(component)], symbol)


def _of_address(text: str, body: str, symbol: str) -> Scanned:
    identifier = read_digital_link(body.partition("?")[0])
    if identifier is None:
        return Scanned(text, canonical(body), symbology=symbol)
    beside = query_elements(body)
    given = {ai for ai, _ in identifier.qualifiers}
    more = [pair for pair in beside if pair[0] not in given]
    whole = identifier_of(identifier.ai, identifier.value, [*identifier.qualifiers, *more])
    elements = [(whole.ai, whole.value), *whole.qualifiers]
    elements += [pair for pair in beside if pair not in elements]
    return _scanned(text, (whole,), tuple(elements), symbol)


def _of_elements(text: str, elements: list[Element], symbol: str) -> Scanned:
    found = [identifier_of(ai, value, elements) for ai, value in elements if ai in KEYS]
    for ai, value in elements:
        if ai == _CONTENT:
            found.append(identifier_of("01", value, elements))
    if not found:
        raise InvalidIdentifier(f"{text!r}: no GS1 identification key in it.")
    return _scanned(text, tuple(found), tuple(elements), symbol)


def _of_digits(text: str, digits: str, symbol: str) -> Scanned:
    identifier = parse(digits)
    # A symbol of the EAN family carries a product, only typed digits may be a place as well.
    doubtful = len(digits) == GLN_LENGTH and not symbol
    alternatives = (
        (Identifier("414", digits), Identifier("417", digits)) if doubtful else ()
    )
    return Scanned(text, identifier.key, (identifier,), alternatives, symbology=symbol)


def _scanned(
    text: str,
    identifiers: tuple[Identifier, ...],
    elements: tuple[Element, ...],
    symbol: str,
) -> Scanned:
    faults = []
    for ai, value in elements:
        if ai in DATE_TITLES:
            try:
                element_date(value, _ANY_DAY)
            except InvalidIdentifier as fault:
                faults.append(f"{DATE_TITLES[ai]}: {fault}")
    return Scanned(
        text,
        identifiers[0].key,
        identifiers,
        elements=elements,
        symbology=symbol,
        faults=tuple(faults),
    )
