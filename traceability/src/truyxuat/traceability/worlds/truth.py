"""What physically happened in a small world: the facts, and nothing of how they were told.

Instants are whole minutes. A stay is half-open, ``[start, end)``; one that starts and ends at
the same minute was real at that minute only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from truyxuat.traceability.worlds.things import Kind


@dataclass(slots=True)
class Stay:
    """One thing directly in (or fitted to) another, from a minute until a minute."""

    holder: str
    thing: str
    start: int
    end: int | None = None
    used_up: bool = False
    """It ended because one of the two went into a step; the step still found them together."""
    proved: int | None = -1
    """The first minute at which the record is sure of it (-1: the start; None: never)."""
    earliest: int | None = None
    """The first minute that the record cannot exclude, where nobody wrote the start."""
    found: int | None = None
    """When it was written, where nobody wrote the start."""

    def __post_init__(self) -> None:
        """What is written as it happens is sure from the start."""
        if self.proved == -1:
            self.proved = self.start

    def holds_at(self, minute: float, *, possible: bool) -> bool:
        """Whether it is inside at that minute, as far as a record can know.

        Possibly it is so at the very minute it leaves, too.
        """
        start = self.proved
        if possible and self.earliest is not None:
            start = self.earliest
        if start is None or minute < start:
            return False
        if self.end is None or minute < self.end:
            return True
        return minute == self.end and (possible or self.end == self.start)

    def really(self, minute: float) -> bool:
        """Whether it physically is inside then."""
        return self.start <= minute and (self.end is None or minute < self.end)


@dataclass(frozen=True, slots=True)
class Put:
    """Something that went into a step, with the minute, or came out of one."""

    thing: str
    minute: int


@dataclass(frozen=True, slots=True)
class Step:
    """Matter was mixed: all that went in (contents of containers too) and what came out."""

    inputs: tuple[Put, ...]
    outputs: tuple[Put, ...]


@dataclass(frozen=True, slots=True)
class Birth:
    """An item was made as a part of a lot."""

    thing: str
    lot: str
    minute: int


@dataclass(slots=True)
class Truth:
    """Everything that was so."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    """The first minute at which anybody wrote the thing's name."""
    last_named: dict[str, int] = field(default_factory=dict)
    last: int = 0
    """The latest minute of anything written."""
    stays: list[Stay] = field(default_factory=list)
    fits: list[Stay] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    births: list[Birth] = field(default_factory=list)
    renewals: dict[str, list[int]] = field(default_factory=dict)
    """Minutes at which a container ended, was commissioned or came out of a step: a new one."""
    ended: dict[str, int] = field(default_factory=dict)
    sensors: set[str] = field(default_factory=set)
    matter: dict[str, set[str]] = field(default_factory=dict)
    """For each thing, every thing whose matter is physically in some atom of it."""
    units: dict[str, int] = field(default_factory=dict)
    """Saleable pieces: 1 for an item, for a lot those that did not become items."""
