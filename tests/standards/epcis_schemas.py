"""The published schemas of EPCIS 2.0, ready to judge a document."""

from __future__ import annotations

import json
from functools import cache

import jsonschema_rs
from lxml import etree

from tests.standards.corpora import CORPORA


@cache
def json_validator() -> jsonschema_rs.Draft7Validator:
    """GS1's JSON schema with formats (uri, date-time) asserted."""
    schema = json.loads((CORPORA / "01-gs1-epcis" / "EPCIS-JSON-Schema.json").read_bytes())
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)


@cache
def xml_schema() -> etree.XMLSchema:
    """GS1's XML schema of the capture document."""
    path = CORPORA / "01-gs1-epcis" / "XSD" / "EPCglobal-epcis-2_0.xsd"
    return etree.XMLSchema(etree.parse(path))
