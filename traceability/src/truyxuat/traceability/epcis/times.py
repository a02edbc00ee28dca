"""Instants as EPCIS writes them: xsd:dateTimeStamp, always with a zone (EPCIS 2.0 section 7.3.1).

Python alone is both too kind (weeks, missing separators, a space for the T) and too strict
(it rounds nothing): the form is checked against the pattern of the standard's own schema,
then the instant is kept in UTC. Digits beyond the microsecond are cut: no field of a trace or
of the event hash looks further than that.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

ZONE = r"[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)"

EXPECTED_TIME = "a time with zone, such as 2026-03-01T08:30:00+07:00"
EXPECTED_ZONE = "an offset between -14:00 and +14:00, such as +07:00"

_TIME = re.compile(
    r"[0-9]{4}-(?:1[0-2]|0[1-9])-(?:3[01]|0[1-9]|[12][0-9])"
    r"T(?:2[0-3]|[01][0-9]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(Z|" + ZONE + r")?"
)
_ZONE = re.compile(ZONE)


def instant(text: str) -> datetime | None:
    """The UTC instant that ``text`` names; None when it is no instant.

    >>> instant("2026-03-01T08:30:00.250+07:00")
    datetime.datetime(2026, 3, 1, 1, 30, 0, 250000, tzinfo=datetime.timezone.utc)
    >>> instant("2026-02-30T08:30:00Z") is None
    True
    """
    found = _TIME.fullmatch(text)
    if found is None or found[1] is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def lacks_zone(text: str) -> bool:
    """Whether only the zone is missing for ``text`` to be an instant."""
    found = _TIME.fullmatch(text)
    return found is not None and found[1] is None


def is_zone_offset(text: str) -> bool:
    """Whether ``text`` is an eventTimeZoneOffset (section 7.4.1.1)."""
    return _ZONE.fullmatch(text) is not None


def written(time: datetime) -> str:
    """The instant as written by this platform: UTC, milliseconds or, where needed, finer.

    >>> written(datetime(2026, 3, 1, 1, 30, tzinfo=UTC))
    '2026-03-01T01:30:00.000Z'
    """
    precision = "microseconds" if time.microsecond % 1000 else "milliseconds"
    return time.astimezone(UTC).isoformat(timespec=precision)[:-6] + "Z"
