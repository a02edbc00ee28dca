"""What the desk's first page shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """Something the search found."""

    key: str
    name: str
    more: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRow:
    """One recall in the list of recent ones."""

    id: str
    name: str
    state: str
    badge: str
    reason: str
    drafted: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulatorView:
    """The desk's first page."""

    text: str = ""
    problem: str | None = None
    found: tuple[FoundRow, ...] = ()
    found_more: bool = False
    recalls: tuple[RecallRow, ...] = ()
