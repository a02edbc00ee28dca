"""Read a canonical key without taking it apart first, as most of what is read is one.

Events in stores and on topics name things by canonical keys, and so do most senders. Such a
text has its key where it begins and one qualifier at most; what it tells follows from which.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.identifier import (
    FINEST,
    HOME,
    SERIAL_INSIDE,
    checked_root,
)
from truyxuat.traceability.identifiers.rules import (
    KEYS,
    NO_EXTENSION,
    QUALIFIERS,
    Level,
    Scheme,
)

HOME_PATHS = HOME + "/"
"""How every canonical key begins."""
_plain = re.compile(r"[0-9A-Za-z._\-]+").fullmatch
"""Whether a value stands in a URI as it is, without an escape."""
_UNQUALIFIED, _QUALIFIED = 2, 4
"""Steps of the path of a key by itself, and of one with its finest qualifier."""


class CanonicalKey(NamedTuple):
    """What a canonical key tells."""

    scheme: Scheme
    level: Level
    class_key: str | None
    lot_key: str | None


def canonical_key(text: str) -> CanonicalKey | None:
    """What a text tells that is a sound canonical key of a common form; None for any other.

    Keys with escaped characters and keys that hold their serial inside are left to the readers
    of all spellings, and so is everything that is broken: they say what is wrong.

    >>> canonical_key("https://id.gs1.org/01/09521234001010/10/L1").level
    'lot'
    >>> canonical_key("https://id.gs1.org/01/09521234001011") is None
    True
    """
    if not text.startswith(HOME_PATHS):
        return None
    steps = text[len(HOME_PATHS) :].split("/")
    if len(steps) not in {_UNQUALIFIED, _QUALIFIED}:
        return None
    ai, value = steps[:2]
    rule = KEYS.get(ai)
    if rule is None or ai in SERIAL_INSIDE or not _plain(value):
        return None
    try:
        root = checked_root(ai, value)
    except InvalidIdentifier:
        return None
    class_key = root if rule.level == "class" else None
    if len(steps) == _UNQUALIFIED:
        return CanonicalKey(rule.scheme, rule.level, class_key, None)
    qualifier, data = steps[2:]
    found = FINEST.get((ai, qualifier))
    if found is None or not _plain(data) or (qualifier, data) == NO_EXTENSION:
        return None
    if QUALIFIERS[qualifier].fault(data):
        return None
    return CanonicalKey(*found, class_key, text if qualifier == "10" else None)
