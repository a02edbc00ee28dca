"""The ``@context`` of a JSON-LD document or event: which prefixes it declares.

Remote contexts are never fetched: what a document means must not depend on somebody's web
server. The context of EPCIS itself is built in; of any other only a warning is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from truyxuat.traceability.epcis.fields import Source, is_uri
from truyxuat.traceability.epcis.findings import At

EPCIS_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

PREFIXES_MAX = 200
"""Prefixes that one context may declare: they are looked through for every event."""

_KNOWN_CONTEXTS = (
    "https://ref.gs1.org/",
    "http://ref.gs1.org/",
    "https://gs1.github.io/EPCIS/",
    "https://id.gs1.org/",
)


def declared(source: Source, value: object, at: At) -> dict[str, str]:
    """The prefixes that a context declares; notes what is no context at all."""
    entries = value if isinstance(value, list) else [value]
    found: dict[str, str] = {}
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if repr(entry) in seen:
            source.findings.problem(
                (at, index), "duplicate_item", "The same context stands twice.", got=entry
            )
        seen.add(repr(entry))
        place: At = (at, index) if isinstance(value, list) else at
        if isinstance(entry, str):
            _check_address(source, entry, place)
        elif isinstance(entry, dict):
            found |= _terms(source, entry, place)
        else:
            source.wrong_type(place, "a context address or an object of prefixes", entry)
    check_count(source, found, at)
    return found


def check_count(source: Source, prefixes: Mapping[str, str], at: At) -> None:
    """Note a context that declares more prefixes than any sender needs."""
    if len(prefixes) > PREFIXES_MAX:
        source.findings.problem(
            at,
            "too_many_prefixes",
            "More prefixes than any document needs.",
            expected=f"at most {PREFIXES_MAX}",
            got=len(prefixes),
        )


def _check_address(source: Source, address: str, at: At) -> None:
    if not is_uri(address):
        source.findings.problem(
            at, "not_a_uri", "Not the address of a context.", expected="a URI", got=address
        )
    elif not address.startswith(_KNOWN_CONTEXTS):
        source.findings.warning(
            at,
            "context_not_read",
            "Contexts are not fetched; prefixes it declares are unknown here.",
            got=address,
        )


def _terms(source: Source, entry: Mapping[str, object], at: At) -> dict[str, str]:
    """Plain prefixes only: keywords and rules about single terms name no namespace."""
    found: dict[str, str] = {}
    for name, meaning in entry.items():
        if name.startswith("@"):
            continue
        if isinstance(meaning, dict):
            meaning = meaning.get("@id", "")
        if not isinstance(meaning, str):
            source.wrong_type((at, name), "a namespace", meaning)
        elif ":" not in name and is_uri(meaning):
            found[name] = meaning
    return found
