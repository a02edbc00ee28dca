"""Which prefix each namespace of an event gets when the event is written.

The sender's own prefix is kept where it can be. It cannot where two namespaces want the same
one, or where it would redefine a prefix that the context of EPCIS protects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from truyxuat.traceability.epcis.events import Event, Extensions
from truyxuat.traceability.epcis.namespaces import (
    MASTER_DATA_NAMESPACES,
    SCHEMES,
    STANDARD_PREFIXES,
    names_in,
    split_clark,
    split_iri,
    texts_in,
)

_STANDARD_BY_NAMESPACE = {uri: prefix for prefix, uri in STANDARD_PREFIXES.items()}


@dataclass(frozen=True, slots=True)
class Names:
    """How one event writes the names of its extensions."""

    declared: Mapping[str, str]
    """Prefix -> namespace, for the prefixes that need a context."""
    assumed: Mapping[str, str]
    """Prefix -> namespace, for those that the context of EPCIS declares itself."""
    prefix_of: Mapping[str, str]
    """Namespace -> prefix, for every namespace that is not written in full."""

    def written(self, name: str) -> str:
        """``{namespace}local`` as ``prefix:local``, or in full."""
        namespace, local = split_clark(name)
        prefix = self.prefix_of.get(namespace)
        return f"{prefix}:{local}" if prefix is not None else namespace + local


_NO_NAMES = Names({}, {}, {})


def names_of(event: Event) -> Names:
    """The prefixes under which an event is written, always the same for the same event."""
    extensions = [one for one in _extensions_of(event) if one]
    if not extensions:
        return _NO_NAMES
    declared: dict[str, str] = {}
    assumed: dict[str, str] = {}
    prefix_of: dict[str, str] = {}
    used: dict[str, list[str]] = {}
    for one in extensions:
        for namespace, local in names_in(one):
            used.setdefault(namespace, []).append(local)
    for namespace in [*used, *_in_values(event, extensions)]:
        prefix = event.prefixes.get(namespace)
        if prefix is not None and _usable(prefix, namespace, declared):
            declared[prefix] = namespace
            prefix_of[namespace] = prefix
    for namespace, locals_ in used.items():
        if namespace in _STANDARD_BY_NAMESPACE and namespace not in prefix_of:
            prefix = _STANDARD_BY_NAMESPACE[namespace]
            assumed[prefix] = namespace
            prefix_of[namespace] = prefix
        elif namespace not in prefix_of and not _in_full(namespace, locals_):
            prefix = _fresh(namespace, declared)
            declared[prefix] = namespace
            prefix_of[namespace] = prefix
    return Names(declared, assumed, prefix_of)


def _extensions_of(event: Event) -> Iterator[Extensions]:
    yield event.extensions
    yield getattr(event, "ilmd", {})
    for place in (event.read_point, event.biz_location, event.error_declaration):
        if place is not None:
            yield place.extensions
    for element in event.sensor_elements:
        yield element.extensions
        if element.metadata is not None:
            yield element.metadata.extensions
        for report in element.reports:
            yield report.extensions


def _in_values(event: Event, extensions: list[Extensions]) -> list[str]:
    """Namespaces whose prefix stands in a text value (a compact URI)."""
    first_words = {
        text.partition(":")[0]
        for one in extensions
        for text in texts_in(one)
        if ":" in text
    }
    return [uri for uri, prefix in event.prefixes.items() if prefix in first_words]


def _usable(prefix: str, namespace: str, declared: Mapping[str, str]) -> bool:
    """Whether a prefix can be declared for a namespace without hiding another meaning."""
    if not prefix or prefix in SCHEMES or declared.get(prefix, namespace) != namespace:
        return False
    protected = STANDARD_PREFIXES.get(prefix)
    return protected is None or (
        prefix == "cbvmda" and namespace == MASTER_DATA_NAMESPACES[1]
    )


def _in_full(namespace: str, locals_: list[str]) -> bool:
    """Whether the full names read back as this namespace and these local names."""
    scheme, _, rest = namespace.partition(":")
    plain = rest.startswith("//") or scheme in SCHEMES
    return plain and all(
        split_iri(namespace + local) == (namespace, local) for local in locals_
    )


def _fresh(namespace: str, declared: Mapping[str, str]) -> str:
    """A prefix of our own: the name itself where it was used undeclared, else a number."""
    word = namespace.removesuffix(":")
    if ":" not in word and word not in declared and word not in STANDARD_PREFIXES:
        return word
    number = 1
    while f"ns{number}" in declared:
        number += 1
    return f"ns{number}"
