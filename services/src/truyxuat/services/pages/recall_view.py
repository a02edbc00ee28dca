"""What the recall page shows, as values: three scopes side by side, and what follows of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyxuat.services.pages.balance_bar import BalanceBar
from truyxuat.services.pages.trace_view import Completeness, Difference, GapRow

GOODS_SHOWN_MAX = 60
"""Lots and items named in one scope column; the exports hold all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsLine:
    """One lot or item of a scope, and why it is in it."""

    name: str
    more: str
    key: str
    on_hand: str
    reasons: tuple[str, ...]
    new: bool
    """Whether the scope before this one does not hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeColumn:
    """One of the three scopes."""

    name: str
    label: str
    explained: str
    produced: str
    on_hand: str
    recoverable: str
    holders: str
    consignees: str
    goods: tuple[GoodsLine, ...]
    goods_more: int
    """Lines left out."""
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsigneeRow:
    """Somebody to tell."""

    wave: str
    name: str
    more: str
    contact: str
    objects: str
    received: datetime | None
    on_hand: str
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """A common-source window."""

    place: str
    from_: datetime | None
    to: datetime | None
    start_known: bool
    used_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow:
    """Something that the finding was made from."""

    key: str
    name: str
    more: str
    time: datetime | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file to take the recall away in."""

    label: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallView:
    """Everything the recall page shows."""

    id: str
    name: str
    state: str
    state_badge: str
    reason: str
    drafted: datetime
    announced: datetime | None
    as_of: datetime | None
    sentence: str
    complete: Completeness
    scopes: tuple[ScopeColumn, ...]
    bars: tuple[BalanceBar, ...]
    balance_rows: tuple[tuple[str, tuple[str, ...]], ...]
    consignees: tuple[ConsigneeRow, ...]
    consignees_count: int
    gaps: tuple[GapRow, ...]
    windows: tuple[WindowRow, ...]
    causes: tuple[CauseRow, ...]
    difference: Difference | None
    compare_field: str
    exports: tuple[Export, ...]
    seeds: tuple[str, ...]
    trace_links: tuple[tuple[str, str], ...]
    can_announce: bool
