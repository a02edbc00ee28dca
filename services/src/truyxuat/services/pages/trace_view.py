"""What the trace page shows, as values: a sentence, numbers, rows and a drawn chain.

The templates do no thinking, and these values do none either: `trace_page` makes them from an
answer. Long tables are cut at the limits named here, and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyxuat.services.pages.chain_drawing import Drawing
from truyxuat.services.pages.legality_view import LegalityView

OBJECT_ROWS_MAX = 200
EVENT_ROWS_MAX = 200
HOLDER_ROWS_MAX = 500
"""Rows shown; the JSON and the exports hold all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One of the numbers at the head of a page."""

    label: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderLine:
    """What became of one object at one place of a holder, an amount for each state."""

    object: str
    where: str
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRow:
    """A party that holds or held affected goods."""

    wave: str
    name: str
    more: str
    contact: str
    received: datetime | None
    lines: tuple[HolderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRow:
    """One object of the answer."""

    anchor: str
    name: str
    more: str
    code: str
    since: datetime | None
    why: str
    state: str
    recalled: bool
    witness: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """Something the record does not know."""

    kind: str
    object: str
    since: datetime | None
    count: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event of the answer."""

    anchor: str
    id: str
    time: datetime
    step: str
    where: str
    objects: str
    inherited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One thing that the later answer has and the earlier has not, or the other way."""

    badge: str
    change: str
    what: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How an answer differs from the one of another knowledge time."""

    sentence: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Whether an answer is all there is, as a sign, a word and a sentence."""

    state: str
    word: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """Everything the trace page shows."""

    id: str
    name: str
    more: str
    code: str
    path: str
    data_path: str
    """The same question asked of the API."""
    direction: str
    mode: str
    question: str
    sentence: str
    complete: Completeness
    numbers: tuple[Number, ...]
    drawing: Drawing | None
    folds: tuple[str, ...]
    holders: tuple[HolderRow, ...]
    holder_states: tuple[str, ...]
    """The states that any line has an amount in: the columns of the holders' table."""
    gaps: tuple[GapRow, ...]
    objects: tuple[ObjectRow, ...]
    objects_count: int
    events: tuple[EventRow, ...]
    events_count: int
    difference: Difference | None
    as_of_field: str
    compare_field: str
    foot: str
    code_line: LegalityView | None = None
    """Whether the number of what was asked about is used lawfully; None of no GS1 key."""


def anchor_of(key: str) -> str:
    """The place of an object's row on the page, short and without signs that need escaping."""
    return "o-" + "".join(sign if sign.isalnum() else "-" for sign in key.split("//")[-1])


def event_anchor(event_id: str) -> str:
    """The place of an event's row on the page."""
    return "e-" + "".join(sign if sign.isalnum() else "-" for sign in event_id)
