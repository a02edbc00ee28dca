"""What each barcode reader finds, alone and in ours, and how many pictures a second.

Alone means the library as its own documentation calls it: one look with its defaults. The
pictures are the published ones (where they are beside the checkout), every symbology drawn and
degraded by a fixed chance, and pictures with nothing on them.
"""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from tests.barcode.degrading import FAULTS, several
from tests.barcode.material import KINDS, all_drawn, drawn
from tests.barcode.patterns import all_patterns
from tests.barcode.pictures import saved
from tests.benchmarks.rounds import interleaved, table
from tests.standards.corpora import CORPORA
from truyxuat.barcode.reading import read_picture, zbar_reader, zxing_reader
from truyxuat.barcode.reading.looking import Looking, look_at

CPU_SECONDS_MAX = 1.5
ONLY_ZXING = frozenset({zxing_reader.SOURCE})
PATTERNS_EACH = 12


@dataclass(frozen=True, slots=True)
class Case:
    """A picture and the text on it; None where there is nothing to read."""

    material: str
    picture: Image.Image
    text: str | None
    also: str = ""
    """Another spelling of the same: the eight digits that a UPC-E is printed with."""


def ours(picture: Image.Image) -> set[str]:
    """Our reading, with every reader that the machine has."""
    return _looked(picture, None)


def ours_without_zbar(picture: Image.Image) -> set[str]:
    """Our reading as it is on a machine without libzbar0."""
    return _looked(picture, ONLY_ZXING)


def zxing_alone(picture: Image.Image) -> set[str]:
    """zxing-cpp with its defaults, in the text mode that keeps separators."""
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    return {str(one.text) for one in found}


def zbar_alone(picture: Image.Image) -> set[str]:
    """Pyzbar with its defaults; nothing where libzbar0 is missing."""
    zbar = zbar_reader.library()
    if zbar is None:
        return set()
    return {bytes(one.data).decode("utf-8", "replace") for one in zbar.decode(picture)}


WAYS: dict[str, Callable[[Image.Image], set[str]]] = {
    "ours": ours,
    "ours without zbar": ours_without_zbar,
    "zxing-cpp alone": zxing_alone,
    "pyzbar alone": zbar_alone,
}


def run() -> str:
    """All tables as text."""
    return "\n\n".join((_found_table(), _faults_table(), _speed_tables()))


def _looked(picture: Image.Image, readers: frozenset[str] | None) -> set[str]:
    looking = Looking(CPU_SECONDS_MAX, readers=readers)
    look_at(picture, looking)
    return {symbol.text for symbol in looking.symbols}


def published() -> Iterator[Case]:
    """The published pictures, with and without a symbol."""
    folder = CORPORA / "07-barcode-images"
    if not folder.exists():
        return
    for line in (folder / "curated.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        with Image.open(folder / row["file"]) as opened:
            yield Case("published", opened.convert("RGBA").convert("L"), row["expect"])


def degraded() -> Iterator[Case]:
    """Every kind with every fault, then with several at once."""
    for kind, clean in all_drawn():
        for name, fault in FAULTS.items():
            chance = random.Random(f"bench {kind.writer} {kind.name} {name}")
            yield Case("degraded", fault(clean, chance), kind.text, kind.content)
        for number in range(4):
            chance = random.Random(f"bench {kind.writer} {kind.name} {number}")
            yield Case("several faults", several(clean, chance), kind.text, kind.content)


def nothing() -> Iterator[Case]:
    """Patterns that only look like symbols."""
    for _, picture in all_patterns(PATTERNS_EACH, seed=7):
        yield Case("patterns", picture, None)


def _right(case: Case, found: set[str]) -> bool:
    return bool(_spellings(case) & set(map(_bare, found)))


def _wrong(case: Case, found: set[str]) -> bool:
    return bool(set(map(_bare, found)) - _spellings(case))


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign > " " and sign not in "()")


def _spellings(case: Case) -> set[str]:
    """One article number with and without its leading zero or its application identifier."""
    if case.text is None:
        return set()
    bare = _bare(case.text)
    return {
        bare,
        "0" + bare,
        "01" + bare,
        bare.removeprefix("0"),
        bare.removeprefix("01"),
    } | {_bare(case.also)}


def _found_table() -> str:
    right: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    shares: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for case in (*published(), *degraded(), *nothing()):
        totals[case.material] += 1
        found = {name: way(case.picture) for name, way in WAYS.items()}
        for name, texts in found.items():
            right[case.material, name] += _right(case, texts)
            wrong[case.material, name] += _wrong(case, texts)
        if case.text is not None:
            zxing = _right(case, found["zxing-cpp alone"])
            zbar = _right(case, found["pyzbar alone"])
            shares[case.material, SHARES[zxing, zbar]] += 1
    lines = ["Found, by material (right / with a wrong text beside or instead)"]
    lines.append(f"  {'':<18}" + "".join(f"{name:>19}" for name in totals))
    lines.append(f"  {'pictures':<18}" + "".join(f"{n:>19}" for n in totals.values()))
    for name in WAYS:
        cells = (f"{right[m, name]} / {wrong[m, name]}" for m in totals)
        lines.append(f"  {name:<18}" + "".join(f"{cell:>19}" for cell in cells))
    lines.append("Libraries alone, one look each: which finds what")
    for share in SHARES.values():
        lines.append(f"  {share:<18}" + "".join(f"{shares[m, share]:>19}" for m in totals))
    return "\n".join(lines)


SHARES = {
    (True, True): "both",
    (True, False): "only zxing-cpp",
    (False, True): "only pyzbar",
    (False, False): "neither",
}


def _faults_table() -> str:
    """Of the 24 kinds, how many are read under each fault."""
    lines = [f"Read of {len(KINDS)} kinds, by fault"]
    lines.append(f"  {'':<18}" + "".join(f"{name:>19}" for name in WAYS))
    for name, fault in FAULTS.items():
        cells = []
        for way in WAYS.values():
            read = 0
            for kind, clean in all_drawn():
                chance = random.Random(f"bench {kind.writer} {kind.name} {name}")
                case = Case(name, fault(clean, chance), kind.text, kind.content)
                read += _right(case, way(case.picture))
            cells.append(read)
        lines.append(f"  {name:<18}" + "".join(f"{cell:>19}" for cell in cells))
    return "\n".join(lines)


def _speed_tables() -> str:
    clean = [saved(drawn(kind)) for kind in KINDS]
    worn = [saved(case.picture) for case in list(degraded())[::5]]
    return "\n\n".join(
        table(
            f"Pictures a second from PNG files: {title}, {len(files)} pictures a round",
            interleaved({name: _each(files, way) for name, way in SPEED_WAYS.items()}),
            amount=len(files),
            unit="pictures",
        )
        for title, files in (("clean", clean), ("degraded", worn))
    )


def _each(files: list[bytes], way: Callable[[bytes], object]) -> Callable[[], None]:
    def read_all() -> None:
        for data in files:
            way(data)

    return read_all


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


SPEED_WAYS: dict[str, Callable[[bytes], object]] = {
    "ours": read_picture,
    "zxing-cpp alone": lambda data: zxing_alone(_opened(data)),
    "pyzbar alone": lambda data: zbar_alone(_opened(data)),
}
