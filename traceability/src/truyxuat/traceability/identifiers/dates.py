"""Dates as element strings have them: two digits each for year, month and day.

GS1 General Specifications, section 7.12 (which century) and section 3.4 (day 00 = the last day
of the month).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from truyxuat.traceability.errors import InvalidIdentifier

DATE_TITLES = {
    "11": "Production date",
    "13": "Packaging date",
    "15": "Best before date",
    "16": "Sell by date",
    "17": "Expiration date",
}
"""Application identifiers of dates that products carry."""

_YEARS_AHEAD_MAX = 50


def element_date(value: str, seen: date) -> date:
    """The day that six digits mean to someone who sees them on a given day.

    A year lies at most 49 years back and 50 ahead of the one it is seen in.

    >>> element_date("280200", seen=date(2026, 7, 1))
    datetime.date(2028, 2, 29)
    >>> element_date("991231", seen=date(2026, 7, 1))
    datetime.date(1999, 12, 31)

    Raises:
        InvalidIdentifier: not six digits, or no day of the calendar.
    """
    if not (len(value) == 6 and value.isascii() and value.isdigit()):
        raise InvalidIdentifier(f"Date {value!r}: six digits YYMMDD expected.")
    month, day = int(value[2:4]), int(value[4:])
    year = seen.year - seen.year % 100 + int(value[:2])
    if year - seen.year > _YEARS_AHEAD_MAX:
        year -= 100
    elif year - seen.year < _YEARS_AHEAD_MAX + 1 - 100:
        year += 100
    if not 1 <= month <= 12:
        raise InvalidIdentifier(f"Date {value!r}: month 01 to 12 expected, got {month:02}.")
    last = monthrange(year, month)[1]
    if day > last:
        raise InvalidIdentifier(f"Date {value!r}: day 00 to {last} expected, got {day}.")
    return date(year, month, day or last)
