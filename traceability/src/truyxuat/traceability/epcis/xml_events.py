"""One event in XML, turned into the shape that its JSON-LD has.

The XML of EPCIS 2.0 wraps every list item in an element, writes sensor data as attributes and
numbers as text (EPCIS 2.0 section 9.5). After this turn both syntaxes go through the same
readers. Whatever has no place in the schema keeps its name and is refused there; order of
elements proves nothing, so a wrong one is only a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from lxml import etree

from truyxuat.traceability.epcis.fields import Source, unknown_field
from truyxuat.traceability.epcis.findings import At
from truyxuat.traceability.epcis.json_text import Unreadable, decimal_of
from truyxuat.traceability.epcis.namespaces import split_clark

XSI = "http://www.w3.org/2001/XMLSchema-instance"
EPCIS_XML = "urn:epcglobal:epcis:xsd:2"

Turn: TypeAlias = "Callable[[Source, etree._Element, At], object]"

_NUMBERS = frozenset(
    {"value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"}
)
_BOOLEANS: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
_UNKNOWN = object()
"""Stands for a quantity that is said to be unknown."""

_WRAPPERS = frozenset({"extension", "baseExtension"})


def text_of(element: etree._Element) -> str:
    """The text of an element, trimmed; white space around values means nothing."""
    return (element.text or "").strip()


def local_name(element: etree._Element) -> str:
    """The name as the standard has it: bare, or ``{namespace}local`` of an extension."""
    namespace, local = split_clark(str(element.tag))
    return local if namespace in ("", EPCIS_XML) else str(element.tag)


def no_text_around(source: Source, element: etree._Element, at: At) -> None:
    """Note loose text in an element that holds elements, and in the wrappers inside it."""
    no_text(source, element, at)
    for child in element:
        name = local_name(child)
        if name in _WRAPPERS:
            no_text(source, child, (at, name))


def children_of(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The child elements with their names; wrappers for extensions are looked through."""
    for child in element:
        name = local_name(child)
        if name in _WRAPPERS:
            for inner in child:
                yield local_name(inner), inner
        else:
            yield name, child


def _number(value: object) -> Decimal | Unreadable:
    return decimal_of(str(value))


def _is_nil(element: etree._Element) -> bool:
    return element.get(f"{{{XSI}}}nil") in ("true", "1")


def no_text(source: Source, element: etree._Element, at: At) -> None:
    """Loose text between elements belongs to nothing."""
    pieces = [element.text, *(child.tail for child in element)]
    loose = " ".join(piece.strip() for piece in pieces if piece and piece.strip())
    if loose:
        source.findings.problem(
            at, "loose_text", "Text stands where only elements may.", got=loose
        )


def _put(
    source: Source, found: dict[str, object], name: str, value: object, at: At
) -> None:
    if name in found:
        source.findings.problem(
            (at, name), "duplicate_key", f"{name} stands twice.", expected="once"
        )
    found[name] = value


def _leaf(source: Source, element: etree._Element, at: At) -> object:
    """Text only; elements inside are refused."""
    for name, child in children_of(element):
        unknown_field(source, at, name, text_of(child))
    return text_of(element)


def _list_of(item: str, turn: Turn) -> Turn:
    """A list element with items of one name."""

    def read(source: Source, element: etree._Element, at: At) -> object:
        no_text(source, element, at)
        found: list[object] = []
        for name, child in children_of(element):
            if name == item:
                found.append(turn(source, child, (at, len(found))))
            else:
                unknown_field(source, at, name, text_of(child))
        return found

    return read


def _quantity(source: Source, element: etree._Element, at: At) -> object:
    no_text(source, element, at)
    found: dict[str, object] = {}
    for name, child in children_of(element):
        value: object = _leaf(source, child, (at, name))
        if name == "quantity" and _is_nil(child):
            no_text(source, child, (at, name))
            value = _UNKNOWN
        elif name == "quantity":
            value = _number(value)
        _put(source, found, name, value, at)
    return {name: value for name, value in found.items() if value is not _UNKNOWN}


def _typed(name: str) -> Turn:
    """A business transaction, source or destination: its type is an attribute."""

    def read(source: Source, element: etree._Element, at: At) -> object:
        found: dict[str, object] = {name: _leaf(source, element, (at, name))}
        found |= _attributes(element)
        return found

    return read


def _attributes(element: etree._Element) -> dict[str, object]:
    """All attributes but those that only speak to an XML processor."""
    return {
        str(name): str(value).strip()
        for name, value in element.attrib.items()
        if not str(name).startswith(f"{{{XSI}}}")
    }


def _place(source: Source, element: etree._Element, at: At) -> object:
    no_text(source, element, at)
    found: dict[str, object] = _attributes(element)
    for name, child in children_of(element):
        if name.startswith("{"):
            add_extension(found, name, extension_of(child))
        else:
            _put(source, found, name, _leaf(source, child, (at, name)), at)
    return found


def _dispositions(source: Source, element: etree._Element, at: At) -> object:
    no_text(source, element, at)
    found: dict[str, list[object]] = {}
    for name, child in children_of(element):
        listed = found.setdefault(name, [])
        listed.append(_leaf(source, child, ((at, name), len(listed))))
    return found


def _error(source: Source, element: etree._Element, at: At) -> object:
    no_text(source, element, at)
    found: dict[str, object] = _attributes(element)
    for name, child in children_of(element):
        if name.startswith("{"):
            add_extension(found, name, extension_of(child))
            continue
        turn = _CORRECTIVE if name == "correctiveEventIDs" else _leaf
        _put(source, found, name, turn(source, child, (at, name)), at)
    return found


def _report(source: Source, element: etree._Element, at: At) -> object:
    """Sensor data: everything stands in attributes, numbers and truth values as text."""
    no_text(source, element, at)
    found = _attributes(element)
    for name, value in found.items():
        text = str(value)
        if name in _NUMBERS:
            found[name] = _number(text)
        elif name == "booleanValue":
            found[name] = _BOOLEANS.get(text, text)
    for name, child in children_of(element):
        unknown_field(source, at, name, text_of(child))
    return found


def _sensor_element(source: Source, element: etree._Element, at: At) -> object:
    no_text(source, element, at)
    found: dict[str, object] = _attributes(element)
    reports: list[object] = []
    for name, child in children_of(element):
        if name.startswith("{"):
            add_extension(found, name, extension_of(child))
        elif name == "sensorReport":
            reports.append(_report(source, child, ((at, name), len(reports))))
            found[name] = reports
        elif name == "sensorMetadata":
            _put(source, found, name, _report(source, child, (at, name)), at)
        else:
            unknown_field(source, at, name, text_of(child))
    return found


def _ilmd(source: Source, element: etree._Element, at: At) -> object:
    no_text(source, element, at)
    found: dict[str, object] = _attributes(element)
    for name, child in children_of(element):
        add_extension(found, name, extension_of(child))
    return found


def extension_of(element: etree._Element) -> object:
    """The value of a user extension; what ``xsi:type`` calls a number becomes one."""
    attributes = _attributes(element)
    text = " ".join(
        piece.strip()
        for piece in (element.text, *(child.tail for child in element))
        if piece and piece.strip()
    )
    if not len(element) and not attributes:
        return _plain(element, text)
    found: dict[str, object] = dict(attributes)
    for child in element:
        add_extension(found, str(child.tag), extension_of(child))
    if text:
        found["#text"] = text
    return found


def _plain(element: etree._Element, text: str) -> object:
    if _is_nil(element):
        return None
    kind = (element.get(f"{{{XSI}}}type") or "").rpartition(":")[2]
    if kind in ("integer", "int", "long", "double", "float", "decimal"):
        number = decimal_of(text)
        return text if isinstance(number, Unreadable) else number
    if kind == "boolean":
        return _BOOLEANS.get(text, text)
    return text


def add_extension(found: dict[str, object], name: str, value: object) -> None:
    """Keep one extension element; one that stands again makes a list."""
    if name not in found:
        found[name] = value
        return
    before = found[name]
    found[name] = [*before, value] if isinstance(before, list) else [before, value]


_CORRECTIVE = _list_of("correctiveEventID", _leaf)
_EPCS = _list_of("epc", _leaf)
_QUANTITIES = _list_of("quantityElement", _quantity)

_TURNS: Mapping[str, Turn] = {
    "errorDeclaration": _error,
    "readPoint": _place,
    "bizLocation": _place,
    "persistentDisposition": _dispositions,
    "ilmd": _ilmd,
    "epcList": _EPCS,
    "childEPCs": _EPCS,
    "inputEPCList": _EPCS,
    "outputEPCList": _EPCS,
    "quantityList": _QUANTITIES,
    "childQuantityList": _QUANTITIES,
    "inputQuantityList": _QUANTITIES,
    "outputQuantityList": _QUANTITIES,
    "bizTransactionList": _list_of("bizTransaction", _typed("bizTransaction")),
    "sourceList": _list_of("source", _typed("source")),
    "destinationList": _list_of("destination", _typed("destination")),
    "sensorElementList": _list_of("sensorElement", _sensor_element),
}

_NEVER_EMPTY = frozenset(
    {"bizTransactionList", "sourceList", "destinationList", "sensorElementList"}
)


def event_shape(source: Source, element: etree._Element, at: At) -> dict[str, object]:
    """The event as its JSON-LD would have it, extensions under ``{namespace}local``."""
    no_text_around(source, element, at)
    found: dict[str, object] = {"type": local_name(element), **_attributes(element)}
    for name, child in children_of(element):
        if name.startswith("{"):
            add_extension(found, name, extension_of(child))
            continue
        value = _TURNS.get(name, _leaf)(source, child, (at, name))
        if name in _NEVER_EMPTY and value == []:
            source.findings.problem(
                (at, name), "missing", f"{name} is empty.", expected="at least one item"
            )
        _put(source, found, name, value, at)
    return found
