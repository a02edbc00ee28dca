"""From bytes to an XML tree, with everything off that a document has no need of.

No document type with content, no entity, no network: EPCIS needs none of them, and each has
been used to read a server's files or to make it run out of memory. A bare ``<!DOCTYPE name>``
says nothing and passes.
"""

from __future__ import annotations

import re
from typing import NoReturn

from lxml import etree

from truyxuat.traceability.epcis.json_text import refuse

_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!ENTITY", "<!ATTLIST", "<!ELEMENT", "<!NOTATION")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


_LOADS = re.compile(r"\b(?:SYSTEM|PUBLIC)\b")
"""A document type that names a file to be loaded."""


def parse(body: bytes) -> etree._Element:
    """The root element of an XML body, without comments and processing instructions.

    Raises:
        InvalidDocument: empty, not XML, or with a document type that declares something.
    """
    if not body.strip():
        refuse("empty_body", "The body is empty.", expected="an EPCIS document")
    if any(word in body for word in _DECLARATIONS):
        _refuse_doctype()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        refuse("not_xml", f"Not XML: {error}.", expected="well-formed XML")
    info = root.getroottree().docinfo
    if _LOADS.search(info.doctype):  # type: ignore[union-attr]  # lxml-stubs leave it out
        _refuse_doctype()
    return root


def _refuse_doctype() -> NoReturn:
    refuse(
        "doctype",
        "A document type that declares or loads something is not read.",
        expected="XML without entities and DTD",
    )
