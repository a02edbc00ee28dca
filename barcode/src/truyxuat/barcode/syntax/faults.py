"""One thing wrong with a piece of data: a stable code, where it stands, and what was expected.

The codes are those of the reference checks of the GS1 Barcode Syntax Dictionary in lower case
(`incorrect_check_digit`), so that they can be looked up there and translated on a page, and a
few of our own for what stands around the data (`unknown_ai`).
"""

from __future__ import annotations

from typing import NamedTuple

from truyxuat.traceability.errors import Problem


class Fault(NamedTuple):
    """The characters `text[start:end]` of a piece of data are wrong."""

    code: str
    start: int
    end: int
    expected: str = ""


def place(start: int, end: int) -> str:
    """How a problem names the characters `text[start:end]`.

    >>> place(3, 5)
    '3:5'
    """
    return f"{start}:{end}"


def ends(place: str) -> tuple[int, int]:
    """The two numbers of a place.

    >>> ends("3:5")
    (3, 5)
    """
    start, _, end = place.partition(":")
    return int(start), int(end)


def problem(fault: Fault, value: str, *, subject: str, where: str = "") -> Problem:
    """A fault in a value as a person is told of it; `where` overrules the place."""
    got = value[fault.start : fault.end]
    words = fault.code.replace("_", " ")
    expected = f", {fault.expected} expected" if fault.expected else ""
    return Problem(
        where or place(fault.start, fault.end),
        fault.code,
        f"{subject}: {words}{expected}, got {got!r}.",
        expected=fault.expected,
        got=got,
    )
