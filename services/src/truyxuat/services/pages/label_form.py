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
from truyxuat.services.pages.label_serials import (
    LABELS_MAX,
    SERIALS_LISTED_MAX,
    listed,
    ranged,
)
from truyxuat.services.pages.label_uses import USES, allowed, suggested
from truyxuat.services.pages.problem_words import sentence
from truyxuat.services.pages.wording import Words

FIELD_LENGTH_MAX = 8_000
RESOLUTIONS = ("203", "300", "600", "1200")
SERIALS = ("none", "list", "range")
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
        names = {one.name for one in fields(cls)}
        return cls(
            **{n: v.strip()[:FIELD_LENGTH_MAX] for n, v in given.items() if n in names}
        )

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
    count: int = 1


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


def check(asked: Asked, words: Words, stem: str) -> Checked:
    """One label out of the fields; `stem` is the web address that links begin with."""
    checked = Checked()
    elements = tuple(_elements(asked, words, checked))
    _choices(asked, words, checked)
    _serials(asked, words, checked)
    if checked.wrong:
        return checked
    more = len(elements) > 1 or bool(checked.serials)
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
    if asked.serials == "none" or asked.use == "pallet":
        digits = asked.count.isascii() and asked.count.isdigit() and len(asked.count) < 7
        checked.count = int(asked.count) if digits else 0
        if not 1 <= checked.count <= LABELS_MAX:
            checked.wrong["count"] = words("labels.count_wrong", most=LABELS_MAX)
        return
    name = "serial_list" if asked.serials == "list" else "serial_to"
    most = SERIALS_LISTED_MAX if asked.serials == "list" else LABELS_MAX
    if asked.serials == "list":
        found: tuple[str, ...] | None = listed(asked.serial_list)
    else:
        found = ranged(asked.serial_from, asked.serial_to)
    if not found:
        checked.wrong[name] = words(f"labels.{name}_wrong")
    elif len(found) > most:
        checked.wrong[name] = words("labels.too_many", most=most)
    else:
        for one in found:
            if not list(_tested(name, "21", one, words, checked)):
                break
        checked.serials, checked.count = found, len(found)


def _millimetres(name: str, text: str, words: Words, checked: Checked) -> float | None:
    """A length with a comma or a point; a wrong one is told and stands for the target."""
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        checked.wrong[name] = words("labels.number_wrong", got=text)
        return None
