"""Instants as the record keeps them: whole microseconds since 1970 UTC, in 8 bytes.

A number sorts as time does on every engine, and one event in two time zones is one number.
"""

from __future__ import annotations

from datetime import UTC, datetime

from truyxuat.graph.sql_rows import instant, microseconds
from truyxuat.traceability.errors import InvalidQuery

__all__ = ["in_utc", "instant", "microseconds", "written"]


def written(moment: datetime) -> str:
    """An instant as JSON writes it: RFC 3339 in UTC with milliseconds, as EPCIS examples do.

    >>> written(datetime(2026, 9, 14, 12, 0, tzinfo=UTC))
    '2026-09-14T12:00:00.000Z'
    """
    exact = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.astimezone(UTC).isoformat(timespec=exact).replace("+00:00", "Z")


def in_utc(name: str, moment: datetime) -> datetime:
    """An aware instant that a caller gave, in UTC.

    Raises:
        InvalidQuery: its zone puts it outside the years 1 to 9999.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidQuery(
            f"{name}: expected an instant between the years 1 and 9999 in UTC, "
            f"got {moment.isoformat()}."
        ) from error
