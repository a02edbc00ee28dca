"""One reader per kind of value in an event: URI, identifier, time, number, term, list.

Every reader takes the value as it came, notes what is wrong with it at its place, and returns
something of the right type either way; an event with a problem is never built. JSON-LD and XML
share these readers: the XML side hands over the same shapes with its text already trimmed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from truyxuat.traceability.epcis import cbv, times, units
from truyxuat.traceability.epcis.findings import At, Findings
from truyxuat.traceability.epcis.json_text import Unreadable
from truyxuat.traceability.epcis.keys import key_of
from truyxuat.traceability.epcis.namespaces import WRITTEN_IN_FULL, Prefixes
from truyxuat.traceability.errors import InvalidIdentifier, InvalidInput
from truyxuat.traceability.identifiers import spelled

# Runs of signs are possessive (++, *+): taken whole, never tried again in smaller pieces.
_SIGNS = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]++|%[0-9A-Fa-f]{2})*+"
_AUTHORITY = (
    r"(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]++|%[0-9A-Fa-f]{2})*+@)?"
    r"(?:\[[0-9A-Fa-f:.vV]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)(?::[0-9]*)?"
)
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?://{_AUTHORITY}(?=[/?#]|\Z)|(?!//)){_SIGNS}(?:#{_SIGNS})?"
)
_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_HEX = re.compile(r"[0-9A-Fa-f]+")

NAME_SIGNS_MAX = 1_024
"""A name and its kind side by side fit into an index row of every engine (2,704 bytes)."""

SOUND_SIGNS_MAX = 200
NAMES_REMEMBERED = 131_072
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in for a time that was refused; no event is built with it."""


@dataclass(slots=True)
class Source:
    """What the readers share while one event is read."""

    findings: Findings
    prefixes: Prefixes
    xml: bool = False
    stored: bool = False
    """The event comes from our own record, where it was checked when it was captured."""

    def wrong_type(self, at: At, expected: str, got: object) -> None:
        """Note a value of another kind than the standard asks for."""
        if isinstance(got, Unreadable):
            self.findings.problem(
                at,
                "not_a_number",
                "A number that cannot be held exactly.",
                expected="a finite number of at most 310 digits",
                got=got,
            )
            return
        self.findings.problem(
            at, "wrong_type", f"Expected {expected}.", expected=expected, got=got
        )


def is_uri(text: str) -> bool:
    """Whether ``text`` is an absolute URI by RFC 3986."""
    return _URI.fullmatch(text) is not None


def text(source: Source, value: object, at: At) -> str:
    """Any text."""
    if isinstance(value, str) and not isinstance(value, Unreadable):
        return value
    source.wrong_type(at, "a text", value)
    return ""


def uri(source: Source, value: object, at: At) -> str:
    """An absolute URI; a compact one is written in full."""
    if isinstance(value, str) and not isinstance(value, Unreadable):
        if _URI.fullmatch(value):
            return source.prefixes.expanded(value)
        source.findings.problem(
            at, "not_a_uri", "Not an absolute URI.", expected="a URI (RFC 3986)", got=value
        )
    else:
        source.wrong_type(at, "a URI", value)
    return ""


def name(source: Source, value: object, at: At) -> str:
    """A URI by which the record finds events, so it has to fit into an index."""
    return _short(source, uri(source, value, at), at)


def _short(source: Source, found: str, at: At) -> str:
    if len(found) > NAME_SIGNS_MAX and not source.stored:
        source.findings.problem(
            at,
            "too_long",
            f"A name of {len(found):,} signs.",
            expected=f"a URI of at most {NAME_SIGNS_MAX:,} signs",
            got=found,
        )
    return found


@lru_cache(NAMES_REMEMBERED)
def sound_key(text: str) -> str | None:
    """The canonical key of a name with which nothing at all is odd; None sends it the long way.

    Most names of an event were in the event before: one look instead of four checks.
    """
    if len(text) > SOUND_SIGNS_MAX or not text.startswith(WRITTEN_IN_FULL):
        return None
    found = spelled(text)
    return found.key if not found.fault and _URI.fullmatch(text) else None


def identifier(source: Source, value: object, at: At) -> str:
    """A URI that names a thing, place or party; a broken GS1 key is refused."""
    if type(value) is str and sound_key(value) is not None:
        return value
    found = name(source, value, at)
    if found:
        key(source, found, at)
    return found


def key(source: Source, found: str, at: At) -> str:
    """The canonical key of an identifier, to compare by; notes a broken one."""
    try:
        key, fault = key_of(found)
    except InvalidIdentifier as error:
        source.findings.problem(
            at, "invalid_identifier", str(error), expected="a sound GS1 key", got=found
        )
        return found
    if fault:
        source.findings.warning(at, "malformed_identifier", fault, got=found)
    return key


def time(source: Source, value: object, at: At) -> datetime:
    """An instant with a zone."""
    if not isinstance(value, str) or isinstance(value, Unreadable):
        source.wrong_type(at, "a time", value)
        return EPOCH
    found = times.instant(value)
    if found is not None:
        return found
    zone = times.lacks_zone(value)
    source.findings.problem(
        at,
        "no_time_zone" if zone else "not_a_time",
        "The time says no zone." if zone else "Not a point in time.",
        expected=times.EXPECTED_TIME,
        got=value,
    )
    return EPOCH


def record_time(source: Source, value: object, at: At) -> datetime | None:
    """A recordTime; only the recording platform sets it, so a sender's is dropped (7.4.1)."""
    found = time(source, value, at)
    return found if source.stored else None


def zone_offset(source: Source, value: object, at: At) -> str:
    """An eventTimeZoneOffset."""
    found = text(source, value, at)
    if found and times.is_zone_offset(found):
        return found
    if isinstance(value, str):
        source.findings.problem(
            at,
            "not_a_zone_offset",
            "Not an offset from UTC.",
            expected=times.EXPECTED_ZONE,
            got=value,
        )
    return found


def number(source: Source, value: object, at: At) -> Decimal:
    """An exact decimal."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    source.wrong_type(at, "a number", value)
    return Decimal(0)


def boolean(source: Source, value: object, at: At) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    source.wrong_type(at, "true or false", value)
    return False


def unit(source: Source, value: object, at: At) -> str:
    """A UN/ECE Recommendation 20 common code."""
    code = text(source, value, at)
    if code in units.CODES or not isinstance(value, str) or isinstance(value, Unreadable):
        return code
    meant = units.nearest(code)
    source.findings.problem(
        at,
        "unknown_unit" if _UNIT.fullmatch(code) else "not_a_unit",
        f"{code!r} is not a common code of UN/ECE Rec. 20"
        + (f"; did you mean {meant}?" if meant else "."),
        expected="2 or 3 capitals or digits, such as KGM",
        got=code,
    )
    return code


def hex_binary(source: Source, value: object, at: At) -> str:
    """Bytes in hexadecimal."""
    found = text(source, value, at)
    if isinstance(value, str) and not _HEX.fullmatch(found):
        source.findings.problem(
            at, "not_hex", "Not hexadecimal.", expected="digits 0-9 and A-F", got=found
        )
    return found


def term(vocabulary: cbv.Vocabulary) -> Callable[[Source, object, At], str]:
    """The reader of terms of one vocabulary: bare word or partner's URI."""

    def read(source: Source, value: object, at: At) -> str:
        if isinstance(value, str):
            known = vocabulary.spellings.get(value)
            if known is not None and known in vocabulary.terms:
                return known
        return _unusual_term(source, value, at, vocabulary)

    return read


def _unusual_term(source: Source, value: object, at: At, vocabulary: cbv.Vocabulary) -> str:
    """A term that is no plain spelling of the list: a partner's own, a draft's, a mistake."""
    if not isinstance(value, str) or isinstance(value, Unreadable):
        source.wrong_type(at, f"a {vocabulary.name}", value)
        return ""
    try:
        found = cbv.bare(source.prefixes.expanded(value), vocabulary)
    except InvalidInput as error:
        source.findings.problem(
            at,
            "unknown_term",
            str(error),
            expected=vocabulary.nearest(value)
            or f"a {vocabulary.name} of CBV 2.0 or a URI",
            got=value,
        )
        return ""
    if found in vocabulary.terms:
        return found
    if not is_uri(found):
        return name(source, value, at)
    if found.startswith((vocabulary.web, cbv.CBV_WEB, cbv.CBV_URN)):
        source.findings.warning(
            at,
            "unlisted_term",
            f"Not in the published list of {vocabulary.name}s.",
            got=value,
        )
    return _short(source, found, at)


def one_object(source: Source, value: object, at: At) -> dict[str, object]:
    """A JSON object, or nothing of one."""
    if isinstance(value, dict):
        return value
    source.wrong_type(at, "an object", value)
    return {}


def missing(source: Source, at: At, key: str, expected: str = "") -> None:
    """Note a field that has to be there."""
    source.findings.problem(
        (at, key), "missing", f"{key} is missing.", expected=expected or key, got="nothing"
    )


def unknown_field(source: Source, at: At, key: str, value: object) -> None:
    """Note a name that is neither the standard's nor an extension's."""
    source.findings.problem(
        (at, key),
        "unknown_field",
        f"{key!r} is no field here; an extension needs a prefix or a full URI as its name.",
        expected="a field of EPCIS 2.0 or prefix:name",
        got=value,
    )
