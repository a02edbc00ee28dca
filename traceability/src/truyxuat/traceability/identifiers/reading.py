"""Any spelling of a GS1 key, read into one identifier; anything else that is a URI, kept.

Which spelling it is shows in how the text begins, so one look decides and every reader is asked
at most once. Results are remembered, in bounds: one event names what the last one named.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from msgspec import Struct

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.canonical_keys import HOME_PATHS, canonical_key
from truyxuat.traceability.identifiers.digital_link import read_digital_link
from truyxuat.traceability.identifiers.element_string import (
    is_element_string,
    read_element_string,
)
from truyxuat.traceability.identifiers.epc_urn import (
    is_epc_urn,
    plain_item,
    read_epc_urn,
)
from truyxuat.traceability.identifiers.identifier import Identifier
from truyxuat.traceability.identifiers.rules import Level, Scheme

TEXT_MAX = 8_192
"""Characters of a text that may be an identifier; GS1 keys have some 150 at most."""

REMEMBERED = 131_072
"""Texts whose reading is remembered (at most 100 MB, with the bound on their length)."""

REMEMBERED_TEXT_MAX = 200
"""Longer texts are read anew each time: nobody fills the memory with them."""

GTIN_LENGTHS = frozenset({8, 12, 13, 14})
SSCC_LENGTH = 18

_ABSOLUTE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What a canonical key tells without asking anyone; scheme None = not a GS1 key."""

    scheme: Scheme | None
    level: Level
    class_key: str | None
    lot_key: str | None
    is_asset: bool
    is_container: bool
    is_place: bool


_NOT_GS1 = KeyFacts(
    None, "instance", None, None, is_asset=False, is_container=False, is_place=False
)


class Spelling(Struct, frozen=True, gc=False):
    """All that one spelling of a name tells: read once, then remembered whole."""

    key: str
    """The canonical key; of a broken identifier the text itself."""
    facts: KeyFacts
    """What the key tells."""
    above: str | None = None
    """The key of the class that the key belongs to, where it is not one itself."""
    lot_beside: str | None = None
    """The key of the lot that this spelling names beside a serial number."""
    fault: str = ""
    """Why the text is no identifier, where it is none."""


def parse(text: str) -> Identifier:
    """The identifier that a text spells: EPC URN, Digital Link, element string or bare digits.

    Bare digits: 8, 12, 13 or 14 are a GTIN, 18 an SSCC.

    >>> parse("urn:epc:class:lgtin:4012345.012345.Lot987").key
    'https://id.gs1.org/01/04012345123456/10/Lot987'
    >>> parse("(01)04012345123456(10)Lot987") == parse("https://a.vn/01/04012345123456/10/Lot987")
    True
    >>> parse("8938505970004").gtin
    '08938505970004'

    Raises:
        InvalidIdentifier: no GS1 identifier in any of these spellings, or a broken one.
    """
    identifier = _read(text)
    if identifier is None:
        raise InvalidIdentifier(
            f"{text!r}: a GS1 identifier expected (EPC URN, GS1 Digital Link URI, element "
            "string, GTIN or SSCC)."
        )
    return identifier


def canonical(text: str) -> str:
    """The one key of what a text names; an absolute URI that is no GS1 key is its own.

    >>> canonical("urn:epc:id:sgln:4012345.00005.0")
    'https://id.gs1.org/414/4012345000054'
    >>> canonical("urn:uuid:5e0bb5b1-5e0e-4b2e-9d62-111d3b3a2e5c")
    'urn:uuid:5e0bb5b1-5e0e-4b2e-9d62-111d3b3a2e5c'

    Raises:
        InvalidIdentifier: a broken GS1 key, or neither a GS1 key nor an absolute URI.
    """
    found = spelled(text)
    if found.fault:
        raise InvalidIdentifier(found.fault)
    return found.key


def spelled(text: str) -> Spelling:
    """What a text names, sound or broken; never raises.

    >>> spelled("urn:epc:id:sgtin:4012345.012345.7").above
    'https://id.gs1.org/01/04012345123456'
    >>> spelled("https://a.vn/01/04012345123456/10/L1/21/7").lot_beside
    'https://id.gs1.org/01/04012345123456/10/L1'
    """
    if len(text) <= REMEMBERED_TEXT_MAX:
        return _spelled(text)
    return _spelled.__wrapped__(text)


def all_spelled(texts: Collection[str]) -> list[Spelling]:
    """What each of many texts names: `spelled`, for a third of its price.

    >>> [each.key for each in all_spelled(["urn:x:1", "(01)04012345123456"])]
    ['urn:x:1', 'https://id.gs1.org/01/04012345123456']
    """
    if texts and max(map(len, texts)) > REMEMBERED_TEXT_MAX:
        return [spelled(text) for text in texts]
    return [*map(_spelled, texts)]


def facts(key: str) -> KeyFacts:
    """What a canonical key tells about itself; for any other text, that it is no GS1 key.

    >>> facts("https://id.gs1.org/01/04012345123456/10/Lot987").level
    'lot'
    >>> facts("urn:uuid:5e0bb5b1-5e0e-4b2e-9d62-111d3b3a2e5c").scheme
    """
    if len(key) > REMEMBERED_TEXT_MAX or not key.startswith(HOME_PATHS):
        return _NOT_GS1
    return _spelled(key).facts


@lru_cache(REMEMBERED)
def _spelled(text: str) -> Spelling:
    item = plain_item(text)
    if item is not None:
        class_key, serial = item
        told = _key_facts(Scheme.SGTIN, "instance", class_key, None)
        return Spelling(f"{class_key}/21/{serial}", told, class_key)
    known = canonical_key(text)
    if known is not None:
        above = None if known.class_key == text else known.class_key
        return Spelling(text, _key_facts(*known), above)
    return _taken_apart(text)


def _taken_apart(text: str) -> Spelling:
    try:
        identifier = _read(text)
    except InvalidIdentifier as error:
        return Spelling(text, _NOT_GS1, fault=str(error))
    if identifier is None:
        if _ABSOLUTE_URI.fullmatch(text):
            return Spelling(text, _NOT_GS1)
        fault = f"{text!r}: a GS1 identifier or an absolute URI expected."
        return Spelling(text, _NOT_GS1, fault=fault)
    key, class_key, lot_key = identifier.key, identifier.class_key, identifier.lot_key
    one_of_many = identifier.level == "instance"
    return Spelling(
        key,
        _key_facts(
            identifier.scheme,
            identifier.level,
            class_key,
            None if one_of_many else lot_key,
        ),
        None if class_key == key else class_key,
        lot_key if one_of_many else None,
    )


@lru_cache(REMEMBERED)
def _key_facts(
    scheme: Scheme, level: Level, class_key: str | None, lot_key: str | None
) -> KeyFacts:
    """One value for all the instances of a class, of which there are many."""
    return KeyFacts(
        scheme,
        level,
        class_key,
        lot_key,
        is_asset=scheme in {Scheme.GRAI, Scheme.GIAI} and level == "instance",
        is_container=scheme in {Scheme.SSCC, Scheme.GRAI},
        is_place=scheme in {Scheme.GLN, Scheme.SGLN},
    )


def _read(text: str) -> Identifier | None:
    if len(text) > TEXT_MAX:
        raise InvalidIdentifier(
            f"{text[:40]!r}…: at most {TEXT_MAX} characters expected, got {len(text)}."
        )
    if is_epc_urn(text):
        return read_epc_urn(text)
    if text[:4].lower() == "http":
        return read_digital_link(text)
    if is_element_string(text):
        return read_element_string(text)
    if text.isdigit():
        return _read_digits(text)
    return None


def _read_digits(text: str) -> Identifier:
    # isascii() matters: "٤".isdigit() is true, and int("٤") is 4.
    if not text.isascii():
        raise InvalidIdentifier(f"{text!r}: digits 0 to 9 expected.")
    if len(text) in GTIN_LENGTHS:
        return Identifier("01", text.zfill(14))
    if len(text) == SSCC_LENGTH:
        return Identifier("00", text)
    raise InvalidIdentifier(
        f"{text!r}: a GTIN of 8, 12, 13 or 14 digits or an SSCC of {SSCC_LENGTH} expected, "
        f"got {len(text)} digits."
    )
