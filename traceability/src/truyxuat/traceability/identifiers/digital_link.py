"""GS1 Digital Link URIs of any domain, read into identifiers.

GS1 Digital Link Standard: URI Syntax, release 1.2 and later, section 4. Decisions:

- **Where the key begins.** A path may have any stem before the key, so pairs are taken from the
  end of the path until one is a primary key; the domain is never part of it.
- **Short names** (``/gtin/…/lot/…``) were deprecated in release 1.2 and removed later: nothing
  here writes them. They are read, as the reference implementation of the CBV event hash reads
  them, because codes printed before stay on shelves, and one object must not get two keys.
- **GTIN-8, -12 and -13** in a path were allowed before release 1.2: read, and filled to 14.
- **The query and fragment** describe, they do not identify: dropped. But a key qualifier there
  (``?10=LOT``) is refused: dropping it would turn a lot into all lots of a product.
- **Anything else on the web** that merely has such a number in its path is left alone: a pair
  counts where its value begins with digits as a key does, on ``id.gs1.org`` in any case.
- Compressed Digital Link URIs are not read; they stay the absolute URIs that they are.
"""

from __future__ import annotations

import re

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.identifier import Identifier
from truyxuat.traceability.identifiers.rules import KEYS, PREFIX_DIGITS_MIN, QUALIFIERS
from truyxuat.traceability.identifiers.spelling import unescaped

SHORT_NAMES = {
    "sscc": "00",
    "gtin": "01",
    "gdti": "253",
    "gcn": "255",
    "ginc": "401",
    "gsin": "402",
    "gln": "414",
    "payto": "415",
    "payTo": "415",
    "party": "417",
    "grai": "8003",
    "giai": "8004",
    "itip": "8006",
    "cpid": "8010",
    "gmn": "8013",
    "gsrnp": "8017",
    "gsrn": "8018",
    "cpv": "22",
    "lot": "10",
    "ser": "21",
    "tpx": "235",
    "glnx": "254",
    "cpsn": "8011",
    "srin": "8019",
    "refno": "8020",
}
"""The short names of releases 1.0 and 1.1, section 4.3."""

KEY_DIGITS_MIN = 8
"""Fewer digits than the shortest number (GTIN-8) were not meant as a key with a check digit."""

_SHORT_GTINS = {8, 12, 13}
_URI = re.compile(r"(?i:https?)://([^/?#\s]+)(/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?")
_AI = re.compile(r"[0-9]{2,4}")
_AUTHORITY = re.compile(r"[A-Za-z0-9._~:@!$&'()*+,;=\[\]-]+")


Pair = tuple[str, str]


def read_digital_link(text: str) -> Identifier | None:
    """The identifier that a GS1 Digital Link URI names; None where the URI is something else.

    >>> read_digital_link("https://example.vn/p/01/09521234001010/10/L1?17=271231").key
    'https://id.gs1.org/01/09521234001010/10/L1'
    >>> read_digital_link("https://example.vn/contact")

    Raises:
        InvalidIdentifier: a GS1 Digital Link URI that breaks the rules of its key.
    """
    found = _URI.fullmatch(text)
    if found is None:
        return None
    host, path, query = found.groups(default="")
    segments = path.split("/")[1:]
    pairs = _pairs_of(segments) or _pairs_cut_short(segments)
    if not pairs or not (_is_home(host) or _is_meant(*pairs[0])):
        if _is_home(host):
            raise InvalidIdentifier(f"{text!r}: the path {path!r} holds no GS1 key.")
        return None
    if not _AUTHORITY.fullmatch(host):
        raise InvalidIdentifier(f"{text!r}: {host!r} is no domain name.")
    _refuse_qualifiers_in(text, query, pairs[0][0])
    return _identified(text, pairs)


def query_elements(text: str) -> list[Pair]:
    """The application identifiers in a URI's query, with their data, in their order.

    >>> query_elements("https://a.vn/01/09521234001010?17=271231&linkType=all&3103=000195")
    [('17', '271231'), ('3103', '000195')]
    """
    query = text.partition("#")[0].partition("?")[2]
    pairs = []
    for attribute in re.split("[&;]", query):
        name, _, data = attribute.partition("=")
        ai = SHORT_NAMES.get(name, name)
        value = unescaped(data.replace("+", " "))
        if value and _AI.fullmatch(ai):
            pairs.append((ai, value))
    return pairs


def _is_home(host: str) -> bool:
    return host.lower() == "id.gs1.org"


def _pairs_of(segments: list[str]) -> list[Pair]:
    """Key and qualifiers, still escaped; empty where no pair from the end is a key."""
    for start in range(len(segments) - 2, -1, -2):
        if SHORT_NAMES.get(segments[start], segments[start]) in KEYS:
            names, values = segments[start::2], segments[start + 1 :: 2]
            return [
                (SHORT_NAMES.get(name, name), value)
                for name, value in zip(names, values, strict=True)
            ]
    return []


def _pairs_cut_short(segments: list[str]) -> list[Pair]:
    """The pairs of a path that ends in a bare '/', or in a qualifier without its value."""
    if segments and (
        not segments[-1] or SHORT_NAMES.get(segments[-1], segments[-1]) in QUALIFIERS
    ):
        return _pairs_of([*segments, ""])
    return []


def _is_meant(ai: str, segment: str) -> bool:
    """Whether a value begins as this key does, so that a fault in it is a broken key."""
    wanted = KEY_DIGITS_MIN if KEYS[ai].checked else PREFIX_DIGITS_MIN
    head = (unescaped(segment) or segment)[:wanted]
    # Not isascii() here: other scripts' digits were meant as digits, and are then refused.
    return len(head) == wanted and head.isdigit()


def _refuse_qualifiers_in(text: str, query: str, key: str) -> None:
    if not query:
        return
    qualifiers = {ai for path in KEYS[key].paths for ai in path}
    for attribute in re.split("[&;]", query):
        name = attribute.partition("=")[0]
        if SHORT_NAMES.get(name, name) in qualifiers:
            raise InvalidIdentifier(
                f"{text!r}: ({name}) qualifies the key and belongs into the path, "
                "not the query string."
            )


def _identified(text: str, pairs: list[Pair]) -> Identifier:
    if not pairs[-1][0]:
        raise InvalidIdentifier(f"{text!r}: a GS1 Digital Link URI does not end in '/'.")
    (ai, value), *qualifiers = [(ai, _unescaped(text, segment)) for ai, segment in pairs]
    if ai == "01" and len(value) in _SHORT_GTINS and value.isascii():
        value = value.zfill(14)
    _refuse_order(text, ai, [qualifier for qualifier, _ in qualifiers])
    return Identifier(ai, value, tuple(qualifiers))


def _unescaped(text: str, segment: str) -> str:
    value = unescaped(segment)
    if value is None:
        raise InvalidIdentifier(f"{text!r}: {segment!r} is not percent-encoded UTF-8.")
    return value


def _refuse_order(text: str, ai: str, qualifiers: list[str]) -> None:
    """Qualifiers are optional, but their order is the standard's (section 4.9)."""
    for path in KEYS[ai].paths or ((),):
        if qualifiers == [qualifier for qualifier in path if qualifier in qualifiers]:
            return
    allowed = " or ".join("/".join(path) for path in KEYS[ai].paths) or "none"
    raise InvalidIdentifier(
        f"{text!r}: qualifiers of ({ai}) in this order expected: {allowed}; "
        f"got {'/'.join(qualifiers)}."
    )
