"""Characters that GS1 keys are made of, and how URIs spell those that they cannot hold.

GS1 General Specifications, section 7.11: character set 82 (most keys and their serials) and
39 (Component/Part Identifier). A GS1 Digital Link URI spells everything but the unreserved
characters of RFC 3986 as ``%`` and two hexadecimal digits.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

SET_82 = r"!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z"
SET_39 = r"#\-/0-9A-Z"
DIGITS = "0-9"

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def escaped(value: str) -> str:
    """A value as one path segment of a canonical GS1 Digital Link URI.

    >>> escaped("6789/&%")
    '6789%2F%26%25'
    """
    return value if value.isalnum() and value.isascii() else quote(value, safe="")


def unescaped(segment: str) -> str | None:
    """The value that a path segment or EPC URN component spells; None if it spells none.

    Undone once only: ``%2522`` is the three characters ``%22``, as the standards have it.

    >>> unescaped("98%2522")
    '98%22'
    >>> unescaped("98%2")
    """
    if "%" not in segment:
        return segment
    if _BROKEN_ESCAPE.search(segment):
        return None
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        return None
