"""EPCIS bodies as they arrive, over HTTP or Kafka: their media types, versions and readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from truyxuat.traceability.epcis.reading import Reading, read_json, read_xml

JSON_TYPES = ("application/json", "application/ld+json")
XML_TYPES = ("application/xml", "text/xml")

READERS: Mapping[str, Callable[[bytes], Reading]] = {
    **dict.fromkeys(JSON_TYPES, read_json),
    **dict.fromkeys(XML_TYPES, read_xml),
}
"""How a body of each media type is read."""

SPOKEN = (2, 0)
"""The version of EPCIS and CBV that this platform speaks."""

_VERSION = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,3})(?:\.[0-9]{1,3})?)?$")


def version_of(text: str) -> tuple[int, int] | None:
    """A version as headers spell it; None where it is none.

    >>> version_of("2"), version_of("2.0.1"), version_of("two")
    ((2, 0), (2, 0), None)
    """
    found = _VERSION.match(text.strip())
    return (int(found[1]), int(found[2] or 0)) if found else None
