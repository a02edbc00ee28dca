"""Where a symbol lies: from pixels of a look back to pixels of the page, and what overlaps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from truyxuat.barcode.symbol import Polygon


@dataclass(frozen=True, slots=True)
class Mapping:
    """x' = ax + by + c, y' = dx + ey + f: a pixel of a look -> a pixel of the page."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def of(self, corners: Polygon) -> Polygon:
        """The same corners on the page."""
        return tuple(
            (
                round(self.a * x + self.b * y + self.c),
                round(self.d * x + self.e * y + self.f),
            )
            for x, y in corners
        )

    def scaled(self, factor: float) -> Mapping:
        """For a look that is `factor` times as large."""
        return self.after(Mapping(a=1 / factor, e=1 / factor))

    def after(self, first: Mapping) -> Mapping:
        """`first`, then this one."""
        return Mapping(
            self.a * first.a + self.b * first.d,
            self.a * first.b + self.b * first.e,
            self.a * first.c + self.b * first.f + self.c,
            self.d * first.a + self.e * first.d,
            self.d * first.b + self.e * first.e,
            self.d * first.c + self.e * first.f + self.f,
        )

    def as_numbers(self) -> tuple[float, float, float, float, float, float]:
        """In the order that Pillow's affine transform takes."""
        return (self.a, self.b, self.c, self.d, self.e, self.f)


AS_IT_IS = Mapping()


def turning(degrees: float, size: tuple[int, int]) -> tuple[Mapping, tuple[int, int]]:
    """The mapping of a picture turned about its middle, and the size that holds all of it."""
    width, height = size
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    wide = math.ceil(abs(width * cos) + abs(height * sin))
    high = math.ceil(abs(width * sin) + abs(height * cos))
    left = width / 2 - cos * wide / 2 - sin * high / 2
    top = height / 2 + sin * wide / 2 - cos * high / 2
    return Mapping(cos, sin, left, -sin, cos, top), (wide, high)


def thickness(corners: Polygon) -> float:
    """How far a reader saw the bars reach: the shorter of the two sides along them."""
    if len(corners) < 4:
        return 0.0
    top_left, top_right, bottom_right, bottom_left = corners[:4]
    return min(math.dist(top_left, bottom_left), math.dist(top_right, bottom_right))


def overlaps(one: Polygon, other: Polygon) -> bool:
    """Whether the middle of either lies in the other, one pixel of room around it.

    Symbols without a position could be anywhere, so they overlap everything.
    """
    if not one or not other:
        return True
    return _holds(one, _middle(other)) or _holds(other, _middle(one))


def _middle(corners: Polygon) -> tuple[float, float]:
    return (
        sum(x for x, _ in corners) / len(corners),
        sum(y for _, y in corners) / len(corners),
    )


def _holds(corners: Polygon, point: tuple[float, float]) -> bool:
    """Inside, or within a few pixels of an edge (a polygon of one line has no inside)."""
    inside = False
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        if _distance(point, start, end) <= EDGE:
            return True
        if (start[1] > point[1]) != (end[1] > point[1]):
            rise = (point[1] - start[1]) / (end[1] - start[1])
            if point[0] < start[0] + rise * (end[0] - start[0]):
                inside = not inside
    return inside


EDGE = 4.0
"""Pixels."""


def _distance(
    point: tuple[float, float], start: tuple[int, int], end: tuple[int, int]
) -> float:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x**2 + along_y**2
    if length == 0:
        return math.dist(point, start)
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / length
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * along_x, start[1] + share * along_y))
