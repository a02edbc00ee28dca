"""Read what a desk page's address asks: any code, an instant on Vietnam's clock, a mode."""

from __future__ import annotations

import re
from datetime import datetime

from truyxuat.services.instants import in_utc
from truyxuat.services.pages.wording import VIETNAM
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.tracing.query import Direction, Mode

ISO_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?"
)


def instant_of(name: str, text: str | None) -> datetime | None:
    """An instant from an address; one without an offset is on Vietnam's clock.

    >>> instant_of("as_of", "2026-09-17T14:00").isoformat()
    '2026-09-17T07:00:00+00:00'

    Raises:
        InvalidQuery: not an ISO 8601 instant.
    """
    if not text:
        return None
    # A plus sign in an address is a blank after decoding: 2026-09-17T14:00+07:00.
    wanted = re.sub(r" (\d{2}:\d{2})$", r"+\1", text.strip())
    if ISO_INSTANT.fullmatch(wanted):
        try:
            read = datetime.fromisoformat(wanted)
        except ValueError:
            read = None
        if read is not None:
            return in_utc(name, read if read.tzinfo else read.replace(tzinfo=VIETNAM))
    raise InvalidQuery(
        f"{name}: expected an instant such as 2026-09-17T14:00+07:00, got {text!r}."
    )


def direction_of(text: str | None) -> Direction:
    """The direction asked for; forward when none is.

    Raises:
        InvalidQuery: neither forward nor back.
    """
    if not text:
        return Direction.FORWARD
    if text not in list(Direction):
        raise InvalidQuery(f"direction: expected forward or back, got {text!r}.")
    return Direction(text)


def mode_of(text: str | None) -> Mode:
    """The mode asked for; possible, a recall's, when none is.

    Raises:
        InvalidQuery: neither possible nor certain.
    """
    if not text:
        return Mode.POSSIBLE
    if text not in list(Mode):
        raise InvalidQuery(f"mode: expected possible or certain, got {text!r}.")
    return Mode(text)
