"""When a symbol that a reader saw is believed, and which of two at one place is.

A symbol with error correction (QR, Data Matrix ...) proves itself. A linear one holds one check
digit or none, and blurred, sharpened or turned bars are easily taken for other digits: a wrong
code is worse than none, so those need two looks that agree, or one undoctored look that saw
the bars over some height. Each sighting weighs 0, 1 or 2, and 2 is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from truyxuat.barcode.reading.placing import overlaps, thickness
from truyxuat.barcode.symbol import Symbol

ENOUGH = 2

FIRM = frozenset(
    {
        "QR Code",
        "GS1 QR Code",
        "Data Matrix",
        "GS1 DataMatrix",
        "Aztec Code",
        "PDF417",
        "MicroPDF417",
    }
)
"""Error correction over the whole symbol: chance does not spell one."""

WEAK = frozenset(
    {"ITF", "ITF-14", "EAN-8", "UPC-E", "GS1 DataBar Limited", "Micro QR Code", "rMQR Code"}
)
"""So short, or so poorly checked, that one look never suffices."""

THIN = 3.0
"""Pixels: bars that are seen over less height may be one lucky line through something else."""

SHORT_ITF = 6
"""Digits. Any piece of an Interleaved 2 of 5 symbol reads as a shorter one."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One symbol in one look; its position is in pixels of that look until it is placed."""

    symbol: Symbol

    def weight(self, *, faithful: bool) -> int:
        """How much it proves; `faithful` says that the look left the width of bars alone."""
        name = self.symbol.symbology
        if name in FIRM:
            return ENOUGH
        thin = thickness(self.symbol.position) < THIN
        if name in {"ITF", "ITF-14"} and (thin or len(self.symbol.text) < SHORT_ITF):
            return 0
        if name in WEAK or thin or not faithful or self.symbol.source == "zbar":
            return 1
        return ENOUGH


@dataclass(slots=True)
class Candidate:
    """One symbol of the picture with all that speaks for it."""

    symbol: Symbol
    weight: int = 0
    looks: set[str] = field(default_factory=set)

    def same(self, other: Symbol) -> bool:
        """The same message at the same place."""
        return self.symbol.text == other.text and overlaps(
            self.symbol.position, other.position
        )

    def rivals(self, other: Candidate) -> bool:
        """Two messages at one place, where the paper can hold only one."""
        return self.symbol.text != other.symbol.text and overlaps(
            self.symbol.position, other.symbol.position
        )


class Evidence:
    """What all looks at one picture or page have seen."""

    def __init__(self) -> None:
        self._candidates: list[Candidate] = []

    def add(self, sighting: Sighting, *, placed: Symbol, look: str, faithful: bool) -> None:
        """Take in a sighting; `placed` is its symbol in pixels of the page."""
        weight = sighting.weight(faithful=faithful)
        for known in self._candidates:
            if known.same(placed):
                if look not in known.looks:
                    known.weight += weight
                    known.looks.add(look)
                known.symbol = _fuller(known.symbol, placed)
                return
        self._candidates.append(Candidate(placed, weight, {look}))

    def believed(self) -> tuple[Symbol, ...]:
        """Symbols with enough weight and no equal rival at their place, in reading order."""
        return in_reading_order(
            one.symbol
            for one in self._candidates
            if one.weight >= ENOUGH and not any(map(one.rivals, self._stronger_than(one)))
        )

    def doubtful(self) -> bool:
        """Something was seen that another look may confirm."""
        believed = set(self.believed())
        return any(one.symbol not in believed for one in self._candidates if one.weight)

    def _stronger_than(self, one: Candidate) -> list[Candidate]:
        """All that are at least as well proven; a piece of a longer message is never."""
        return [
            other
            for other in self._candidates
            if other is not one
            and other.weight >= one.weight
            and not (other.weight == one.weight and other.symbol.text in one.symbol.text)
        ]


def _fuller(known: Symbol, seen: Symbol) -> Symbol:
    """The same symbol, with what the other reader could not tell of it."""
    if known.symbology_identifier or not seen.symbology_identifier:
        return known
    return replace(seen, position=known.position or seen.position)


def in_reading_order(symbols: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """Page by page, line by line from the top, each line from the left.

    Two symbols stand on one line when the middle of either is beside the other, so a row of
    labels of different heights, pasted a little askew, stays a row.
    """
    rest = sorted(symbols, key=lambda one: (one.page, _middle(one)[1]))
    ordered: list[Symbol] = []
    while rest:
        first = rest[0]
        line = [one for one in rest if one is first or _beside(one, first)]
        ordered += sorted(line, key=lambda one: _middle(one)[0])
        rest = [one for one in rest if not any(one is placed for placed in line)]
    return tuple(ordered)


def _beside(one: Symbol, other: Symbol) -> bool:
    if one.page != other.page:
        return False
    return _reaches(one, _middle(other)[1]) or _reaches(other, _middle(one)[1])


def _reaches(symbol: Symbol, row: float) -> bool:
    rows = [y for _, y in symbol.position] or [0]
    return min(rows) <= row <= max(rows)


def _middle(symbol: Symbol) -> tuple[float, float]:
    corners = symbol.position or ((0, 0),)
    return (
        sum(x for x, _ in corners) / len(corners),
        sum(y for _, y in corners) / len(corners),
    )
