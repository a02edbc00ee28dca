"""Text as people paste it, made into what a scanner would have sent; with the way back.

Labels and e-mails show what cannot be shown: `<GS>` for the separator, spaces between the digits
of a number, no `https://` before a web address. Removing it moves characters, so the way back
from a place in the cleaned text to the place in the pasted one is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from truyxuat.barcode.syntax.elements import FNC1
from truyxuat.barcode.syntax.faults import place
from truyxuat.traceability.errors import Problem

_SHOWN_FNC1 = re.compile(r"␝|<(?:GS|FNC1)>|\{(?:GS|FNC1)\}|\[(?:GS|FNC1)\]")
_WHITE = re.compile(r"[ \t\r\n\u00a0]+")
_WHITE_AND_FNC1 = re.compile(r"[ \t\r\n\u00a0\x1d]+")
_GAPS = re.compile(r"[ \t\r\n\u00a0\u2010\u2011\u2013-]+")
_PLACE = re.compile(r"([0-9]+):([0-9]+)")


@dataclass(frozen=True, slots=True)
class Pasted:
    """A cleaned text; `origins` says where its characters, and its end, were in the pasted one."""

    text: str
    origins: tuple[int, ...]

    def without(self, pattern: re.Pattern[str], instead: str = "") -> Pasted:
        """Every match taken out, or replaced by one character."""
        if not pattern.search(self.text):
            return self
        pieces: list[str] = []
        origins: list[int] = []
        at = 0
        for found in pattern.finditer(self.text):
            pieces += [self.text[at : found.start()], instead]
            origins += self.origins[at : found.start()]
            origins += [self.origins[found.start()]] * len(instead)
            at = found.end()
        pieces.append(self.text[at:])
        return Pasted("".join(pieces), (*origins, *self.origins[at:]))

    def placed(self, problem: Problem) -> Problem:
        """A problem of the cleaned text with its place in the pasted one."""
        found = _PLACE.fullmatch(problem.place)
        if found is None:
            return problem
        start, end = (min(int(group), len(self.text)) for group in found.groups())
        return replace(problem, place=self.span(start, end))

    def span(self, start: int, end: int) -> str:
        """A place of the cleaned text as a place in the pasted one."""
        first = self.origins[start]
        if end <= start:
            return place(first, first)
        # What was taken out behind the last character is no part of it, a stand-in is all of it.
        after = (
            self.origins[end] if self.text[end - 1] == FNC1 else self.origins[end - 1] + 1
        )
        return place(first, after)


def pasted(text: str) -> Pasted:
    r"""A pasted text with real separators and no white space around it.

    >>> pasted(" 10L1<GS>21S ").text
    '10L1\x1d21S'
    """
    shown = Pasted(text, tuple(range(len(text) + 1))).without(_SHOWN_FNC1, FNC1)
    inner = shown.text.strip(" \t\r\n\u00a0")
    start = shown.text.find(inner)
    end = start + len(inner)
    return Pasted(inner, shown.origins[start : end + 1])


def without_white(text: Pasted) -> Pasted:
    """No white space at all: GS1 data has none. The separator stays."""
    return text.without(_WHITE)


def without_separators(text: Pasted) -> Pasted:
    """Neither white space nor FNC1: what stands between brackets needs none."""
    return text.without(_WHITE_AND_FNC1)


def without_gaps(text: Pasted) -> Pasted:
    """No spaces and hyphens: how people group the digits of a number."""
    return text.without(_GAPS)
