"""What a barcode says: for a scanner's message, and for whatever a person pastes.

`parse_symbol` takes a scanner's message with its symbology identifier at its word. `understand`
is forgiving about spelling and strict about content: it guesses what a text is, never what it
should have been. Both always answer, with every problem, its place in the given text and words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from truyxuat.barcode.syntax.associations import association_problems
from truyxuat.barcode.syntax.compression import looks_compressed, read_compressed
from truyxuat.barcode.syntax.digital_link import build_digital_link, read_digital_link
from truyxuat.barcode.syntax.elements import (
    COMPOSITE,
    FNC1,
    TEXT_MAX,
    Element,
    ElementString,
    Placed,
    Reading,
    read_bracketed,
    read_fnc1,
)
from truyxuat.barcode.syntax.faults import Fault, ends, place, problem
from truyxuat.barcode.syntax.meanings import Meaning, meaning
from truyxuat.barcode.syntax.number_checks import check_digit
from truyxuat.barcode.syntax.pasting import (
    Pasted,
    pasted,
    without_gaps,
    without_separators,
    without_white,
)
from truyxuat.barcode.syntax.rules import table
from truyxuat.barcode.syntax.symbologies import COMPOSITE_SYMBOL, Symbology, symbology
from truyxuat.barcode.syntax.titles import Title, title
from truyxuat.traceability.errors import InvalidBarcode, InvalidIdentifier, Problem
from truyxuat.traceability.identifiers import Identifier, parse
from truyxuat.traceability.identifiers.element_string import identifier_of
from truyxuat.traceability.identifiers.rules import KEYS

SSCC_LENGTH = 18
NUMBER_LENGTHS = {8, 12, 13, 14, SSCC_LENGTH}
GLN_LENGTH = 13
CONTENT = "02"
"""GTIN of what a logistic unit contains; its lot stands beside it."""

_SCHEMES = re.compile(r"https?://", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,63}(?::[0-9]{1,5})?/")
_JOINED = re.compile(r"00[0-9]{18}|0[12][0-9]{14}")
_HOME = "https://id.gs1.org/"
_KEY_DIGITS = {True: 8, False: 4}
"""Digits that a value in a path must begin with to be meant as a key, with a check digit or not."""


@dataclass(frozen=True, slots=True)
class UnderstoodElement:
    """One element, what it is called and where its data stands in the text."""

    element: Element
    title: Title
    place: str

    def meaning(self, seen: date) -> Meaning:
        """The data as a program can use it, to someone who sees it on a given day."""
        return meaning(self.element, seen)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text is and says.

    `kind` is element_string, digital_link, number, epc, address or text. `plain` is the data
    behind the symbology identifier. `faults` are wrong in the data itself; `associations` would
    be wrong if this carrier were all that is marked on the item. `alternatives` are other things
    that the same bare digits could be.
    """

    text: str
    kind: str
    plain: str
    symbology: str = ""
    symbology_name: str = ""
    elements: ElementString = ElementString()  # noqa: RUF009 # immutable, a tuple
    details: tuple[UnderstoodElement, ...] = ()
    identifier: Identifier | None = None
    alternatives: tuple[Identifier, ...] = ()
    faults: tuple[Problem, ...] = ()
    associations: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, in the data and between the elements."""
        return self.faults + self.associations

    @property
    def sound(self) -> bool:
        """Nothing at all is wrong."""
        return not self.problems

    @property
    def key(self) -> str:
        """The canonical key of what is identified; empty where nothing is."""
        return self.identifier.key if self.identifier else ""

    @property
    def digital_link(self) -> str:
        """The same data as a link on GS1's own domain; empty where it cannot be one."""
        if self.identifier is None or self.problems:
            return ""
        try:
            return build_digital_link(self.elements) if self.elements else self.key
        except InvalidBarcode:  # a link cannot carry all elements: (02) with (37)
            return ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one form of text said, before it is put in words."""

    kind: str
    reading: Reading
    identifier: Identifier | None = None
    alternatives: tuple[Identifier, ...] = ()


def parse_symbol(text: str) -> Understood:
    r"""What a scanner sent, with the symbology identifier before it.

    >>> found = parse_symbol("]C1010952123400101010L1\x1d17271231")
    >>> found.elements.bracketed(), found.key
    ('(01)09521234001010(10)L1(17)271231', 'https://id.gs1.org/01/09521234001010/10/L1')
    """
    whole = Pasted(text, tuple(range(len(text) + 1)))
    named = symbology(text)
    if named is None:
        fault = Fault(
            "symbology_identifier_missing", 0, len(text[:3]), "]C1, ]d2, ]Q3, ]E0 …"
        )
        missing = problem(fault, text, subject="Scanned data")
        return Understood(text, "text", text, faults=(missing,))
    return _understood(text, whole, named, _said_by_symbol(whole, named[1]))


def understand(text: str) -> Understood:
    """What a text says in whatever spelling: scanned, typed, read off a label, a web address.

    >>> found = understand("(01) 09521234001010 (17) 271231")
    >>> found.kind, found.sound, found.details[1].title.vietnamese
    ('element_string', True, 'Ngày hết hạn')
    >>> [(fault.place, fault.code) for fault in understand("9521234001011").problems]
    [('12:13', 'incorrect_check_digit')]
    """
    body = pasted(text[: TEXT_MAX + 1])
    if len(text) > TEXT_MAX:
        return _refused(
            text, Fault("message_too_long", 0, 0, f"at most {TEXT_MAX} characters")
        )
    if not body.text:
        return _refused(text, Fault("message_empty", 0, 0, "the text of a barcode"))
    named = symbology(body.text)
    if named is None:
        return _understood(text, body, ("", Symbology("")), _said(body))
    body = without_white(body) if named[1].elements or named[1].digits else body
    return _understood(text, body, named, _said_by_symbol(body, named[1]))


def _refused(text: str, fault: Fault) -> Understood:
    refused = problem(fault, "", subject="Text", where=place(0, len(text)))
    return Understood(text, "text", "", faults=(refused,))


def _understood(
    text: str, body: Pasted, named: tuple[str, Symbology], said: _Said
) -> Understood:
    reading = said.reading
    places = [place(one.start, one.end) for one in reading.placed]
    faults = list(reading.problems)
    elements = reading.elements
    identifier = said.identifier
    if identifier is None and elements:
        identifier, refused = _identified(elements, reading.placed)
        faults += refused if not faults else []
    beside = association_problems(elements, places) if said.kind != "number" else []
    details = tuple(
        UnderstoodElement(one.element, title(one.element.ai), body.span(one.start, one.end))
        for one in reading.placed
    )
    return Understood(
        text,
        said.kind,
        body.text[len(named[0]) :],
        *named[:1],
        named[1].name,
        elements,
        details,
        identifier,
        said.alternatives,
        tuple(body.placed(fault) for fault in faults),
        tuple(body.placed(fault) for fault in beside),
    )


def _identified(
    elements: ElementString, placed: Sequence[Placed]
) -> tuple[Identifier | None, list[Problem]]:
    """What the elements identify first of all, or why they do not although they hold a key."""
    pairs = [(one.ai, one.value) for one in elements]
    number = next((number for number, (ai, _) in enumerate(pairs) if ai in KEYS), None)
    ai = "01"
    if number is None:
        number = next(
            (number for number, (ai, _) in enumerate(pairs) if ai == CONTENT), None
        )
        if number is None:
            return None, []
    else:
        ai = pairs[number][0]
    try:
        return identifier_of(ai, pairs[number][1], pairs), []
    except InvalidIdentifier as error:
        one = placed[number]
        where = place(one.start, one.end)
        return None, [
            Problem(where, "no_identifier", str(error), "a GS1 key", one.element.value)
        ]


def _said_by_symbol(body: Pasted, named: Symbology) -> _Said:
    text = body.text
    if named.elements:
        return _Said("element_string", read_fnc1(text, 3))
    if named.digits:
        return _number_of_symbol(text, named.digits)
    if _SCHEMES.match(text, 3):
        return _shifted(_address(text[3:]), 3)
    digits = text[3:]
    if (
        text.startswith("]I")
        and len(digits) == 14
        and digits.isascii()
        and digits.isdigit()
    ):
        return _number(digits, 3)
    return _plain()


def _plain(kind: str = "text") -> _Said:
    return _Said(kind, Reading([], [], 0))


def _said(body: Pasted) -> _Said:
    """What a text without symbology identifier is, by how it begins."""
    text = body.text
    if _SCHEMES.match(text):
        return _address(text)
    if _BARE_ADDRESS.match(text):
        return _shifted(_address("https://" + text), -8)
    digits = without_gaps(body)
    whole = len(digits.text) in NUMBER_LENGTHS or not _JOINED.match(digits.text)
    if digits.text.isdigit() and whole:
        return _back(_number(digits.text, 0, typed=True), digits, body)
    if text.startswith("("):
        shown = without_separators(body)
        return _back(_Said("element_string", read_bracketed(shown.text)), shown, body)
    joined = without_white(body)
    if FNC1 in joined.text or _JOINED.match(joined.text):
        begin = 1 if joined.text.startswith(FNC1) else 0
        return _back(_Said("element_string", read_fnc1(joined.text, begin)), joined, body)
    if text.lower().startswith("urn:epc:"):
        return _epc(text)
    return _plain()


def _back(said: _Said, cleaned: Pasted, body: Pasted) -> _Said:
    """Places of a further cleaned text as places of the one it was cleaned from."""
    if cleaned is body:
        return said
    number = {origin: at for at, origin in enumerate(body.origins)}
    way = Pasted(cleaned.text, tuple(number[origin] for origin in cleaned.origins))
    return _moved(said, way.span)


def _shifted(said: _Said, by: int) -> _Said:
    """Places moved by some characters, never before the beginning."""
    return _moved(said, lambda start, end: place(max(start + by, 0), max(end + by, 0)))


def _moved(said: _Said, span: Callable[[int, int], str]) -> _Said:
    """The same with other places."""
    reading = said.reading
    placed = []
    for one in reading.placed:
        start, end = ends(span(one.start, one.end))
        placed.append(Placed(one.element, start, end))
    problems = [replace(one, place=span(*ends(one.place))) for one in reading.problems]
    moved = Reading(placed, problems, reading.linear)
    return _Said(said.kind, moved, said.identifier, said.alternatives)


def _address(text: str) -> _Said:
    """A web address: a Digital Link, plain or compressed, or one that says nothing of GS1."""
    scheme, _, rest = text.partition("://")
    reading = read_digital_link(f"{scheme.lower()}://{rest}")
    if not reading.problems:
        return _Said("digital_link", reading)
    if looks_compressed(text):
        compressed = read_compressed(text)
        if not compressed.problems:
            return _Said("digital_link", compressed)
    if text.lower().startswith(_HOME) or _is_meant(reading.placed):
        return _Said("digital_link", reading)
    return _plain("address")


def _is_meant(placed: Sequence[Placed]) -> bool:
    """Whether the value in a path begins as its key does, so that it is a broken key."""
    if not placed:
        return False
    key = placed[0].element
    checked = any("csum" in part.checks for part in table().rules[key.ai].components)
    head = key.value[: _KEY_DIGITS[checked]]
    return len(head) == _KEY_DIGITS[checked] and head.isdigit()


def _epc(text: str) -> _Said:
    try:
        return _Said("epc", Reading([], [], 0), parse(text))
    except InvalidIdentifier as error:
        fault = Problem(
            place(0, len(text)), "no_identifier", str(error), "an EPC URN", text
        )
        return _Said("epc", Reading([], [fault], 0))


def _number(digits: str, start: int, *, typed: bool = False) -> _Said:
    """Bare digits: a trade item or a logistic unit, by how many they are."""
    end = start + len(digits)
    faults = []
    if not digits.isascii():
        faults.append(Fault("non_digit_character", 0, len(digits), "digits 0 to 9"))
    elif len(digits) not in NUMBER_LENGTHS:
        faults.append(Fault("number_length", 0, len(digits), "8, 12, 13, 14 or 18 digits"))
    elif wrong := check_digit(digits):
        faults.append(wrong)
    problems = [
        problem(
            fault,
            digits,
            subject="Number",
            where=place(start + fault.start, start + fault.end),
        )
        for fault in faults
    ]
    ai = "00" if len(digits) == SSCC_LENGTH else "01"
    value = digits if ai == "00" else digits.zfill(14)
    if problems and problems[0].code != "incorrect_check_digit":
        return _Said("number", Reading([], problems, 0))
    placed = [Placed(Element(ai, value), start, end)]
    places: tuple[Identifier, ...] = ()
    if typed and len(digits) == GLN_LENGTH and not problems:
        places = (Identifier("414", digits), Identifier("417", digits))
    found = None if problems else Identifier(ai, value)
    return _Said("number", Reading(placed, problems, 1), found, places)


def _number_of_symbol(text: str, lengths: tuple[int, ...]) -> _Said:
    """The number of an EAN family symbol, and the composite component that may follow it."""
    digits, mark, component = text[3:].partition(COMPOSITE + COMPOSITE_SYMBOL)
    number = digits[:GLN_LENGTH]
    if len(digits) not in lengths or not (digits.isascii() and digits.isdigit()):
        fault = Fault(
            "number_length", 0, len(digits), f"{' or '.join(map(str, lengths))} digits"
        )
        where = place(3, 3 + len(digits))
        return _Said(
            "number",
            Reading([], [problem(fault, digits, subject="Number", where=where)], 0),
        )
    said = _number(number, 3)
    if not mark:
        return said
    beside = read_fnc1(text, len(text) - len(component))
    reading = Reading(
        [*said.reading.placed, *beside.placed],
        [*said.reading.problems, *beside.problems],
        1,
    )
    return _Said("element_string", reading)
