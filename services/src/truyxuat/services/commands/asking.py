"""What the commands that ask share: an instant, as an option gives it."""

from __future__ import annotations

from datetime import datetime

from truyxuat.services.instants import in_utc
from truyxuat.traceability.errors import InvalidQuery


def instant_of(text: str | None, option: str) -> datetime | None:
    """An instant as an option gives it; a date alone or a time without zone is refused."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidQuery(_not_an_instant(option, text)) from error
    if found.tzinfo is None:
        raise InvalidQuery(_not_an_instant(option, text))
    return in_utc(option, found)


def _not_an_instant(option: str, text: str) -> str:
    return f"{option}: expected an instant such as 2026-09-17T14:00:00+07:00, got {text!r}."
