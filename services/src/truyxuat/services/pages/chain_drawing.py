"""Lay a chain out to be read: time to the right, one lane per holder, nothing overlaps.

Times are bunched (a morning of packing, then two days of nothing), so columns follow the order
of events and not the clock: a new column begins with a new day, or where something came out of
the column before. Every column says when it was. What is later never stands further left.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from truyxuat.services.pages.chain import Box, Chain, Edge
from truyxuat.services.pages.wording import VIETNAM

BOX_WIDTH, BOX_GAP = 158, 12
BOX_PADDING, LINE_HEIGHT = 8, 18
COLUMN_GAP, LANE_PADDING, HEADER_HEIGHT, MARGIN = 54, 12, 52, 16
LANE_NAME_SIGNS, LANE_NAME_LINE = 14, 18
LABEL_SIGNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBox:
    """A box at its place, with the lines it shows and the sentence it says when focused."""

    box: Box
    x: int
    y: int
    height: int
    lines: tuple[str, ...]
    says: str
    classes: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEdge:
    """A curve from the right side of one box to the left side of another."""

    edge: Edge
    path: str
    says: str
    label: str
    label_x: int
    label_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLane:
    """The strip of one holder, with its name broken into lines."""

    key: str
    y: int
    height: int
    name: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """When what stands in a column happened."""

    x: int
    day: date
    first_of_day: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything the SVG template needs."""

    width: int
    height: int
    boxes: tuple[PlacedBox, ...]
    edges: tuple[PlacedEdge, ...]
    lanes: tuple[PlacedLane, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Captions:
    """The words that go with a chain, made by the page that knows the language and names."""

    lanes: Mapping[str, tuple[str, str]]
    boxes: Mapping[str, tuple[tuple[str, ...], str, str, str]]
    """Box name -> (lines, sentence, classes, address)."""
    edges: Mapping[tuple[str, str, str], tuple[str, str]]
    """(source, target, kind) -> (label, sentence)."""


def draw(chain: Chain, captions: Captions) -> Drawing:
    """Coordinates for all parts of a chain; the same chain is always drawn the same."""
    column_of = _columns(chain)
    rows, lane_rows = _rows(chain, column_of)
    high = _box_height(chain, captions)
    lanes, tops = _lanes(chain, lane_rows, captions, box_height=high)
    boxes = {}
    for box in chain.boxes:
        x = MARGIN + column_of[box.name] * (BOX_WIDTH + COLUMN_GAP)
        y = tops[box.lane] + LANE_PADDING + rows[box.name] * (high + BOX_GAP)
        lines, says, classes, href = captions.boxes[box.name]
        boxes[box.name] = PlacedBox(
            box=box,
            x=x,
            y=y,
            height=high,
            lines=lines,
            says=says,
            classes=classes,
            href=href,
        )
    edges = tuple(_edge(edge, boxes, captions) for edge in chain.edges)
    count = max(column_of.values(), default=0) + 1
    return Drawing(
        width=2 * MARGIN + count * (BOX_WIDTH + COLUMN_GAP) - COLUMN_GAP,
        height=HEADER_HEIGHT + sum(lane.height for lane in lanes),
        boxes=tuple(boxes.values()),
        edges=edges,
        lanes=lanes,
        columns=_times(chain, column_of),
    )


def _box_height(chain: Chain, captions: Captions) -> int:
    """All boxes are as high as the one that says most, so that rows stand level."""
    most = max((len(captions.boxes[box.name][0]) for box in chain.boxes), default=1)
    return most * LINE_HEIGHT + BOX_PADDING


def _columns(chain: Chain) -> dict[str, int]:
    """Each box's column: never left of an earlier one, always right of where it came from."""
    before: dict[str, list[str]] = defaultdict(list)
    for edge in chain.edges:
        before[edge.target].append(edge.source)
    column_of: dict[str, int] = {}
    now, day = -1, None
    for box in _in_order(chain, before):
        after = max(
            (column_of[one] for one in before[box.name] if one in column_of), default=-1
        )
        if box.time.astimezone(VIETNAM).date() != day or after >= now:
            now = max(now, after) + 1
            day = box.time.astimezone(VIETNAM).date()
        column_of[box.name] = now
    return column_of


def _in_order(chain: Chain, before: Mapping[str, list[str]]) -> list[Box]:
    """By time; at one time, first what the others came from."""
    place = {box.name: number for number, box in enumerate(chain.boxes)}
    times = {box.name: box.time for box in chain.boxes}
    depth: dict[str, int] = {}

    def deep(name: str, path: frozenset[str]) -> int:
        if name not in depth:
            same = [
                one for one in before[name] if times[one] == times[name] and one not in path
            ]
            depth[name] = 1 + max((deep(one, path | {name}) for one in same), default=0)
        return depth[name]

    return sorted(
        chain.boxes,
        key=lambda box: (box.time, deep(box.name, frozenset()), place[box.name]),
    )


def _rows(
    chain: Chain, column_of: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Boxes of one lane and column stand under each other."""
    taken: dict[tuple[str, int], int] = defaultdict(int)
    rows: dict[str, int] = {}
    deepest: dict[str, int] = defaultdict(int)
    for box in chain.boxes:
        cell = (box.lane, column_of[box.name])
        rows[box.name] = taken[cell]
        taken[cell] += 1
        deepest[box.lane] = max(deepest[box.lane], taken[cell])
    return rows, deepest


def _lanes(
    chain: Chain, lane_rows: Mapping[str, int], captions: Captions, *, box_height: int
) -> tuple[tuple[PlacedLane, ...], dict[str, int]]:
    top = HEADER_HEIGHT
    lanes: list[PlacedLane] = []
    tops: dict[str, int] = {}
    for key in chain.lanes:
        name, more = captions.lanes[key]
        lines = tuple(textwrap.wrap(name, LANE_NAME_SIGNS, max_lines=4, placeholder=" …"))
        more_lines = tuple(
            textwrap.wrap(more, LANE_NAME_SIGNS + 2, max_lines=1, placeholder="…")
        )
        rows = lane_rows[key]
        height = max(
            rows * box_height + (rows - 1) * BOX_GAP + 2 * LANE_PADDING,
            (len(lines) + len(more_lines)) * LANE_NAME_LINE + 2 * LANE_PADDING,
        )
        tops[key] = top
        lanes.append(PlacedLane(key=key, y=top, height=height, name=lines, more=more_lines))
        top += height
    return tuple(lanes), tops


def _edge(edge: Edge, boxes: Mapping[str, PlacedBox], captions: Captions) -> PlacedEdge:
    source, target = boxes[edge.source], boxes[edge.target]
    x1, y1 = source.x + BOX_WIDTH, source.y + source.height // 2
    x2, y2 = target.x - 8, target.y + target.height // 2
    if x2 <= x1:
        path = _around(source, target)
    else:
        middle = x2 - COLUMN_GAP // 2 + 4
        bend = max(middle - 20, x1 + 8)
        path = f"M{x1} {y1}H{bend}C{middle + 4} {y1} {middle - 10} {y2} {x2} {y2}"
    label, says = captions.edges[(edge.source, edge.target, edge.kind)]
    return PlacedEdge(
        edge=edge, path=path, says=says, label=label, label_x=x2 - 4, label_y=y2 - 7
    )


def _around(source: PlacedBox, target: PlacedBox) -> str:
    """An edge that does not go right (a loop of rework): below and around."""
    y1, y2 = source.y + source.height, target.y + target.height
    x1, x2 = source.x + BOX_WIDTH // 2, target.x + BOX_WIDTH // 2
    low = max(y1, y2) + LANE_PADDING
    return f"M{x1} {y1}C{x1} {low} {x2} {low} {x2} {y2 + 8}"


def _times(chain: Chain, column_of: Mapping[str, int]) -> tuple[Column, ...]:
    spans: dict[int, list[datetime]] = defaultdict(list)
    for box in chain.boxes:
        spans[column_of[box.name]].append(box.time.astimezone(VIETNAM))
    columns: list[Column] = []
    day = None
    for number in sorted(spans):
        first, last = min(spans[number]), max(spans[number])
        label = f"{first:%H:%M}" if first == last else f"{first:%H:%M}–{last:%H:%M}"
        columns.append(
            Column(
                x=MARGIN + number * (BOX_WIDTH + COLUMN_GAP),
                day=first.date(),
                first_of_day=first.date() != day,
                label=label,
            )
        )
        day = first.date()
    return tuple(columns)
