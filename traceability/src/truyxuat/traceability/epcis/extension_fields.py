"""User extensions: kept word for word under ``{namespace}local`` (EPCIS 2.0 section 6.5)."""

from __future__ import annotations

from decimal import Decimal

from truyxuat.traceability.epcis import fields
from truyxuat.traceability.epcis.events import Extensions, Json
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import At
from truyxuat.traceability.epcis.json_text import NESTING_MAX, Unreadable


def extension(
    source: Source, found: dict[str, Json], item: tuple[str, object], at: At
) -> None:
    """Keep one user extension under ``{namespace}local``, or note that it is none."""
    key, value = item
    if source.xml:
        if key.startswith("{"):
            found[key] = extension_value(source, value, (at, key))
            return
    elif fields.is_uri(key):
        if source.prefixes.is_undeclared(key):
            source.findings.warning(
                (at, key),
                "undeclared_prefix",
                f"No @context declares the prefix of {key!r}.",
            )
        _keep(source, found, key, extension_value(source, value, (at, key)), at)
        return
    fields.unknown_field(source, at, key, value)


def extension_value(source: Source, value: object, at: At, depth: int = 0) -> Json:
    """The value of an extension as it was, its inner names in Clark notation."""
    if depth > NESTING_MAX:
        source.findings.problem(at, "too_deep", f"Nested deeper than {NESTING_MAX} levels.")
        return None
    if isinstance(value, dict):
        return _inner(source, value, at, depth)
    if isinstance(value, list):
        return [
            extension_value(source, inner, (at, i), depth + 1)
            for i, inner in enumerate(value)
        ]
    if isinstance(value, Unreadable):
        source.wrong_type(at, "a number", value)
        return None
    assert value is None or isinstance(value, str | bool | int | Decimal), "a JSON value"
    return value


def _inner(source: Source, value: dict[str, object], at: At, depth: int) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, inner in value.items():
        said = extension_value(source, inner, (at, key), depth + 1)
        if source.xml:
            found[key] = said
        elif key.startswith("{"):
            fields.unknown_field(source, at, key, inner)
        else:
            _keep(source, found, key, said, at)
    return found


def _keep(source: Source, found: dict[str, Json], key: str, said: Json, at: At) -> None:
    """Keep a value under its full name; two spellings of one name are told, not merged."""
    name = source.prefixes.clark(key)
    if name in found:
        source.findings.problem(
            (at, key),
            "duplicate_key",
            f"{key!r} names what stands here under another prefix.",
        )
    found[name] = said


def extensions_only(source: Source, value: object, at: At) -> Extensions:
    """An object that holds nothing but extensions, as ilmd does (section 7.3.8)."""
    found: dict[str, Json] = {}
    for item in fields.one_object(source, value, at).items():
        extension(source, found, item, at)
    return found
