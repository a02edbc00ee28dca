"""Readers of the lists in an event: identifiers, quantities, and typed references.

A list may name an object once. The JSON schema forbids the same text twice; the XML schema does
not, and published XML does it, so there it is only a warning: the link is made once anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeGuard

from truyxuat.traceability.epcis import cbv, fields
from truyxuat.traceability.epcis.events import QuantityElement, TypedId
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import At


def identifiers(source: Source, value: object, at: At) -> tuple[str, ...]:
    """A list of identifiers, none of them twice."""
    if not isinstance(value, list):
        source.wrong_type(at, "a list of URIs", value)
        return ()
    if names := _plainly_sound(value):
        return names
    found: list[str] = []
    first: dict[str, int] = {}
    spellings: set[str] = set()
    for index, item in enumerate(value):
        name = fields.name(source, item, (at, index))
        if name:
            key = fields.key(source, name, (at, index))
            if key in first:
                _twice(source, (at, index), name, first[key], same=name in spellings)
            first.setdefault(key, index)
            spellings.add(name)
        found.append(name)
    return tuple(found)


def _plainly_sound(value: list[object]) -> tuple[str, ...] | None:
    """The list itself, where nothing in it is odd and no two items are one object."""
    if not _are_texts(value):
        return None
    keys = {*map(fields.sound_key, value)}
    return tuple(value) if len(keys) == len(value) and None not in keys else None


def _are_texts(value: list[object]) -> TypeGuard[list[str]]:
    """Whether all items are plain texts (numbers that cannot be held are texts of a kind)."""
    return {*map(type, value)} == {str}


def _twice(source: Source, at: At, name: str, before: int, *, same: bool) -> None:
    """Note an object that a list names again.

    The JSON schema forbids one text twice; another spelling, or XML, it lets pass, and the
    link is made once anyway.
    """
    told = f"The same object as item {before} of the list."
    if same and not source.xml:
        source.findings.problem(
            at, "duplicate_item", told, expected="every object once", got=name
        )
    else:
        source.findings.warning(at, "duplicate_item", told, got=name)


def uris(source: Source, value: object, at: At) -> tuple[str, ...]:
    """A list of URIs."""
    if not isinstance(value, list):
        source.wrong_type(at, "a list of URIs", value)
        return ()
    return tuple(fields.uri(source, item, (at, i)) for i, item in enumerate(value))


def names(source: Source, value: object, at: At) -> tuple[str, ...]:
    """A list of URIs by which events are found."""
    if not isinstance(value, list):
        source.wrong_type(at, "a list of URIs", value)
        return ()
    return tuple(fields.name(source, item, (at, i)) for i, item in enumerate(value))


def uri_or_uris(source: Source, value: object, at: At) -> tuple[str, ...]:
    """One URI or a list of them, as certificationInfo may be written."""
    return (
        uris(source, value, at)
        if isinstance(value, list)
        else (fields.uri(source, value, at),)
    )


def quantities(source: Source, value: object, at: At) -> tuple[QuantityElement, ...]:
    """A list of quantity elements."""
    if not isinstance(value, list):
        source.wrong_type(at, "a list of quantities", value)
        return ()
    return tuple(_quantity(source, item, (at, i)) for i, item in enumerate(value))


def _quantity(source: Source, value: object, at: At) -> QuantityElement:
    raw = fields.one_object(source, value, at)
    epc_class, amount, uom = "", None, None
    for key, inner in raw.items():
        if key == "epcClass":
            epc_class = fields.identifier(source, inner, (at, key))
        elif key == "quantity":
            amount = _amount(source, inner, (at, key))
        elif key == "uom":
            uom = fields.unit(source, inner, (at, key))
        else:
            fields.unknown_field(source, at, key, inner)
    if "epcClass" not in raw and isinstance(value, dict):
        fields.missing(source, at, "epcClass", "the URI of a class or lot")
    if uom is not None and "quantity" not in raw:
        source.findings.problem(
            (at, "uom"),
            "not_allowed",
            "A unit of no quantity.",
            expected="quantity",
            got=uom,
        )
    return QuantityElement(epc_class, amount, uom)


def _amount(source: Source, value: object, at: At) -> Decimal:
    """How much; less than nothing would take goods out of every balance unseen."""
    amount = fields.number(source, value, at)
    if amount < 0:
        source.findings.problem(
            at, "negative", "Less than nothing.", expected="0 or more", got=amount
        )
    return amount


def typed_ids(
    name: str, vocabulary: cbv.Vocabulary, *, type_required: bool
) -> Callable[[Source, object, At], tuple[TypedId, ...]]:
    """The reader of a list of business transactions, sources or destinations."""
    read_type = fields.term(vocabulary)

    def read_one(source: Source, value: object, at: At) -> TypedId:
        raw = fields.one_object(source, value, at)
        found, kind = "", None
        for key, inner in raw.items():
            if key == name:
                found = fields.identifier(source, inner, (at, key))
            elif key == "type":
                kind = read_type(source, inner, (at, key))
            else:
                fields.unknown_field(source, at, key, inner)
        if isinstance(value, dict):
            if name not in raw:
                fields.missing(source, at, name, "a URI")
            if type_required and "type" not in raw:
                fields.missing(source, at, "type", f"a {vocabulary.name}")
        return TypedId(found, kind)

    def read(source: Source, value: object, at: At) -> tuple[TypedId, ...]:
        if not isinstance(value, list):
            source.wrong_type(at, f"a list of {name}s", value)
            return ()
        return tuple(read_one(source, item, (at, i)) for i, item in enumerate(value))

    return read
