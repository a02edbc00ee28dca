"""What a recall asks: what was found, what may have caused it, and through what it may spread."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.recalling.windows import CommonSources
from truyxuat.traceability.tracing.query import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWindow:
    """Everything that was at a place between two instants, both included (T21)."""

    place: str
    from_: datetime
    to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallQuestion:
    """The finding is either things (``seeds``) or a place and time (``window``), not both.

    ``causes`` are what the evidence points to. ``at`` is the instant of all states and
    amounts (None: the latest known), ``as_of`` the knowledge time (None: everything recorded).
    """

    seeds: tuple[str, ...] = ()
    window: PlaceWindow | None = None
    causes: tuple[str, ...] = ()
    at: datetime | None = None
    as_of: datetime | None = None
    mode: Mode = Mode.POSSIBLE
    sources: CommonSources = field(default_factory=CommonSources)

    def __post_init__(self) -> None:
        """Refuse a question that names nothing to start from, or two kinds of start.

        Raises:
            InvalidQuery: no start, both kinds of start, or a window that ends before it begins.
        """
        if bool(self.seeds) == (self.window is not None):
            raise InvalidQuery(
                "A recall starts from seeds or from a place and time window: name one of them."
            )
        if self.window is not None and self.window.to < self.window.from_:
            raise InvalidQuery(
                f"The window ends at {self.window.to:%Y-%m-%dT%H:%M:%SZ}, before it begins at "
                f"{self.window.from_:%Y-%m-%dT%H:%M:%SZ}."
            )
