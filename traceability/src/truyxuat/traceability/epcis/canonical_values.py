"""The one canonical spelling of every value that goes into an event hash (CBV 2.0 section 8.9).

Times in UTC to the millisecond, numbers without trailing zeros, terms and identifiers as web
URIs. A value that looks like a GS1 key but breaks its rules keeps its text, apart from the
domain of a Digital Link: the hash has to name every event that was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from truyxuat.traceability.epcis import cbv
from truyxuat.traceability.epcis.events import Json
from truyxuat.traceability.epcis.namespaces import (
    SCHEMES,
    STANDARD_PREFIXES,
    WRITTEN_IN_FULL,
)
from truyxuat.traceability.identifiers import spelled

_HALF = timedelta(microseconds=500)

_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""A number as text; a leading zero makes it a code (a lot 007 is not the lot 7)."""

_LINK = re.compile(
    r"https?://[^/?#]+(?:/[^?#]*?)?"
    r"(/(?:00/[0-9]{18}|01/[0-9]{14}|253/[0-9]{13}|255/[0-9]{13}|402/[0-9]{17}|414/[0-9]{13}|"
    r"417/[0-9]{13}|8003/[0-9]{14}|8006/[0-9]{18}|801[78]/[0-9]{18})[^?#]*)(?:[?#].*)?"
)

_TERM_URNS: Mapping[str, str] = {
    prefix: vocabulary.web
    for vocabulary in (
        cbv.BIZ_STEP,
        cbv.DISPOSITION,
        cbv.BIZ_TRANSACTION_TYPE,
        cbv.SOURCE_DEST_TYPE,
        cbv.ERROR_REASON,
        cbv.COMPONENT,
    )
    for prefix in vocabulary.prefixes
    if prefix.startswith(cbv.CBV_URN)
}


def time_text(time: datetime) -> str:
    """A time in UTC, rounded half up to the millisecond.

    >>> time_text(datetime(2023, 1, 18, 11, 4, 3, 141500, tzinfo=UTC))
    '2023-01-18T11:04:03.142Z'
    """
    try:
        rounded = time.astimezone(UTC) + _HALF
    except OverflowError:
        rounded = time
    return rounded.isoformat(timespec="milliseconds")[:-6] + "Z"


def number_text(number: Decimal | int) -> str:
    """A number in plain digits, without trailing zeros.

    >>> number_text(Decimal("1.50")), number_text(Decimal("1E+3")), number_text(Decimal("-0.0"))
    ('1.5', '1000', '0')
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def value_text(value: Json, prefixes: Mapping[str, str]) -> str:
    """A value of any kind as the hash sees it; ``prefixes`` expands compact URIs."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal() | int():
            return number_text(value)
        case _:
            assert isinstance(value, str), f"no plain value: {value!r}"
            return _text(value.strip(), prefixes)


def _text(text: str, prefixes: Mapping[str, str]) -> str:
    if ":" not in text:
        return number_text(Decimal(text)) if _PLAIN_NUMBER.fullmatch(text) else text
    prefix, _, local = text.partition(":")
    if local and prefix not in SCHEMES and not local.startswith("//"):
        for namespace, known in prefixes.items():
            if known == prefix:
                return uri_text(namespace + local)
        if prefix in STANDARD_PREFIXES:
            return uri_text(STANDARD_PREFIXES[prefix] + local)
    return uri_text(text)


@lru_cache(maxsize=65536)
def full_uri_text(text: str) -> str:
    """Of a URI that is no compact one, whatever prefixes there are; else nothing."""
    return uri_text(text.strip()) if text.startswith(WRITTEN_IN_FULL) else ""


@lru_cache(maxsize=65536)
def uri_text(text: str) -> str:
    """A CBV URN as its web URI, a GS1 key in its canonical Digital Link."""
    if text.startswith(cbv.CBV_URN):
        for urn, web in _TERM_URNS.items():
            if text.startswith(urn):
                return web + text.removeprefix(urn)
        return text
    found = spelled(text)
    if not found.fault:
        return found.key
    link = _LINK.fullmatch(text)
    return text if link is None else "https://id.gs1.org" + link[1].rstrip("/")
