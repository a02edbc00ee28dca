"""Where the pieces of each lot are, and what matter is in them.

A lot is portions: so many pieces at one place, with everything that was mixed into them. They
are taken in the order in which they came. None as a place is the loose stock.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Portion:
    """Pieces that were made together and are together."""

    pieces: int
    matter: frozenset[str]


class Stock:
    """All portions of all lots."""

    def __init__(self) -> None:
        self._portions: dict[tuple[str | None, str], list[Portion]] = {}

    def pieces(self, where: str | None, lot: str) -> int:
        """How many pieces are there."""
        return sum(portion.pieces for portion in self._portions.get((where, lot), ()))

    def containers(self, lot: str) -> list[str]:
        """The containers that hold some of it."""
        return sorted(
            where
            for where, other in self._portions
            if other == lot and where is not None and self.pieces(where, lot)
        )

    def add(self, lot: str, pieces: int, matter: frozenset[str]) -> None:
        """New pieces, loose."""
        self._portions.setdefault((None, lot), []).append(Portion(pieces, matter))

    def take(self, where: str | None, lot: str, pieces: int) -> frozenset[str]:
        """Use up pieces; what matter was in them. Fewer there than asked for: all of them."""
        return frozenset().union(*(each.matter for each in self._cut(where, lot, pieces)))

    def move(self, lot: str, pieces: int, source: str | None, target: str | None) -> None:
        """Carry pieces from one place to another."""
        moved = self._cut(source, lot, pieces)
        self._portions.setdefault((target, lot), []).extend(moved)

    def clear(self, lot: str) -> None:
        """Nothing is left of the lot anywhere."""
        for place in [place for place in self._portions if place[1] == lot]:
            del self._portions[place]

    def _cut(self, where: str | None, lot: str, pieces: int) -> list[Portion]:
        there = self._portions.get((where, lot), [])
        cut = []
        while there and pieces:
            first = there[0]
            taken = min(first.pieces, pieces)
            pieces -= taken
            first.pieces -= taken
            cut.append(Portion(taken, first.matter))
            if not first.pieces:
                there.pop(0)
        return cut
