"""Names of user extensions: prefixes of a JSON-LD context or of XML, and their namespaces.

An extension is known by namespace and local name, ``{namespace}local``, whatever prefix its
sender likes (EPCIS 2.0 sections 6.5 and 9.4). Contexts are not fetched: the standard's own
prefixes are known here, everything else has to be declared in the document.

One trap: the official JSON-LD context ends the namespace of CBV master data with a colon
(``urn:epcglobal:cbv:mda:``), the XML of the same standard does not. Where a JSON document uses
``cbvmda`` without declaring it, the XML name is meant, so that both syntaxes give one event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

MASTER_DATA_NAMESPACE = "urn:epcglobal:cbv:mda"
MASTER_DATA_NAMESPACES = (MASTER_DATA_NAMESPACE, MASTER_DATA_NAMESPACE + ":")
"""Both spellings of the namespace of ``cbvmda`` (lotNumber, …) that stand in the field."""

STANDARD_PREFIXES: Mapping[str, str] = {
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": "https://ref.gs1.org/cbv/",
    "cbvmda": MASTER_DATA_NAMESPACE,
    "gs1": "https://gs1.org/voc/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}
"""What the JSON-LD context of EPCIS 2.0 declares by itself."""

SCHEMES = frozenset({"urn", "http", "https", "ni", "geo", "tag", "mailto"})
"""Never taken for a prefix, even if somebody declares one of that name."""

WRITTEN_IN_FULL = tuple(f"{scheme}:" for scheme in sorted(SCHEMES))
"""How a URI begins that is no compact one, whatever prefixes are declared."""


def split_iri(iri: str) -> tuple[str, str]:
    """Namespace and local name of a name that was written in full.

    >>> split_iri("https://ns.example.com/epcis/myField")
    ('https://ns.example.com/epcis/', 'myField')
    """
    cut = max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1
    return iri[:cut], iri[cut:]


def split_clark(name: str) -> tuple[str, str]:
    """Namespace and local name of ``{namespace}local``; no namespace gives an empty one."""
    if name.startswith("{"):
        namespace, _, local = name[1:].rpartition("}")
        return namespace, local
    return "", name


class Prefixes:
    """The prefixes in scope at one place of a document."""

    __slots__ = ("_clark", "by_namespace", "declared")

    def __init__(self, declared: Mapping[str, str]) -> None:
        self.declared = dict(declared)
        self.by_namespace = {uri: prefix for prefix, uri in self.declared.items()}
        """Namespace -> prefix, as events carry it; shared by all events of the scope."""
        self._clark: dict[str, str] = {}

    def widened(self, more: Mapping[str, str]) -> Prefixes:
        """This scope with the declarations of an inner one; the inner ones win."""
        return Prefixes(self.declared | dict(more)) if more else self

    def namespace(self, prefix: str) -> str | None:
        """What a prefix stands for, None when nobody declared it."""
        if prefix in SCHEMES:
            return None
        found = self.declared.get(prefix)
        return found if found is not None else STANDARD_PREFIXES.get(prefix)

    def clark(self, name: str) -> str:
        """``{namespace}local`` of a prefixed or full name; a bare word stays as it is."""
        known = self._clark.get(name)
        if known is None:
            known = self._clark[name] = self._named(name)
        return known

    def _named(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        if not colon or name.startswith("@"):
            return name
        namespace = None if local.startswith("//") else self.namespace(prefix)
        if namespace is None:
            namespace, local = split_iri(name)
        return f"{{{namespace}}}{local}"

    def is_undeclared(self, name: str) -> bool:
        """Whether a name looks prefixed and nobody says what the prefix means."""
        prefix, colon, local = name.partition(":")
        plain = bool(colon) and not local.startswith("//") and prefix not in SCHEMES
        return plain and self.namespace(prefix) is None

    def expanded(self, value: str) -> str:
        """The URI of a compact one (CURIE); any other text stays as it is."""
        prefix, _, local = value.partition(":")
        namespace = None if local.startswith("//") else self.namespace(prefix)
        return value if namespace is None or not local else namespace + local


NO_PREFIXES = Prefixes({})


def names_in(value: object) -> Iterator[tuple[str, str]]:
    """Namespace and local name of every name that an extension value uses."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            namespace, local = split_clark(name)
            if namespace:
                yield namespace, local
            yield from names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner)


def texts_in(value: object) -> Iterator[str]:
    """Every text inside an extension value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from texts_in(inner)
