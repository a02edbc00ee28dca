"""The answer to "what is on this picture": symbols, who looked, and what to try if none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import metadata

from PIL import Image, ImageFilter, ImageStat

from truyxuat.barcode.reading import zbar_reader, zxing_reader
from truyxuat.barcode.reading.choosing import Choice, choose
from truyxuat.barcode.reading.limits import Page
from truyxuat.barcode.reading.looking import Looking
from truyxuat.barcode.symbol import Symbol


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader: how many looks it took, or why it could not be asked."""

    name: str
    version: str
    looks: int
    absent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was seen, page by page and in reading order, and how hard it was looked for.

    ``complete`` is False where a limit (pages, CPU time) left a look out. ``doubtful`` says that
    something like a symbol was seen and not believed. ``advice`` holds stable words for what a
    person can do about an empty answer; `ADVICE` has the sentences.
    """

    symbols: tuple[Symbol, ...]
    readers: tuple[Reader, ...]
    pages: int
    complete: bool
    doubtful: bool
    advice: tuple[str, ...]

    @property
    def looks(self) -> int:
        """Looks of all readers at all pages."""
        return sum(reader.looks for reader in self.readers)

    @property
    def choice(self) -> Choice | None:
        """The symbol to use for a lookup, and why that one."""
        return choose(self.symbols)


ADVICE = {
    "larger": "The picture is small: take it again from nearer, or send the original.",
    "more_contrast": "The picture is pale or dark: take it again in better light.",
    "sharper": "The picture is blurred: hold still and let the camera focus.",
    "straight": "Something like a symbol was seen: hold the camera straight above all of it.",
    "nearer": "Fill the picture with the symbol and a little of the margin around it.",
    "fewer_pages": "Not every page was looked at as long as it could be: send fewer.",
}


def answer(looked: list[tuple[Page, Looking]], *, complete: bool) -> Reading:
    """All pages together; what a film shows in several frames counts once."""
    symbols = tuple(_once(looked))
    whole = complete and all(looking.complete for _, looking in looked)
    doubtful = any(looking.doubtful for _, looking in looked)
    advice: list[str] = []
    if not symbols:
        first = next((page.picture for page, _ in looked), None)
        advice = _advice(first, doubtful=doubtful)
        if not complete:
            advice.append("fewer_pages")
    return Reading(
        symbols=symbols,
        readers=_readers(looked),
        pages=len(looked),
        complete=whole,
        doubtful=doubtful,
        advice=tuple(advice),
    )


def _once(looked: list[tuple[Page, Looking]]) -> Iterator[Symbol]:
    shown: set[tuple[str, str]] = set()
    for page, looking in looked:
        found = looking.symbols
        for symbol in found:
            if not (page.film and (symbol.text, symbol.symbology) in shown):
                yield replace(symbol, position=page.mapping.of(symbol.position))
        shown |= {(symbol.text, symbol.symbology) for symbol in found}


def _readers(looked: list[tuple[Page, Looking]]) -> tuple[Reader, ...]:
    names = {zxing_reader.SOURCE: "zxing-cpp", zbar_reader.SOURCE: "pyzbar"}
    return tuple(
        Reader(
            name,
            metadata.version(package),
            sum(looking.looks.get(name, 0) for _, looking in looked),
            _absence(name),
        )
        for name, package in names.items()
    )


def _absence(name: str) -> str:
    if name == zbar_reader.SOURCE and zbar_reader.library() is None:
        return "pyzbar needs the system library libzbar0, which is not installed"
    return ""


SMALL_SIDE = 120
PALE = 18.0
"""Standard deviation of grey levels."""
BLURRED = 6.0
"""Standard deviation of edges, found on a picture shrunk to `JUDGED_SIDE`."""
JUDGED_SIDE = 600


def _advice(picture: Image.Image | None, *, doubtful: bool) -> list[str]:
    if picture is None:
        return []
    advice = ["larger"] if min(picture.size) < SMALL_SIDE else []
    judged = picture.copy()
    judged.thumbnail((JUDGED_SIDE, JUDGED_SIDE))
    if ImageStat.Stat(judged).stddev[0] < PALE:
        advice.append("more_contrast")
    elif ImageStat.Stat(judged.filter(ImageFilter.FIND_EDGES)).stddev[0] < BLURRED:
        advice.append("sharper")
    if doubtful:
        advice.append("straight")
    return [*advice, "nearer"]
