"""Common sources: what else went over the same tank, line or store in the same window.

A window at a place runs from one cleaning or changeover to the next (R-048). Goods in one
window share water, residue or a tool; goods on the two sides of a cleaning do not. Where
nothing was recorded before the suspect goods, the window's start is not known: the answer looks
back as far as `lookback` and says so as a gap, for what stood there earlier may be suspect too.

Two kinds of place behave differently. At *equipment* goods are in contact while an event there
handles them; in *storage* they are in contact as long as they stay (trace definition T21).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import OBJECT_ROLES, Link, Role
from truyxuat.traceability.recalling.vocabulary import CLOSING_STEPS
from truyxuat.traceability.tracing import instant_text
from truyxuat.traceability.tracing.answer import Gap, GapKind
from truyxuat.traceability.tracing.history import Fact, History

SourceKind = Literal["equipment", "storage"]

LOOKBACK = timedelta(days=1)
"""How far an open window looks back when no cleaning was recorded before the suspect goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonSources:
    """The places through which lots may have shared a cause, and what parts their windows."""

    places: Mapping[str, SourceKind] = field(default_factory=dict)
    closing_steps: frozenset[str] = CLOSING_STEPS
    lookback: timedelta = LOOKBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A suspect thing at a common source."""

    object: str
    event: str | None
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The time at one place between two cleanings in which suspect goods were there.

    The window includes ``from_`` and ends before ``to``: at one instant the cleaning comes
    first. ``opened_by`` and ``closed_by`` are the cleanings' event ids.
    """

    place: str
    kind: SourceKind
    from_: datetime | None
    to: datetime | None
    opened_by: str | None
    closed_by: str | None
    uses: tuple[Use, ...]

    @property
    def start_known(self) -> bool:
        """Whether a cleaning before the suspect goods is on record."""
        return self.opened_by is not None

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies in the window."""
        return (self.from_ is None or instant >= self.from_) and (
            self.to is None or instant < self.to
        )

    def gap(self, lookback: timedelta) -> Gap | None:
        """What the record does not know about this window's start."""
        if self.start_known:
            return None
        hours = int(lookback.total_seconds() // 3600)
        first = self.uses[0]
        return Gap(
            kind=GapKind.WINDOW_START_UNKNOWN,
            object=self.place,
            event=first.event,
            since=first.time,
            reason=(
                f"No cleaning or changeover is recorded at {self.place} before "
                f"{instant_text(first.time)}; goods there up to {hours} h earlier are "
                "listed, older ones are not."
            ),
        )


def facts_at(history: History, place: str) -> list[Fact]:
    """The effective events that took place there (bizLocation or readPoint), by time."""
    history.load([place])
    found = {
        named.fact.id: named.fact
        for named in history.of(place)
        if named.link.role in (Role.PLACE, Role.READ_POINT)
    }
    return sorted(found.values(), key=lambda fact: fact.order)


def windows_of(
    facts: Iterable[Fact],
    uses: Iterable[Use],
    *,
    place: str,
    sources: CommonSources,
) -> tuple[Window, ...]:
    """The windows at a place in which it was used by suspect goods, in order of time."""
    closings = [fact for fact in facts if fact.event.step in sources.closing_steps]
    found: dict[tuple[str | None, str | None], list[Use]] = {}
    bounds: dict[tuple[str | None, str | None], tuple[Fact | None, Fact | None]] = {}
    for use in sorted(uses, key=_by_time):
        before = [fact for fact in closings if fact.time <= use.time]
        after = [fact for fact in closings if fact.time > use.time]
        opening = before[-1] if before else None
        closing = after[0] if after else None
        key = (opening.id if opening else None, closing.id if closing else None)
        found.setdefault(key, []).append(use)
        bounds[key] = (opening, closing)
    return tuple(
        _window(place, bounds[key], tuple(uses_there), sources)
        for key, uses_there in found.items()
    )


def handled(
    window: Window, facts: Iterable[Fact], sources: CommonSources
) -> Iterator[tuple[Fact, Link]]:
    """What equipment handled within a window: every object that an event there names.

    What was only used up there is left out: what became of it is named by the same event,
    and what was left of it elsewhere never touched the equipment.
    """
    for fact in facts:
        if not window.holds(fact.time) or fact.event.step in sources.closing_steps:
            continue
        made_of = fact.event.transformation is not None or bool(fact.outputs)
        for link in fact.event.links:
            if link.role not in OBJECT_ROLES or key_facts(link.key).is_place:
                continue
            if link.role is Role.INPUT and made_of:
                continue
            yield fact, link


def _by_time(use: Use) -> tuple[datetime, str, str]:
    return use.time, use.event or "", use.object


def _window(
    place: str,
    bounds: tuple[Fact | None, Fact | None],
    uses: tuple[Use, ...],
    sources: CommonSources,
) -> Window:
    opening, closing = bounds
    return Window(
        place=place,
        kind=sources.places[place],
        from_=opening.time if opening else uses[0].time - sources.lookback,
        to=closing.time if closing else None,
        opened_by=opening.id if opening else None,
        closed_by=closing.id if closing else None,
        uses=uses,
    )
