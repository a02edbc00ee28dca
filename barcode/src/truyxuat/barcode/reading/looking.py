"""Look at one picture in many ways until a symbol is believed, within a bound of CPU time.

The first two looks are always taken; the others only while nothing is believed, so an
ordinary picture costs two cheap looks and a picture with nothing on it costs all of them.
The bound is CPU time of this thread, not time on the clock: a busy machine reads no worse.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from PIL import Image

from truyxuat.barcode.reading import zbar_reader, zxing_reader
from truyxuat.barcode.reading.believing import Evidence, Sighting
from truyxuat.barcode.reading.placing import Mapping
from truyxuat.barcode.reading.ways import (
    FIRST,
    MORE,
    WHOLE,
    WORKING_PIXELS,
    Way,
    seen_by,
    size_of,
)
from truyxuat.barcode.symbol import Symbol

UNMEASURED = 4e-8
"""Seconds a pixel costs before any look was timed; a picture of pure noise costs four times it."""


class Looking:
    """What one picture or page has shown so far, and what it has cost."""

    def __init__(
        self,
        cpu_seconds_max: float,
        page: int = 1,
        *,
        readers: frozenset[str] | None = None,
    ) -> None:
        self.cpu_seconds_max = cpu_seconds_max
        self.readers = present() if readers is None else readers
        self.page = page
        self.looks: dict[str, int] = {}
        self.complete = True
        """False once a look was left out because it would have passed the bound."""
        self._evidence = Evidence()
        self._spent = 0.0
        self._seconds_per_pixel: dict[str, float] = {}

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Every symbol believed, in reading order."""
        return self._evidence.believed()

    @property
    def doubtful(self) -> bool:
        """A symbol was seen that is not believed yet."""
        return self._evidence.doubtful()

    @property
    def cpu_seconds(self) -> float:
        """What the looks have cost."""
        return self._spent

    @property
    def cpu_seconds_left(self) -> float:
        """What is left of the bound."""
        return max(0.0, self.cpu_seconds_max - self._spent)

    def take(self, way: Way, picture: Image.Image, mapping: Mapping) -> None:
        """One look, unless its reader is absent or it would cost more than is left."""
        pixels = size_of(way, picture)
        if pixels > way.pixels_max or way.reader not in self.readers:
            return
        if self._expected(way, pixels) > self.cpu_seconds_left:
            self.complete = False
            return
        start = time.thread_time()
        seen, back = seen_by(way, picture, mapping)
        self._add(way, _read(way, seen), back)
        seconds = time.thread_time() - start
        self._spent += seconds
        known = self._seconds_per_pixel.get(way.reader, 0.0)
        self._seconds_per_pixel[way.reader] = max(known, seconds / max(pixels, 1))
        self.looks[way.reader] = self.looks.get(way.reader, 0) + 1

    def _expected(self, way: Way, pixels: int) -> float:
        return self._seconds_per_pixel.get(way.reader, UNMEASURED) * pixels

    def _add(self, way: Way, sightings: Iterable[Sighting], back: Mapping) -> None:
        for sighting in sightings:
            symbol = sighting.symbol
            place = back.of(symbol.position)
            self._evidence.add(
                sighting,
                placed=replace(symbol, position=place, page=self.page),
                look=way.name,
                faithful=way.faithful,
            )


def look_at(picture: Image.Image, looking: Looking) -> None:
    """All ways in turn: the first ones always, the others while nothing is believed."""
    working, mapping = _working(picture)
    for way in FIRST:
        looking.take(way, working, mapping)
    if working is not picture:
        looking.take(WHOLE, picture, Mapping())
    for way in MORE:
        if looking.symbols and not looking.doubtful:
            return
        looking.take(way, working, mapping)


def glance_at(picture: Image.Image, looking: Looking) -> None:
    """The plain look alone, and one more where what it saw needs to be confirmed."""
    working, mapping = _working(picture)
    looking.take(FIRST[0], working, mapping)
    if looking.doubtful:
        looking.take(FIRST[1], working, mapping)


def _working(picture: Image.Image) -> tuple[Image.Image, Mapping]:
    """The picture at no more than `WORKING_PIXELS`, and the way back to its own pixels."""
    pixels = picture.width * picture.height
    if pixels <= WORKING_PIXELS:
        return picture, Mapping()
    share = (WORKING_PIXELS / pixels) ** 0.5
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    smaller = picture.resize(size, Image.Resampling.BOX)
    back = Mapping(a=picture.width / size[0], e=picture.height / size[1])
    return smaller, back


def _read(way: Way, seen: Image.Image) -> tuple[Sighting, ...]:
    if way.reader == zbar_reader.SOURCE:
        return zbar_reader.read(seen)
    return zxing_reader.read(seen, threshold=way.threshold)


def present() -> frozenset[str]:
    """Names of the readers that this machine has."""
    if zbar_reader.library() is None:
        return frozenset({zxing_reader.SOURCE})
    return frozenset({zxing_reader.SOURCE, zbar_reader.SOURCE})
