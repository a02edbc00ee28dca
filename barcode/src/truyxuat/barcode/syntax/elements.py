r"""Element strings: application identifiers with their data, read and written both ways.

Bracketed is what people read and type, ``(01)09521234001010(10)L1``; a bracket in the data is
written ``\(``, and ``|`` stands between a linear symbol and its composite component. Joined is
what scanners send: no brackets, and the separator FNC1 (as GS, ``\x1d``) after data whose length
is not predefined. GS1 General Specifications, sections 4.14 and 7.8.

Reading checks every element by itself; what must and must not stand together is asked of
`associations`, because one carrier of several on a pack may hold only half of a pair. A separator
after data of predefined length is not needed and does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from truyxuat.barcode.syntax.faults import Fault, problem
from truyxuat.barcode.syntax.rules import Rule, table
from truyxuat.traceability.errors import InvalidBarcode, Problem

FNC1 = "\x1d"
COMPOSITE = "|"

TEXT_MAX = 8_191
"""Characters of one message; the largest QR Code holds 7,089 digits."""

ELEMENTS_MAX = 64
"""Elements of one message."""

_BRACKET = re.compile(r"\(([^()]{0,20})\)")
_VALUE = re.compile(r"[^(\\]*(?:\\\(?[^(\\]*)*")
_AI_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Element:
    """One application identifier with its data."""

    ai: str
    value: str


class ElementString(tuple[Element, ...]):
    """Elements in their order; the first `linear` of them stand in the linear symbol."""

    linear: int

    def __new__(cls, elements: Iterable[Element] = (), linear: int | None = None) -> Self:
        """All elements are in one symbol where `linear` is not given."""
        made = super().__new__(cls, elements)
        made.linear = len(made) if linear is None else linear
        return made

    @property
    def parts(self) -> tuple[ElementString, ...]:
        """The linear symbol's elements, and the composite component's where there are any."""
        if self.linear == len(self):
            return (self,)
        return ElementString(self[: self.linear]), ElementString(self[self.linear :])

    def bracketed(self) -> str:
        r"""As people read it.

        >>> ElementString([Element("10", "L(1)")]).bracketed()
        '(10)L\\(1)'
        """
        texts = (
            "".join(f"({one.ai}){one.value.replace('(', chr(92) + '(')}" for one in part)
            for part in self.parts
        )
        return COMPOSITE.join(texts)

    def fnc1(self) -> str:
        r"""As a scanner sends it, without the leading FNC1 that the symbology identifier tells.

        >>> parse_bracketed("(01)09521234001010(10)L1(17)271231").fnc1()
        '010952123400101010L1\x1d17271231'
        """
        rules = table().rules
        joined = []
        for one in self:
            joined += [one.ai, one.value, "" if rules[one.ai].predefined else FNC1]
        return "".join(joined[:-1])

    def value(self, ai: str) -> str | None:
        """The data of an application identifier; None where it is not there."""
        return next((one.value for one in self if one.ai == ai), None)


class Placed(NamedTuple):
    """An element as it was read: where its data stands, in its own spelling."""

    element: Element
    start: int
    end: int


class Reading(NamedTuple):
    """What a text says: its elements, and all problems in them."""

    placed: list[Placed]
    problems: list[Problem]
    linear: int

    @property
    def elements(self) -> ElementString:
        """The elements that were made out, sound or not."""
        return ElementString((one.element for one in self.placed), self.linear)


def parse_bracketed(text: str) -> ElementString:
    r"""Read brackets.

    >>> parse_bracketed("(01)09521234001010(10)L\\(1)")[1]
    Element(ai='10', value='L(1)')

    Raises:
        InvalidBarcode: all problems, each with its place in the text.
    """
    return _sound(read_bracketed(text))


def parse_fnc1(text: str) -> ElementString:
    r"""Read joined elements, as sent after a GS1 symbology identifier.

    >>> parse_fnc1("010952123400101010L1\x1d17271231").bracketed()
    '(01)09521234001010(10)L1(17)271231'

    Raises:
        InvalidBarcode: all problems, each with its place in the text.
    """
    return _sound(read_fnc1(text))


def _sound(reading: Reading) -> ElementString:
    if reading.problems:
        raise InvalidBarcode(tuple(reading.problems))
    return reading.elements


def read_fnc1(text: str, begin: int = 0) -> Reading:
    """Read joined elements from a place on, and go on after a fault where that can be done."""
    if refused := _refused(text, begin):
        return refused
    known = table()
    rules, lengths = known.rules, known.lengths
    placed: list[Placed] = []
    problems: list[Problem] = []
    at, size = begin, len(text)
    while at < size and len(placed) < ELEMENTS_MAX:
        start = at + lengths.get(text[at : at + 2], 0)
        ai = text[at:start]
        rule = rules.get(ai)
        if rule is None:
            stop = text.find(FNC1, at)
            stop = size if stop < 0 else stop
            problems.append(unknown_ai(text, at, stop))
            at = stop + 1
            continue
        end = text.find(FNC1, start, start + rule.longest if rule.predefined else size)
        if end < 0:
            end = min(start + rule.longest, size) if rule.predefined else size
        value = text[start:end]
        if not rule.sound(value):
            problems += value_problems(rule, value, start)
        placed.append(Placed(Element(ai, value), start, end))
        at = end + (text[end : end + 1] == FNC1)
    if at < size:
        problems.append(_too_many(at, size))
    return Reading(placed, problems, len(placed))


def read_bracketed(text: str, begin: int = 0) -> Reading:
    """Read brackets from a place on, and go on after a fault at the next bracket."""
    if refused := _refused(text, begin):
        return refused
    placed: list[Placed] = []
    problems: list[Problem] = []
    linear = None
    at, size = begin, text.find(COMPOSITE, begin)
    size = len(text) if size < 0 else size
    while at < len(text) and len(placed) < ELEMENTS_MAX:
        found = _BRACKET.match(text, at, size)
        if found is None:
            stop = max(text.find("(", at + 1, size), 0) or size
            problems.append(_bracket_expected(text, at, stop))
        else:
            stop = _read_value(text, found, size, placed, problems)
        at = stop
        if at == size < len(text):
            linear, at, size = len(placed), size + 1, len(text)
            if at == size:
                problems.append(_bracket_expected(text, at, size))
    if at < len(text):
        problems.append(_too_many(at, len(text)))
    return Reading(placed, problems, len(placed) if linear is None else linear)


def _read_value(
    text: str,
    bracket: re.Match[str],
    size: int,
    placed: list[Placed],
    problems: list[Problem],
) -> int:
    """Read the data behind one bracket; gives the place where it ends."""
    ai, start = bracket[1], bracket.end()
    found = _VALUE.match(text, start, size)
    assert found, "the pattern of a value matches nothing at all, too"
    value, end = found[0].replace("\\(", "("), found.end()
    rule = table().rules.get(ai)
    if rule is None:
        problems.append(_unknown(ai, bracket.start(1), bracket.end(1)))
    elif not rule.sound(value):
        whole = f"{start}:{end}" if len(value) != end - start else ""
        problems += value_problems(rule, value, start, whole)
    placed.append(Placed(Element(ai, value), start, end))
    return end


def value_problems(rule: Rule, value: str, start: int, whole: str = "") -> list[Problem]:
    """What is wrong with a value that stands at a place; `whole` where single signs do not."""
    subject = f"({rule.ai}) {rule.title}".rstrip()
    found = []
    for fault in rule.faults(value):
        where = whole or f"{fault.start + start}:{fault.end + start}"
        found.append(problem(fault, value, subject=subject, where=where))
    return found


def unknown_ai(text: str, start: int, end: int) -> Problem:
    """No application identifier begins here."""
    end = min(start + _AI_SHOWN, end)
    return _unknown(text[start:end], start, end)


def _unknown(ai: str, start: int, end: int) -> Problem:
    fault = Fault("unknown_ai", 0, len(ai), "an application identifier")
    return problem(fault, ai, subject="Element", where=f"{start}:{end}")


def _bracket_expected(text: str, start: int, end: int) -> Problem:
    got = text[start : min(start + _AI_SHOWN, end)]
    fault = Fault("bracket_expected", 0, len(got), "(application identifier)")
    return problem(fault, got, subject="Element string", where=f"{start}:{end}")


def _too_many(start: int, end: int) -> Problem:
    fault = Fault("too_many_elements", 0, 0, f"at most {ELEMENTS_MAX} elements")
    return problem(fault, "", subject="Element string", where=f"{start}:{end}")


def _refused(text: str, begin: int) -> Reading | None:
    """A message that is empty or too long is not read at all."""
    if begin >= len(text):
        fault = Fault("message_empty", 0, 0, "elements")
    elif len(text) > TEXT_MAX:
        fault = Fault("message_too_long", 0, 0, f"at most {TEXT_MAX} characters")
    else:
        return None
    where = f"{begin}:{len(text)}"
    return Reading([], [problem(fault, "", subject="Element string", where=where)], 0)
