"""What a person asked of the page for labels, from its address; and what is wrong beside it.

Every field is kept as it was typed. Data is checked by the rules of barcode/ before anything is
drawn, so that a fault is told beside the field it was typed into and not beside the symbol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Self

from truyxuat.barcode.printing import PAPERS, Symbology, SymbolRequest
from truyxuat.barcode.syntax import Element, ElementString, table, understand
from truyxuat.barcode.syntax.faults import problem
from truyxuat.services.label_orders import LABELS_MAX as SHEET_LABELS_MAX
from truyxuat.services.pages.label_serials import (
    LABELS_MAX,
    SERIALS_LISTED_MAX,
    CountedSerials,
    listed,
    ranged,
)
from truyxuat.services.pages.label_uses import USES, allowed, suggested
from truyxuat.services.pages.problem_words import sentence
from truyxuat.services.pages.wording import Words

FIELD_LENGTH_MAX = 8_000
LIST_LENGTH_MAX = 80 * SHEET_LABELS_MAX
"""Of the longest list of serials as a form sends it: 20 signs, each up to three, and a new line.
A list is never cut short: whoever orders labels from it would miss the last ones."""
RESOLUTIONS = ("203", "300", "600", "1200")
SERIALS = ("none", "list", "range", "make")
DATES = {"made": "11", "best": "15", "expires": "17"}
FIELD_OF = {"01": "gtin", "00": "sscc", "10": "lot", "21": "serial_list"} | {
    ai: name for name, ai in DATES.items()
}
"""The field of each element that the form knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The fields of the form, as typed; the names are those of the address."""

    gtin: str = ""
    sscc: str = ""
    lot: str = ""
    made: str = ""
    best: str = ""
    expires: str = ""
    serials: str = "none"
    serial_list: str = ""
    serial_from: str = ""
    serial_to: str = ""
    count: str = "1"
    use: str = "retail"
    symbology: str = ""
    paper: str = "a4-24"
    dpi: str = "300"
    x: str = ""
    height: str = ""
    line: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """The fields that an address or a form gives, cut to a length that can be shown."""
        most = dict.fromkeys((one.name for one in fields(cls)), FIELD_LENGTH_MAX)
        most["serial_list"] = LIST_LENGTH_MAX
        return cls(**{n: v.strip()[: most[n]] for n, v in given.items() if n in most})

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What differs from an empty form: the shortest address that brings it back."""
        empty = type(self)()
        return tuple(
            (one.name, getattr(self, one.name))
            for one in fields(self)
            if getattr(self, one.name) != getattr(empty, one.name)
        )


@dataclass(slots=True)
class Checked:
    """What the fields come to: one label with its serials, or what is wrong with which field."""

    wrong: dict[str, str] = field(default_factory=dict)
    label: SymbolRequest | None = None
    gtin: str = ""
    serials: tuple[str, ...] = ()
    range: CountedSerials | None = None
    """Where the serials are a range: its bounds."""
    count: int = 1
    new_serials: bool = False
    """Each label gets a new serial that cannot be guessed, once the sheet is ordered."""
    sheet: bool = False
    """More than the page makes at once: to be ordered as a sheet."""
    can_make: bool = False
    """Whether this server has the key that new serials are made with."""


def spread(text: str, today: date) -> dict[str, str]:
    """The fields that a scanned text fills; empty where it is no more than a number.

    >>> spread("(01)09521234001010(17)271231(10)L1", date(2026, 11, 27))
    {'gtin': '09521234001010', 'expires': '2027-12-31', 'lot': 'L1'}
    """
    found = understand(text)
    if found.kind == "number" or not found.details or found.faults:
        return {}
    given = {}
    for one in found.details:
        name = FIELD_OF.get(one.element.ai)
        if name in DATES:
            given[name] = one.meaning(today).value
        elif name:
            given[name] = one.element.value
    return given | ({"serials": "list"} if "serial_list" in given else {})


def check(asked: Asked, words: Words, stem: str, *, can_make: bool) -> Checked:
    """One label out of the fields; `stem` is the web address that links begin with."""
    checked = Checked(can_make=can_make)
    elements = tuple(_elements(asked, words, checked))
    _choices(asked, words, checked)
    _serials(asked, words, checked)
    if checked.wrong:
        return checked
    more = len(elements) > 1 or bool(checked.serials) or checked.new_serials
    symbology = asked.symbology or suggested(asked.use, checked.gtin, more=more)
    checked.label = SymbolRequest(
        symbology=Symbology(symbology),
        data=ElementString(elements).bracketed(),
        use=USES[asked.use].use,
        stem=stem,
        x_mm=_millimetres("x", asked.x, words, checked),
        height_mm=_millimetres("height", asked.height, words, checked),
        printer_dpi=int(asked.dpi),
        lines=(asked.line,) if asked.line else (),
    )
    return checked


def _elements(asked: Asked, words: Words, checked: Checked) -> Iterator[Element]:
    """The elements in the order of a symbol: those of predefined length first."""
    if asked.use == "pallet":
        yield from _tested("sscc", "00", asked.sscc, words, checked)
    else:
        yield from _gtin(asked.gtin, words, checked)
        for name, ai in DATES.items():
            yield from _day(name, ai, getattr(asked, name), words, checked)
        if asked.lot:
            yield from _tested("lot", "10", asked.lot, words, checked)


def _gtin(text: str, words: Words, checked: Checked) -> Iterator[Element]:
    found = understand(text)
    if not text:
        checked.wrong["gtin"] = words("labels.gtin_needed")
    elif found.faults:
        checked.wrong["gtin"] = sentence(found.faults[0], words)
    elif found.kind != "number" or found.elements[0].ai != "01":
        checked.wrong["gtin"] = words("labels.gtin_only")
    else:
        checked.gtin = found.elements[0].value
        yield found.elements[0]


def _day(
    name: str, ai: str, text: str, words: Words, checked: Checked
) -> Iterator[Element]:
    if not text:
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        checked.wrong[name] = words("labels.day_wrong", got=text)
        return
    yield Element(ai, day.strftime("%y%m%d"))


def _tested(
    name: str, ai: str, text: str, words: Words, checked: Checked
) -> Iterator[Element]:
    rule = table().rules[ai]
    faults = rule.faults(text)
    if faults:
        told = problem(faults[0], text, subject=f"({ai})")
        checked.wrong[name] = sentence(told, words)
        return
    yield Element(ai, text)


def _choices(asked: Asked, words: Words, checked: Checked) -> None:
    known: dict[str, Callable[[str], bool]] = {
        "use": lambda text: text in USES,
        "paper": lambda text: text in PAPERS,
        "dpi": lambda text: text in RESOLUTIONS,
        "serials": lambda text: text in SERIALS,
    }
    for name, is_known in known.items():
        if not is_known(getattr(asked, name)):
            checked.wrong[name] = words("labels.choose")
    if asked.use in USES and asked.symbology and asked.symbology not in allowed(asked.use):
        checked.wrong["symbology"] = words("refusal.symbology_not_for_use")


def _serials(asked: Asked, words: Words, checked: Checked) -> None:
    """How many labels, alike or each with its serial, and whether that takes a sheet."""
    if asked.use == "pallet" or asked.serials not in ("list", "range"):
        _count(asked, words, checked)
    elif asked.serials == "list":
        found = listed(asked.serial_list)
        if _number_told("serial_list", len(found), words, checked):
            _test_serials("serial_list", found, words, checked)
        checked.serials, checked.count = found, len(found)
        checked.sheet = len(found) > SERIALS_LISTED_MAX
    else:
        _range(asked, words, checked)


def _range(asked: Asked, words: Words, checked: Checked) -> None:
    name, span = "serial_to", ranged(asked.serial_from, asked.serial_to)
    if not _number_told(name, span.count if span else 0, words, checked) or span is None:
        return
    if _test_serials(name, span.ends, words, checked):
        checked.range, checked.serials = span, span.serials()
        checked.count, checked.sheet = span.count, span.count > LABELS_MAX


def _count(asked: Asked, words: Words, checked: Checked) -> None:
    digits = asked.count.isascii() and asked.count.isdigit() and len(asked.count) < 7
    checked.count = int(asked.count) if digits else 0
    if not 1 <= checked.count <= SHEET_LABELS_MAX:
        checked.wrong["count"] = words(
            "labels.count_wrong", most=words.number(SHEET_LABELS_MAX)
        )
    checked.new_serials = asked.serials == "make" and asked.use != "pallet"
    checked.sheet = checked.new_serials or checked.count > LABELS_MAX
    if checked.new_serials and not checked.can_make:
        checked.wrong["serials"] = words("labels.no_key")


def _number_told(name: str, count: int, words: Words, checked: Checked) -> bool:
    """Whether there are serials, and no more than a sheet holds; else it is told."""
    if not count:
        checked.wrong[name] = words(f"labels.{name}_wrong")
    elif count > SHEET_LABELS_MAX:
        most = words.number(SHEET_LABELS_MAX)
        checked.wrong[name] = words("labels.too_many", most=most)
    return name not in checked.wrong


def _test_serials(
    name: str, serials: tuple[str, ...], words: Words, checked: Checked
) -> bool:
    """Whether all can stand behind (21); the first that cannot is told."""
    for one in serials:
        if not list(_tested(name, "21", one, words, checked)):
            says = checked.wrong[name]
            checked.wrong[name] = words("labels.of_serial", serial=one[:40], says=says)
            return False
    return True


def _millimetres(name: str, text: str, words: Words, checked: Checked) -> float | None:
    """A length with a comma or a point; a wrong one is told and stands for the target."""
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        checked.wrong[name] = words("labels.number_wrong", got=text)
        return None
